"""Stores people: new ones, and changes of those there are, each kept in `PersonChange`.

A FİN that never changes is the key, so a mistyped one names somebody else: a row that says another person under it is
refused (decision 16). A register's older state that arrives later changes nothing, and no register revives the dead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from registries.models import BirthAct, DeathAct, Person, PersonChange

from .identity import check_same_person
from .problems import RowError
from .store import Kind, Outcome, Statement, Values, insert, new_ids, table_of

_CONFIRMED = """
UPDATE registries_person p SET recorded_at = k.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS k(id, at)
WHERE p.id = k.id AND p.recorded_at < k.at
"""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a person's row that becomes another, who says so and under which number; `at` is when."""

    person: int
    field: str
    old: Any
    new: Any
    source: str
    reference: str


def store_people(statements: Sequence[Statement], *, now: datetime) -> list[Outcome]:
    """Store people, no two of them with the same FİN; each changed field is kept in PersonChange.

    `values` may carry `source_id` and `reference`: who says so. Raises RowError for a row that says somebody else.
    """
    fins = sorted(each.values["fin"] for each in statements)
    table = table_of(Person)
    stored = Person.objects.filter(fin__in=fins).order_by("id").select_for_update(no_key=True).values(*table.columns)
    known = {row["fin"]: dict(row) for row in stored}
    ids = iter(new_ids(Person, len(statements) - len(known)))
    changed = _changed(statements, known)
    outcomes, rows, changes, confirmed = [], [], [], []
    for place, each in enumerate(statements):
        old = known.get(each.values["fin"])
        if old is None:
            values = {name: each.values[name] for name in table.columns if name in each.values}
            rows.append({**values, "recorded_at": values.get("recorded_at") or now, "id": next(ids)})
            outcomes.append(Outcome(Kind.NEW, rows[-1]["id"], {rows[-1]["id"]}, after=rows[-1]))
        elif each.timed and each.values["recorded_at"] < old["recorded_at"]:
            outcomes.append(Outcome(Kind.OLDER, old["id"], {old["id"]}, late=True))
        else:
            names = changed[place]
            after = {**old, **{name: each.values[name] for name in names}}
            kind = Kind.CORRECTED if names else Kind.UNCHANGED
            outcomes.append(Outcome(kind, old["id"], {old["id"]}, before=old, after=after if names else None))
            changes += [_change(each, old, name) for name in names]
            if each.whole and (each.timed or names):
                confirmed.append((old["id"], each.values.get("recorded_at") or now))
    insert(Person, rows)
    change_fields(changes, now=now)
    _confirm(confirmed)
    return outcomes


def change_fields(changes: Sequence[FieldChange], *, now: datetime) -> None:
    """Write changed fields into people's rows, one statement for each field, and keep what they were."""
    by_field: dict[str, list[FieldChange]] = defaultdict(list)
    for change in changes:
        by_field[change.field].append(change)
    for name, group in by_field.items():
        people = {change.person: change.new for change in group}
        if len(set(people.values())) == 1:
            Person.objects.filter(pk__in=people).update(**{name: group[0].new})
            continue
        rows = [Person(pk=pk, **{name: value}) for pk, value in people.items()]
        Person.objects.bulk_update(rows, [name], batch_size=500)
    kept = [
        {
            "id": pk,
            "person_id": change.person,
            "field": change.field,
            "old": _text(change.old),
            "new": _text(change.new),
            "source_id": change.source,
            "reference": change.reference,
            "changed_at": now,
        }
        for change, pk in zip(changes, new_ids(PersonChange, len(changes)), strict=True)
    ]
    insert(PersonChange, kept)


def _changed(statements: Sequence[Statement], known: Mapping[str, Values]) -> list[list[str]]:
    """For each statement the fields it changes; raises RowError for one that cannot be."""
    content = table_of(Person).content
    found: list[list[str]] = []
    for each in statements:
        old = known.get(each.values["fin"])
        names = [] if old is None else [name for name in content if name in each.given and name != "fin"]
        found.append([name for name in names if old is not None and old[name] != each.values[name]])
    # An empty day of death is a register that does not know of it yet; only the act's correction or annulment revives.
    for names, each in zip(found, statements, strict=True):
        if "died_on" in names and each.values["died_on"] is None:
            names.remove("died_on")
    for names, each in zip(found, statements, strict=True):
        if names and each.whole:
            check_same_person(known[each.values["fin"]], each.values, set(names))
    _check_acts(statements, known, found)
    return _without_newer(statements, known, found)


def _check_acts(statements: Sequence[Statement], known: Mapping[str, Values], found: Sequence[list[str]]) -> None:
    """The days of birth and death are the acts', where there is one; raises RowError for another day."""
    pairs = [
        (known[each.values["fin"]]["id"], name, each.values[name])
        for each, names in zip(statements, found, strict=True)
        for name in names
        if name in ("birth_date", "died_on") and each.whole
    ]
    for model, name, what in ((DeathAct, "died_on", "death"), (BirthAct, "birth_date", "birth")):
        wanted = {person: day for person, field, day in pairs if field == name}
        if not wanted:
            continue
        acts = model.objects.filter(person__in=wanted, superseded_at=None)
        for person, day, source in acts.values_list("person_id", "valid_from", "source_id"):
            if day != wanted[person]:
                raise RowError(name, f"the {what} act says {day}", f"{source} corrects the act, and the day follows")


def _without_newer(
    statements: Sequence[Statement], known: Mapping[str, Values], found: list[list[str]]
) -> list[list[str]]:
    """Leave out what an act has changed since the source's own time."""
    timed = {
        known[each.values["fin"]]["id"]: each.values["recorded_at"]
        for each, names in zip(statements, found, strict=True)
        if names and each.timed
    }
    if not timed:
        return found
    newer = set()
    for person, name, at in PersonChange.objects.filter(person__in=timed).values_list(
        "person_id", "field", "changed_at"
    ):
        if at > timed[person]:
            newer.add((person, name))
    return [
        [name for name in names if not each.timed or (known[each.values["fin"]]["id"], name) not in newer]
        for each, names in zip(statements, found, strict=True)
    ]


def _change(each: Statement, old: Values, name: str) -> FieldChange:
    source, reference = each.values.get("source_id") or "DIN", each.values.get("reference") or "import"
    return FieldChange(old["id"], name, old[name], each.values[name], source, reference)


def _confirm(confirmed: Iterable[tuple[int, datetime]]) -> None:
    """Remember when a register last said how things stand."""
    pairs = list(confirmed)
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_CONFIRMED, [[pk for pk, _ in pairs], [at for _, at in pairs]])


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
