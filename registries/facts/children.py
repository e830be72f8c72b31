"""Facts about a person's children: own by civil-status acts, adopted and in guardianship by the OVLAD register."""

from __future__ import annotations

from datetime import date

from .model import Gap, Sensitivity
from .source import Group, Shape, Source, alive, birthday, codes, stands, valid, younger_than

# One row for each child of a parent. `live`: the tie holds on the date asked for. A child who is both kin and
# placed with the same person is counted as kin.
TIES = f"""(
  SELECT k.relative_id AS parent_id, k.person_id AS child_id, k.kind, k.rights_removed, k.source_id, k.recorded_at,
         (k.valid_until IS NULL OR k.valid_until >= {{on}}) AND NOT k.rights_removed AS live
  FROM registries_kinship k WHERE k.kind IN ('mother', 'father') AND {stands("k")}
  UNION ALL
  SELECT c.carer_id, c.person_id, c.kind, false, c.source_id, c.recorded_at,
         (c.valid_until IS NULL OR c.valid_until >= {{on}})
  FROM registries_childplacement c WHERE c.kind IN ('adoption', 'guardianship') AND {stands("c")}
    AND NOT EXISTS (SELECT FROM registries_kinship k WHERE k.person_id = c.person_id AND k.relative_id = c.carer_id
      AND k.kind IN ('mother', 'father') AND {stands("k")})
) r JOIN registries_person p ON p.id = r.child_id"""
REACHED_8 = f"NOT ({younger_than(8)}) AND (p.died_on IS NULL OR p.died_on >= {birthday(8)})"
BROUGHT_UP = f"r.live AND {alive()}"
KIN = "r.kind IN ('mother', 'father')"
PLACEMENT_KINDS = codes(
    adoption=("Övladlığa götürmə", "Adoption", "Усыновление"),
    foster=("Himayədar ailə", "Foster family", "Приёмная семья"),
    guardianship=("Qəyyumluq və ya himayəçilik", "Guardianship or trusteeship", "Опека или попечительство"),
)


def count(condition: str) -> str:
    """How many rows fulfil the condition, as a whole number."""
    return f"count(*) FILTER (WHERE {condition})::int"


CHILDREN = Group(
    Source(
        name="children",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=TIES,
        key="r.parent_id",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CHILDREN.integer(
    "children.count",
    ("Uşaqların sayı", "Number of children", "Число детей"),
    count(f"r.live AND {alive()}"),
    example=2,
    note="Living, of any age: own, adopted and in guardianship.",
)
CHILDREN.integer(
    "children.born",
    ("Doğulmuş uşaqların sayı", "Number of own children ever born", "Число родных детей"),
    count(KIN),
    example=6,
    note="By civil-status acts, those who have died included.",
)
CHILDREN.integer(
    "children.alive_count",
    ("Doğulmuş uşaqlardan sağ olanların sayı", "Number of own children alive", "Число живых родных детей"),
    count(f"{KIN} AND {alive()}"),
    example=6,
)
CHILDREN.boolean(
    "children.all_alive",
    ("Bütün uşaqları sağdır", "All own children are alive", "Все родные дети живы"),
    f"coalesce(bool_and({alive()}) FILTER (WHERE {KIN}), true)",
    absent=True,
    gap=Gap.ALWAYS,
)
for years, words in {
    1: ("bir", "one", "года"),
    3: ("üç", "three", "3 лет"),
    8: ("səkkiz", "eight", "8 лет"),
    16: ("on altı", "sixteen", "16 лет"),
    18: ("on səkkiz", "eighteen", "18 лет"),
}.items():
    CHILDREN.integer(
        f"children.under_{years}",
        (
            f"{words[0].capitalize()} yaşına çatmamış uşaqların sayı",
            f"Number of children under {words[1]}",
            f"Число детей до {words[2]}",
        ),
        count(f"{BROUGHT_UP} AND {younger_than(years)}"),
        example=2,
        note="Living, brought up by the person.",
    )
CHILDREN.integer(
    "children.raised_to_8",
    (
        "8 yaşınadək tərbiyə etdiyi uşaqların sayı",
        "Children raised to the age of 8",
        "Дети, воспитанные до 8 лет",
    ),
    count(f"NOT r.rights_removed AND {REACHED_8}"),
    example=5,
    note="Born to, adopted by or in the guardianship of the person, and alive at 8.",
)
CHILDREN.integer(
    "children.placed_raised_to_8",
    (
        "8 yaşınadək tərbiyə etdiyi övladlığa və qəyyumluğa götürülmüş uşaqların sayı",
        "Adopted children and wards raised to the age of 8",
        "Усыновлённые и подопечные, воспитанные до 8 лет",
    ),
    count(f"r.kind IN ('adoption', 'guardianship') AND {REACHED_8}"),
    registry="OVLAD",
    institution="MEHKEME",
    sensitivity=Sensitivity.SPECIAL,
    example=5,
)
CHILDREN.day(
    "children.youngest_birth_date",
    ("Ən kiçik uşağın doğum tarixi", "Date of birth of the youngest child", "Дата рождения младшего ребёнка"),
    f"max(p.birth_date) FILTER (WHERE {BROUGHT_UP})",
    example=date(2025, 11, 20),
)

# Apart from the rest because it needs the children in order, which would make every parent's children be sorted.
MANY = Group(
    Source(
        name="many_children",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=f"""(
          SELECT x.relative_id FROM registries_kinship x
          WHERE x.kind IN ('mother', 'father') AND {stands("x")} GROUP BY x.relative_id HAVING count(*) >= 6
        ) y JOIN {TIES} ON r.parent_id = y.relative_id""",
        key="r.parent_id",
        where=KIN,
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
MANY.day(
    "children.sixth_turned_1_on",
    (
        "Sağ uşaqlardan altıncısının bir yaşı tamam olan tarix",
        "The day the sixth living child turns one",
        "День, когда шестому живому ребёнку исполняется год",
    ),
    f"(array_agg({birthday(1)} ORDER BY p.birth_date) FILTER (WHERE {BROUGHT_UP} AND {KIN}))[6]",
    example=date(2026, 3, 14),
    note="May lie in the future.",
)


def count_children(condition: str) -> str:
    """How many different children fulfil the condition, where a child may come in several rows."""
    return f"count(DISTINCT r.child_id) FILTER (WHERE {condition})::int"


DISABLED_CHILDREN = Group(
    Source(
        name="disabled_children",
        registry="TSERAS",
        institution="DTSERA",
        tables=f"{TIES} JOIN registries_disabilitydecision d ON d.person_id = r.child_id AND {stands('d')}",
        key="r.parent_id",
        supplied_by="d.source_id",
        recorded="d.recorded_at",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
DISABLED_CHILDREN.integer(
    "children.disabled_under_18",
    (
        "Əlilliyi olan 18 yaşınadək uşaqların sayı",
        "Children under 18 with a disability",
        "Дети до 18 лет с инвалидностью",
    ),
    count_children(f"{BROUGHT_UP} AND {younger_than(18)} AND (d.valid_until IS NULL OR d.valid_until >= {{on}})"),
)
DISABLED_CHILDREN.integer(
    "children.disabled_raised_to_8",
    (
        "8 yaşınadək tərbiyə etdiyi əlilliyi olan uşaqların sayı",
        "Children with a disability raised to the age of 8",
        "Дети с инвалидностью, воспитанные до 8 лет",
    ),
    count_children(f"NOT r.rights_removed AND {REACHED_8} AND (d.before_18 OR d.valid_from < {birthday(18)})"),
    note="The disability was established before 18.",
)

# The other parent died before the child was 8, or was deprived of parental rights.
WITHOUT_OTHER = f"""{TIES}
  JOIN registries_kinship o ON o.person_id = r.child_id AND o.relative_id <> r.parent_id
   AND o.kind IN ('mother', 'father') AND {stands("o")}
  JOIN registries_person op ON op.id = o.relative_id AND (o.rights_removed OR op.died_on <= {{on}})"""

ALONE = Group(
    Source(
        name="children_alone",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=WITHOUT_OTHER,
        key="r.parent_id",
        where=KIN,
        supplied_by="o.source_id",
        recorded="o.recorded_at",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
ALONE.integer(
    "children.raised_alone_to_8",
    (
        "8 yaşınadək təkbaşına tərbiyə etdiyi uşaqların sayı",
        "Children raised alone to the age of 8",
        "Дети, воспитанные в одиночку до 8 лет",
    ),
    count_children(f"NOT r.rights_removed AND {REACHED_8} AND (o.rights_removed OR op.died_on < {birthday(8)})"),
    example=5,
    note="The other parent died before the child was 8, or was deprived of parental rights.",
)
ALONE.integer(
    "children.orphaned_under_8",
    (
        "Digər valideyni vəfat etmiş 8 yaşınadək uşaqların sayı",
        "Children under 8 whose other parent has died",
        "Дети до 8 лет, у которых умер другой родитель",
    ),
    count_children(f"{BROUGHT_UP} AND {younger_than(8)} AND op.died_on <= {{on}}"),
)

ALONE_DISABLED = Group(
    Source(
        name="children_alone_disabled",
        registry="TSERAS",
        institution="DTSERA",
        tables=f"{WITHOUT_OTHER}\n  JOIN registries_disabilitydecision d ON d.person_id = r.child_id AND {stands('d')}",
        key="r.parent_id",
        where=KIN,
        supplied_by="d.source_id",
        recorded="d.recorded_at",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
ALONE_DISABLED.integer(
    "children.disabled_raised_alone_to_8",
    (
        "8 yaşınadək təkbaşına tərbiyə etdiyi əlilliyi olan uşaqların sayı",
        "Children with a disability raised alone to the age of 8",
        "Дети с инвалидностью, воспитанные в одиночку до 8 лет",
    ),
    count_children(
        f"NOT r.rights_removed AND {REACHED_8} AND (o.rights_removed OR op.died_on < {birthday(8)})"
        f" AND (d.before_18 OR d.valid_from < {birthday(18)})"
    ),
)

STUDYING_CHILDREN = Group(
    Source(
        name="studying_children",
        registry="POPULATION",
        institution="ETN",
        tables=f"{TIES} JOIN registries_study s ON s.person_id = r.child_id AND s.full_time AND {valid('s')}",
        key="r.parent_id",
        where=f"{BROUGHT_UP} AND {younger_than(23)} AND NOT ({younger_than(18)})",
        supplied_by="s.source_id",
        recorded="s.recorded_at",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
STUDYING_CHILDREN.integer(
    "children.students_18_to_22",
    (
        "Əyani təhsil alan 18–22 yaşlı uşaqların sayı",
        "Children aged 18 to 22 who study full time",
        "Дети 18–22 лет, обучающиеся очно",
    ),
    "count(DISTINCT r.child_id)::int",
)

PLACED = Group(
    Source(
        name="children_placed",
        registry="OVLAD",
        institution="MEHKEME",
        tables="registries_childplacement r JOIN registries_person p ON p.id = r.person_id",
        key="r.carer_id",
        where=f"{valid()} AND {alive()} AND {younger_than(18)}",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
for kind, name, texts in (
    ("adoption", "adopted", ("Övladlığa götürdüyü uşaqlar", "Adopted children", "Усыновлённые дети")),
    ("foster", "fostered", ("Himayəsinə götürdüyü uşaqlar", "Foster children", "Приёмные дети")),
    ("guardianship", "wards", ("Qəyyumluğundakı uşaqlar", "Wards", "Подопечные дети")),
):
    PLACED.integer(
        f"children.{name}",
        (f"{texts[0]} (18 yaşınadək)", f"{texts[1]} under 18", f"{texts[2]} до 18 лет"),
        count(f"r.kind = '{kind}'"),
    )

CUSTODY = Group(
    Source(
        name="custody",
        registry="OVLAD",
        institution="MEHKEME",
        tables="registries_childplacement r",
        key="r.person_id",
        where=valid(),
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
CUSTODY.boolean(
    "custody.placed",
    (
        "Ailəyə və ya qəyyuma verilib",
        "Is placed with a family or a guardian",
        "Передан(а) в семью или под опеку",
    ),
    "true",
)
CUSTODY.code(
    "custody.kind",
    ("Yerləşdirmənin növü", "Kind of placement", "Вид устройства"),
    "r.kind",
    PLACEMENT_KINDS,
    absent="none",
    example="guardianship",
)
CUSTODY.day(
    "custody.since",
    ("Yerləşdirmə tarixi", "Placed since", "Устроен(а) с"),
    "r.valid_from",
    example=date(2024, 10, 1),
)
CUSTODY.boolean(
    "custody.full_state_provision",
    (
        "Uşaq tam dövlət təminatındadır",
        "The child is on full state provision",
        "Ребёнок на полном гособеспечении",
    ),
    "r.full_state_provision",
)

GROUPS = [CHILDREN, MANY, DISABLED_CHILDREN, ALONE, ALONE_DISABLED, STUDYING_CHILDREN, PLACED, CUSTODY]
