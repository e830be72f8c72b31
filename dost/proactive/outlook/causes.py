"""Why something changes on a day: somebody reaches an age, a rule or an amount takes force, a fact becomes another.

It is read from the answers of the day and of the day before, so it says what made the difference, not what happens to
fall on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from services_catalog.rules import Explanation, FactValue

from .asking import Said
from .breakpoints import reached

_AGES = ("birth_date", "age", "age_months")


class CauseKind(StrEnum):
    """What makes the difference."""

    AGE = "age"
    LAW = "law"
    RULE = "rule"
    FACT = "fact"
    RECORD = "record"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes the difference on a day.

    AGE: whoever has the `role` is `months` old; LAW: the `parameters` have new values; RULE: another version rules;
    FACT: the fact of this name goes from `before` to `after` (as JSON has them); RECORD: the record that the right
    arises from begins, or is over; DAY: a term of the rule is full.
    `criteria` are the ids of those that are met from then on, or no longer.
    """

    kind: CauseKind
    criteria: tuple[str, ...] = ()
    role: str = ""
    months: int = 0
    fact: str = ""
    parameters: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Keys: kind, and those of the others that say something."""
        told: dict[str, Any] = {"kind": self.kind.value, "criteria": list(self.criteria)}
        more = {"role": self.role, "months": self.months, "fact": self.fact, "values": dict(self.values)}
        return told | {name: value for name, value in more.items() if value} | self._amounts()

    def _amounts(self) -> dict[str, Any]:
        return {"parameters": list(self.parameters)} if self.parameters else {}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Cause:
        """Read what `as_json` wrote; an empty one is a day of which nothing is known."""
        return cls(
            kind=CauseKind(stored.get("kind", CauseKind.DAY)),
            criteria=tuple(stored.get("criteria", ())),
            role=stored.get("role", ""),
            months=stored.get("months", 0),
            fact=stored.get("fact", ""),
            parameters=tuple(stored.get("parameters", ())),
            values=stored.get("values", {}),
        )


def cause_of(before: Said | None, after: Said | None, *, day: date, wanted: bool) -> Cause:
    """Return why a rule says otherwise on `day` than on the day before.

    `wanted`: the criteria that are met from then on made the difference; otherwise those that no longer are.
    """
    if before is None or after is None:
        return Cause(CauseKind.RECORD)
    if before.rule.version_id != after.rule.version_id:
        return Cause(CauseKind.RULE)
    one, other = before.explained(), after.explained()
    turned = _turned(one, other, wanted=wanted)
    return (
        _age(one, other, turned, day=day)
        or _law(one, other)
        or _fact(one, other, turned)
        or Cause(CauseKind.DAY, turned)
    )


def _turned(one: Explanation, other: Explanation, *, wanted: bool) -> tuple[str, ...]:
    was = {criterion.id: criterion.met for criterion in one.criteria}
    return tuple(
        criterion.id
        for criterion in other.criteria
        if criterion.met != was.get(criterion.id) and (criterion.met is True) is wanted
    )


def _facts_of(said: Explanation, criteria: tuple[str, ...]) -> list[FactValue]:
    """The facts of some criteria; of all that the rule reads where no criterion turned (an amount did)."""
    if not criteria:
        return list(said.facts)
    return [fact for criterion in said.criteria if criterion.id in criteria for fact in criterion.facts]


def _age(one: Explanation, other: Explanation, criteria: tuple[str, ...], *, day: date) -> Cause | None:
    """Somebody reaches an age on this day, in whole months."""
    was = {fact.name: fact.value for fact in one.facts}
    for fact in _facts_of(other, criteria):
        told_in_years = isinstance(fact.value, int)
        if not fact.name.endswith(_AGES) or (told_in_years and was.get(fact.name) == fact.value):
            continue
        months = _months_full(fact, day=day)
        if months is not None:
            return Cause(CauseKind.AGE, criteria, role=fact.role, months=months)
    return None


def _months_full(fact: FactValue, *, day: date) -> int | None:
    """How many months are full on this very day for whoever the fact is about, or None."""
    if isinstance(fact.value, date):
        months = (day.year - fact.value.year) * 12 + day.month - fact.value.month
        months -= reached(fact.value, "months", months) > day
        return months if reached(fact.value, "months", months) == day else None
    if isinstance(fact.value, int):  # it has become another, so this is its day
        return fact.value if fact.name.endswith("months") else fact.value * 12
    return None


def _law(one: Explanation, other: Explanation) -> Cause | None:
    names = tuple(name for name, value in other.parameters.items() if one.parameters.get(name) != value)
    return Cause(CauseKind.LAW, parameters=names) if names else None


def _fact(one: Explanation, other: Explanation, criteria: tuple[str, ...]) -> Cause | None:
    was = {fact.name: fact.as_json()["value"] for fact in one.facts}
    for fact in _facts_of(other, criteria):
        now = fact.as_json()["value"]
        if was.get(fact.name) != now:
            values = {"before": was.get(fact.name), "after": now}
            return Cause(CauseKind.FACT, criteria, fact=fact.name, values=values)
    return None
