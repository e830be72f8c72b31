"""Facts from VEMTAS: the targeted state social assistance of the family a person lives in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Sensitivity
from .source import Group, Shape, Source, codes, stands, valid

ZERO = Decimal("0.00")

ASSISTANCE = Group(
    Source(
        name="tsa",
        registry="VEMTAS",
        institution="DSMF",
        tables="registries_assistancecase r",
        key="r.household_id",
        where=f"{valid()} AND r.decision = 'granted' AND NOT r.suspended",
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
        via="membership",
        via_column="max(r.household_id)",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
ASSISTANCE.boolean(
    "tsa.active",
    (
        "Ailəsi ünvanlı sosial yardım alır",
        "The family receives targeted social assistance",
        "Семья получает адресную социальную помощь",
    ),
    "true",
)
ASSISTANCE.day(
    "tsa.since",
    ("Ünvanlı yardımın başlandığı tarix", "Assistance since", "Помощь с"),
    "r.valid_from",
    example=date(2026, 2, 1),
)
ASSISTANCE.day(
    "tsa.until",
    ("Ünvanlı yardımın bitəcəyi tarix", "Assistance until", "Помощь до"),
    "r.valid_until",
    example=date(2027, 1, 31),
)
ASSISTANCE.money(
    "tsa.amount",
    ("Ünvanlı yardımın məbləği", "Amount of the assistance", "Размер помощи"),
    "r.amount",
    absent=ZERO,
    example=Decimal("700.00"),
    note="A month, for the whole family.",
)
ASSISTANCE.integer(
    "tsa.members",
    ("Yardım alan ailənin üzvləri", "Members of the assisted family", "Члены семьи, получающей помощь"),
    "r.members",
    example=4,
)

APPLICATION = Group(
    Source(
        name="tsa_application",
        registry="VEMTAS",
        institution="DSMF",
        tables="registries_assistancecase r",
        key="r.household_id",
        where=f"{stands()} AND r.registered_on > ({{on}} - interval '12 months')::date",
        shape=Shape.LATEST,
        order="r.registered_on DESC, r.id DESC",
        via="membership",
        via_column="max(r.household_id)",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
APPLICATION.boolean(
    "tsa.applied",
    (
        "Son 12 ayda ünvanlı yardım üçün müraciət edilib",
        "The family has applied in the last 12 months",
        "Семья обращалась за последние 12 месяцев",
    ),
    "true",
)
APPLICATION.code(
    "tsa.decision",
    ("Müraciət üzrə qərar", "Decision on the application", "Решение по заявлению"),
    "r.decision",
    codes(
        granted=("Təyin edilib", "Granted", "Назначено"),
        refused=("İmtina edilib", "Refused", "Отказано"),
        pending=("Baxılır", "Being examined", "Рассматривается"),
    ),
    absent="none",
    example="granted",
    note="The last application of the last 12 months.",
)
APPLICATION.day(
    "tsa.applied_on",
    ("Müraciət tarixi", "Applied on", "Дата заявления"),
    "r.registered_on",
    example=date(2026, 1, 12),
)
APPLICATION.money(
    "tsa.average_income",
    (
        "Müraciətə görə ailənin orta aylıq gəliri",
        "Average monthly income of the family, from the application",
        "Средний месячный доход семьи по заявлению",
    ),
    "r.average_income",
    absent=None,
    example=Decimal("500.00"),
    note="Over the 12 months before the application.",
)

GROUPS = [ASSISTANCE, APPLICATION]
