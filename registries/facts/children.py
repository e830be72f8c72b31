"""Facts about a person's children: own by civil-status acts, adopted and in guardianship by the OVLAD register."""

from __future__ import annotations

from datetime import date

from .model import Gap, Sensitivity
from .source import Group, Part, Shape, Source, alive, birthday, codes, present, stands, valid, younger_than

# One row for each child of a parent. `live`: the tie holds on the date asked for. A child who is both kin and
# placed with the same person is counted as kin; a ward adopted later by the same person, as adopted.
TIES = f"""(
  SELECT k.relative_id AS parent_id, k.person_id AS child_id, k.kind, k.rights_removed, k.source_id, k.recorded_at,
         (k.valid_until IS NULL OR k.valid_until >= {{on}}) AND NOT k.rights_removed AS live
  FROM registries_kinship k WHERE k.kind IN ('mother', 'father') AND {stands("k")}
  UNION ALL
  SELECT c.carer_id, c.person_id, min(c.kind), false, max(c.source_id), max(c.recorded_at),
         bool_or(c.valid_until IS NULL OR c.valid_until >= {{on}})
  FROM registries_childplacement c WHERE c.kind IN ('adoption', 'guardianship') AND {stands("c")}
    AND NOT EXISTS (SELECT FROM registries_kinship k WHERE k.person_id = c.person_id AND k.relative_id = c.carer_id
      AND k.kind IN ('mother', 'father') AND {stands("k")})
  GROUP BY c.carer_id, c.person_id
) r JOIN registries_person p ON p.id = r.child_id"""
REACHED_8 = f"NOT ({younger_than(8)}) AND (p.died_on IS NULL OR p.died_on >= {birthday(8)})"
BROUGHT_UP = f"r.live AND {present()}"
KIN = "r.kind IN ('mother', 'father')"
PLACEMENT_KINDS = codes(
    adoption=("Övladlığa götürmə", "Adoption", "Усыновление"),
    foster=("Himayədar ailə", "Foster family", "Приёмная семья"),
    guardianship=("Qəyyumluq və ya himayəçilik", "Guardianship or trusteeship", "Опека или попечительство"),
)


def count(condition: str) -> str:
    """How many rows fulfil the condition, as a whole number."""
    return f"count(*) FILTER (WHERE {condition})::int"


# The disability of a child: established before 18, and in force on the date asked for.
DISABLED = Part(
    alias="disabled",
    source=Source(
        name="child_disability",
        registry="TSERAS",
        institution="DTSERA",
        tables="registries_disabilitydecision d JOIN registries_person q ON q.id = d.person_id",
        key="d.person_id",
        where=stands("d"),
        supplied_by="d.source_id",
        recorded="d.recorded_at",
    ),
    key="r.child_id",
    columns={
        "now": "bool_or(d.valid_until IS NULL OR d.valid_until >= {on})",
        "before_18": f"bool_or(d.before_18 OR d.valid_from < {birthday(18, 'q')})",
    },
)
# The parents a child has lost: when each died, and since when each is gone, dead or deprived of parental rights.
LOST = Part(
    alias="lost",
    source=Source(
        name="child_loss",
        registry="POPULATION",
        institution="EDLIYYE",
        tables="registries_kinship l JOIN registries_person q ON q.id = l.relative_id",
        key="l.person_id",
        where=f"l.kind IN ('mother', 'father') AND {stands('l')} AND (l.rights_removed OR q.died_on <= {{on}})",
        supplied_by="l.source_id",
        recorded="l.recorded_at",
    ),
    key="r.child_id",
    columns={
        f"{parent}_{loss}": f"min({day}) FILTER (WHERE l.kind = '{parent}')"
        for parent in ("mother", "father")
        for loss, day in (
            ("dead", "CASE WHEN q.died_on <= {on} THEN q.died_on END"),
            ("gone", "CASE WHEN l.rights_removed THEN '-infinity' ELSE q.died_on END"),
        )
    },
)
OTHER_DEAD = "CASE r.kind WHEN 'father' THEN lost.mother_dead WHEN 'mother' THEN lost.father_dead END"
OTHER_GONE = "CASE r.kind WHEN 'father' THEN lost.mother_gone WHEN 'mother' THEN lost.father_gone END"
RAISED = f"NOT r.rights_removed AND {REACHED_8}"
RAISED_ALONE = f"lost.k IS NOT NULL AND {OTHER_GONE} < {birthday(8)} AND {RAISED}"

CHILDREN = Group(
    Source(
        name="children",
        registry="POPULATION",
        institution="EDLIYYE",
        tables=TIES,
        key="r.parent_id",
        parts=(DISABLED, LOST),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CHILDREN.integer(
    "children.count",
    ("Uşaqların sayı", "Number of children", "Число детей"),
    count(BROUGHT_UP),
    example=2,
    note="Living and not missing, of any age: own, adopted and in guardianship.",
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
        note="Living and not missing, brought up by the person.",
    )
CHILDREN.integer(
    "children.raised_to_8",
    (
        "8 yaşınadək tərbiyə etdiyi uşaqların sayı",
        "Children raised to the age of 8",
        "Дети, воспитанные до 8 лет",
    ),
    count(RAISED),
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

CHILDREN.day(
    "children.sixth_turned_1_on",
    (
        "Sağ uşaqlardan altıncısının bir yaşı tamam olan tarix",
        "The day the sixth living child turns one",
        "День, когда шестому живому ребёнку исполняется год",
    ),
    # Children are put in order only where there are six: ordering everybody's would cost more than all the rest.
    f"CASE WHEN count(*) FILTER (WHERE {BROUGHT_UP} AND {KIN}) >= 6 THEN (SELECT {birthday(1, 'x')} FROM"
    f" unnest(array_agg(p.birth_date) FILTER (WHERE {BROUGHT_UP} AND {KIN})) AS x (birth_date)"
    " ORDER BY x.birth_date OFFSET 5 LIMIT 1) END",
    example=date(2026, 3, 14),
    note="May lie in the future.",
)
CHILDREN.integer(
    "children.disabled_under_18",
    (
        "Əlilliyi olan 18 yaşınadək uşaqların sayı",
        "Children under 18 with a disability",
        "Дети до 18 лет с инвалидностью",
    ),
    count(f"{BROUGHT_UP} AND {younger_than(18)} AND disabled.now"),
    registry="TSERAS",
    institution="DTSERA",
    sensitivity=Sensitivity.SPECIAL,
)
CHILDREN.integer(
    "children.disabled_raised_to_8",
    (
        "8 yaşınadək tərbiyə etdiyi əlilliyi olan uşaqların sayı",
        "Children with a disability raised to the age of 8",
        "Дети с инвалидностью, воспитанные до 8 лет",
    ),
    count(f"disabled.before_18 AND {RAISED}"),
    registry="TSERAS",
    institution="DTSERA",
    sensitivity=Sensitivity.SPECIAL,
    note="The disability was established before 18.",
)
CHILDREN.integer(
    "children.raised_alone_to_8",
    (
        "8 yaşınadək təkbaşına tərbiyə etdiyi uşaqların sayı",
        "Children raised alone to the age of 8",
        "Дети, воспитанные в одиночку до 8 лет",
    ),
    count(RAISED_ALONE),
    sensitivity=Sensitivity.SPECIAL,
    example=5,
    note="The other parent died before the child was 8, or was deprived of parental rights.",
)
CHILDREN.integer(
    "children.orphaned_under_8",
    (
        "Digər valideyni vəfat etmiş 8 yaşınadək uşaqların sayı",
        "Children under 8 whose other parent has died",
        "Дети до 8 лет, у которых умер другой родитель",
    ),
    count(f"{OTHER_DEAD} IS NOT NULL AND {BROUGHT_UP} AND {younger_than(8)}"),
)
CHILDREN.integer(
    "children.disabled_raised_alone_to_8",
    (
        "8 yaşınadək təkbaşına tərbiyə etdiyi əlilliyi olan uşaqların sayı",
        "Children with a disability raised alone to the age of 8",
        "Дети с инвалидностью, воспитанные в одиночку до 8 лет",
    ),
    count(f"disabled.before_18 AND {RAISED_ALONE}"),
    registry="TSERAS",
    institution="DTSERA",
    sensitivity=Sensitivity.SPECIAL,
    note="The other parent died before the child was 8, or was deprived of parental rights.",
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
        where=f"{valid()} AND {present()} AND {younger_than(18)}",
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

GROUPS = [CHILDREN, STUDYING_CHILDREN, PLACED, CUSTODY]
