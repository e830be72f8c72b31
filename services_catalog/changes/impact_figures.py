"""The figures of an impact preview, and the JSON form they are stored and shown in.

The JSON of `Impact.as_json` has these keys; sums of money are texts with two decimals ("1250.00"), days ISO dates:

    version         1: the form described here
    on, today       the day the change is judged on; the day the preview was made
    projected       true when `on` is later than `today`: people age, records stay as they are today
    services        [service, …] in the order of their codes
    total           service figures added up over what is found without an application; no code, no samples
    if_applied      the same over services given only on application, or null
    population      people alive when the preview was made

    service         code, basis, mode, if_applied (bool: "would be entitled if they applied"), period, outcome,
                    change: changed | new | withdrawn | same (same rule and amounts: not counted, all figures 0)
                    | other (the same, but another last day or payee: not counted either),
                    counted: day | year | everyone (see decision 8), and the figures:
    figures         rights: counts, people: counts (each person once), money, regions, ages, sexes: [cell, …],
                    changes: [bin, …] (of the change of amount; of what a year brings, if a
                    monthly right becomes one given once or the other way round), before, after: [bin, …] (of amounts),
                    missing: [{fact, rights}, …] most frequent first, samples: {kind: [sample, …]}
    counts          before, after, gained, lost, rises, falls, same, to_unknown, decided, gained_from_unknown,
                    lost_to_unknown; after - before = gained - lost. In `total` the people are only those whom the
                    change touches: gained, lost, rises, falls, to_unknown, each person once over all services
    money           monthly, yearly: {before, after, difference}
    cell            key, gained, lost, rises, falls, monthly, yearly (differences of cost)
    bin             low, high, rights: low <= amount < high, or the one amount when low = high
    sample          person, about, record (ids), before, after (amounts or null), was, is (true | false | null),
                    missing: [fact, …]; kinds: gained, lost, rises, falls, unknown
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

VERSION: Final = 1
KINDS: Final = ("gained", "lost", "rises", "falls", "unknown")
TOUCHED: Final = ("gained", "lost", "rises", "falls", "to_unknown")
AGES: Final = ("0-17", "18-29", "30-44", "45-64", "65+")
SEXES: Final = ("F", "M")
PLACELESS: Final = ""
"""The key of the cell of people whose district is not known."""


@dataclass(slots=True)
class Counts:
    """How many rights (or people) there are before and after, and what became of them.

    `gained`: not entitled before (or not known), entitled after; `lost` the other way round. `rises`, `falls`, `same`:
    entitled before and after, to a higher, lower, equal amount. `to_unknown`: was decided, can no longer be told;
    `lost_to_unknown` are those of `lost` among them. `decided`: could not be told, now can; `gained_from_unknown` are
    those of `gained` among them.
    """

    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    rises: int = 0
    falls: int = 0
    same: int = 0
    to_unknown: int = 0
    decided: int = 0
    gained_from_unknown: int = 0
    lost_to_unknown: int = 0

    def add(self, other: Counts) -> None:
        """Add other counts to these."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class Money:
    """A cost before and after, in AZN."""

    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """What the change costs; negative when it saves."""
        return self.after - self.before

    def add(self, other: Money) -> None:
        """Add another cost to this one."""
        self.before += other.before
        self.after += other.after

    def as_json(self) -> dict[str, str]:
        """See the module."""
        return {"before": as_text(self.before), "after": as_text(self.after), "difference": as_text(self.difference)}


@dataclass(slots=True)
class Cell:
    """The people of one region, age band or sex: rights gained, lost, risen, fallen, and the difference of cost."""

    key: str
    gained: int = 0
    lost: int = 0
    rises: int = 0
    falls: int = 0
    monthly: Decimal = Decimal(0)
    yearly: Decimal = Decimal(0)

    def add(self, other: Cell) -> None:
        """Add the figures of a cell of the same key."""
        for name in ("gained", "lost", "rises", "falls", "monthly", "yearly"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def as_json(self) -> dict[str, Any]:
        """See the module."""
        return {**asdict(self), "monthly": as_text(self.monthly), "yearly": as_text(self.yearly)}


@dataclass(frozen=True, slots=True)
class Bin:
    """Rights whose amount (or change of amount) is at least `low` and less than `high`; all are `low` if equal."""

    low: Decimal
    high: Decimal
    rights: int

    def as_json(self) -> dict[str, Any]:
        """See the module."""
        return {"low": as_text(self.low), "high": as_text(self.high), "rights": self.rights}


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that the change touches: ids and amounts only; names are looked up by whoever shows it."""

    person: int
    about: int | None
    record: int | None
    before: Decimal | None
    after: Decimal | None
    was: bool | None
    is_now: bool | None
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """See the module."""
        return {
            "person": self.person,
            "about": self.about,
            "record": self.record,
            "before": None if self.before is None else as_text(self.before),
            "after": None if self.after is None else as_text(self.after),
            "was": self.was,
            "is": self.is_now,
            "missing": list(self.missing),
        }


@dataclass(slots=True)
class Figures:
    """What a change does, for one service or for several together."""

    rights: Counts = field(default_factory=Counts)
    people: Counts = field(default_factory=Counts)
    monthly: Money = field(default_factory=Money)
    yearly: Money = field(default_factory=Money)
    regions: list[Cell] = field(default_factory=list)
    ages: list[Cell] = field(default_factory=list)
    sexes: list[Cell] = field(default_factory=list)
    changes: list[Bin] = field(default_factory=list)
    before: list[Bin] = field(default_factory=list)
    after: list[Bin] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def as_json(self, *, people: Iterable[str] | None = None) -> dict[str, Any]:
        """See the module; `people` names the counts of people that are known, if not all are."""
        counted = asdict(self.people)
        return {
            "rights": asdict(self.rights),
            "people": counted if people is None else {name: counted[name] for name in people},
            "money": {"monthly": self.monthly.as_json(), "yearly": self.yearly.as_json()},
            "regions": [cell.as_json() for cell in self.regions],
            "ages": [cell.as_json() for cell in self.ages],
            "sexes": [cell.as_json() for cell in self.sexes],
            "changes": [each.as_json() for each in self.changes],
            "before": [each.as_json() for each in self.before],
            "after": [each.as_json() for each in self.after],
            "missing": ranked(self.missing),
            "samples": {kind: [sample.as_json() for sample in found] for kind, found in self.samples.items()},
        }


@dataclass(slots=True)
class ServiceImpact:
    """What a change does to the rights of one service."""

    code: str
    basis: str
    mode: str
    period: str
    outcome: str
    change: str
    counted: str
    figures: Figures = field(default_factory=Figures)

    @property
    def if_applied(self) -> bool:
        """Whether a right of it arises only on application: these would be entitled if they applied."""
        return self.mode == "on_application"

    def as_json(self) -> dict[str, Any]:
        """See the module."""
        return {
            "code": self.code,
            "basis": self.basis,
            "mode": self.mode,
            "if_applied": self.if_applied,
            "period": self.period,
            "outcome": self.outcome,
            "change": self.change,
            "counted": self.counted,
            **self.figures.as_json(),
        }


@dataclass(slots=True)
class Impact:
    """What a change does to everyone."""

    on: date
    today: date
    services: list[ServiceImpact] = field(default_factory=list)
    total: Figures = field(default_factory=Figures)
    if_applied: Figures | None = None
    population: int = 0

    def as_json(self) -> dict[str, Any]:
        """The stored form: see the module."""
        return {
            "version": VERSION,
            "on": self.on.isoformat(),
            "today": self.today.isoformat(),
            "projected": self.on > self.today,
            "services": [service.as_json() for service in self.services],
            "total": self.total.as_json(people=TOUCHED),
            "if_applied": None if self.if_applied is None else self.if_applied.as_json(people=TOUCHED),
            "population": self.population,
        }


def as_text(amount: Decimal) -> str:
    """A sum with two decimals, as text."""
    return f"{amount:.2f}"


def ranked(missing: Mapping[str, int]) -> list[dict[str, Any]]:
    """The facts wanted for, most frequent first."""
    return [
        {"fact": fact, "rights": rights}
        for fact, rights in sorted(missing.items(), key=lambda item: (-item[1], item[0]))
    ]


def added(cells: Iterable[Cell]) -> list[Cell]:
    """Cells of the same key added up, in the order of their first appearance."""
    found: dict[str, Cell] = {}
    for cell in cells:
        found.setdefault(cell.key, Cell(cell.key)).add(cell)
    return list(found.values())
