"""From facts to SQL: one SELECT with a row for each row of a basis and a column for each fact asked for.

`rows` says what is asked; `render` makes the text, once for each set of facts; here the date and the ids are put in,
as literals of checked types. Nothing else that comes from outside reaches the SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from . import catalogue
from .model import BoundFact
from .render import ASKED, ON, WITHIN, Reach, is_of_row, template


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of a basis are asked for; made by one of the class methods."""

    reach: Reach
    ids: tuple[int, ...] = ()

    @classmethod
    def everyone(cls) -> Scope:
        """Every row."""
        return cls(Reach.EVERYONE)

    @classmethod
    def persons(cls, ids: Iterable[int]) -> Scope:
        """The rows whose subject is one of these people, or that are about one of them."""
        return cls(Reach.PERSONS, _whole(ids))

    @classmethod
    def id_range(cls, low: int, high: int) -> Scope:
        """The rows whose subject's id is in [low, high)."""
        return cls(Reach.RANGE, _whole((low, high)))

    @classmethod
    def records(cls, ids: Iterable[int]) -> Scope:
        """The rows of these records of the basis (for the basis `person`: these people)."""
        return cls(Reach.RECORDS, _whole(ids))

    def within(self) -> str:
        """The test of an id, to follow its column."""
        if self.reach is Reach.RANGE:
            return f"BETWEEN {self.ids[0]} AND {self.ids[1] - 1}"
        return f"= ANY('{{{','.join(map(str, self.ids))}}}'::bigint[])"


def _whole(ids: Iterable[int]) -> tuple[int, ...]:
    checked = tuple(ids)
    for number in checked:
        if type(number) is not int:
            raise TypeError(f"ids are whole numbers, not {number!r}")
    return checked


def _day(on: date) -> str:
    if type(on) is not date:
        raise TypeError(f"`on` is a date, not {type(on).__name__}")
    return f"'{on.isoformat()}'::date"


def rows(
    basis: str,
    facts: Iterable[BoundFact],
    *,
    scope: Scope,
    on: date,
    explained: bool = False,
    only: sql.Composable | None = None,
    asked: date | None = None,
) -> sql.Composable:
    """Return a SELECT of the rows of a basis, judged on `on` (or, for dated bases, on the date of each record).

    Columns: `key` text, `record_id` bigint, `<role>_id` for every role and `about_id` (bigint), `on` date, and one
    for each fact, named as in the rule. With `explained` also `<name>#source` (the institution whose record it is,
    else the one that would answer), `<name>#registry`, and `<name>#recorded` (the day, in Baku, the record came;
    NULL without one). A row that nobody could receive for (no subject) is left out.

    `asked` is the day of the question, where it is later than `on`: who is dead or missing by then receives nothing.

    `only` is a condition over a row `f` with the facts of `facts` that `of_row` says are read from the row itself; rows
    for which it does not hold are left out before anything else is looked up for them.

    PostgreSQL takes 1,664 columns, so about 400 facts explained. For all rows of a basis ask for everyone once:
    ranges only help with `person`. Raises KeyError for a basis that does not exist and TypeError for a date or an id
    of another type.
    """
    wanted = tuple({bound.name: bound for bound in facts}.values())
    text = template(basis, wanted, scope.reach, explained, "" if only is None else only.as_string(None))
    days = text.replace(ON, _day(on)).replace(ASKED, _day(asked or on))
    return sql.SQL(days.replace(WITHIN, scope.within()))


def of_row(basis: str, bound: BoundFact) -> bool:
    """Whether a fact is read from the row of the basis itself, so that `rows` may be narrowed by it."""
    return is_of_row(catalogue.bases[basis], bound)


def rows_of_persons(basis: str, facts: Iterable[BoundFact], *, explained: bool = False) -> sql.Composable:
    """Return the SELECT of `rows` for people to be named when it runs: `$1` is the date, `$2` an array of their ids.

    The same text for everybody, so that PostgreSQL can keep its plan: planning costs ten times what the answer does.
    """
    asked = tuple({bound.name: bound for bound in facts}.values())
    text = template(basis, asked, Reach.PERSONS, explained)
    return sql.SQL(text.replace(ON, "$1::date").replace(ASKED, "$1::date").replace(WITHIN, "= ANY($2::bigint[])"))


def bases_of(persons: Iterable[int]) -> sql.Composable:
    """Return a SELECT of the names (`basis`) of the bases that may have a row for one of these people.

    It looks at keys only and is quick: whoever wants everything about a person asks it first, and then only those
    bases. A basis it names may still have no row on a given date.
    """
    within = Scope.persons(persons).within()
    asked = [f"SELECT '{basis.name}' AS basis WHERE EXISTS ({basis.reach})" for basis in catalogue.bases.values()]
    return sql.SQL(" UNION ALL ".join(asked).replace(WITHIN, within))


__all__ = ["Reach", "Scope", "bases_of", "of_row", "rows"]
