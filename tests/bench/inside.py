"""What is measured inside a process of the installation: `python -m tests.bench.inside sweep|explain`; prints JSON."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import django

BY_HAND: Final = Path(__file__).with_name("by_hand.sql")
WARM_UP: Final = 20


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
    figures = sweep(on=on, rounds=given.rounds) if given.what == "sweep" else explain(on=on, people=given.people)
    json.dump(figures, sys.stdout)


# -- everybody, under all rules ------------------------------------------------------------------------------------


def sweep(*, on: date, rounds: int) -> dict[str, Any]:
    """Every proactive rule over everybody, by the house and by hand in turns; nothing is opened.

    Keys: `services`, `rows` (looked at); `house` and `hand`, seconds by basis (medians) and `total`; `differ`, services
    for which the two do not find the same number, with both numbers; `missing`, services nobody wrote by hand.
    """
    times: dict[str, dict[str, list[float]]] = {"house": defaultdict(list), "hand": defaultdict(list)}
    found: dict[str, dict[str, int]] = {}
    rows = 0
    for number in range(rounds):
        print(f"  sweep: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        found["house"], bases, rows = _by_the_house(on, times["house"])
        found["hand"] = _by_hand(on, times["hand"], bases)
    counted = {code: (count, found["hand"].get(code)) for code, count in sorted(found["house"].items())}
    return {
        "services": len(counted),
        "entitled": sum(found["house"].values()),
        "rows": rows,
        "house": _medians(times["house"], rounds),
        "hand": _medians(times["hand"], rounds),
        "differ": {code: both for code, both in counted.items() if both[1] is not None and both[0] != both[1]},
        "missing": [code for code, both in counted.items() if both[1] is None],
    }


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


def _medians(times: dict[str, list[float]], rounds: int) -> dict[str, float]:
    whole = [sum(each[number] for each in times.values()) for number in range(rounds)]
    return {
        **{basis: round(median(each), 2) for basis, each in sorted(times.items())},
        "total": round(median(whole), 2),
    }


# -- one person, under all rules -----------------------------------------------------------------------------------


def explain(*, on: date, people: int) -> dict[str, Any]:
    """All services explained for one person after the other, in a warm process.

    Keys: `services`, `people`, `p50_ms`, `p95_ms`, `longest_ms`, `queries` (the most for one person).
    """
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
    times = [_milliseconds(partial(entitlements, person, on=on)) for person in asked[WARM_UP:]]
    queries = 0
    for person in asked[:WARM_UP]:
        with CaptureQueriesContext(connection) as captured:
            entitlements(person, on=on)
        queries = max(queries, len(captured))
    return {"services": services, "people": len(times), "queries": queries, **spread(times, unit="ms")}


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def spread(values: list[float], *, unit: str) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    cuts = quantiles(values, n=100, method="inclusive")
    return {
        f"p50_{unit}": round(cuts[49], 2),
        f"p95_{unit}": round(cuts[94], 2),
        f"longest_{unit}": round(max(values), 2),
    }


if __name__ == "__main__":
    main()
