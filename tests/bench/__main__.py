"""`make bench`: the numbers the house is held to, measured on an installation of its own.

    python -m tests.bench [--people N] [--events N] [--rounds N] [--keep FOLDER] [--only LETTERS]

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
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.installation import Installation, installation

from . import machine, measures
from .counter import counter
from .finding import finding
from .overview import overview
from .portal import portal
from .previewing import previewing
from .screening import screening


def main() -> None:
    """Prepare an installation and print every figure."""
    arguments = _arguments()
    print(f"Machine: {machine.description()}; load average {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dost-bench-") as folder:
        home = Path(arguments.keep or folder).absolute()
        home.mkdir(parents=True, exist_ok=True)
        with installation(home, keep=bool(arguments.keep)) as house:
            measure(house, arguments, Path(folder))
    print("Done.", flush=True)


def measure(house: Installation, arguments: argparse.Namespace, folder: Path) -> None:
    """Everything, one after the other."""
    prepare(house, arguments.people)
    parts: dict[str, Callable[[], object]] = {
        "a": lambda: measures.sweep(house, rounds=arguments.rounds),
        "d": lambda: measures.explain(house),
        "g": lambda: finding(house),
        "h": lambda: previewing(house),
        "i": lambda: screening(house),
        "j": lambda: overview(house),
        "k": lambda: portal(house),
        "l": lambda: counter(house),
        "b": lambda: road(house, events=arguments.events, folder=folder),
    }
    for letter, part in parts.items():
        if not arguments.only or letter in arguments.only:
            part()


def road(house: Installation, *, events: int, folder: Path) -> None:
    """Everything that is done for cases, with the worker running: figures b, c and e."""
    memory = measures.start(house)
    measures.opening_sweep(house)
    measures.assignments(house, events=events, folder=folder)
    measures.latency(house)
    memory.stop()
    print(f"(e) memory of the worker in MiB, peak: {memory.told()}", flush=True)
    if house.ended():
        print(f"ENDED BY THEMSELVES: {', '.join(house.ended())}", flush=True)


def prepare(house: Installation, people: int) -> None:
    """Make the population and its past, unless a kept installation has them."""
    house.manage("migrate", "--verbosity", "0")
    house.manage("catalogue", "load")
    house.manage("collectstatic", "--noinput", "--verbosity", "0")  # pages are drawn in some of the parts
    if house.number("SELECT count(*) FROM registries_person") >= people:
        return
    measures.timed(f"(f) population of {people:,}", house, "population", "--people", str(people), "--seed", "7")
    told = measures.timed("    its past", house, "seed_awards")
    print(f"    {told.splitlines()[-1]}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=25_000)
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody is swept, to take the median")
    parser.add_argument("--keep", help="a folder for the installation; it is left there")
    parser.add_argument("--only", default="", help="letters of the figures to measure; b stands for b, c and e")
    return parser.parse_args()


if __name__ == "__main__":
    main()
