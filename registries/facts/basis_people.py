"""Bases of the population register: a person, a birth, a death, everyone under 23, a release."""

from __future__ import annotations

from datetime import date

from .basis import REFERENCE, Basis, guardian_of, parent_ties, recent
from .model import Sensitivity
from .source import Part, Source, codes, present, valid, younger_than

PERSON = Basis(
    name="person",
    texts=("Şəxs", "A person", "Лицо"),
    tables="registries_person r",
    key="r.fin",
    roles={"subject": "r.id"},
    about="subject",
    reach="SELECT x.id FROM registries_person x WHERE x.id {within}",
    registry="POPULATION",
    institution="DIN",
    supplied_by=None,
    person_role="subject",
)

BIRTH = Basis(
    name="birth",
    texts=("Doğum", "A birth", "Рождение"),
    tables=f"""registries_birthact r
  JOIN registries_person c ON c.id = r.person_id
  LEFT JOIN registries_person m ON m.id = r.mother_id AND {present("m", on="{asked}")}
  LEFT JOIN registries_person f ON f.id = r.father_id AND {present("f", on="{asked}")}"""
    + guardian_of("r.person_id", when="m.id IS NULL AND f.id IS NULL", on="{asked}"),
    key="c.fin",
    roles={
        "subject": "coalesce(m.id, f.id, g.guardian_id)",
        "child": "r.person_id",
        "mother": "r.mother_id",
        "father": "r.father_id",
        "guardian": "g.guardian_id",
    },
    about="child",
    reach=f"""SELECT x.id FROM registries_birthact x WHERE x.person_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_birthact x WHERE x.mother_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_birthact x WHERE x.father_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM ({parent_ties("person_id")}) t
      JOIN registries_birthact x ON x.person_id = t.person_id AND x.superseded_at IS NULL""",
    registry="POPULATION",
    institution="EDLIYYE",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
BIRTH.day("date", ("Doğum tarixi", "Date of birth", "Дата рождения"), "r.valid_from", example=date(2026, 11, 20))
BIRTH.boolean("born_alive", ("Uşaq diri doğulub", "Born alive", "Родился живым"), "r.born_alive", absent=True)
BIRTH.integer(
    "parity",
    ("Ananın neçənci uşağıdır", "Which child of the mother", "Который ребёнок у матери"),
    "r.parity",
    example=2,
)
BIRTH.day(
    "registered_on",
    ("Doğum aktının tarixi", "Act registered on", "Дата записи акта"),
    "r.registered_on",
    example=date(2026, 11, 24),
)

# Who receives after a death: whoever bore the costs, else the spouse, an adult child, a parent – who lives
# and is not missing on the day of the question, in this order.
HEIR = f"""
  LEFT JOIN registries_person b ON b.id = r.buried_by_id AND {present("b", on="{asked}")}
  LEFT JOIN LATERAL (
    SELECT p.id FROM (
      SELECT k.relative_id AS person_id, k.valid_until, 1 AS turn FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL SELECT k.person_id, k.valid_until, 1 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL SELECT k.person_id, NULL, 2 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
      UNION ALL SELECT k.relative_id, NULL, 3 FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
    ) x JOIN registries_person p ON p.id = x.person_id AND {present(on="{asked}")}
    WHERE b.id IS NULL AND (x.valid_until IS NULL OR x.valid_until >= r.valid_from)
      AND (x.turn <> 2 OR NOT ({younger_than(18)}))
    ORDER BY x.turn, p.birth_date, p.id LIMIT 1
  ) h ON true"""

DEATH = Basis(
    name="death",
    texts=("Ölüm", "A death", "Смерть"),
    tables=f"registries_deathact r JOIN registries_person d ON d.id = r.person_id{HEIR}",
    key="d.fin",
    roles={"subject": "coalesce(b.id, h.id)", "deceased": "r.person_id"},
    about="deceased",
    reach="""SELECT x.id FROM registries_deathact x WHERE x.person_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_deathact x WHERE x.buried_by_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_kinship k JOIN registries_deathact x ON x.person_id = k.person_id
      WHERE k.relative_id {within} AND k.superseded_at IS NULL AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_kinship k JOIN registries_deathact x ON x.person_id = k.relative_id
      WHERE k.person_id {within} AND k.superseded_at IS NULL AND x.superseded_at IS NULL""",
    registry="POPULATION",
    institution="EDLIYYE",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
DEATH.day("date", ("Ölüm tarixi", "Date of death", "Дата смерти"), "r.valid_from", example=date(2026, 2, 9))
DEATH.code(
    "ground",
    ("Əsas", "Ground", "Основание"),
    "r.ground",
    codes(
        act=("Ölüm haqqında akt", "Death act", "Акт о смерти"),
        court=("Məhkəmə ölmüş elan edib", "Declared dead by a court", "Объявлен умершим судом"),
    ),
    example="act",
)
DEATH.boolean(
    "work_related",
    ("Ölüm istehsalatla bağlıdır", "Caused by work", "Связана с производством"),
    "r.work_related",
    sensitivity=Sensitivity.SPECIAL,
)
DEATH.boolean(
    "burier_known",
    ("Dəfn xərclərini çəkən məlumdur", "Who bore the funeral costs is known", "Понёсший расходы известен"),
    "r.buried_by_id IS NOT NULL",
    absent=True,
)
DEATH.day(
    "registered_on",
    ("Ölüm aktının tarixi", "Act registered on", "Дата записи акта"),
    "r.registered_on",
    example=date(2026, 2, 11),
)


def parent_column(kind: str, condition: str = "true") -> str:
    """The id of a parent of this kind, among those that fulfil the condition."""
    return f"max(k.relative_id) FILTER (WHERE k.kind = '{kind}' AND {condition})"


FIT = f"NOT k.rights_removed AND {present()}"
PARENTS = Part(
    alias="kin",
    source=Source(
        name="parents_of",
        registry="POPULATION",
        institution="EDLIYYE",
        tables="registries_kinship k JOIN registries_person p ON p.id = k.relative_id",
        key="k.person_id",
        where=f"k.kind IN ('mother', 'father') AND {valid('k')}",
    ),
    key="r.id",
    columns={
        "mother_id": parent_column("mother"),
        "father_id": parent_column("father"),
        "mother_fit": parent_column("mother", FIT),
        "father_fit": parent_column("father", FIT),
    },
)
MINOR = younger_than(18, "r")

CHILD = Basis(
    name="child",
    texts=("23 yaşınadək şəxs", "A person under 23", "Лицо до 23 лет"),
    tables="registries_person r {parts}"
    + guardian_of("r.id", when=f"kin.mother_fit IS NULL AND kin.father_fit IS NULL AND {MINOR}"),
    key="r.fin",
    roles={
        "subject": f"CASE WHEN {MINOR} THEN coalesce(kin.mother_fit, kin.father_fit, g.guardian_id) ELSE r.id END",
        "child": "r.id",
        "mother": "kin.mother_id",
        "father": "kin.father_id",
        "guardian": "g.guardian_id",
    },
    about="child",
    reach=f"""SELECT x.id FROM registries_person x WHERE x.id {{within}}
    UNION ALL {parent_ties("person_id")}""",
    registry="POPULATION",
    institution="DIN",
    where=f"r.birth_date <= {{on}} AND {younger_than(23, 'r')}",
    supplied_by=None,
    parts=(PARENTS,),
    person_role="child",
)

RELEASE = Basis(
    name="release",
    texts=("Cəzaçəkmədən azad edilmə", "Release from prison", "Освобождение из заключения"),
    tables="registries_imprisonment r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_imprisonment x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="POPULATION",
    institution="PENITENSIAR",
    where=f"r.superseded_at IS NULL AND {recent('r.released_on')}",
    on="r.released_on",
    dated=True,
    sensitivity=Sensitivity.SPECIAL,
)
RELEASE.day(
    "date",
    ("Azad edildiyi tarix", "Released on", "Дата освобождения"),
    "r.released_on",
    example=date(2026, 1, 15),
)
RELEASE.boolean(
    "certificate", ("Arayış verilib", "A certificate was given", "Выдана справка"), "r.certificate_no <> ''"
)
RELEASE.boolean(
    "needs_help",
    (
        "Tibbi-sosial yardıma ehtiyacı var",
        "Needs medical and social help",
        "Нуждается в медико-социальной помощи",
    ),
    "r.needs_medical_social_help",
)
