"""What a right may arise from, and the SQL that finds it: the shape of a basis, and the parts bases share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .model import Fact, FactType, FactValue, Sensitivity
from .source import Part, Texts, present, valid

REFERENCE = "r.source_id || ':' || r.reference"
"""The key of a record: its number with the institution, which a correction keeps."""

MONTHS_BACK = 36
"""How far back an event still gives a right: benefits are paid for at most three years before."""


@dataclass(slots=True)
class Basis:
    """What a right arises from: a table of which each row may give one right.

    `tables` is a FROM clause whose main table has the alias `r`; `key` the text that names the row for ever (it
    survives corrections); `roles` the SQL of each person in it, `subject` first; `about` the role the record is
    about; `on` the date the row is judged on; `reach` a query of the ids of rows that concern the persons
    `{within}`, at least; `person_role` the role whose row of the population register `r` is, if any.
    Placeholders: `{on}` the date asked for, `{asked}` the day of the question, `{within}` a test of a person's
    id, `{parts}` the joins of `parts`.
    """

    name: str
    texts: Texts
    tables: str
    key: str
    roles: dict[str, str]
    about: str
    reach: str
    registry: str
    institution: str
    where: str = "true"
    on: str = "{on}"
    dated: bool = False
    supplied_by: str | None = "r.source_id"
    recorded: str | None = "r.recorded_at"
    parts: tuple[Part, ...] = ()
    person_role: str = ""
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL
    fields: dict[str, Fact] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, str]:
        """What the basis is called, by language."""
        return dict(zip(("az", "en", "ru"), self.texts, strict=True))

    def _add(self, name: str, type_: FactType, texts: Texts, sql: str, **details: Any) -> None:
        az, en, ru = texts
        fact = Fact(
            name=f"{self.name}.{name}",
            type=type_,
            labels={"az": az, "en": en, "ru": ru},
            registry=self.registry,
            institution=details.pop("institution", self.institution),
            source=f"basis:{self.name}",
            sql=sql,
            sensitivity=details.pop("sensitivity", self.sensitivity),
            **details,
        )
        self.fields[fact.name] = fact

    def boolean(
        self, name: str, texts: Texts, sql: str, *, absent: bool = False, example: bool = True, **more: Any
    ) -> None:
        """Declare a yes-or-no field of the record."""
        self._add(name, FactType.BOOLEAN, texts, sql, absent=absent, example=example, **more)

    def integer(
        self, name: str, texts: Texts, sql: str, *, absent: int | None = None, example: int, **more: Any
    ) -> None:
        """Declare a whole number of the record."""
        self._add(name, FactType.INTEGER, texts, sql, absent=absent, example=example, **more)

    def money(self, name: str, texts: Texts, sql: str, *, example: FactValue, **more: Any) -> None:
        """Declare a sum in manats."""
        self._add(name, FactType.MONEY, texts, sql, unit="AZN", example=example, **more)

    def day(self, name: str, texts: Texts, sql: str, *, example: FactValue, **more: Any) -> None:
        """Declare a date of the record."""
        self._add(name, FactType.DATE, texts, sql, example=example, **more)

    def code(
        self,
        name: str,
        texts: Texts,
        sql: str,
        codes: dict[str, dict[str, str]],
        *,
        example: str,
        **more: Any,
    ) -> None:
        """Declare a field with a code list."""
        self._add(name, FactType.CODE, texts, sql, codes=codes, example=example, **more)

    def period(self, since: FactValue, until: FactValue) -> None:
        """Declare the period of validity as `since` and `until`."""
        self.day("since", ("Başlanğıc tarixi", "Since", "С"), "r.valid_from", example=since)
        self.day(
            "until",
            ("Son tarix", "Until", "По"),
            "r.valid_until",
            example=until,
            note="The last day; unknown (NULL) when open-ended.",
        )


def parents_of(child: str, *, when: str) -> str:
    """Joins that find `kin.mother_id` and `kin.father_id` of a child, those who can receive as `m` and `f`.

    Whoever was deprived of parental rights is still the mother or father, but not `m` or `f`. The look-up is made
    only where the condition `when` holds.
    """
    return f"""
  LEFT JOIN LATERAL (
    SELECT max(k.relative_id) FILTER (WHERE k.kind = 'mother') AS mother_id,
           max(k.relative_id) FILTER (WHERE k.kind = 'father') AS father_id,
           max(k.relative_id) FILTER (WHERE k.kind = 'mother' AND NOT k.rights_removed) AS mother_fit,
           max(k.relative_id) FILTER (WHERE k.kind = 'father' AND NOT k.rights_removed) AS father_fit
    FROM registries_kinship k
    WHERE {when} AND k.person_id = {child} AND k.kind IN ('mother', 'father') AND {valid("k")}
  ) kin ON true
  LEFT JOIN registries_person m ON m.id = kin.mother_fit AND {present("m")}
  LEFT JOIN registries_person f ON f.id = kin.father_fit AND {present("f")}"""


def guardian_of(child: str, *, when: str, on: str = "{on}") -> str:
    """A join that finds who a child is placed with, `g.guardian_id`, alive and not missing, where `when` holds."""
    return f"""
  LEFT JOIN LATERAL (
    SELECT p.id AS guardian_id
    FROM (SELECT c.carer_id AS person_id, c.valid_from FROM registries_childplacement c
          WHERE c.person_id = {child} AND {valid("c", on=on)}
          UNION ALL
          SELECT k.relative_id, k.valid_from FROM registries_kinship k
          WHERE k.person_id = {child} AND k.kind = 'guardian' AND {valid("k", on=on)}) x
    JOIN registries_person p ON p.id = x.person_id AND {present(on=on)}
    WHERE {when} ORDER BY x.valid_from DESC, p.id LIMIT 1
  ) g ON true"""


def parent_ties(column: str) -> str:
    """A query of what `column` of kinship and placements says about the people `{within}` as parents or carers."""
    return f"""SELECT k.{column} FROM registries_kinship k
    WHERE k.relative_id {{within}} AND k.kind IN ('mother', 'father', 'guardian') AND k.superseded_at IS NULL
    UNION ALL
    SELECT c.{column} FROM registries_childplacement c WHERE c.carer_id {{within}} AND c.superseded_at IS NULL"""


def recent(column: str) -> str:
    """The event happened by the date asked for, and not longer ago than a right can reach back."""
    return f"{column} <= {{on}} AND {column} > ({{on}} - interval '{MONTHS_BACK} months')::date"
