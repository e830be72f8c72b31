"""Lets acts take effect: what follows from them is made, moved, undone and done again, for everybody a batch touched.

Events and files come here alike, after their records are stored and in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from registries.models import BirthAct, DeathAct, HouseholdMember, Kinship, Person
from registries.models.record import Record

from .consequences import (
    Difference,
    derived_reference,
    differing_days,
    differing_ends,
    differing_homes,
    differing_kin,
    home_by,
    homes_of,
    parents_of,
)
from .people import FieldChange, change_fields
from .records import store_records
from .store import Outcome, Statement, Values

ACTS: Final = (BirthAct, DeathAct, Kinship, HouseholdMember)
"""The tables whose records have consequences beyond their own row; all others have none in the registries."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record of `ACTS`, or a person, that is another now: the row that stood and the row that stands."""

    model: type[Record | Person]
    before: Values | None
    after: Values | None


def stored(model: type[Record | Person], outcomes: Iterable[Outcome]) -> list[Stored]:
    """Those of some outcomes that changed anything."""
    return [Stored(model, one.before, one.after) for one in outcomes if _another(model, one)]


def _another(model: type[Record | Person], one: Outcome) -> bool:
    if model is Person:
        return one.after is not None
    return one.before is not None or one.after is not None


def follow(changes: Sequence[Stored], *, now: datetime) -> None:
    """Make what follows from changed acts so; nothing is done twice, whatever order they came in."""
    children = _people([one for one in changes if one.model is BirthAct])
    dying = _people([one for one in changes if one.model is DeathAct or _lifeless(one)])
    moved = _people([one for one in changes if one.model is BirthAct and one.before is not None])
    days = differing_days(dying | moved) if dying or moved else []
    _mend(days, now=now)
    if children:
        _mend(differing_kin(children), now=now)
        _mend(differing_homes(moved) if moved else [], now=now)
    ending = dying | {one.person for one in days} | _may_have_ended(changes)
    if ending:
        _mend(differing_ends(ending), now=now)
    if children:
        _house([one.after for one in changes if one.model is BirthAct and one.after is not None], now=now)


def _people(changes: Iterable[Stored]) -> set[int]:
    return {row["person_id"] for one in changes for row in (one.before, one.after) if row is not None}


def _lifeless(one: Stored) -> bool:
    rows = [row for row in (one.before, one.after) if row is not None]
    return one.model is BirthAct and any(not row["born_alive"] for row in rows)


def _may_have_ended(changes: Sequence[Stored]) -> set[int]:
    """Who may be dead already when a marriage or a place in a household is told of, or when a register says so."""
    found = _people([one for one in changes if one.model is HouseholdMember])
    for one in changes:
        row = one.after
        if one.model is Kinship and row is not None and row["kind"] == Kinship.Kind.SPOUSE:
            found |= {row["person_id"], row["relative_id"]}
        if one.model is Person and row is not None and row.get("died_on") is not None:
            found.add(row["id"])
    return found


def _mend(differences: Sequence[Difference], *, now: datetime) -> None:
    """Write what is wanted in place of what is there."""
    fields: list[FieldChange] = []
    records: dict[type[Record], list[Statement]] = defaultdict(list)
    for one in differences:
        if issubclass(one.model, Record):
            records[one.model].append(_statement(one))
            continue
        ((name, value),) = (one.wanted or {}).items()
        fields.append(FieldChange(one.person, name, (one.row or {})[name], value, one.source, one.reference))
    change_fields(fields, now=now)
    for model, statements in records.items():
        store_records(model, statements, now=now)


def _statement(one: Difference) -> Statement:
    reason = one.what.replace("_", " ")
    if one.row is None:
        wanted = one.wanted or {}
        own = {"source_id": one.source, "reference": derived_reference(one.reference, str(wanted["kind"]))}
        return Statement({**wanted, **own}, set(wanted), reason=reason, by=one.source, follows=True)
    key = {name: one.row[name] for name in ("source_id", "reference")}
    wanted = one.wanted or {}
    return Statement(
        {**key, **wanted}, set(wanted), reason=reason, by=one.source, annuls=one.wanted is None, follows=True
    )


def _house(acts: Sequence[Values], *, now: datetime) -> None:
    """Children born alive who never had a place in a household get one with their mother, or else their father."""
    alive = {act["person_id"]: act for act in acts if act["born_alive"]}
    homes = homes_of({parent for act in alive.values() for parent in parents_of(act)})
    wanted = {child: home_by(act, homes) for child, act in alive.items()}
    candidates = [child for child, home in wanted.items() if home is not None]
    if not candidates:
        return
    placed = HouseholdMember.objects.filter(person__in=candidates, superseded_at=None).values_list("person", flat=True)
    dead = Person.objects.filter(pk__in=candidates, died_on__isnull=False).values_list("pk", flat=True)
    rest = sorted(set(candidates) - set(placed) - set(dead))
    statements = [_membership(alive[child], wanted[child]) for child in rest]
    store_records(HouseholdMember, statements, now=now)


def _membership(act: Values, home: Any) -> Statement:
    head = {name: act[name] for name in ("person_id", "source_id", "valid_from", "recorded_at")}
    own = {"household_id": home, "relation": HouseholdMember.Relation.CHILD.value, "valid_until": None}
    values = {**head, **own, "reference": derived_reference(act["reference"], "home")}
    return Statement(values, set(own), reason="birth act", by=act["source_id"], follows=True)
