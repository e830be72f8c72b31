"""Facts about the household a person lives in."""

from __future__ import annotations

from decimal import Decimal

from .model import Sensitivity
from .source import Group, Shape, Source, alive, codes, present, stands, valid, younger_than

MEMBERSHIP = Group(
    Source(
        name="membership",
        registry="POPULATION",
        institution="RYIH",
        tables="registries_householdmember r",
        key="r.person_id",
        where=valid(),
    )
)
MEMBERSHIP.boolean(
    "household.known",
    ("Ev təsərrüfatı məlumdur", "The household is known", "Домохозяйство известно"),
    "true",
)
MEMBERSHIP.boolean(
    "household.representative",
    ("Ev təsərrüfatının nümayəndəsidir", "Represents the household", "Представляет домохозяйство"),
    "bool_or(r.relation = 'representative')",
)
MEMBERSHIP.code(
    "household.relation",
    ("Nümayəndəyə qohumluğu", "Relation to the representative", "Родство с представителем"),
    "max(r.relation)",
    codes(
        representative=("Nümayəndə", "The representative", "Представитель"),
        spouse=("Həyat yoldaşı", "Spouse", "Супруг(а)"),
        child=("Övlad", "Child", "Ребёнок"),
        parent=("Valideyn", "Parent", "Родитель"),
        sibling=("Bacı və ya qardaş", "Brother or sister", "Брат или сестра"),
        other=("Digər", "Another relation", "Иное"),
    ),
    absent="none",
    example="representative",
)

MEMBER_ROWS = "registries_householdmember r JOIN registries_person p ON p.id = r.person_id"


def household_group(
    name: str,
    tables: str = MEMBER_ROWS,
    *,
    registry: str = "POPULATION",
    institution: str = "RYIH",
    where: str = "true",
    recorded: str = "r",
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL,
) -> Group:
    """A source over the members of the person's household who live and have not been declared missing."""
    return Group(
        Source(
            name=name,
            registry=registry,
            institution=institution,
            tables=tables,
            key="r.household_id",
            where=f"{valid()} AND {present()} AND {where}",
            via="membership",
            via_column="max(r.household_id)",
            supplied_by=f"{recorded}.source_id",
            recorded=f"{recorded}.recorded_at",
        ),
        sensitivity=sensitivity,
    )


HOUSEHOLD = household_group("household")
HOUSEHOLD.integer(
    "household.members",
    ("Ev təsərrüfatının üzvləri", "Members of the household", "Члены домохозяйства"),
    "count(*)::int",
    example=4,
)
for limit, words in ((1, "one"), (8, "eight"), (18, "eighteen")):
    HOUSEHOLD.integer(
        f"household.children_under_{limit}",
        (
            f"Ev təsərrüfatında {limit} yaşınadək uşaqlar",
            f"Children under {words} in the household",
            f"Дети до {limit} лет в домохозяйстве",
        ),
        f"count(*) FILTER (WHERE {younger_than(limit)})::int",
    )
HOUSEHOLD.integer(
    "household.working_age",
    (
        "Ev təsərrüfatında 18–64 yaşlı üzvlər",
        "Members of the household aged 18 to 64",
        "Члены домохозяйства 18–64 лет",
    ),
    f"count(*) FILTER (WHERE {younger_than(65)} AND NOT ({younger_than(18)}))::int",
    example=2,
)

MISSING = Group(
    Source(
        name="household_missing",
        registry="POPULATION",
        institution="MEHKEME",
        tables=MEMBER_ROWS,
        key="r.household_id",
        where=f"{valid()} AND {alive()} AND p.missing_since <= {{on}}",
        via="membership",
        via_column="max(r.household_id)",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
MISSING.boolean(
    "household.member_missing",
    (
        "Ev təsərrüfatının üzvü itkin düşmüş elan edilib",
        "A member has been declared missing",
        "Член домохозяйства признан безвестно отсутствующим",
    ),
    "true",
)

DWELLING = Group(
    Source(
        name="dwelling",
        registry="POPULATION",
        institution="AZERIQAZ",
        tables="registries_household r",
        key="r.id",
        shape=Shape.ROW,
        via="membership",
        via_column="max(r.household_id)",
        supplied_by=None,
        recorded=None,
    )
)
DWELLING.boolean(
    "household.gas_supplied",
    ("Mənzilə qaz verilir", "Gas is supplied to the home", "В жильё подаётся газ"),
    "r.gas_supplied",
    absent=None,
)

LOST = Group(
    Source(
        name="household_lost",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=MEMBER_ROWS,
        key="r.household_id",
        where=f"{stands()} AND p.died_on <= {{on}} AND p.died_on > ({{on}} - interval '12 months')::date"
        " AND (r.valid_until IS NULL OR r.valid_until >= p.died_on - 1)",
        via="membership",
        via_column="max(r.household_id)",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
LOST.boolean(
    "household.member_died_12m",
    (
        "Son 12 ayda ev təsərrüfatının üzvü vəfat edib",
        "A member died in the last 12 months",
        "Член домохозяйства умер за последние 12 месяцев",
    ),
    "true",
)

IMPRISONED = household_group(
    "household_prison",
    f"{MEMBER_ROWS} JOIN registries_imprisonment i ON i.person_id = r.person_id AND {valid('i')}",
    institution="PENITENSIAR",
    recorded="i",
    sensitivity=Sensitivity.SPECIAL,
)
IMPRISONED.boolean(
    "household.member_imprisoned",
    ("Ev təsərrüfatının üzvü cəza çəkir", "A member is in prison", "Член домохозяйства отбывает наказание"),
    "true",
)

DISABLED = household_group(
    "household_disability",
    f"{MEMBER_ROWS} JOIN registries_disabilitydecision d ON d.person_id = r.person_id AND {valid('d')}",
    registry="TSERAS",
    institution="DTSERA",
    recorded="d",
    sensitivity=Sensitivity.SPECIAL,
)
DISABLED.integer(
    "household.disabled",
    (
        "Ev təsərrüfatında əlilliyi olan üzvlər",
        "Members of the household with a disability",
        "Члены домохозяйства с инвалидностью",
    ),
    "count(DISTINCT r.person_id)::int",
)
DISABLED.integer(
    "household.severely_disabled",
    (
        "Ev təsərrüfatında 81–100 % əlilliyi olan üzvlər",
        "Members of the household with 81–100 % disability",
        "Члены домохозяйства с инвалидностью 81–100 %",
    ),
    "count(DISTINCT r.person_id) FILTER (WHERE d.band = '81-100')::int",
)
DISABLED.integer(
    "household.disabled_children",
    (
        "Ev təsərrüfatında əlilliyi olan 18 yaşınadək uşaqlar",
        "Children under 18 with a disability in the household",
        "Дети до 18 лет с инвалидностью в домохозяйстве",
    ),
    f"count(DISTINCT r.person_id) FILTER (WHERE {younger_than(18)})::int",
)

WORKING = household_group(
    "household_work",
    f"{MEMBER_ROWS} JOIN registries_employmentcontract c ON c.person_id = r.person_id AND {valid('c')}",
    registry="EMAS",
    institution="DEMX",
    recorded="c",
)
WORKING.integer(
    "household.employed",
    (
        "Ev təsərrüfatında əmək müqaviləsi olan üzvlər",
        "Members of the household with an employment contract",
        "Члены домохозяйства с трудовым договором",
    ),
    "count(DISTINCT r.person_id)::int",
)

PENSIONERS = household_group(
    "household_pension",
    f"{MEMBER_ROWS} JOIN registries_pensioncase c ON c.person_id = r.person_id AND {valid('c')}",
    registry="PENS",
    institution="DSMF",
    recorded="c",
)
PENSIONERS.integer(
    "household.pensioners",
    (
        "Ev təsərrüfatında əmək pensiyası alan üzvlər",
        "Members of the household with a labour pension",
        "Члены домохозяйства с трудовой пенсией",
    ),
    "count(DISTINCT r.person_id)::int",
)

# Members who could work and do not, for no reason of record: neither a severe disability, a contract, another
# occupation, full-time study under 23, registration as unemployed, care for a disabled person, nor prison.
IDLE = household_group(
    "household_idle",
    institution="DMA",
    where=f"""NOT ({younger_than(18)}) AND {younger_than(65)}
    AND NOT EXISTS (SELECT FROM registries_employmentcontract x WHERE x.person_id = r.person_id AND {valid("x")})
    AND NOT EXISTS (SELECT FROM registries_employedstatus x WHERE x.person_id = r.person_id AND {valid("x")})
    AND NOT EXISTS (SELECT FROM registries_pensioncase x WHERE x.person_id = r.person_id AND {valid("x")})
    AND NOT EXISTS (SELECT FROM registries_disabilitydecision x WHERE x.person_id = r.person_id AND {valid("x")}
      AND x.band IN ('81-100', '61-80'))
    AND NOT EXISTS (SELECT FROM registries_study x WHERE x.person_id = r.person_id AND {valid("x")}
      AND x.full_time AND {younger_than(23)})
    AND NOT EXISTS (SELECT FROM registries_jobseekerregistration x WHERE x.person_id = r.person_id
      AND {valid("x")} AND x.status = 'unemployed')
    AND NOT EXISTS (SELECT FROM registries_conscription x WHERE x.person_id = r.person_id AND {valid("x")})
    AND NOT EXISTS (SELECT FROM registries_imprisonment x WHERE x.person_id = r.person_id AND {valid("x")})
    AND NOT EXISTS (SELECT FROM registries_socialservicecase x WHERE x.carer_id = r.person_id AND {valid("x")}
      AND x.kind = 'informal')""",
)
IDLE.integer(
    "household.idle_able_bodied",
    (
        "Üzrlü səbəbsiz işləməyən əmək qabiliyyətli üzvlər",
        "Able-bodied members who do not work for no accepted reason",
        "Трудоспособные члены, не работающие без уважительной причины",
    ),
    "count(*)::int",
    example=0,
    note="Aged 18 to 64, without work, pension, 61–100 % disability, full-time study under 23, registration as"
    " unemployed, military service or care for somebody. A child under 8 excuses one of them: see"
    " household.children_under_8.",
)


def incomes(match: str = "true") -> str:
    """The incomes of people, one row each, and for each person a row that counts as a head.

    Of whom: whoever reads it asks for living people, for records of the dead go on until somebody ends them.
    """
    rows = "\n".join(
        f"""UNION ALL SELECT x.person_id, x.{amount}, 0, x.source_id, x.recorded_at
        FROM registries_{table} x WHERE {valid("x")} AND {condition} AND {match.replace("?", "x.person_id")}"""
        for table, amount, condition in (
            ("employmentcontract", "monthly_pay", "true"),
            ("employedstatus", "monthly_income", "x.category <> 'hired'"),
            ("pensioncase", "amount", "true"),
            ("benefitcase", "amount", "NOT x.one_off"),
            ("stipendcase", "amount", "true"),
            ("unemploymentpayment", "amount", "true"),
        )
    )
    return f"""(
        SELECT x.id AS person_id, 0::numeric AS amount, 1 AS head, 'DIN' AS source_id, x.recorded_at
        FROM registries_person x WHERE {match.replace("?", "x.id")}
        {rows}
    ) i"""


TOTAL = "CASE WHEN bool_or(i.amount IS NULL) THEN NULL ELSE sum(i.amount) END"

INCOME = Group(
    Source(
        name="household_income",
        registry="MSR",
        institution="DVX",
        tables=f"{MEMBER_ROWS} JOIN {incomes()} ON i.person_id = r.person_id",
        few=f"{MEMBER_ROWS} CROSS JOIN LATERAL {incomes('? = r.person_id')}",
        key="r.household_id",
        where=f"{valid()} AND {present()}",
        via="membership",
        via_column="max(r.household_id)",
        supplied_by="i.source_id",
        recorded="i.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
INCOME_NOTE = (
    "A month, of the members who live and are not missing: pay, other official income, pensions, benefits, stipends,"
    " unemployment payment; without social assistance. Unknown when a record of a member names no amount."
)
INCOME.money(
    "household.total_income",
    (
        "Ev təsərrüfatının aylıq gəliri",
        "Monthly income of the household",
        "Месячный доход домохозяйства",
    ),
    TOTAL,
    absent=None,
    example=Decimal("500.00"),
    note=INCOME_NOTE,
)
INCOME.money(
    "household.income_per_head",
    (
        "Ev təsərrüfatının hər üzvünə düşən aylıq gəlir",
        "Monthly income per member of the household",
        "Месячный доход на члена домохозяйства",
    ),
    f"round(({TOTAL}) / nullif(sum(i.head), 0), 2)",
    absent=None,
    example=Decimal("125.00"),
    note=INCOME_NOTE,
)

GROUPS = [
    MEMBERSHIP,
    HOUSEHOLD,
    DWELLING,
    MISSING,
    LOST,
    IMPRISONED,
    DISABLED,
    WORKING,
    PENSIONERS,
    IDLE,
    INCOME,
]
