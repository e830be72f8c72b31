"""Bases of ZEFER, TEQ and DISS: an honoured status, an order of stipend, an event of personal insurance."""

from __future__ import annotations

from datetime import date

from .basis import REFERENCE, Basis, recent
from .honour import RELATIONS, SHARES, STATUSES
from .model import Sensitivity
from .source import codes, present, valid

HONOUR = Basis(
    name="honour",
    texts=("Zəfər reyestrində status", "An honoured status", "Почётный статус"),
    tables="registries_honourstatus r",
    key=REFERENCE,
    roles={"subject": "r.person_id", "martyr": "r.martyr_id"},
    about="subject",
    reach="SELECT x.id FROM registries_honourstatus x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="ZEFER",
    institution="MN",
    where=valid(),
)
HONOUR.code(
    "status",
    ("Status", "Status", "Статус"),
    "r.status",
    codes(STATUSES),
    example="martyr_family",
)
HONOUR.code(
    "relation",
    ("Şəhidlə qohumluğu", "Relation to the martyr", "Родство с шехидом"),
    "r.relation",
    RELATIONS,
    absent="self",
    example="parent",
)
HONOUR.day(
    "injured_on",
    ("Xəsarət aldığı tarix", "Injured on", "Дата ранения"),
    "r.injured_on",
    example=date(1993, 7, 23),
)
HONOUR.boolean(
    "shares_stipend",
    ("Təqaüddə payı var", "Has a share of the stipend", "Имеет долю стипендии"),
    "EXISTS (SELECT FROM registries_honourstatus h JOIN registries_person p ON p.id = h.person_id"
    f" WHERE h.id = r.id AND {present()} AND {SHARES})",
    note="Children only while under 18, full-time students under 23, or disabled since before 18.",
)
HONOUR.integer(
    "family_eligible_members",
    ("Təqaüddə payı olanların sayı", "People who share the stipend", "Число делящих стипендию"),
    "(SELECT count(DISTINCT h.person_id) FROM registries_honourstatus h"
    " JOIN registries_person p ON p.id = h.person_id"
    f" WHERE h.martyr_id = r.martyr_id AND h.status = r.status AND {valid('h')} AND {present()} AND {SHARES})::int",
    absent=1,
    example=3,
    note="Family members of the same martyr, this person included.",
)
HONOUR.boolean(
    "housing_given",
    ("Mənzil verilib", "Housing has been given", "Жильё предоставлено"),
    "coalesce(r.housing_given_on <= {on}, false)",
    institution="SXA",
)
HONOUR.boolean(
    "car_given",
    ("Avtomobil verilib", "A car has been given", "Автомобиль предоставлен"),
    "coalesce(r.car_given_on <= {on}, false)",
    institution="SXA",
)
HONOUR.period(date(2021, 1, 15), None)

STIPEND_ORDER = Basis(
    name="stipend_order",
    texts=("Təqaüd barədə sərəncam", "An order of stipend", "Распоряжение о стипендии"),
    tables="registries_stipendorder r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_stipendorder x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="TEQ",
    institution="PA",
    where=valid(),
)
STIPEND_ORDER.code(
    "kind",
    ("Növü", "Kind", "Вид"),
    "r.kind",
    codes(
        personal=("Prezidentin fərdi təqaüdü", "Personal stipend of the President", "Персональная стипендия"),
        honorary=("Fəxri ad", "Honorary title", "Почётное звание"),
    ),
    example="personal",
)
STIPEND_ORDER.period(date(2025, 5, 28), None)

INSURANCE_EVENT = Basis(
    name="insurance_event",
    texts=(
        "Dövlət icbari şəxsi sığorta hadisəsi",
        "Event of state personal insurance",
        "Событие личного страхования",
    ),
    tables="registries_personalinsuranceevent r",
    key=REFERENCE,
    roles={"subject": "r.person_id", "insured": "r.insured_id"},
    about="subject",
    reach="SELECT x.id FROM registries_personalinsuranceevent x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="DISS",
    institution="MN",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
    sensitivity=Sensitivity.SPECIAL,
)
INSURANCE_EVENT.day(
    "date",
    ("Hadisənin tarixi", "Date of the event", "Дата события"),
    "r.valid_from",
    example=date(2026, 4, 18),
)
INSURANCE_EVENT.code(
    "event",
    ("Hadisə", "Event", "Событие"),
    "r.event",
    codes(death=("Ölüm", "Death", "Смерть"), disability=("Əlillik", "Disability", "Инвалидность")),
    example="disability",
)
INSURANCE_EVENT.code(
    "category",
    ("Sığortaolunanın kateqoriyası", "Category of the insured", "Категория застрахованного"),
    "r.category",
    codes(
        serviceman=("Hərbi qulluqçu", "Serviceman", "Военнослужащий"),
        officer=(
            "Hüquq-mühafizə əməkdaşı",
            "Judicial or law-enforcement officer",
            "Сотрудник правоохраны или суда",
        ),
        diplomat=("Diplomat və ya deputat", "Diplomat or deputy", "Дипломат или депутат"),
    ),
    example="serviceman",
)
INSURANCE_EVENT.integer(
    "degree", ("Əlillik dərəcəsi", "Degree of disability", "Степень инвалидности"), "r.degree", example=2
)
INSURANCE_EVENT.integer(
    "share_parts",
    ("Məbləğin bölündüyü hissələr", "Parts the sum is divided into", "На сколько частей делится сумма"),
    "r.share_parts",
    absent=1,
    example=3,
)
INSURANCE_EVENT.boolean(
    "confirmed",
    ("Xidmət orqanı təsdiq edib", "Confirmed by the body of service", "Подтверждено органом службы"),
    "r.confirmed",
)
