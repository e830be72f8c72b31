"""What cannot be of people and their kin, whoever says so: refused with what would be right (decision 16).

A parent is at least ten years older than the child, so nobody becomes their own ancestor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Q

from registries.models import BirthAct, DeathAct, HouseholdMember, Kinship
from registries.models.record import Record

from .problems import RowError
from .store import Values

PARENT_OLDER: Final = 10  # years
GUARDIAN_OLDER: Final = 18  # years of age on the first day
MARRIED_FROM: Final = (
    15  # years of age on the day of the marriage; the law asks for more, old acts of other states less
)
POSTHUMOUS: Final = timedelta(days=366)


class Known(NamedTuple):
    """What a row needs to know of a person."""

    id: int
    birth_date: date
    died_on: date | None
    district_id: str | None
    language: str
    sex: str
    fin: str


KNOWN: Final = ("id", "birth_date", "died_on", "district_id", "language", "sex", "fin")
_SEX: Final = {"mother": "F", "father": "M"}
_WORD: Final = {"F": "a woman", "M": "a man"}


def check_act(model: type[Record], values: Values, people: Mapping[int, Known]) -> None:
    """Check a record of the civil registry against the people it names, by their ids; raises RowError.

    `people` are those who are known; nobody else is checked. The rows of other tables pass.
    """
    check = _CHECKS.get(model)
    if check is not None and values.get("person_id") in people:
        check(values, people)


def _check_birth(act: Values, people: Mapping[int, Known]) -> None:
    child, day = people[act["person_id"]], act["valid_from"]
    if child.died_on is not None and day > child.died_on:
        raise RowError(
            "valid_from", f"{day} is after the child’s death ({child.died_on})", "check the dates and the FİN"
        )
    if act.get("mother_id") is not None and act.get("mother_id") == act.get("father_id"):
        raise RowError("father_fin", "is the mother’s FİN too", "give the father’s FİN, or leave it out")
    for kind in _SEX:
        parent = people.get(act.get(f"{kind}_id", 0) or 0)
        if parent is not None:
            _check_parent(kind, parent, day, f"{kind}_fin")
            _check_alive(kind, parent, day)


def _check_parent(kind: str, parent: Known, born: date, field: str) -> None:
    if parent.sex != _SEX[kind]:
        raise RowError(field, f"is registered as {_WORD[parent.sex]}", f"the {kind}’s FİN is wanted; check it")
    if _years(parent.birth_date, born) < PARENT_OLDER:
        raise RowError(
            field,
            f"was born on {parent.birth_date}, the child on {born}",
            f"a {kind} is at least {PARENT_OLDER} years older; check the date and the FİN",
        )


def _check_alive(kind: str, parent: Known, born: date) -> None:
    limit = None if parent.died_on is None else parent.died_on + (POSTHUMOUS if kind == "father" else timedelta())
    if limit is not None and born > limit:
        raise RowError(
            f"{kind}_fin",
            f"died on {parent.died_on}, before the child was born ({born})",
            "check the date and the FİN; a wrong death act is corrected or annulled first",
        )


def _check_death(act: Values, people: Mapping[int, Known]) -> None:
    person, day = people[act["person_id"]], act["valid_from"]
    if day < person.birth_date:
        raise RowError(
            "valid_from", f"is before the person was born ({person.birth_date})", "check the date and the FİN"
        )
    burier = people.get(act.get("buried_by_id") or 0)
    if burier is not None and burier.id == person.id:
        raise RowError("buried_by_fin", "is the same person as fin", "give the other person’s FİN")
    if burier is not None and burier.died_on is not None and burier.died_on < day:
        raise RowError("buried_by_fin", f"died on {burier.died_on}, before", "check the FİN of who bore the costs")


def _check_kin(row: Values, people: Mapping[int, Known]) -> None:
    person, relative = people[row["person_id"]], people.get(row.get("relative_id") or 0)
    if relative is None:
        return
    if relative.id == person.id:
        raise RowError("relative_fin", "is the same person as fin", "give the other person’s FİN")
    kind, day = row.get("kind"), row["valid_from"]
    if kind in _SEX:
        _check_parent(str(kind), relative, person.birth_date, "relative_fin")
    elif kind == Kinship.Kind.GUARDIAN and _years(relative.birth_date, day) < GUARDIAN_OLDER:
        raise RowError("relative_fin", f"is under {GUARDIAN_OLDER} on {day}", "a guardian is of age; check the FİN")
    elif kind == Kinship.Kind.SPOUSE:
        _check_marriage(person, relative, day)


def _check_marriage(person: Known, relative: Known, day: date) -> None:
    for field, one in (("fin", person), ("relative_fin", relative)):
        if _years(one.birth_date, day) < MARRIED_FROM:
            raise RowError(field, f"is under {MARRIED_FROM} on {day}", "check the day of the marriage and the FİN")
        if one.died_on is not None and day > one.died_on:
            raise RowError(field, f"died on {one.died_on}, before the marriage ({day})", "check the date and the FİN")


def _check_member(row: Values, people: Mapping[int, Known]) -> None:
    person = people[row["person_id"]]
    if person.died_on is not None and row["valid_from"] > person.died_on:
        raise RowError(
            "valid_from",
            f"is after the person died ({person.died_on})",
            "check the date and the FİN; a wrong death act is corrected or annulled first",
        )


_CHECKS: Final[dict[type[Record], Any]] = {
    BirthAct: _check_birth,
    DeathAct: _check_death,
    Kinship: _check_kin,
    HouseholdMember: _check_member,
}


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def ended_by_death(model: type[Record], values: Values, people: Mapping[int, Known]) -> None:
    """Let a marriage or a place in a household without an end, of who is known to be dead, end with the death."""
    sides = {Kinship: ("person_id", "relative_id"), HouseholdMember: ("person_id",)}.get(model, ())
    if not sides or values.get("valid_until") is not None:
        return
    if model is Kinship and values.get("kind") != Kinship.Kind.SPOUSE:
        return
    days = [people[values[side]].died_on for side in sides if values.get(side) in people]
    ends = [day for day in days if day is not None and day >= values["valid_from"]]
    if ends:
        values["valid_until"] = min(ends)
        if model is Kinship:
            values["end_reason"] = "death"


# -- one marriage at a time ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marriage:
    """A marriage that a row says is not ended, by its source and reference."""

    key: tuple[str, str]
    spouses: frozenset[int]
    since: date


def marriage_of(model: type[Record], values: Values) -> Marriage | None:
    """The marriage without an end that a row tells of, or None."""
    if model is not Kinship or values.get("kind") != Kinship.Kind.SPOUSE or values.get("valid_until") is not None:
        return None
    pair = frozenset({values["person_id"], values["relative_id"]})
    return Marriage((values["source_id"], values["reference"]), pair, values["valid_from"])


def married_elsewhere(
    marriages: Sequence[Marriage], *, ended: Collection[tuple[str, str]] = ()
) -> dict[tuple[str, str], date]:
    """Those of some marriages of which a spouse is married to somebody else, with since when; one query.

    They are told of in this order, and those `ended` (by source and reference) end at the same time.
    """
    people = {person for marriage in marriages for person in marriage.spouses}
    if not people:
        return {}
    rows = Kinship.objects.filter(
        Q(person__in=people) | Q(relative__in=people), kind=Kinship.Kind.SPOUSE, superseded_at=None, valid_until=None
    ).values_list("source_id", "reference", "person_id", "relative_id", "valid_from")
    standing = {
        (source, reference): Marriage((source, reference), frozenset({one, other}), since)
        for source, reference, one, other, since in rows
        if (source, reference) not in ended
    }
    found: dict[tuple[str, str], date] = {}
    for marriage in marriages:
        others = [one for one in standing.values() if one.key != marriage.key and one.spouses != marriage.spouses]
        since = next((one.since for one in others if one.spouses & marriage.spouses), None)
        if since is None:
            standing[marriage.key] = marriage
        else:
            found[marriage.key] = since
    return found


def second_marriage(since: date) -> RowError:
    """The refusal of a marriage of somebody who is married."""
    return RowError(
        "relative_fin",
        f"one of the two has been married to somebody else since {since}",
        "send that marriage’s end first",
    )
