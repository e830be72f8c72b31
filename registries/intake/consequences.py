"""What follows from the acts of the civil registry, and where it is not so.

| act | what follows |
| --- | --- |
| death | the person's day of death; the end of the marriage and of the place in the household |
| birth | the child's day of birth, or of death if born without life; kinship with its parents; the mother's household |
| marriage, household | end with the death of who is dead already |

Each function compares what follows from the acts that stand with what is there, for many people at once, and returns
what differs. Mending the differences (`follow`) is how acts, corrections and annulments take effect, whichever way they
came; listing them for everybody (`findings`) is how it is checked that they did. What a former version of an act said
tells what followed from it, so what other sources say is left alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import F, QuerySet

from registries.models import BirthAct, DeathAct, HouseholdMember, Kinship, Person
from registries.models.record import Record

from .store import Values, table_of

CHUNK: Final = 20_000
PARENTS: Final = ("mother", "father")
_LONGEST = 64
_KEPT = 40  # characters of a long reference that stay readable before its hash


class Differs(StrEnum):
    """What is not as the acts would have it."""

    BIRTH_DAY = "birth_day"
    DEATH_DAY = "death_day"
    DEAD_WITHOUT_ACT = "dead_without_act"
    KIN_MISSING = "kin_missing"
    KIN_WRONG = "kin_wrong"
    MARRIAGE_OF_THE_DEAD = "marriage_of_the_dead"
    MARRIAGE_ENDED = "marriage_ended"
    HOME_OF_THE_DEAD = "home_of_the_dead"
    HOME_LEFT = "home_left"
    HOME_OF_FORMER_PARENT = "home_of_former_parent"


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """One thing that is not as it should be.

    `row` is the record that stands, if there is one; `wanted` its columns as they should be, or None when it should not
    stand. Of a person (`model` is Person) `wanted` holds the one field. `source` and `reference` are the act's.
    """

    what: Differs
    model: type[Record | Person]
    person: int
    source: str
    reference: str
    row: Values | None = None
    wanted: Values | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A consequence of an act that is missing or wrong: of whom, of which act, what is there and what should be."""

    what: Differs
    person: int
    source: str
    reference: str
    found: str
    expected: str


def derived_reference(reference: str, suffix: str) -> str:
    """The reference of what follows from an act: the act's own with a suffix; a long one is hashed, not cut."""
    whole = f"{reference}/{suffix}"
    if len(whole) <= _LONGEST:
        return whole
    digest = hashlib.sha256(reference.encode()).hexdigest()[:12]
    return f"{reference[:_KEPT]}~{digest}/{suffix}"


def former_reference(reference: str, suffix: str) -> str:
    """The same as it was made before: cut, so that two long ones could be alike."""
    return f"{reference[:55]}/{suffix}"


@dataclass(slots=True)
class _Acts:
    """The acts of one kind about some people: the one that stands, and the former versions, by person."""

    standing: dict[int, Values] = field(default_factory=dict)
    former: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))

    def former_days(self, person: int) -> set[date]:
        """The days that former versions gave and the standing one does not."""
        stands = self.standing.get(person)
        days = {act["valid_from"] for act in self.former.get(person, ())}
        return days if stands is None else days - {stands["valid_from"]}


def _acts(model: type[Record], people: Collection[int], **only: Any) -> _Acts:
    found = _Acts()
    names = table_of(model).columns
    rows = model._default_manager.filter(person__in=people, **only)
    for act in rows.filter(superseded_at=None).values(*names):
        found.standing[act["person_id"]] = dict(act)
    for act in rows.filter(superseded_at__isnull=False).order_by("pk").values(*names):
        found.former[act["person_id"]].append(dict(act))
    return found


# -- the days of birth and death --------------------------------------------------------------------------------------


def differing_days(people: Collection[int]) -> list[Difference]:
    """People whose days of birth and death are not those of their acts."""
    deaths, births = _acts(DeathAct, people), _acts(BirthAct, people)
    found = []
    for person in Person.objects.filter(pk__in=people).order_by("pk").values("id", "birth_date", "died_on"):
        row: Values = dict(person)
        pk = row["id"]
        found += _day_of_death(row, deaths, births)
        act = births.standing.get(pk)
        if act is not None and act["valid_from"] != row["birth_date"] and row["birth_date"] in births.former_days(pk):
            found.append(_of_person(Differs.BIRTH_DAY, row, "birth_date", act["valid_from"], act))
    return found


def _day_of_death(row: Values, deaths: _Acts, births: _Acts) -> list[Difference]:
    pk = row["id"]
    act, birth = deaths.standing.get(pk), births.standing.get(pk)
    if act is None and birth is not None and not birth["born_alive"]:
        act = birth
    if act is not None:
        same = act["valid_from"] == row["died_on"]
        return [] if same else [_of_person(Differs.DEATH_DAY, row, "died_on", act["valid_from"], act)]
    lifeless = [former for former in births.former.get(pk, ()) if not former["born_alive"]]
    former_acts = [*deaths.former.get(pk, ()), *lifeless]
    if row["died_on"] is not None and row["died_on"] in {former["valid_from"] for former in former_acts}:
        return [_of_person(Differs.DEAD_WITHOUT_ACT, row, "died_on", None, former_acts[-1])]
    return []


def _of_person(what: Differs, row: Values, name: str, wanted: date | None, act: Values) -> Difference:
    return Difference(what, Person, row["id"], act["source_id"], act["reference"], row, {name: wanted})


# -- what ends with a death ---------------------------------------------------------------------------------------


def differing_ends(people: Collection[int]) -> list[Difference]:
    """Marriages and places in households that do not end with the death, or end with one that was not."""
    names = [*table_of(Kinship).columns, "person__died_on", "relative__died_on"]
    wed = Kinship.objects.filter(kind=Kinship.Kind.SPOUSE, superseded_at=None)
    sides = (wed.filter(person__in=people), wed.filter(relative__in=people))
    marriages = {row["id"]: dict(row) for side in sides for row in side.order_by("pk").values(*names)}
    living = HouseholdMember.objects.filter(person__in=people, superseded_at=None).order_by(
        "person", "valid_from", "pk"
    )
    members = [dict(row) for row in living.values(*table_of(HouseholdMember).columns, "person__died_on")]
    ended = {one for row in marriages.values() for one in (row["person_id"], row["relative_id"])}
    deaths = _acts(DeathAct, ended | {row["person_id"] for row in members})
    found = [one for row in marriages.values() for one in _end_of_marriage(row, deaths)]
    by_person: dict[int, list[Values]] = defaultdict(list)
    for row in members:
        by_person[row["person_id"]].append(row)
    return found + [one for rows in by_person.values() for one in _end_of_membership(rows, deaths)]


def _end_of_marriage(row: Values, deaths: _Acts) -> list[Difference]:
    own = {name: row[name] for name in table_of(Kinship).columns}
    sides = {row["person_id"]: row["person__died_on"], row["relative_id"]: row["relative__died_on"]}
    dead = sorted((day, person) for person, day in sides.items() if day is not None and day >= row["valid_from"])
    former = {day for person in sides for day in deaths.former_days(person)}
    if dead:
        day, person = dead[0]
        open_or_wrong = row["valid_until"] is None or (row["end_reason"] == "death" and row["valid_until"] in former)
        if not open_or_wrong or row["valid_until"] == day:
            return []
        wanted = {"valid_until": day, "end_reason": "death"}
        return [_of_record(Differs.MARRIAGE_OF_THE_DEAD, Kinship, own, wanted, deaths.standing.get(person))]
    if row["end_reason"] == "death" and row["valid_until"] in former:
        return [_of_record(Differs.MARRIAGE_ENDED, Kinship, own, {"valid_until": None, "end_reason": ""}, None)]
    return []


def _end_of_membership(rows: Sequence[Values], deaths: _Acts) -> list[Difference]:
    """The places of one person in households, the oldest first."""
    person, died = rows[0]["person_id"], rows[0]["person__died_on"]
    former, act = deaths.former_days(person), deaths.standing.get(person)
    if died is None:
        if any(row["valid_until"] is None for row in rows) or rows[-1]["valid_until"] not in former:
            return []
        return [_of_record(Differs.HOME_LEFT, HouseholdMember, _own(rows[-1]), {"valid_until": None}, act)]
    return [
        _of_record(
            Differs.HOME_OF_THE_DEAD, HouseholdMember, _own(row), {"valid_until": max(died, row["valid_from"])}, act
        )
        for row in rows
        if row["valid_until"] is None or (row["valid_until"] != died and row["valid_until"] in former)
    ]


def _own(row: Values) -> Values:
    return {name: row[name] for name in table_of(HouseholdMember).columns}


def _of_record(
    what: Differs, model: type[Record], row: Values, wanted: Values | None, act: Values | None
) -> Difference:
    of = act or row
    return Difference(what, model, row["person_id"], of["source_id"], of["reference"], row, wanted)


# -- what follows from a birth ------------------------------------------------------------------------------------


def differing_kin(children: Collection[int]) -> list[Difference]:
    """Kinship with parents that is missing, or is what a former version of the birth act said."""
    acts = _acts(BirthAct, children)
    kin: dict[int, list[Values]] = defaultdict(list)
    rows = Kinship.objects.filter(person__in=children, kind__in=PARENTS, superseded_at=None).order_by("pk")
    for row in rows.values(*table_of(Kinship).columns):
        kin[row["person_id"]].append(dict(row))
    wrong: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
    missing: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
    for child in sorted({*acts.standing, *acts.former}):
        for kind in PARENTS:
            own = [row for row in kin[child] if row["kind"] == kind]
            for one in _kin_of(child, kind, own, acts):
                side = wrong if one.what is Differs.KIN_WRONG else missing
                side[one.source, one.reference, kind].append(one)
    return _paired(wrong, missing)


def _kin_of(child: int, kind: str, own: Sequence[Values], acts: _Acts) -> Iterator[Difference]:
    """What differs in a child's kinship with its mother, or with its father."""
    act, former = acts.standing.get(child), acts.former.get(child, [])
    parent = None if act is None else act[f"{kind}_id"]
    for row in own:
        said = [one for one in former if one["source_id"] == row["source_id"]]
        named = [one for one in said if one[f"{kind}_id"] == row["relative_id"]]
        if row["relative_id"] != parent and named:
            yield _of_record(Differs.KIN_WRONG, Kinship, row, None, named[-1])
        elif act is not None and row["relative_id"] == parent and _has_former_day(row, act, said):
            yield _of_record(Differs.KIN_WRONG, Kinship, row, {"valid_from": act["valid_from"]}, act)
    if act is not None and parent is not None and all(row["relative_id"] != parent for row in own):
        wanted = {
            "person_id": child,
            "relative_id": parent,
            "kind": kind,
            "valid_from": act["valid_from"],
            "valid_until": None,
            "end_reason": "",
            "rights_removed": False,
            "recorded_at": act["recorded_at"],
        }
        yield Difference(Differs.KIN_MISSING, Kinship, child, act["source_id"], act["reference"], None, wanted)


def _has_former_day(row: Values, act: Values, said: Sequence[Values]) -> bool:
    """Whether a kinship began on the day of birth that a former version of the act gave."""
    if row["source_id"] != act["source_id"] or row["valid_from"] == act["valid_from"]:
        return False
    return row["valid_from"] in {one["valid_from"] for one in said}


def _paired(
    wrong: Mapping[tuple[str, str, str], Sequence[Difference]],
    missing: Mapping[tuple[str, str, str], Sequence[Difference]],
) -> list[Difference]:
    """A wrong kinship becomes the one that is missing by the same act, also where the act is another child's now."""
    found = []
    for key in [*wrong, *(key for key in missing if key not in wrong)]:
        wanted = list(missing.get(key, ()))
        for one in wrong.get(key, ()):
            if one.wanted is None and wanted:
                right = wanted.pop(0)
                found.append(_of_record(one.what, Kinship, one.row or {}, right.wanted, one.row))
            else:
                found.append(one)
        found += wanted
    return found


def differing_homes(children: Collection[int]) -> list[Difference]:
    """Places in households that followed from what a birth act no longer says."""
    acts = _acts(BirthAct, children)
    if not acts.former:
        return []
    rows = HouseholdMember.objects.filter(person__in=list(acts.former), superseded_at=None, valid_until=None)
    found = []
    places = [dict(row) for row in rows.order_by("pk").values(*table_of(HouseholdMember).columns)]
    parents = {one for acts_of in acts.former.values() for act in acts_of for one in parents_of(act)}
    parents |= {one for act in acts.standing.values() for one in parents_of(act)}
    homes = homes_of(parents)
    for row in places:
        child = row["person_id"]
        act, former = acts.standing.get(child), acts.former[child]
        if not any(_follows_from(row, one) for one in former):
            continue
        if act is None or not act["born_alive"]:
            found.append(_of_record(Differs.HOME_OF_FORMER_PARENT, HouseholdMember, row, None, former[-1]))
            continue
        gone = {parent for one in former for parent in parents_of(one)} - set(parents_of(act))
        theirs = {place.home for parent in parents_of(act) for place in homes[parent]}
        left = {place.home for parent in gone for place in homes[parent]}
        if row["household_id"] in left and row["household_id"] not in theirs:
            home = home_by(act, homes)
            wanted = None if home is None else {"household_id": home}
            found.append(_of_record(Differs.HOME_OF_FORMER_PARENT, HouseholdMember, row, wanted, act))
    return found


def _follows_from(row: Values, act: Values) -> bool:
    own = {derived_reference(act["reference"], "home"), former_reference(act["reference"], "home")}
    return row["source_id"] == act["source_id"] and row["reference"] in own


def parents_of(act: Values) -> list[int]:
    """The mother and the father that a birth act names."""
    return [act[f"{kind}_id"] for kind in PARENTS if act.get(f"{kind}_id") is not None]


@dataclass(frozen=True, slots=True)
class Place:
    """A household that somebody lives in, or has lived in until a day."""

    home: int
    until: date | None


def home_by(act: Values, homes: Mapping[int, Sequence[Place]]) -> int | None:
    """The household of a birth act's mother, or else of its father; of one who died since, the one at the birth."""
    for parent in parents_of(act):
        for place in homes.get(parent, ()):
            if place.until is None or place.until >= act["valid_from"]:
                return place.home
    return None


def homes_of(people: Collection[int]) -> dict[int, list[Place]]:
    """The households that people live in or have lived in, the last first, by person."""
    members = HouseholdMember.objects.filter(person__in=people, superseded_at=None)
    newest = members.order_by("person", F("valid_until").desc(nulls_first=True), "-pk")
    found: dict[int, list[Place]] = defaultdict(list)
    for person, home, until in newest.values_list("person_id", "household_id", "valid_until"):
        found[person].append(Place(home, until))
    return found


# -- everybody --------------------------------------------------------------------------------------------------------


def findings() -> Iterator[Finding]:
    """Every consequence of an act that is missing or wrong, in everybody's records; a few queries for many people."""
    seen: set[tuple[Differs, type[Record | Person], int | None, int]] = set()
    for look, chunks in (
        (differing_days, _with_acts(DeathAct, BirthAct)),
        (differing_ends, _dead_or_said_to_be()),
        (differing_kin, _with_acts(BirthAct)),
        (differing_homes, _with_acts(BirthAct)),
    ):
        for people in chunks:
            for one in look(people):
                key = (one.what, one.model, None if one.row is None else one.row["id"], one.person)
                if key not in seen or one.row is None:  # a marriage is seen from both sides
                    seen.add(key)
                    yield _as_finding(one)


def _with_acts(*models: type[Record]) -> Iterator[list[int]]:
    """The ids of all people with an act of these kinds, standing or former."""
    return _chunks([model._default_manager.order_by().values("person").distinct() for model in models])


def _dead_or_said_to_be() -> Iterator[list[int]]:
    dead = Person.objects.filter(died_on__isnull=False).values(person=F("pk"))
    return _chunks([dead, DeathAct.objects.order_by().values("person").distinct()])


def _chunks(queries: Sequence[QuerySet[Any, Any]]) -> Iterator[list[int]]:
    """The people of some queries, each once, in order of their ids."""
    after = 0
    while True:
        ids: set[int] = set()
        for query in queries:
            ids.update(row["person"] for row in query.filter(person__gt=after).order_by("person")[:CHUNK])
        if not ids:
            return
        chunk = sorted(ids)[:CHUNK]
        yield chunk
        after = chunk[-1]


def _as_finding(one: Difference) -> Finding:
    wanted = one.wanted
    row = None if one.row is None else {name: one.row.get(name) for name in wanted or ("relative_id", "household_id")}
    found, expected = ("" if values is None else _text(values) for values in (row, wanted))
    return Finding(one.what, one.person, one.source, one.reference, found, expected)


def _text(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items() if value not in (None, ""))
