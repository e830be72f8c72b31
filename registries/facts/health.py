"""Facts from TSERAS and REHAB: disability, rehabilitation aids, cars."""

from __future__ import annotations

from datetime import date

from .model import Sensitivity
from .source import Group, Shape, Source, codes, stands, valid

BANDS = codes(
    {
        "81-100": ("81–100 %", "81–100 %", "81–100 %"),
        "61-80": ("61–80 %", "61–80 %", "61–80 %"),
        "31-60": ("31–60 %", "31–60 %", "31–60 %"),
    }
)
CAUSES = codes(
    general=("Ümumi xəstəlik", "General illness", "Общее заболевание"),
    sight=("Görmə qabiliyyətinin itirilməsi", "Loss of sight", "Потеря зрения"),
    childhood=("Uşaqlıqdan", "Since childhood", "С детства"),
    work=(
        "İstehsalat qəzası və ya peşə xəstəliyi",
        "Accident at work or occupational disease",
        "Производственная травма или профзаболевание",
    ),
    war=("Müharibə", "War", "Война"),
    military=("Hərbi xidmət vəzifələri", "Military service duties", "Обязанности военной службы"),
    january_20=("20 Yanvar hadisələri", "Events of 20 January", "События 20 Января"),
    chernobyl=("Çernobılda hərbi xidmət", "Military service at Chernobyl", "Военная служба в Чернобыле"),
)

DISABILITY = Group(
    Source(
        name="disability",
        registry="TSERAS",
        institution="DTSERA",
        tables="registries_disabilitydecision r",
        key="r.person_id",
        where=valid(),
        shape=Shape.LATEST,
        order="r.decision_date DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
DISABILITY.boolean(
    "disability.active",
    ("Əlilliyi var", "Has a disability", "Имеет инвалидность"),
    "true",
    note="A decision in force, the latest when there are several; so are the other disability facts.",
)
DISABILITY.code(
    "disability.band",
    (
        "Orqanizmin funksiyalarının pozulma faizi",
        "Band of loss of body functions",
        "Степень нарушения функций организма",
    ),
    "r.band",
    BANDS,
    absent="none",
    example="81-100",
    note="Unknown when the decision names no band.",
)
DISABILITY.integer(
    "disability.degree",
    ("Əlillik dərəcəsi", "Degree of disability", "Степень инвалидности"),
    "CASE r.band WHEN '81-100' THEN 1 WHEN '61-80' THEN 2 WHEN '31-60' THEN 3 END",
    example=1,
    note="The old degree: 1 is the most severe; 0 is none.",
)
DISABILITY.code(
    "disability.cause",
    ("Əlilliyin səbəbi", "Cause of the disability", "Причина инвалидности"),
    "r.cause",
    CAUSES,
    absent="none",
    example="general",
)
DISABILITY.boolean(
    "disability.before_18",
    (
        "Əlilliyi 18 yaşınadək müəyyən edilib",
        "The disability was established before 18",
        "Инвалидность установлена до 18 лет",
    ),
    "r.before_18",
)
DISABILITY.boolean(
    "disability.sight",
    ("Gözdən əlilliyi var", "The disability is of sight", "Инвалидность по зрению"),
    "r.cause = 'sight'",
)
DISABILITY.boolean(
    "disability.indefinite",
    ("Əlillik müddətsizdir", "The disability has no term", "Инвалидность бессрочная"),
    "r.indefinite",
)
DISABILITY.day(
    "disability.since",
    ("Əlillik qərarının qüvvəyə mindiyi tarix", "The decision is valid from", "Решение действует с"),
    "r.valid_from",
    example=date(2026, 3, 1),
)
DISABILITY.day(
    "disability.until",
    ("Əlillik müddətinin sonu", "The decision is valid until", "Решение действует до"),
    "r.valid_until",
    example=date(2028, 2, 29),
    note="Unknown (NULL) for a disability without a term.",
)
DISABILITY.day(
    "disability.decision_date",
    ("Əlillik qərarının tarixi", "Date of the decision", "Дата решения"),
    "r.decision_date",
    example=date(2026, 2, 24),
)
DISABILITY.boolean(
    "disability.radiation_victim",
    (
        "Radiasiya qəzasından zərər çəkib",
        "Victim of a radiation accident",
        "Пострадал(а) от радиационной аварии",
    ),
    "r.radiation_victim",
)

PAST_DISABILITY = Group(
    Source(
        name="past_disability",
        registry="TSERAS",
        institution="DTSERA",
        tables="registries_disabilitydecision r",
        key="r.person_id",
        where=stands(),
    ),
    sensitivity=Sensitivity.SPECIAL,
)
PAST_DISABILITY.boolean(
    "disability.ever",
    (
        "Nə vaxtsa əlilliyi müəyyən edilib",
        "A disability was ever established",
        "Инвалидность когда-либо установлена",
    ),
    "true",
)
PAST_DISABILITY.day(
    "disability.first_since",
    ("Əlilliyin ilk müəyyən edildiyi tarix", "First established on", "Впервые установлена"),
    "min(r.valid_from)",
    example=date(2019, 6, 11),
)

REHABILITATION = Group(
    Source(
        name="rehabilitation",
        registry="REHAB",
        institution="DTSERA",
        tables="registries_rehabilitationitem r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.SPECIAL,
)
RECEIVED = "r.handed_over_on IS NOT NULL AND r.handed_over_on <= {on}"
PENDING = "(r.handed_over_on IS NULL OR r.handed_over_on > {on})"
REHABILITATION.boolean(
    "rehabilitation.programme",
    (
        "Fərdi reabilitasiya proqramı var",
        "Has an individual rehabilitation programme",
        "Имеет индивидуальную программу реабилитации",
    ),
    "true",
)
REHABILITATION.boolean(
    "rehabilitation.car_indicated",
    ("Avtomobil üçün tibbi göstəriş var", "A car is indicated", "Показан автомобиль"),
    "bool_or(r.kind = 'car')",
)
REHABILITATION.boolean(
    "rehabilitation.car_queued",
    ("Avtomobil növbəsindədir", "Is in the queue for a car", "Стоит в очереди на автомобиль"),
    f"bool_or(r.kind = 'car' AND r.queue_no IS NOT NULL AND {PENDING})",
    institution="SXA",
)
REHABILITATION.boolean(
    "rehabilitation.car_turn_come",
    ("Avtomobil növbəsi çatıb", "The turn for a car has come", "Очередь на автомобиль подошла"),
    f"bool_or(r.kind = 'car' AND r.queue_turn AND {PENDING})",
    institution="SXA",
)
REHABILITATION.boolean(
    "rehabilitation.car_received",
    ("Dövlətdən avtomobil alıb", "Has received a car from the state", "Получил(а) автомобиль от государства"),
    f"bool_or(r.kind = 'car' AND {RECEIVED})",
    institution="SXA",
)
REHABILITATION.boolean(
    "rehabilitation.chair_received",
    (
        "Dövlətdən motorlu əlil arabası alıb",
        "Has received a motorised chair from the state",
        "Получил(а) мотоколяску от государства",
    ),
    f"bool_or(r.kind = 'motor_chair' AND {RECEIVED})",
)
REHABILITATION.integer(
    "rehabilitation.aids_pending",
    (
        "Gözlənilən reabilitasiya vasitələri",
        "Aids not yet handed over",
        "Ещё не выданные средства реабилитации",
    ),
    f"count(*) FILTER (WHERE r.kind = 'aid' AND {PENDING})::int",
    example=1,
)
REHABILITATION.integer(
    "rehabilitation.aids_received",
    ("Alınmış reabilitasiya vasitələri", "Aids handed over", "Выданные средства реабилитации"),
    f"count(*) FILTER (WHERE r.kind = 'aid' AND {RECEIVED})::int",
    example=2,
)

GROUPS = [DISABILITY, PAST_DISABILITY, REHABILITATION]
