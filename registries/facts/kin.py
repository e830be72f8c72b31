"""Facts about spouse and parents, from civil-status acts."""

from __future__ import annotations

from datetime import date

from .model import Gap, Sensitivity
from .source import Group, Source, alive, stands, valid

# A marriage may be recorded from one side or from both, so every fact about it holds when a row is seen twice.
MARRIAGES = f"""(
  SELECT k.person_id, k.relative_id, k.valid_from, k.valid_until, k.end_reason, k.source_id, k.recorded_at
  FROM registries_kinship k WHERE k.kind = 'spouse' AND {stands("k")}
  UNION ALL
  SELECT k.relative_id, k.person_id, k.valid_from, k.valid_until, k.end_reason, k.source_id, k.recorded_at
  FROM registries_kinship k WHERE k.kind = 'spouse' AND {stands("k")}
) r JOIN registries_person p ON p.id = r.relative_id"""
IN_MARRIAGE = f"(r.valid_until IS NULL OR r.valid_until >= {{on}}) AND {alive()}"
DIED_IN_MARRIAGE = "p.died_on <= {on} AND (r.valid_until IS NULL OR r.valid_until >= p.died_on)"

SPOUSE = Group(
    Source(
        name="spouse",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=MARRIAGES,
        key="r.person_id",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
SPOUSE.boolean(
    "spouse.alive",
    ("Həyat yoldaşı sağdır", "Has a living husband or wife", "Супруг(а) жив(а)"),
    f"bool_or({IN_MARRIAGE})",
    note="A marriage in force to a living person; see also spouse.widowed and spouse.divorced.",
)
SPOUSE.day(
    "spouse.married_since",
    ("Nikahın bağlandığı tarix", "Married since", "В браке с"),
    f"max(r.valid_from) FILTER (WHERE {IN_MARRIAGE})",
    example=date(1998, 9, 5),
)
SPOUSE.integer(
    "spouse.age",
    ("Həyat yoldaşının yaşı", "Age of the husband or wife", "Возраст супруга(и)"),
    f"max(date_part('year', age({{on}}::timestamp, p.birth_date::timestamp))::int) FILTER (WHERE {IN_MARRIAGE})",
    unit="years",
    absent=None,
    example=58,
)
SPOUSE.day(
    "spouse.deceased_on",
    (
        "Həyat yoldaşının ölüm tarixi",
        "Date of death of the husband or wife",
        "Дата смерти супруга(и)",
    ),
    f"max(p.died_on) FILTER (WHERE {DIED_IN_MARRIAGE})",
    example=date(2026, 2, 9),
)
SPOUSE.boolean(
    "spouse.widowed",
    (
        "Həyat yoldaşı vəfat edib və yenidən nikaha girməyib",
        "Is widowed and has not remarried",
        "Вдовец или вдова, не вступил(а) в новый брак",
    ),
    f"coalesce(bool_or({DIED_IN_MARRIAGE}), false) AND NOT bool_or({IN_MARRIAGE})",
    gap=Gap.ALWAYS,
)
SPOUSE.boolean(
    "spouse.divorced",
    (
        "Nikahı pozulub və yenidən nikaha girməyib",
        "Is divorced and has not remarried",
        "Разведён(а) и не вступил(а) в новый брак",
    ),
    f"bool_or(r.end_reason = 'divorce' AND r.valid_until < {{on}}) AND NOT bool_or({IN_MARRIAGE})",
    gap=Gap.ALWAYS,
)
SPOUSE.boolean(
    "spouse.missing",
    (
        "Həyat yoldaşı itkin düşmüş elan edilib",
        "The husband or wife has been declared missing",
        "Супруг(а) признан(а) безвестно отсутствующим(ей)",
    ),
    f"coalesce(bool_or(p.missing_since <= {{on}} AND {IN_MARRIAGE}), false)",
)

SPOUSE_SERVICE = Group(
    Source(
        name="spouse_service",
        registry="POPULATION",
        institution="SHXCDX",
        tables=f"{MARRIAGES} JOIN registries_conscription c ON c.person_id = r.relative_id AND {valid('c')}",
        key="r.person_id",
        where=IN_MARRIAGE,
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
SPOUSE_SERVICE.boolean(
    "spouse.conscript",
    (
        "Həyat yoldaşı müddətli hərbi xidmətdədir",
        "The husband or wife is a conscript",
        "Супруг(а) проходит срочную службу",
    ),
    "true",
)

SPOUSE_RECORD = Group(
    Source(
        name="spouse_record",
        registry="UCOT",
        institution="DSMF",
        tables=f"{MARRIAGES} JOIN registries_insuranceaccount a"
        " ON a.person_id = r.relative_id AND a.superseded_at IS NULL",
        key="r.person_id",
        where=DIED_IN_MARRIAGE,
        supplied_by="a.source_id",
        recorded="a.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
SPOUSE_RECORD.integer(
    "spouse.deceased_insured_months",
    (
        "Vəfat etmiş həyat yoldaşının sığorta stajı",
        "Insurance record of the deceased husband or wife",
        "Страховой стаж умершего супруга(и)",
    ),
    "max(a.insurance_months)",
    unit="months",
    example=214,
)

SPOUSE_PENSION = Group(
    Source(
        name="spouse_pension",
        registry="PENS",
        institution="DSMF",
        tables=f"{MARRIAGES} JOIN registries_pensioncase c ON c.person_id = r.relative_id"
        " AND c.superseded_at IS NULL AND c.valid_from <= p.died_on"
        " AND (c.valid_until IS NULL OR c.valid_until >= p.died_on)",
        key="r.person_id",
        where=DIED_IN_MARRIAGE,
        supplied_by="c.source_id",
        recorded="c.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
SPOUSE_PENSION.boolean(
    "spouse.deceased_pensioner",
    (
        "Vəfat etmiş həyat yoldaşı əmək pensiyası alırdı",
        "The deceased husband or wife received a labour pension",
        "Умерший(ая) супруг(а) получал(а) трудовую пенсию",
    ),
    "true",
)

PARENT_ROWS = "registries_kinship r JOIN registries_person p ON p.id = r.relative_id"
PARENT_WHERE = f"r.kind IN ('mother', 'father') AND {stands()}"

PARENTS = Group(
    Source(
        name="parents",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=PARENT_ROWS,
        key="r.person_id",
        where=PARENT_WHERE,
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PARENTS.integer(
    "parents.known",
    ("Məlum valideynlərin sayı", "Number of known parents", "Число известных родителей"),
    "count(DISTINCT r.kind)::int",
    example=2,
)
PARENTS.integer(
    "parents.alive_count",
    ("Sağ valideynlərin sayı", "Number of living parents", "Число живых родителей"),
    f"count(DISTINCT r.kind) FILTER (WHERE {alive()})::int",
    example=1,
)
PARENTS.boolean(
    "parents.deceased",
    ("Valideynlərindən biri vəfat edib", "A parent has died", "Один из родителей умер"),
    "coalesce(bool_or(p.died_on <= {on}), false)",
)
PARENTS.boolean(
    "parents.both_deceased",
    ("Valideynlərinin heç biri sağ deyil", "No parent is alive", "Никого из родителей нет в живых"),
    f"NOT bool_or({alive()})",
    note="The one known parent counts as both.",
    gap=Gap.ALWAYS,
)
PARENTS.day(
    "parents.deceased_on",
    (
        "Valideynin ölüm tarixi (sonuncu)",
        "Date of death of a parent, the latest",
        "Дата смерти родителя (последняя)",
    ),
    "max(p.died_on) FILTER (WHERE p.died_on <= {on})",
    example=date(2026, 2, 9),
)
PARENTS.boolean(
    "parents.missing",
    (
        "Valideyni itkin düşmüş elan edilib",
        "A parent has been declared missing",
        "Родитель признан безвестно отсутствующим",
    ),
    f"coalesce(bool_or(p.missing_since <= {{on}} AND {alive()}), false)",
)
PARENTS.boolean(
    "parents.rights_removed",
    (
        "Valideyni valideynlik hüququndan məhrum edilib",
        "A parent has been deprived of parental rights",
        "Родитель лишён родительских прав",
    ),
    "bool_or(r.rights_removed)",
    institution="MEHKEME",
    sensitivity=Sensitivity.SPECIAL,
)

PARENTS_RECORD = Group(
    Source(
        name="parents_record",
        registry="UCOT",
        institution="DSMF",
        tables=f"{PARENT_ROWS} JOIN registries_insuranceaccount a"
        " ON a.person_id = r.relative_id AND a.superseded_at IS NULL",
        key="r.person_id",
        where=f"{PARENT_WHERE} AND p.died_on <= {{on}}",
        supplied_by="a.source_id",
        recorded="a.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PARENTS_RECORD.integer(
    "parents.deceased_insured_months",
    (
        "Vəfat etmiş valideynin sığorta stajı",
        "Insurance record of the deceased parent",
        "Страховой стаж умершего родителя",
    ),
    "max(a.insurance_months)",
    unit="months",
    example=176,
    note="The longer one when both have died.",
)

PARENTS_PENSION = Group(
    Source(
        name="parents_pension",
        registry="PENS",
        institution="DSMF",
        tables=f"{PARENT_ROWS} JOIN registries_pensioncase c ON c.person_id = r.relative_id"
        " AND c.superseded_at IS NULL AND c.valid_from <= p.died_on"
        " AND (c.valid_until IS NULL OR c.valid_until >= p.died_on)",
        key="r.person_id",
        where=f"{PARENT_WHERE} AND p.died_on <= {{on}}",
        supplied_by="c.source_id",
        recorded="c.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PARENTS_PENSION.boolean(
    "parents.deceased_pensioner",
    (
        "Vəfat etmiş valideyn əmək pensiyası alırdı",
        "The deceased parent received a labour pension",
        "Умерший родитель получал трудовую пенсию",
    ),
    "true",
)

PARENTS_SERVICE = Group(
    Source(
        name="parents_service",
        registry="POPULATION",
        institution="SHXCDX",
        tables=f"{PARENT_ROWS} JOIN registries_conscription c ON c.person_id = r.relative_id AND {valid('c')}",
        key="r.person_id",
        where=f"{PARENT_WHERE} AND {alive()}",
        supplied_by="c.source_id",
        recorded="c.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
PARENTS_SERVICE.boolean(
    "parents.conscript",
    (
        "Valideyni müddətli həqiqi hərbi xidmətdədir",
        "A parent is in fixed-term active military service",
        "Родитель проходит срочную военную службу",
    ),
    "true",
)

PARENTS_PRISON = Group(
    Source(
        name="parents_prison",
        registry="POPULATION",
        institution="PENITENSIAR",
        tables=f"{PARENT_ROWS} JOIN registries_imprisonment c ON c.person_id = r.relative_id AND {valid('c')}",
        key="r.person_id",
        where=PARENT_WHERE,
        supplied_by="c.source_id",
        recorded="c.recorded_at",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
PARENTS_PRISON.boolean(
    "parents.imprisoned",
    ("Valideyni cəza çəkir", "A parent is in prison", "Родитель отбывает наказание"),
    "true",
)

PARENTS_HONOUR = Group(
    Source(
        name="parents_honour",
        registry="ZEFER",
        institution="MN",
        tables=f"{PARENT_ROWS} JOIN registries_honourstatus h ON h.person_id = r.relative_id AND {stands('h')}",
        key="r.person_id",
        where=PARENT_WHERE,
        supplied_by="h.source_id",
        recorded="h.recorded_at",
    )
)
PARENTS_HONOUR.boolean(
    "parents.martyr",
    ("Valideyni şəhiddir", "A parent is a martyr", "Родитель – шехид"),
    "bool_or(h.status = 'martyr')",
)
PARENTS_HONOUR.boolean(
    "parents.war_disabled",
    (
        "Valideyninin müharibə ilə əlaqədar əlilliyi var",
        "A parent is war-disabled",
        "Родитель имеет инвалидность, связанную с войной",
    ),
    "bool_or(h.status = 'war_disabled' AND (h.valid_until IS NULL OR h.valid_until >= {on}))",
)

GROUPS = [
    SPOUSE,
    SPOUSE_SERVICE,
    SPOUSE_RECORD,
    SPOUSE_PENSION,
    PARENTS,
    PARENTS_RECORD,
    PARENTS_PENSION,
    PARENTS_SERVICE,
    PARENTS_PRISON,
    PARENTS_HONOUR,
]
