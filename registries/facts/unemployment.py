"""Facts from MEQ, ISIG and DEMX: search for work, courses, loss of work, accidents at work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Sensitivity
from .source import Group, Shape, Source, codes, stands, valid

JOBSEEKER = Group(
    Source(
        name="jobseeker",
        registry="MEQ",
        institution="DMA",
        tables="registries_jobseekerregistration r",
        key="r.person_id",
        where=valid(),
        shape=Shape.LATEST,
        order="(r.status = 'unemployed') DESC, r.valid_from DESC, r.id DESC",
    )
)
JOBSEEKER.code(
    "jobseeker.status",
    ("Məşğulluq agentliyində statusu", "Status at the employment agency", "Статус в агентстве занятости"),
    "r.status",
    codes(
        jobseeker=("İşaxtaran", "Jobseeker", "Ищущий работу"),
        unemployed=("İşsiz", "Unemployed", "Безработный"),
    ),
    absent="none",
    example="unemployed",
)
JOBSEEKER.boolean(
    "jobseeker.registered",
    ("İşaxtaran və ya işsiz kimi qeydiyyatdadır", "Is registered as looking for work", "Состоит на учёте"),
    "true",
)
JOBSEEKER.boolean(
    "jobseeker.unemployed",
    ("İşsiz kimi qeydiyyatdadır", "Is registered as unemployed", "Состоит на учёте как безработный(-ая)"),
    "r.status = 'unemployed'",
)
JOBSEEKER.day(
    "jobseeker.since",
    ("Qeydiyyat tarixi", "Registered since", "На учёте с"),
    "r.valid_from",
    example=date(2026, 8, 12),
)
JOBSEEKER.integer(
    "jobseeker.experience_years",
    ("İş təcrübəsi", "Work experience", "Опыт работы"),
    "r.experience_years",
    unit="years",
    absent=None,
    example=9,
)

TRAINING = Group(
    Source(
        name="training",
        registry="MEQ",
        institution="DMA",
        tables="registries_training r",
        key="r.person_id",
        where=valid(),
    )
)
TRAINING.boolean(
    "training.active",
    ("Peşə hazırlığı kursundadır", "Is on a vocational course", "Проходит профессиональную подготовку"),
    "true",
)
TRAINING.boolean(
    "training.attending",
    ("Kursda iştirak edir", "Attends the course", "Посещает курс"),
    "bool_or(r.attends)",
)

GROUNDS = codes(
    liquidation=("Müəssisənin ləğvi", "The employer was liquidated", "Ликвидация предприятия"),
    redundancy=("Ştatların ixtisarı", "Staff was reduced", "Сокращение штата"),
    civil_service=(
        "Dövlət qulluğu vəzifəsinin ləğvi",
        "A civil service post was closed",
        "Упразднение должности",
    ),
    term_expired=("Müddətli müqavilənin bitməsi", "A fixed-term contract expired", "Истёк срок договора"),
    other=("Digər əsas", "Another ground", "Иное основание"),
)

LOSS_OF_WORK = Group(
    Source(
        name="unemployment",
        registry="ISIG",
        institution="DMA",
        tables="registries_unemploymentevent r",
        key="r.person_id",
        where=f"{stands()} AND r.valid_from > ({{on}} - interval '36 months')::date",
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
LOSS_OF_WORK.day(
    "unemployment.event_on",
    ("İşdən çıxarıldığı tarix", "Lost work on", "Дата увольнения"),
    "r.valid_from",
    example=date(2026, 7, 31),
    note="The last insured event within 36 months; so are the other unemployment facts.",
)
LOSS_OF_WORK.code(
    "unemployment.ground",
    ("İşdən çıxarılma əsası", "Ground of dismissal", "Основание увольнения"),
    "r.ground",
    GROUNDS,
    absent="none",
    example="redundancy",
)
LOSS_OF_WORK.integer(
    "unemployment.insured_months",
    ("Sığorta stajı", "Insured months in all", "Страховой стаж"),
    "r.insured_months",
    unit="months",
    example=74,
)
LOSS_OF_WORK.integer(
    "unemployment.insured_months_of_24",
    ("Son 24 ayda sığorta stajı", "Insured months in the last 24", "Страховой стаж за последние 24 месяца"),
    "r.insured_months_of_24",
    unit="months",
    example=22,
)
LOSS_OF_WORK.integer(
    "unemployment.insured_months_of_36",
    ("Son 36 ayda sığorta stajı", "Insured months in the last 36", "Страховой стаж за последние 36 месяцев"),
    "r.insured_months_of_36",
    unit="months",
    example=34,
)
LOSS_OF_WORK.money(
    "unemployment.lost_average_pay",
    ("İtirilmiş orta aylıq əməkhaqqı", "Lost average monthly pay", "Утраченный средний заработок"),
    "r.lost_average_pay",
    absent=None,
    example=Decimal("780.00"),
)
LOSS_OF_WORK.integer(
    "unemployment.dependants",
    ("Himayəsində olanların sayı", "Dependants", "Иждивенцы"),
    "r.dependants",
    example=2,
)

UNEMPLOYMENT_PAY = Group(
    Source(
        name="unemployment_pay",
        registry="ISIG",
        institution="DMA",
        tables="registries_unemploymentpayment r",
        key="r.person_id",
        where=stands(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
UNEMPLOYMENT_PAY.boolean(
    "unemployment.paid",
    (
        "İşsizlikdən sığorta ödənişi alır",
        "Receives the unemployment insurance payment",
        "Получает выплату по страхованию от безработицы",
    ),
    "bool_or((r.valid_until IS NULL OR r.valid_until >= {on}) AND NOT r.suspended)",
)
UNEMPLOYMENT_PAY.integer(
    "unemployment.paid_months_of_12",
    (
        "Son 12 ayda ödəniş aldığı ayların sayı",
        "Months paid in the last 12",
        "Оплаченные месяцы за последние 12",
    ),
    "coalesce(sum(round((least({on}, coalesce(r.valid_until, {on}))"
    " - greatest(r.valid_from, ({on} - interval '12 months')::date) + 1) / 30.4375))"
    " FILTER (WHERE coalesce(r.valid_until, {on}) >= ({on} - interval '12 months')::date), 0)::int",
    unit="months",
    example=4,
)

ACCIDENTS = Group(
    Source(
        name="accidents",
        registry="DEMX",
        institution="DEMX",
        tables="registries_workaccident r",
        key="r.person_id",
        where=stands(),
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
ACCIDENTS.boolean(
    "accident.any",
    ("İstehsalatda bədbəxt hadisəyə uğrayıb", "Has had an accident at work", "Пострадал(а) на производстве"),
    "true",
)
ACCIDENTS.day(
    "accident.happened_on",
    ("Bədbəxt hadisənin tarixi", "Date of the accident", "Дата несчастного случая"),
    "r.valid_from",
    example=date(2025, 5, 6),
    note="The last one; so are the other accident facts.",
)
ACCIDENTS.code(
    "accident.severity",
    ("Xəsarətin ağırlığı", "Severity", "Тяжесть"),
    "r.severity",
    codes(
        light=("Yüngül", "Light", "Лёгкая"),
        severe=("Ağır", "Severe", "Тяжёлая"),
        fatal=("Ölüm", "Fatal", "Смерть"),
    ),
    absent="none",
    example="severe",
)
ACCIDENTS.boolean(
    "accident.former_state_enterprise",
    (
        "Keçmiş dövlət müəssisəsində baş verib",
        "At a former state enterprise",
        "На бывшем государственном предприятии",
    ),
    "r.former_state_enterprise",
)

GROUPS = [JOBSEEKER, TRAINING, LOSS_OF_WORK, UNEMPLOYMENT_PAY, ACCIDENTS]
