"""What a part of the bench hands back: figures with their units, goals and processor time. Nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median, quantiles


class Unit(StrEnum):
    """What a value counts, as it is written after it."""

    MILLISECONDS = "ms"
    SECONDS = "s"
    TIMES = "×"
    MIB = "MiB"
    BYTES = "bytes"
    DAYS = "days"
    A_SECOND = "a second"
    COUNT = ""


class Better(StrEnum):
    """Which way a figure gets better; a goal is a limit on the other side."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much a run measured: people of the population, and events of part b."""

    people: int
    events: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit in the unit of its figure, and how much a run has to measure before it says anything about it."""

    limit: float
    people: int = 0
    events: int = 0

    def is_of(self, scale: Scale) -> bool:
        """Whether a run of this scale can meet or miss it."""
        return scale.people >= self.people and scale.events >= self.events


@dataclass(frozen=True, slots=True)
class Cpu:
    """Processor time that a process and its children used, in seconds."""

    process: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    `key` is the same in every run: part, what was measured, and in which unit, such as `l.person_page.p95_ms`. `cpu` is
    what was used while it was measured. `rounds` are the values of the rounds of which `value` is the median, or the
    worst of them where one bad round is what counts (`is_worst`: what failed, what was lost).
    """

    key: str
    title: str
    value: float
    unit: Unit
    goal: Goal | None = None
    better: Better = Better.LOWER
    cpu: tuple[Cpu, ...] = ()
    rounds: tuple[float, ...] = ()
    is_worst: bool = False

    def met(self, scale: Scale) -> bool | None:
        """Whether the goal was met; None without one, or where the run is smaller than what the goal is said of."""
        if self.goal is None or not self.goal.is_of(scale):
            return None
        return self.value <= self.goal.limit if self.better == Better.LOWER else self.value >= self.goal.limit


@dataclass(frozen=True, slots=True)
class Section:
    """What is printed together: the letter of the part, what was measured, its figures, and what is said besides."""

    letter: str
    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, 95th percentile and maximum, in the unit of the values."""

    p50: float
    p95: float
    longest: float

    def figures(self, key: str, unit: Unit, *, goal: Goal | None = None) -> tuple[Figure, ...]:
        """The three as figures; the goal is one for the 95th percentile."""
        return (
            Figure(f"{key}.p50_{unit}", "p50", self.p50, unit),
            Figure(f"{key}.p95_{unit}", "p95", self.p95, unit, goal),
            Figure(f"{key}.longest_{unit}", "longest", self.longest, unit, is_worst=True),
        )


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value."""
    cuts = quantiles(values, n=100, method="inclusive") if len(values) > 1 else [values[0]] * 99
    return Spread(p50=round(cuts[49], 2), p95=round(cuts[94], 2), longest=round(max(values), 2))


def total(cpu: Iterable[Cpu], *, without: str = "") -> float:
    """Processor seconds of all processes but one."""
    return sum(one.seconds for one in cpu if one.process != without)


def medians(rounds: Sequence[Sequence[Section]]) -> tuple[Section, ...]:
    """One section of each of the last round, its figures the medians (or the worst) of all rounds, by key."""
    values: dict[str, list[Figure]] = {}
    for sections in rounds:
        for section in sections:
            for figure in section.figures:
                values.setdefault(figure.key, []).append(figure)
    return tuple(
        replace(section, figures=tuple(together(values[figure.key]) for figure in section.figures))
        for section in rounds[-1]
    )


def together(figures: Sequence[Figure]) -> Figure:
    """One figure of those of several rounds."""
    last, measured = figures[-1], [one.value for one in figures]
    if len(figures) == 1:
        return last
    worst = max(measured) if last.better == Better.LOWER else min(measured)
    return replace(
        last,
        value=worst if last.is_worst else median(measured),
        cpu=median_cpu([one.cpu for one in figures]),
        rounds=tuple(measured),
    )


def median_cpu(rounds: Sequence[tuple[Cpu, ...]]) -> tuple[Cpu, ...]:
    """The median of the rounds for each process of the last one."""
    return tuple(
        Cpu(one.process, median([cpu.seconds for each in rounds for cpu in each if cpu.process == one.process]))
        for one in rounds[-1]
    )
