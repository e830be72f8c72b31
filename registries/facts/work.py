"""Facts from EMAS and MSR: contracts, leave, who counts as employed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Gap, Sensitivity
from .source import Group, Source, codes, stands, valid

PAY = "CASE WHEN bool_or(r.{column} IS NULL) THEN NULL ELSE sum(r.{column}) END"
"""A sum in which one missing amount makes the whole unknown."""

CONTRACTS = Group(
    Source(
        name="employment",
        registry="EMAS",
        institution="DEMX",
        tables="registries_employmentcontract r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CONTRACTS.boolean(
    "employment.active",
    ("Əmək müqaviləsi var", "Has an employment contract", "Имеет трудовой договор"),
    "true",
)
CONTRACTS.boolean(
    "employment.main_active",
    (
        "Əsas iş yeri üzrə əmək müqaviləsi var",
        "Has a contract at a main workplace",
        "Имеет договор по основному месту работы",
    ),
    "bool_or(r.workplace = 'main')",
)
CONTRACTS.integer(
    "employment.contracts",
    ("Əmək müqavilələrinin sayı", "Number of employment contracts", "Число трудовых договоров"),
    "count(*)::int",
)
CONTRACTS.day(
    "employment.since",
    ("İşə başladığı tarix", "Employed since", "Работает с"),
    "min(r.valid_from)",
    example=date(2021, 2, 1),
    note="The earliest of the contracts in force.",
)
CONTRACTS.money(
    "employment.monthly_pay",
    ("Aylıq əməkhaqqı", "Monthly pay", "Месячная зарплата"),
    PAY.format(column="monthly_pay"),
    absent=Decimal("0.00"),
    example=Decimal("850.00"),
    note="All contracts together; unknown when one of them has no amount.",
)
CONTRACTS.boolean(
    "employment.suspended",
    ("Əmək müqaviləsi dayandırılıb", "Every contract is suspended", "Все договоры приостановлены"),
    "bool_and(r.suspended)",
    example=False,
    gap=Gap.ALWAYS,
)
CONTRACTS.boolean(
    "employment.fixed_term",
    ("Müddətli əmək müqaviləsi var", "Has a fixed-term contract", "Имеет срочный договор"),
    "bool_or(r.term = 'fixed')",
)
CONTRACTS.integer(
    "employment.term_months",
    ("Müddətli müqavilənin müddəti", "Length of the fixed term", "Срок срочного договора"),
    "max(r.term_months)",
    unit="months",
    absent=None,
    example=12,
)
CONTRACTS.boolean(
    "employment.full_time",
    ("Tam iş vaxtı ilə işləyir", "Works full time", "Работает полный рабочий день"),
    "bool_or(r.working_time = 'full')",
)

CONTRACT_PLACE = Group(
    Source(
        name="employment_place",
        registry="EMAS",
        institution="DEMX",
        tables="registries_employmentcontract r JOIN registries_district d"
        " ON d.code = r.workplace_district_id AND d.liberated",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CONTRACT_PLACE.boolean(
    "employment.in_liberated_district",
    (
        "İşğaldan azad edilmiş ərazidə işləyir",
        "Works in a liberated district",
        "Работает в освобождённом районе",
    ),
    "true",
)

PAST_CONTRACTS = Group(
    Source(
        name="past_employment",
        registry="EMAS",
        institution="DEMX",
        tables="registries_employmentcontract r",
        key="r.person_id",
        where=stands(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PAST_CONTRACTS.boolean(
    "employment.ever",
    (
        "Nə vaxtsa əmək müqaviləsi olub",
        "Has ever had an employment contract",
        "Когда-либо имел(а) трудовой договор",
    ),
    "true",
)
PAST_CONTRACTS.day(
    "employment.last_ended_on",
    ("Son işinin bitdiyi tarix", "Last contract ended on", "Дата окончания последнего договора"),
    "max(r.valid_until) FILTER (WHERE r.valid_until < {on})",
    example=date(2026, 7, 31),
)

LEAVE = Group(
    Source(
        name="leave",
        registry="EMAS",
        institution="DEMX",
        tables="registries_leave r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
for leave_kind, leave_texts in {
    "child_care": (
        "Uşağa qulluq üçün qismən ödənişli məzuniyyətdədir",
        "Is on partly paid leave to care for a child",
        "В частично оплачиваемом отпуске по уходу за ребёнком",
    ),
    "maternity": (
        "Hamiləliyə və doğuşa görə məzuniyyətdədir",
        "Is on maternity leave",
        "В декретном отпуске",
    ),
    "sick": ("Xəstəlik vərəqəsi üzrə işdən azaddır", "Is on sick leave", "На больничном"),
}.items():
    LEAVE.boolean(
        f"employment.on_{leave_kind}_leave",
        leave_texts,
        f"bool_or(r.kind = '{leave_kind}')",
        institution="ITSDA" if leave_kind == "sick" else "DEMX",
        sensitivity=Sensitivity.SPECIAL if leave_kind == "sick" else Sensitivity.CONFIDENTIAL,
    )

EMPLOYED = Group(
    Source(
        name="msr",
        registry="MSR",
        institution="DVX",
        tables="registries_employedstatus r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
EMPLOYED.boolean(
    "msr.employed",
    ("Məşğul şəxs sayılır", "Counts as employed", "Считается занятым"),
    "true",
    note="By the Employment Law: hired, entrepreneur, land-share owner, elected, in the army, paid student.",
)
EMPLOYED.boolean(
    "msr.works",
    (
        "İşləyir (müqavilə, sahibkarlıq, torpaq)",
        "Works: a contract, a business, land",
        "Работает: договор, предпринимательство, земля",
    ),
    f"""bool_or(CASE r.category WHEN 'student' THEN false WHEN 'military' THEN NOT EXISTS (
      SELECT FROM registries_conscription c WHERE c.person_id = r.person_id AND {valid("c")}) ELSE true END)""",
    note="Of those who count as employed, all but paid students and conscripts.",
)
EMPLOYED.code(
    "msr.category",
    ("Məşğulluq kateqoriyası", "Category of employment", "Категория занятости"),
    "(array_agg(r.category ORDER BY r.valid_from DESC, r.id DESC))[1]",
    codes(
        hired=(
            "Əmək müqaviləsi ilə işləyir",
            "Works under an employment contract",
            "Работает по трудовому договору",
        ),
        civil_contract=(
            "Mülki müqavilə ilə işləyir",
            "Works under a civil-law contract",
            "Работает по договору ГПХ",
        ),
        entrepreneur=("Sahibkar", "Entrepreneur", "Предприниматель"),
        land_owner=("Torpaq payı mülkiyyətçisi", "Owner of a land share", "Владелец земельного пая"),
        family_farm=(
            "Ailə kəndli təsərrüfatının üzvü",
            "Member of a family farm",
            "Член семейного хозяйства",
        ),
        elected=("Seçkili və ya təyinatlı", "Elected or appointed", "Избран или назначен"),
        military=("Hərbi qulluqçu", "In military service", "На военной службе"),
        student=("Ödənişli tələbə", "Paid student", "Оплачиваемый студент"),
    ),
    absent="none",
    example="entrepreneur",
    note="The latest, when there are several.",
)
EMPLOYED.boolean(
    "msr.entrepreneur",
    ("Sahibkardır", "Is an entrepreneur", "Предприниматель"),
    "bool_or(r.category = 'entrepreneur')",
)
EMPLOYED.day(
    "msr.entrepreneur_since",
    ("Sahibkar kimi qeydiyyat tarixi", "Entrepreneur since", "Предприниматель с"),
    "min(r.valid_from) FILTER (WHERE r.category = 'entrepreneur')",
    example=date(2026, 8, 20),
)
EMPLOYED.boolean(
    "msr.land_owner",
    ("Torpaq payı mülkiyyətçisidir", "Owns a land share", "Владеет земельным паем"),
    "bool_or(r.category = 'land_owner')",
    institution="EMDX",
)
EMPLOYED.money(
    "msr.monthly_income",
    ("Rəsmi aylıq gəlir", "Official monthly income", "Официальный месячный доход"),
    PAY.format(column="monthly_income"),
    absent=Decimal("0.00"),
    example=Decimal("620.00"),
)
EMPLOYED.money(
    "msr.monthly_expenses",
    ("Aylıq xərclər", "Monthly expenses", "Месячные расходы"),
    PAY.format(column="monthly_expenses"),
    absent=Decimal("0.00"),
    example=Decimal("140.00"),
)
EMPLOYED.day(
    "msr.since",
    ("Məşğulluğun başlandığı tarix", "Counts as employed since", "Считается занятым с"),
    "min(r.valid_from)",
    example=date(2021, 2, 1),
)

# Service in the army, also what is over: a labour pension and supplements to it are reckoned from it.
SERVED_UNTIL = "least(coalesce(r.valid_until + 1, {on}), {on})"  # the last day of service counts whole
MILITARY = Group(
    Source(
        name="military_service",
        registry="MSR",
        institution="MN",
        tables="registries_employedstatus r",
        key="r.person_id",
        where=f"{stands()} AND r.category = 'military'",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
MILITARY.integer(
    "msr.military_months",
    ("Hərbi xidmət stajı", "Time in military service", "Стаж военной службы"),
    f"sum(date_part('year', age({SERVED_UNTIL}, r.valid_from)) * 12"
    f" + date_part('month', age({SERVED_UNTIL}, r.valid_from)))::int",
    unit="months",
    example=264,
    note="All periods together, those that are over included.",
)

GROUPS = [CONTRACTS, CONTRACT_PLACE, PAST_CONTRACTS, LEAVE, EMPLOYED, MILITARY]
