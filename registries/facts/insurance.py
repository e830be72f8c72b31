"""Facts from UCOT, PENS and DISS: the insurance record, pensions, state personal insurance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Gap, Sensitivity
from .source import Group, Shape, Source, Texts, codes, stands, valid

ZERO = Decimal("0.00")

ACCOUNT = Group(
    Source(
        name="insurance",
        registry="UCOT",
        institution="DSMF",
        tables="registries_insuranceaccount r",
        key="r.person_id",
        where="r.superseded_at IS NULL",
        shape=Shape.ROW,
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
ACCOUNT.boolean(
    "insurance.account",
    ("Fərdi sığorta hesabı var", "Has an individual insurance account", "Есть индивидуальный страховой счёт"),
    "true",
)
ACCOUNT.boolean(
    "insurance.insured",
    ("Sığorta stajı var", "Has an insurance record", "Имеет страховой стаж"),
    "r.insurance_months > 0",
)
ACCOUNT.integer(
    "insurance.months",
    ("Sığorta stajı", "Insurance record", "Страховой стаж"),
    "r.insurance_months",
    unit="months",
    example=312,
    note="As last reported; the account does not keep earlier states.",
)
ACCOUNT.integer(
    "insurance.months_before_2006",
    ("2006-cı ilədək sığorta stajı", "Insurance record before 2006", "Страховой стаж до 2006 года"),
    "r.months_before_2006",
    unit="months",
    example=144,
)
ACCOUNT.boolean(
    "insurance.worked_2006_2018",
    (
        "2006–2018-ci illərdə sığortalı işləyib",
        "Had insured work in 2006–2018",
        "Имел(а) застрахованную работу в 2006–2018 годах",
    ),
    "r.worked_2006_2018",
)
ACCOUNT.money(
    "insurance.pension_capital",
    ("Pensiya kapitalı", "Pension capital", "Пенсионный капитал"),
    "r.pension_capital",
    absent=ZERO,
    example=Decimal("48210.55"),
    note="The insurance part, since 2006; unknown when the account does not state it.",
)
ACCOUNT.money(
    "insurance.initial_capital",
    ("İlkin pensiya kapitalı", "Initial pension capital", "Начальный пенсионный капитал"),
    "r.initial_capital",
    absent=ZERO,
    example=Decimal("5120.00"),
)
ACCOUNT.money(
    "insurance.total_capital",
    ("Cəmi pensiya kapitalı", "Whole pension capital", "Весь пенсионный капитал"),
    "r.pension_capital + r.initial_capital",
    absent=ZERO,
    example=Decimal("53330.55"),
)
ACCOUNT.money(
    "insurance.income_12m",
    (
        "Son 12 ayın sığortalı gəliri",
        "Insured income of the last 12 months",
        "Застрахованный доход за 12 месяцев",
    ),
    "r.insured_income_12m",
    absent=ZERO,
    example=Decimal("9600.00"),
)
ACCOUNT.money(
    "insurance.average_monthly_income",
    ("Orta aylıq sığortalı gəlir", "Average monthly insured income", "Средний месячный застрахованный доход"),
    "round(r.insured_income_12m / 12, 2)",
    absent=ZERO,
    example=Decimal("800.00"),
    note="Over the last 12 months.",
)
ACCOUNT.integer(
    "insurance.special_conditions_months",
    ("Zərərli və ağır işlərdə stajı", "Time in hazardous work", "Стаж во вредных условиях"),
    "r.special_conditions_months",
    unit="months",
    example=120,
)
ACCOUNT.day(
    "insurance.opened_on",
    ("Fərdi hesabın açıldığı tarix", "Account opened on", "Счёт открыт"),
    "r.opened_on",
    example=date(2006, 1, 1),
)

PENSION = Group(
    Source(
        name="pension",
        registry="PENS",
        institution="DSMF",
        tables="registries_pensioncase r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PENSION.boolean(
    "pension.active",
    ("Əmək pensiyası alır", "Receives a labour pension", "Получает трудовую пенсию"),
    "true",
    note="Assigned and in force, also while suspended.",
)
PENSION.code(
    "pension.kind",
    ("Pensiyanın növü", "Kind of pension", "Вид пенсии"),
    "(array_agg(r.kind ORDER BY r.valid_from DESC, r.id DESC))[1]",
    codes(
        age=("Yaşa görə", "Old age", "По возрасту"),
        disability=("Əlilliyə görə", "Disability", "По инвалидности"),
        survivor=("Ailə başçısını itirməyə görə", "Loss of breadwinner", "По потере кормильца"),
        service=("Qulluq stajına görə", "Military or special service", "За выслугу лет"),
    ),
    absent="none",
    example="age",
    note="The latest, when there are several.",
)
PENSION_TEXTS: dict[str, Texts] = {
    "age": ("Yaşa görə əmək pensiyası alır", "Receives an old-age pension", "Получает пенсию по возрасту"),
    "disability": (
        "Əlilliyə görə əmək pensiyası alır",
        "Receives a disability pension",
        "Получает пенсию по инвалидности",
    ),
    "survivor": (
        "Ailə başçısını itirməyə görə əmək pensiyası alır",
        "Receives a survivor's pension",
        "Получает пенсию по потере кормильца",
    ),
    "service": (
        "Qulluq stajına görə əmək pensiyası alır",
        "Receives a service pension",
        "Получает пенсию за выслугу лет",
    ),
}
for pension_kind, pension_texts in PENSION_TEXTS.items():
    PENSION.boolean(f"pension.{pension_kind}_pension", pension_texts, f"bool_or(r.kind = '{pension_kind}')")
PENSION.money(
    "pension.amount",
    ("Pensiyanın məbləği", "Amount of the pension", "Размер пенсии"),
    "sum(r.amount)",
    absent=ZERO,
    example=Decimal("349.76"),
    note="A month; all pensions together.",
)
PENSION.money(
    "pension.supplements",
    ("Pensiyaya əlavələr", "Supplements to the pension", "Надбавки к пенсии"),
    "sum(r.supplements)",
    absent=ZERO,
    example=Decimal("40.00"),
)
PENSION.day(
    "pension.since",
    ("Pensiyanın təyin edildiyi tarix", "Pension since", "Пенсия с"),
    "min(r.valid_from)",
    example=date(2024, 3, 14),
)
PENSION.boolean(
    "pension.suspended",
    ("Pensiyası dayandırılıb", "The pension is suspended", "Пенсия приостановлена"),
    "bool_and(r.suspended)",
    example=False,
    gap=Gap.ALWAYS,
)

INSURED_EVENTS = Group(
    Source(
        name="insured_events",
        registry="DISS",
        institution="MN",
        tables="registries_personalinsuranceevent r",
        key="r.person_id",
        where=f"{stands()} AND r.confirmed",
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
INSURED_EVENTS.code(
    "personal_insurance.event",
    (
        "Dövlət icbari şəxsi sığorta hadisəsi",
        "Event of state personal insurance",
        "Событие личного страхования",
    ),
    "r.event",
    codes(death=("Ölüm", "Death", "Смерть"), disability=("Əlillik", "Disability", "Инвалидность")),
    absent="none",
    example="disability",
    note="The last one confirmed, as the insured or as an heir.",
)
INSURED_EVENTS.day(
    "personal_insurance.event_on",
    ("Sığorta hadisəsinin tarixi", "Date of the insured event", "Дата страхового события"),
    "r.valid_from",
    example=date(2026, 4, 18),
)

INSURANCE_PAID = Group(
    Source(
        name="personal_insurance_paid",
        registry="DISS",
        institution="DSMF",
        tables="registries_personalinsurancepayment r",
        key="r.person_id",
        where=stands(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
INSURANCE_PAID.boolean(
    "personal_insurance.paid",
    (
        "Dövlət icbari şəxsi sığorta ödənişi alıb",
        "Has been paid state personal insurance",
        "Получил(а) выплату по государственному личному страхованию",
    ),
    "true",
)

GROUPS = [ACCOUNT, PENSION, INSURED_EVENTS, INSURANCE_PAID]
