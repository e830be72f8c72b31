"""How figures are written for people: in this one place, each with its goal beside it and whether it was met."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from .figures import Better, Cpu, Figure, Goal, Scale, Section, Unit

WIDTH: Final = 120
INDENT: Final = "    "
HELD: Final = "\N{NO-BREAK SPACE}"
"""Holds a figure and its goal together on one line while lines are broken."""
DECIMALS: Final = {Unit.MILLISECONDS: 1, Unit.SECONDS: 2, Unit.TIMES: 2}
"""Of the units that have any."""


def lines(section: Section, scale: Scale) -> Iterator[str]:
    """A section as it is printed: its figures, the processor time behind them, and the notes."""
    told = ", ".join(beside_goal(figure, scale).replace(" ", HELD) for figure in section.figures)
    for line in textwrap.wrap(
        f"({section.letter}) {section.title}: {told}",
        WIDTH,
        subsequent_indent=INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    ):
        yield line.replace(HELD, " ")
    for figure in section.figures:
        if figure.cpu:
            yield f"{INDENT}{', '.join(filter(None, ('processor time', figure.title)))}: {processes(figure.cpu)}"
    for note in section.notes:
        yield from textwrap.wrap(note, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT * 2)


def beside_goal(figure: Figure, scale: Scale) -> str:
    """A figure, and in brackets what it was to be."""
    said = " ".join(filter(None, (figure.title, value(figure.value, figure.unit))))
    return said if figure.goal is None else f"{said} ({verdict(figure, figure.goal, scale)})"


def verdict(figure: Figure, goal: Goal, scale: Scale) -> str:
    """The goal, and whether this run met it or was too small to say."""
    met = figure.met(scale)
    if met is None:
        return f"goal {limit(figure, goal)}, said of {said_of(goal)}"
    return f"goal {limit(figure, goal)}: {'met' if met else 'NOT MET'}"


def limit(figure: Figure, goal: Goal) -> str:
    """A goal with the sign that says on which side it lies."""
    decimals = DECIMALS.get(figure.unit, 0) if goal.limit % 1 else 0
    sign = "≤" if figure.better == Better.LOWER else "≥"
    return f"{sign} {goal.limit:,.{decimals}f} {figure.unit}".rstrip()


def said_of(goal: Goal) -> str:
    """How much a run has to measure for a goal."""
    parts = [(goal.people, "people"), (goal.events, "events")]
    return " and ".join(f"{number:,} {what}" for number, what in parts if number)


def value(number: float, unit: Unit) -> str:
    """A number with its unit."""
    return f"{number:,.{DECIMALS.get(unit, 0)}f} {unit}".rstrip()


def processes(cpu: Iterable[Cpu]) -> str:
    """Processor seconds by process."""
    return ", ".join(f"{one.process} {one.seconds:.2f} s" for one in cpu)


def goals(sections: Iterable[Section], scale: Scale) -> Iterator[str]:
    """At the end of a run: how many goals were met, which were not, and of which it cannot say anything."""
    held = [figure for section in sections for figure in section.figures if figure.goal is not None]
    missed = [figure.key for figure in held if figure.met(scale) is False]
    unsaid = [figure.key for figure in held if figure.met(scale) is None]
    yield f"Goals: {len(held) - len(missed) - len(unsaid)} met, {len(missed)} not met, {len(unsaid)} not to be judged"
    for title, keys in (("not met", missed), ("this run is too small for", unsaid)):
        if keys:
            yield from textwrap.wrap(
                f"{title}: {', '.join(keys)}", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT * 2
            )
