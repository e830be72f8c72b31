"""Facts from ZEFER: martyrs' families, the war-disabled, veterans and heroes."""

from __future__ import annotations

from datetime import date

from .source import Group, Source, Texts, codes, present, valid, younger_than

STATUSES: dict[str, Texts] = {
    "patriotic_war_hero": (
        "Vətən Müharibəsi Qəhrəmanı",
        "Hero of the Patriotic War",
        "Герой Отечественной войны",
    ),
    "national_hero": ("Azərbaycanın Milli Qəhrəmanı", "National Hero of Azerbaijan", "Национальный герой"),
    "martyr": ("Şəhid", "Martyr", "Шехид"),
    "martyr_family": ("Şəhid ailəsinin üzvü", "Member of a martyr's family", "Член семьи шехида"),
    "january_20_family": (
        "20 Yanvar şəhidinin ailə üzvü",
        "Member of the family of a martyr of 20 January",
        "Член семьи шехида 20 Января",
    ),
    "afghanistan_family": (
        "Əfqanıstanda həlak olan hərbi qulluqçunun ailə üzvü",
        "Member of the family of a serviceman killed in Afghanistan",
        "Член семьи погибшего в Афганистане",
    ),
    "war_disabled": (
        "Müharibə ilə əlaqədar əlilliyi olan şəxs",
        "War-disabled person",
        "Лицо с инвалидностью, связанной с войной",
    ),
    "veteran": ("Müharibə veteranı", "War veteran", "Ветеран войны"),
    "wwii_veteran": (
        "1941–1945-ci illər müharibəsinin veteranı",
        "Veteran of the war of 1941–1945",
        "Ветеран войны 1941–1945 годов",
    ),
}
RELATIONS = codes(
    spouse=("Həyat yoldaşı", "Spouse", "Супруг(а)"),
    parent=("Valideyn", "Parent", "Родитель"),
    child=("Övlad", "Child", "Ребёнок"),
    sibling=(
        "Uşaq evində olan bacı və ya qardaş",
        "Sibling in a children's home",
        "Брат или сестра в детском доме",
    ),
    grandparent=(
        "Başqa himayədarı olmayan baba və ya nənə",
        "Grandparent without other supporters",
        "Дед или бабушка без других кормильцев",
    ),
    self=("Şəxsin özü", "The person", "Сам человек"),
)

HONOUR = Group(
    Source(
        name="honour",
        registry="ZEFER",
        institution="MN",
        tables="registries_honourstatus r",
        key="r.person_id",
        where=valid(),
    )
)
HONOUR.boolean(
    "honour.any",
    ("Zəfər reyestrində statusu var", "Has an honoured status", "Имеет почётный статус"),
    "true",
)
for status, status_texts in STATUSES.items():
    HONOUR.boolean(
        f"honour.{status}",
        status_texts,
        f"bool_or(r.status = '{status}')",
        institution="SHXCDX" if status in {"veteran", "wwii_veteran"} else "MN",
    )
HONOUR.code(
    "honour.relation_to_martyr",
    ("Şəhidlə qohumluğu", "Relation to the martyr", "Родство с шехидом"),
    "coalesce((array_agg(r.relation ORDER BY r.valid_from DESC, r.id DESC)"
    " FILTER (WHERE r.status IN ('martyr_family', 'january_20_family', 'afghanistan_family')))[1], 'none')",
    RELATIONS,
    absent="none",
    example="parent",
)
HONOUR.day(
    "honour.injured_on",
    ("Xəsarət aldığı tarix", "Injured on", "Дата ранения"),
    "min(r.injured_on)",
    example=date(1993, 7, 23),
)
HONOUR.boolean(
    "honour.housing_queued",
    ("Mənzil növbəsindədir", "Is in the housing queue", "Стоит в очереди на жильё"),
    "bool_or(r.housing_queue_no IS NOT NULL AND (r.housing_given_on IS NULL OR r.housing_given_on > {on}))",
    institution="SXA",
)
HONOUR.boolean(
    "honour.housing_given",
    ("Mənzillə təmin olunub", "Housing has been given", "Обеспечен(а) жильём"),
    "bool_or(coalesce(r.housing_given_on <= {on}, false))",
    institution="SXA",
)
HONOUR.boolean(
    "honour.car_given",
    ("Avtomobillə təmin olunub", "A car has been given", "Обеспечен(а) автомобилем"),
    "bool_or(coalesce(r.car_given_on <= {on}, false))",
    institution="SXA",
)

# Who shares a stipend: everyone who lives, is not missing, and has the same status about the same martyr, children only
# while they are under 18, full-time students under 23, or disabled since before 18.
SHARES = f"""(h.relation <> 'child' OR {younger_than(18)}
  OR {younger_than(23)} AND EXISTS (SELECT FROM registries_study s
    WHERE s.person_id = p.id AND s.full_time AND {valid("s")})
  OR EXISTS (SELECT FROM registries_disabilitydecision d
    WHERE d.person_id = p.id AND d.before_18 AND {valid("d")}))"""

FAMILY = Group(
    Source(
        name="honour_family",
        registry="ZEFER",
        institution="MN",
        tables="registries_honourstatus r JOIN registries_honourstatus h"
        f" ON h.martyr_id = r.martyr_id AND h.status = r.status AND {valid('h')}"
        " JOIN registries_person p ON p.id = h.person_id",
        key="r.person_id",
        where=f"{valid()} AND {present()} AND {SHARES}",
    )
)
FAMILY.integer(
    "honour.family_eligible_members",
    (
        "Təqaüddə payı olan ailə üzvlərinin sayı",
        "Family members who share the stipend",
        "Члены семьи, делящие стипендию",
    ),
    "count(DISTINCT h.person_id)::int",
    example=3,
    note="The person included; of all martyrs of the family, if there are several. The field of the basis"
    " `honour` counts for one martyr.",
)

GROUPS = [HONOUR, FAMILY]
