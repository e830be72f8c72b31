"""Who belongs to the family: the list of people, and the page on which one of them is told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dost.proactive.screening.family import ASKER, Family, Relation
from dost.proactive.screening.people import DEPARTED, PersonRow, deceased_rows, people_rows
from dost.proactive.screening.questions import Ask
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, Code, Day

from .naming import names_of, relation_word
from .replies import ASIDE, NO, NOT_KNOWN, YES, ReadLineError, Typed, read_day, typed_day
from .shown import Line, Option, asides, day_parts

NEW: Final = "new"
LIVING: Final = (
    Relation.SPOUSE,
    Relation.CHILD,
    Relation.PLACED_CHILD,
    Relation.OTHER_PARENT,
    Relation.PARENT,
    Relation.GRANDPARENT,
    Relation.SIBLING,
    Relation.GRANDCHILD,
    Relation.OTHER,
)
"""Whom one may live with, in the order in which people name them."""
MAYBE_ELSEWHERE: Final = frozenset({Relation.CHILD, Relation.OTHER_PARENT})
"""Who belongs to the list also when they live elsewhere."""
SEXES: Final = ("F", "M")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody in the list. `place` is what their page is called in its address: their place, not who they are."""

    place: str
    name: str
    lives: str
    can_go: bool


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The list as `portal/screening/_people.html` shows it."""

    people: tuple[NamedPerson, ...]
    deceased: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The page of one person: `is_asker` has no relation to choose, `is_new` is not in the list yet."""

    heading: str
    lines: tuple[Line, ...]
    is_asker: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """What was typed of a person, or what is wrong with it, as (id of the control, message)."""

    row: PersonRow | None = None
    errors: tuple[tuple[str, str], ...] = ()


def is_about_deceased(ask: Ask) -> bool:
    """Whether a question asks for those who died."""
    return ask.question.fills == "deceased"


def rows_of(family: Family, ask: Ask) -> tuple[PersonRow, ...]:
    """Return the people a question has been told of."""
    return deceased_rows(family) if is_about_deceased(ask) else people_rows(family)


def people_list(family: Family, ask: Ask, *, on: date) -> PeopleList:
    """Return the list of people for a question."""
    names = names_of(family, on=on)
    people = tuple(
        NamedPerson(
            place=str(number),
            name=names[row.key] if row.key is not None else "",
            lives="" if row.at_home or is_about_deceased(ask) else _("lives elsewhere"),
            can_go=row.key != ASKER,
        )
        for number, row in enumerate(rows_of(family, ask))
    )
    return PeopleList(people, is_about_deceased(ask))


def person_at(rows: Sequence[PersonRow], place: str) -> PersonRow | None:
    """Return who stands at a place of the list; None for somebody new. Raises LookupError for a place there is not."""
    if place == NEW:
        return None
    if not (place.isascii() and place.isdecimal() and len(place) < 4):
        raise LookupError(place)
    return rows[int(place)]


def without_person(rows: tuple[PersonRow, ...], place: str) -> tuple[PersonRow, ...]:
    """Return the list without whoever stands at a place; raises LookupError for one there is not, and for the asker."""
    gone = person_at(rows, place)
    if gone is None or gone.relation is Relation.SELF:
        raise LookupError(place)
    return tuple(row for row in rows if row is not gone)


def with_person(rows: tuple[PersonRow, ...], place: str, row: PersonRow) -> tuple[PersonRow, ...]:
    """Return the list with a person at a place, in place of who stood there, or at its end."""
    before = person_at(rows, place)
    return (*rows, row) if before is None else tuple(row if one is before else one for one in rows)


# -- one person --------------------------------------------------------------------------------------------------


def person_page(ask: Ask, place: str, typed: Typed, errors: Sequence[tuple[str, str]] = ()) -> PersonPage:
    """Return the page of a person with what was typed and what is wrong with it."""
    wrong = dict(errors)
    asker, deceased = is_asker(ask, place), is_about_deceased(ask)
    lines = []
    if not asker:
        among = DEPARTED if deceased else LIVING
        label = _("Who has died?") if deceased else _("Who is it?")
        words = [(one.value, relation_word(one)) for one in among]
        lines.append(Line("relation", "relation", label, "radios", options=_options("relation", words, typed)))
    sexes = [("F", _("A woman or a girl")), ("M", _("A man or a boy"))]
    label = _("You are") if asker else _("This person was") if deceased else _("This person is")
    lines.append(Line("sex", "sex", label, "radios", options=_options("sex", sexes, typed)))
    lines.append(_day_line("born", _("Date of birth"), typed))
    if deceased:
        lines.append(_day_line("died", _("Date of death"), typed))
    elif not asker:
        home = [(YES, _("Yes")), (NO, _("No"))]
        lines.append(Line("home", "home", _("Do you live together?"), "radios", options=_options("home", home, typed)))
    return PersonPage(
        heading=_("About yourself") if asker else _("Who has died") if deceased else _("Somebody of your family"),
        lines=tuple(_with_error(line, wrong) for line in lines),
        is_asker=asker,
        is_new=place == NEW,
    )


def is_asker(ask: Ask, place: str) -> bool:
    """Whether a page is that of whoever answers: the first place of the list of the living."""
    return place == "0" and not is_about_deceased(ask)


def typed_person(row: PersonRow | None) -> Typed:
    """Return a person as typed; nothing for somebody new."""
    if row is None:
        return {}
    typed: dict[str, Sequence[str]] = {"relation": [row.relation.value], "home": [YES if row.at_home else NO]}
    if isinstance(row.sex, str):
        typed["sex"] = [row.sex]
    for name, value in (("born", row.birth_date), ("died", row.died_on)):
        if isinstance(value, date):
            typed |= typed_day(name, value)
        elif value is UNKNOWN:
            typed[f"{name}{ASIDE}"] = [NOT_KNOWN]
    return typed


def read_person(ask: Ask, place: str, typed: Typed, *, key: int | None, on: date) -> ReadPerson:
    """Return the person that was typed; `key` is that of whoever stands at the place."""
    asker, deceased = is_asker(ask, place), is_about_deceased(ask)
    errors: list[tuple[str, str]] = []
    relation = Relation.SELF if asker else _relation(typed, DEPARTED if deceased else LIVING, errors)
    sex = _sex(typed, errors)
    born = _day("born", typed, on, errors)
    died = _day("died", typed, on, errors) if deceased else NOT_ASKED
    home = asker or (not deceased and _home(typed, relation, errors))
    if isinstance(born, date) and isinstance(died, date) and died < born:
        errors.append(("died-d", _("The day of death is before the birth.")))
    if errors or relation is None:
        return ReadPerson(errors=tuple(errors))
    return ReadPerson(PersonRow(relation, sex, born, home, key, died))


def _relation(typed: Typed, among: Sequence[Relation], errors: list[tuple[str, str]]) -> Relation | None:
    chosen = _text(typed, "relation")
    for one in among:
        if one.value == chosen:
            return one
    errors.append(("relation", _("Choose who it is.")))
    return None


def _sex(typed: Typed, errors: list[tuple[str, str]]) -> Code:
    chosen = _text(typed, "sex")
    if chosen not in SEXES:
        errors.append(("sex", _("Choose a woman or a man.")))
        return UNKNOWN
    return chosen


def _day(name: str, typed: Typed, on: date, errors: list[tuple[str, str]]) -> Day:
    written = any(_text(typed, f"{name}-{part}") for part in ("d", "m", "y"))
    if _text(typed, f"{name}{ASIDE}") == NOT_KNOWN:
        if written:
            errors.append((f"{name}-d", _("Write an answer, or choose the box below it, not both.")))
        return UNKNOWN
    try:
        day = read_day(name, typed)
    except ReadLineError as error:
        errors.append((f"{name}-d", str(error)))
        return UNKNOWN
    if day > on:
        errors.append((f"{name}-d", _("The day lies in the future. Check the year.")))
    elif day.year < on.year - 125:
        errors.append((f"{name}-d", _("The day lies too far back. Check the year.")))
    return day


def _home(typed: Typed, relation: Relation | None, errors: list[tuple[str, str]]) -> bool:
    chosen = _text(typed, "home")
    if chosen not in (YES, NO):
        errors.append(("home", _("Say whether you live together.")))
    elif chosen == NO and relation is not None and relation not in MAYBE_ELSEWHERE:
        errors.append(("home", _("Only your children and their other parent are named when they live elsewhere.")))
    return chosen == YES


def _text(typed: Typed, name: str) -> str:
    given = typed.get(name, ())
    return given[-1].strip() if given else ""


def _options(name: str, words: Sequence[tuple[str, str]], typed: Typed) -> tuple[Option, ...]:
    chosen = _text(typed, name)
    return tuple(
        Option(f"{name}-{number}" if number else name, name, value, label, value == chosen)
        for number, (value, label) in enumerate(words)
    )


def _day_line(name: str, label: str, typed: Typed) -> Line:
    return Line(f"{name}-d", name, label, "day", parts=day_parts(name, typed), aside=asides(name, "", typed))


def _with_error(line: Line, wrong: dict[str, str]) -> Line:
    return replace(line, error=wrong.get(line.id, ""))
