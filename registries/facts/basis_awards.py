"""Bases of what is paid already (PENS, MUAV, TEQ, VEMTAS): certificates, supplements and notices arise from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .basis import REFERENCE, Basis
from .source import Texts, codes, valid

PENSION_KINDS = codes(
    age=("Yaşa görə", "Old age", "По возрасту"),
    disability=("Əlilliyə görə", "Disability", "По инвалидности"),
    survivor=("Ailə başçısını itirməyə görə", "Loss of breadwinner", "По потере кормильца"),
    service=("Hərbi və xüsusi xidmətə görə", "Military or special service", "За военную или особую службу"),
)


def _award(name: str, texts: Texts, table: str, registry: str, *, more: str = "true") -> Basis:
    """A basis of which each row is a running award; what has not begun or is over gives no right."""
    basis = Basis(
        name=name,
        texts=texts,
        tables=f"{table} r",
        key=REFERENCE,
        roles={"subject": "r.person_id"},
        about="subject",
        reach=f"SELECT x.id FROM {table} x WHERE x.person_id {{within}} AND x.superseded_at IS NULL",
        registry=registry,
        institution="DSMF",
        where=f"{valid()} AND NOT r.suspended AND {more}",
    )
    basis.day(
        "assigned_on",
        ("Təyin edildiyi tarix", "Assigned on", "Дата назначения"),
        "r.assigned_on",
        example=date(2026, 10, 12),
    )
    basis.money("amount", ("Məbləğ", "Amount", "Сумма"), "r.amount", example=Decimal("349.76"))
    basis.boolean(
        "proactive",
        ("Müraciətsiz təyin edilib", "Assigned without an application", "Назначено без обращения"),
        "r.proactive",
    )
    basis.period(date(2026, 10, 1), None)
    return basis


PENSION_AWARD = _award(
    "pension_award",
    ("Təyin edilmiş əmək pensiyası", "A labour pension in payment", "Назначенная трудовая пенсия"),
    "registries_pensioncase",
    "PENS",
)
PENSION_AWARD.code("kind", ("Növü", "Kind", "Вид"), "r.kind", PENSION_KINDS, example="age")
PENSION_AWARD.money("supplements", ("Əlavələr", "Supplements", "Надбавки"), "r.supplements", example=Decimal("0.00"))
PENSION_AWARD.money(
    "capital",
    ("İstifadə olunmuş pensiya kapitalı", "Pension capital used", "Использованный пенсионный капитал"),
    "r.capital",
    example=Decimal("50365.44"),
)

BENEFIT_AWARD = _award(
    "benefit_award",
    ("Təyin edilmiş müavinət", "A social benefit in payment", "Назначенное пособие"),
    "registries_benefitcase",
    "MUAV",
    more="NOT r.one_off",
)
BENEFIT_AWARD.code(
    "funding",
    ("Maliyyə mənbəyi", "Paid from", "Источник"),
    "r.funding",
    codes(
        budget=("Dövlət büdcəsi", "State budget", "Государственный бюджет"),
        insurance=("Sosial sığorta", "Social insurance", "Социальное страхование"),
    ),
    example="budget",
)

STIPEND_AWARD = _award(
    "stipend_award",
    ("Təyin edilmiş Prezident təqaüdü", "A Presidential stipend in payment", "Назначенная стипендия Президента"),
    "registries_stipendcase",
    "TEQ",
)

ASSISTANCE = _award(
    "assistance",
    ("Təyin edilmiş ünvanlı sosial yardım", "Targeted assistance in payment", "Назначенная адресная помощь"),
    "registries_assistancecase",
    "VEMTAS",
    more="r.decision = 'granted'",
)
ASSISTANCE.integer("members", ("Ailə üzvləri", "Members of the family", "Члены семьи"), "r.members", example=4)
ASSISTANCE.money(
    "average_income",
    ("Ailənin orta aylıq gəliri", "Average monthly income of the family", "Среднемесячный доход семьи"),
    "r.average_income",
    example=Decimal("420.00"),
)
ASSISTANCE.money(
    "need_criterion",
    ("Tətbiq olunmuş ehtiyac meyarı", "Need criterion applied", "Применённый критерий нуждаемости"),
    "r.need_criterion",
    example=Decimal("300.00"),
)
