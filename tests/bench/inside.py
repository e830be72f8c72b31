"""What is measured inside a process of the installation: `python -m tests.bench.inside sweep|explain`; prints JSON."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import django

from . import typed_json
from .figures import Cpu, Spread, median_cpu, spread
from .spending import of_this_process

BY_HAND: Final = Path(__file__).with_name("by_hand.sql")
WARM_UP: Final = 20


@dataclass(frozen=True, slots=True)
class Basis:
    """A basis of rules: seconds by the house and by hand, medians of the rounds; None where nobody wrote it by hand."""

    name: str
    house: float
    hand: float | None


@dataclass(frozen=True, slots=True)
class Differing:
    """A service of which the two find different numbers; None where nobody wrote it by hand."""

    service: str
    house: int
    hand: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """Seconds of all bases together, one for each round, and the median of their processor time."""

    seconds: tuple[float, ...]
    cpu: tuple[Cpu, ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep over everybody: services, rights counted, rows looked at, what it took, and where the two disagree."""

    services: int
    entitled: int
    rows: int
    house: Whole
    hand: Whole
    bases: tuple[Basis, ...]
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Milliseconds for one person, and the queries, the most for one."""

    services: int
    people: int
    took: Spread
    queries: int
    cpu: tuple[Cpu, ...]


def main() -> None:
    """Measure one thing and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.inside")
    parser.add_argument("what", choices=["sweep", "explain"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=200)
    given = parser.parse_args()
    django.setup()
    from django.utils import timezone

    from dost.common.dates import local_day

    on = local_day(timezone.now())
    told = sweep(on=on, rounds=given.rounds) if given.what == "sweep" else explain(on=on, people=given.people)
    sys.stdout.write(typed_json.dumped(told))


# -- everybody, under all rules ------------------------------------------------------------------------------------


def sweep(*, on: date, rounds: int) -> Swept:
    """Every proactive rule over everybody, by the house and by hand in turns; nothing is opened."""
    ours: dict[str, list[float]] = defaultdict(list)
    theirs: dict[str, list[float]] = defaultdict(list)
    our_cpu, their_cpu = [], []
    by_house: dict[str, int] = {}
    by_hand: dict[str, int] = {}
    rows = 0
    for number in range(rounds):
        print(f"  sweep: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        meter = of_this_process()
        by_house, bases, rows = _by_the_house(on, ours)
        our_cpu.append(meter.spent())
        meter = of_this_process()
        by_hand = _by_hand(on, theirs, bases)
        their_cpu.append(meter.spent())
    counted = [Differing(code, count, by_hand.get(code)) for code, count in sorted(by_house.items())]
    return Swept(
        services=len(counted),
        entitled=sum(by_house.values()),
        rows=rows,
        house=Whole(_whole(ours, rounds), median_cpu(our_cpu)),
        hand=Whole(_whole(theirs, rounds), median_cpu(their_cpu)),
        bases=tuple(
            Basis(name, median(took), median(theirs[name]) if name in theirs else None)
            for name, took in sorted(ours.items())
        ),
        differing=tuple(one for one in counted if one.house != one.hand),
    )


def _by_the_house(on: date, times: dict[str, list[float]]) -> tuple[dict[str, int], dict[str, str], int]:
    """Sweep as `sweep --dry-run` does; returns who is entitled by service, each service's basis, and the rows."""
    from django.utils import timezone

    from dost.cases.rules import proactive_rules
    from dost.cases.stages import Origin
    from dost.proactive.opening import OpeningCounts, by_basis, open_cases
    from dost.proactive.sweep import ranges, scope_of

    found = OpeningCounts()
    bases: dict[str, str] = {}
    rows = 0
    for basis, rules in by_basis(proactive_rules(on)).items():
        started = time.monotonic()
        part = OpeningCounts()
        for low, high in ranges(basis):
            part.add(
                open_cases(
                    basis=basis,
                    rules=rules,
                    scope=scope_of(low, high),
                    on=on,
                    now=timezone.now(),
                    origin=Origin.DATE,
                    dry_run=True,
                )
            )
        times[basis].append(time.monotonic() - started)
        bases |= dict.fromkeys(part.counts, basis)
        one = next(iter(part.counts.values()))
        rows += one.entitled + one.unknown + one.not_entitled
        found.add(part)
    return {code: count.entitled for code, count in found.counts.items()}, bases, rows


def _by_hand(on: date, times: dict[str, list[float]], bases: dict[str, str]) -> dict[str, int]:
    """Run the statements written by hand; returns who is entitled by service."""
    from django.db import connection

    from services_catalog.queries import parameter_book

    book = parameter_book()
    worth = {"on": on, **{name: _worth(book[name].values, on) for name in book}}
    found: dict[str, int] = {}
    seconds: dict[str, float] = defaultdict(float)
    for statement in statements():
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(statement, worth)
            codes = [column.name for column in cursor.description]
            counted = dict(zip(codes, cursor.fetchone(), strict=True))
        seconds[next((bases[code] for code in codes if code in bases), "-")] += time.monotonic() - started
        found |= counted
    for basis, one in seconds.items():
        times[basis].append(one)
    return found


def statements() -> Iterator[str]:
    """The statements of `by_hand.sql`, without the comments."""
    for part in BY_HAND.read_text(encoding="utf-8").split("-- name: ")[1:]:
        yield part.partition("\n")[2].strip().rstrip(";")


def _worth(values: Any, on: date) -> Any:
    """A parameter's value on a day; None before its first."""
    return next((value for since, value in reversed(values) if since <= on), None)


def _whole(times: dict[str, list[float]], rounds: int) -> tuple[float, ...]:
    """The seconds of all bases together, by round."""
    return tuple(sum(each[number] for each in times.values()) for number in range(rounds))


# -- one person, under all rules -----------------------------------------------------------------------------------


def explain(*, on: date, people: int) -> Explained:
    """All services explained for one person after the other, in a warm process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dost.proactive.entitlements import entitlements
    from registries.models import Person

    highest = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    chance = random.Random(7)
    chosen = Person.objects.filter(pk__in=[chance.randint(1, highest) for _ in range(2 * (people + WARM_UP))])
    asked = list(chosen.filter(died_on=None)[: people + WARM_UP])
    chance.shuffle(asked)
    services = 0
    for person in asked[:WARM_UP]:
        services = len({answer.rule.code for answer in entitlements(person, on=on)})
    meter = of_this_process()
    times = [_milliseconds(partial(entitlements, person, on=on)) for person in asked[WARM_UP:]]
    cpu = meter.spent()
    queries = 0
    for person in asked[:WARM_UP]:
        with CaptureQueriesContext(connection) as captured:
            entitlements(person, on=on)
        queries = max(queries, len(captured))
    return Explained(services, len(times), spread(times), queries, cpu)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
