"""Facts from SOSX: care for a person, and social services."""

from __future__ import annotations

from .model import Sensitivity
from .source import Group, Source, codes, present, valid, younger_than

CARES = Group(
    Source(
        name="carer",
        registry="SOSX",
        institution="SXA",
        tables="registries_socialservicecase r JOIN registries_person p ON p.id = r.person_id",
        key="r.carer_id",
        where=f"r.kind = 'informal' AND {valid()} AND {present()}",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CARES.boolean(
    "care.is_carer",
    ("Kiməsə qulluq edir", "Looks after somebody", "Ухаживает за кем-либо"),
    "true",
)
CARES.integer(
    "care.cared_count",
    ("Qulluq etdiyi şəxslərin sayı", "Number of people looked after", "Число лиц, за которыми ухаживает"),
    "count(DISTINCT r.person_id)::int",
)

CARES_DISABLED = Group(
    Source(
        name="carer_of_disabled",
        registry="SOSX",
        institution="SXA",
        tables="registries_socialservicecase r JOIN registries_person p ON p.id = r.person_id"
        f" JOIN registries_disabilitydecision d ON d.person_id = r.person_id AND {valid('d')}",
        key="r.carer_id",
        where=f"r.kind = 'informal' AND {valid()} AND {present()}",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
CARES_DISABLED.boolean(
    "care.of_severely_disabled",
    (
        "81–100 % əlilliyi olan şəxsə qulluq edir",
        "Looks after a person with 81–100 % disability",
        "Ухаживает за лицом с инвалидностью 81–100 %",
    ),
    "bool_or(d.band = '81-100')",
)
CARES_DISABLED.boolean(
    "care.of_disabled_child",
    (
        "Əlilliyi olan uşağa qulluq edir",
        "Looks after a child with a disability",
        "Ухаживает за ребёнком с инвалидностью",
    ),
    f"bool_or({younger_than(18)})",
)

SERVICE_KINDS = codes(
    home=("Evdə qulluq", "Care at home", "Уход на дому"),
    day=("Gündüz xidməti", "Day care", "Дневной уход"),
    residential=("Sosial xidmət müəssisəsi", "Residential institution", "Стационарное учреждение"),
    shelter=("Sığınacaq", "Shelter", "Приют"),
    informal=("Qeyri-formal qulluq", "Informal care", "Неформальный уход"),
)
SERVICES = Group(
    Source(
        name="social_service",
        registry="SOSX",
        institution="SXA",
        tables="registries_socialservicecase r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
SERVICES.boolean(
    "care.receives_care",
    ("Ona qulluq edən var", "Is looked after by somebody", "За человеком ухаживают"),
    "bool_or(r.kind = 'informal' AND r.carer_id IS NOT NULL)",
)
SERVICES.boolean(
    "social_service.active",
    ("Sosial xidmət alır", "Receives a social service", "Получает социальную услугу"),
    "bool_or(r.kind <> 'informal')",
)
SERVICES.code(
    "social_service.kind",
    ("Sosial xidmətin növü", "Kind of social service", "Вид социальной услуги"),
    "(array_agg(r.kind ORDER BY r.valid_from DESC, r.id DESC))[1]",
    SERVICE_KINDS,
    absent="none",
    example="home",
    note="The latest, when there are several.",
)
SERVICES.boolean(
    "social_service.residential",
    (
        "Sosial xidmət müəssisəsində yaşayır",
        "Lives in a residential institution",
        "Живёт в стационарном учреждении",
    ),
    "bool_or(r.kind = 'residential')",
)
SERVICES.boolean(
    "social_service.full_state_provision",
    ("Tam dövlət təminatındadır", "Is on full state provision", "На полном государственном обеспечении"),
    "bool_or(r.full_state_provision)",
)
SERVICES.integer(
    "social_service.needs_score",
    ("Ehtiyacın qiyməti", "Needs score", "Оценка нуждаемости"),
    "max(r.needs_score)::int",
    absent=None,
    example=34,
)

GROUPS = [CARES, CARES_DISABLED, SERVICES]
