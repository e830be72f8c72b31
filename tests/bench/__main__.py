"""`make bench`: the numbers the house is held to, measured on an installation of its own.

    python -m tests.bench [--people N] [--events N] [--rounds N] [--keep FOLDER] [--only LETTERS] [--json FILE]

a. one sweep of all loaded proactive rules over everybody, beside the same conditions written by hand in SQL, in turns;
b. N proactive assignments from event to message, institutions and bank answering over HTTP;
c. latency from an event to its decision without a backlog;
d. all loaded services explained for one person;
e. the memory of the worker during a to c;
f. making the population, and its past;
g. finding a service: 50 people who search at once;
h. previews of change sets over everybody;
i. a step of the screening.
j. the first page of a citizen, and reckoning what it shows;
k. the same page and a step of the screening for 50 people at once;
l. a centre at work: who has come, the person at 50 windows, 200 calls in one burst, 200 who watch a board and a queue.

What leaves the installation as it was is measured in rounds, and the median counts; b, c, e and f are measured once.
The goals stand in `goals.py`, what each run found beside them in docs/performance.md.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.installation import Installation, installation

from . import machine, measures, population, printing, record
from .counter import counter
from .figures import Section, medians
from .finding import finding
from .overview import overview
from .population import NotWholeError
from .portal import portal
from .previewing import previewing
from .record import Arguments, Run
from .screening import screening

logger = logging.getLogger(__name__)

ROADS = "b"
"""Stands for b, c and e, which are one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bench by its letter, and how often it is measured."""

    letter: str
    measure: Callable[[], tuple[Section, ...]]
    rounds: int = 1


@dataclass(slots=True)
class Book:
    """What was measured so far: printed at once, and written into a file if one is given."""

    run: Run
    file: Path | None = None

    def take(self, sections: Iterable[Section]) -> None:
        """Print what a part found, and write everything so far."""
        found = tuple(sections)
        self.run = replace(self.run, sections=(*self.run.sections, *found))
        for section in found:
            for line in printing.lines(section, self.run.scale):
                print(line, flush=True)
        self._write()

    def fail(self, letter: str) -> None:
        """Write down that a part could not be measured."""
        self.run = replace(self.run, failed=(*self.run.failed, letter))
        self._write()

    def close(self) -> None:
        """Say that the run has come to its end."""
        self.run = replace(self.run, ended=_now(), load_after=round(os.getloadavg()[0], 1))
        self._write()

    def _write(self) -> None:
        if self.file is not None:
            record.save(self.run, self.file)


def main() -> int:
    """Prepare an installation, print every figure; return the exit code."""
    given = _arguments()
    arguments = Arguments(people=given.people, events=given.events, rounds=given.rounds, only=given.only)
    book = Book(begun(arguments), given.json)
    book.take(())  # a file that cannot be written is known before anything is measured
    print(f"Machine: {book.run.machine}; load average {book.run.load_before:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dost-bench-") as folder:
        home = Path(given.keep or folder).absolute()
        home.mkdir(parents=True, exist_ok=True)
        with installation(home, keep=bool(given.keep)) as house:
            try:
                prepare(house, book)
            except NotWholeError as error:
                print(f"Not measured: {error}", file=sys.stderr)
                return 1
            for part in parts(house, arguments, Path(folder)):
                if not arguments.only or part.letter in arguments.only:
                    measure(part, book, house)
    book.close()
    for line in printing.goals(book.run.sections, book.run.scale):
        print(line)
    if book.run.failed:
        print(f"COULD NOT BE MEASURED: {', '.join(book.run.failed)}", flush=True)
        return 1
    print("Done.", flush=True)
    return 0


def measure(part: Part, book: Book, house: Installation) -> None:
    """Measure a part in its rounds; one that cannot be measured is said, and the others are measured all the same."""
    try:
        book.take(medians([part.measure() for _round in range(part.rounds)]))
    except Exception:
        logger.exception("(%s) could not be measured", part.letter)
        book.fail(part.letter)
        house.stop()


def begun(arguments: Arguments) -> Run:
    """A run of which nothing is measured yet."""
    load = round(os.getloadavg()[0], 1)
    return Run(
        machine=machine.description(),
        commit=machine.commit(),
        arguments=arguments,
        population="",
        began=_now(),
        ended="",
        load_before=load,
        load_after=load,
        failed=(),
        sections=(),
    )


def parts(house: Installation, arguments: Arguments, folder: Path) -> tuple[Part, ...]:
    """Everything, in the order in which it is measured; the road is last, for it changes what the others measure."""
    rounds = arguments.rounds
    return (
        Part("a", lambda: measures.sweep(house, rounds=rounds)),  # house and hand in turns, so the rounds are its own
        Part("d", lambda: measures.explain(house), rounds),
        Part("g", lambda: finding(house), rounds),
        Part("h", lambda: previewing(house), rounds),
        Part("i", lambda: screening(house), rounds),
        Part("j", lambda: overview(house), rounds),
        Part("k", lambda: portal(house), rounds),
        Part("l", lambda: counter(house), rounds),
        Part(ROADS, lambda: road(house, events=arguments.events, folder=folder)),
    )


def road(house: Installation, *, events: int, folder: Path) -> tuple[Section, ...]:
    """Everything that is done for cases, with the worker running: figures b, c and e."""
    memory = measures.start(house)
    opening = measures.opening_sweep(house)
    assigned = measures.assignments(house, events=events, folder=folder)
    waited = measures.latency(house)
    memory.stop()
    ended = tuple(f"ENDED BY ITSELF: {name}" for name in house.ended())
    grown = Section("e", "memory of the worker, peak", memory.figures(), (f"in MiB: {memory.told()}", *ended))
    return (opening, assigned, *waited, grown)


def prepare(house: Installation, book: Book) -> None:
    """Bring the installation up to date, and make of the population what is missing; NotWholeError."""
    house.manage("migrate", "--verbosity", "0")
    house.manage("catalogue", "load")
    house.manage("collectstatic", "--noinput", "--verbosity", "0")  # pages are drawn in some of the parts
    people = book.run.arguments.people
    told, sections = population.made(house, people=people, on=date.today(), say=_say)
    book.run = replace(book.run, population=told)
    book.take(sections)


def _say(told: str) -> None:
    print(told, flush=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--people", type=_positive, default=1_000_000)
    parser.add_argument("--events", type=_positive, default=25_000)
    parser.add_argument("--rounds", type=_positive, default=3, help="how often each is measured, to take the median")
    parser.add_argument("--keep", help="a folder for the installation; it is left there, and gone on with")
    parser.add_argument("--only", default="", help="letters of the figures to measure; b stands for b, c and e")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures are written, for bench-compare")
    return parser.parse_args()


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
