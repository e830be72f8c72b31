"""Whom a story is about, and what the institutions write down and report of them. Nothing here needs a database.

The numbers of these people are of a range of their own, so that they are the same beside a population of any size, and
nobody of the population or of the life events has one of them. A story that grows old – a newborn, an open question, a
birthday next month – is told of other people every month: whoever was there before stays, and goes on living.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from registries.synthetic.identifiers import LIFE_SERIALS, fin, phone
from registries.synthetic.names import given_name, stream, surname, surname_for

FIRST_SERIAL: Final = 2 * LIFE_SERIALS
"""Serials from here on are these people's; those below are a population's and those born by life events."""
IN_A_STORY: Final = 10
STORIES: Final = 20
BEGINNING: Final = date(2026, 1, 1)
"""The month whose people are the first; those of a story that never grows old are of no month."""


@dataclass(frozen=True, slots=True)
class Part:
    """A person of a story; `phone` is empty for who has none."""

    fin: str
    surname: str
    given_name: str
    father_name: str
    sex: str
    birth_date: date
    phone: str = ""
    language: str = "az"
    district: str = "nerimanov"

    @property
    def full_name(self) -> str:
        """The name as the register writes it."""
        return f"{self.surname} {self.given_name}"

    def row(self) -> dict[str, str]:
        """The row of the register of people."""
        return {
            "fin": self.fin,
            "surname": self.surname,
            "given_name": self.given_name,
            "father_name": self.father_name,
            "sex": self.sex,
            "birth_date": self.birth_date.isoformat(),
            "phone": self.phone,
            "language": self.language,
            "district": self.district,
        }


@dataclass(frozen=True, slots=True)
class Written:
    """A row that an institution has written down before the story begins: the table and its columns."""

    table: str
    institution: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reported:
    """An event as an institution reports it; `event` is what `registries.intake.receive` takes."""

    event: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """What the person of the story has applied for, with the answers by question."""

    service: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A story: whom one signs in as and whoever else is in it, what was written down, reported and applied for.

    `month` is 0, or the number of the month of whose people it is told.
    """

    slug: str
    hero: Part
    month: int = 0
    others: tuple[Part, ...] = ()
    written: tuple[Written, ...] = ()
    reported: tuple[Reported, ...] = ()
    application: Application | None = None

    @property
    def people(self) -> tuple[Part, ...]:
        """Everybody in it."""
        return (self.hero, *self.others)


class Casting:
    """Makes the people and papers of one story; `month` is 0, or the number of the month it is told of."""

    def __init__(self, number: int, *, on: date, monthly: bool = False) -> None:
        self.on = on
        self.month = (on.year - BEGINNING.year) * 12 + on.month if monthly else 0
        self._first = FIRST_SERIAL + (self.month * STORIES + number) * IN_A_STORY
        self._number = number
        self._made = 0

    def part(
        self, *, female: bool, born: date, of: Part | None = None, married_to: Part | None = None, **more: Any
    ) -> Part:
        """The next person; `of` is the father or mother, `married_to` the husband whose surname a wife bears.

        A name that is not given is drawn, the same for the same person on every machine.
        """
        place, self._made = self._made, self._made + 1
        random = stream("story", self._number, self.month, place).random
        stem = _stem(of or married_to) or surname(random)
        given = given_name(random, female=female, year=born.year)
        father = given_name(random, female=False, year=born.year - 28)
        if of is not None and of.sex == "M":
            father = of.given_name
        known: dict[str, Any] = {
            "fin": fin(self._first + place),
            "surname": surname_for(stem, female=female),
            "given_name": given,
            "father_name": father,
            "sex": "F" if female else "M",
            "birth_date": born,
            "phone": phone("60", 7_990_000 + self._number * IN_A_STORY + place + self.month % 50 * 200),
        }
        return Part(**(known | more))

    @property
    def number(self) -> str:
        """What the papers of this story are numbered by."""
        return f"{self._number:02d}-{self.month:03d}"

    def report(self, institution: str, kind: str, happened_on: date, /, name: str = "", **record: Any) -> Reported:
        """An event of an institution; `name` tells apart two of one kind."""
        return Reported(
            {
                "institution": institution,
                "id": f"NAGIL-{self.number}-{name or kind}",
                "kind": kind,
                "happened_on": happened_on.isoformat(),
                "record": {
                    key: value.isoformat() if isinstance(value, date) else value for key, value in record.items()
                },
            }
        )

    def write(self, table: str, institution: str, since: date, /, name: str = "", **cells: Any) -> Written:
        """A row an institution wrote down the day after; its reference follows from the story, the table and `name`.

        What a register learns late counts as a change, and people are told of it: these rows are old.
        """
        known = {
            "source": institution,
            "reference": f"NAGIL-{self.number}-{name or table}",
            "valid_from": since.isoformat(),
            "recorded_at": f"{since + timedelta(days=1)}T09:00:00+04:00",
        }
        return Written(table, institution, known | {key: str(value) for key, value in cells.items()})

    def home(self, meter: str) -> Written:
        """A dwelling, by the number of its electricity meter."""
        return Written("Household", "AZERISIQ", {"meter_no": meter, "district": "nerimanov", "gas_supplied": "true"})


def _stem(relative: Part | None) -> str:
    """The surname of a family in the form for men."""
    if relative is None:
        return ""
    return relative.surname if relative.sex == "M" else relative.surname.removesuffix("a")
