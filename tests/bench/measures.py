"""The measurements that need a whole installation: (a) to (e)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from tests.chaos import books
from tests.installation import Installation, wait_until

from . import goals, typed_json
from .figures import Better, Cpu, Figure, Section, Unit, spread, total
from .inside import Basis, Explained, Swept
from .memory import Memory
from .spending import OWN, of_house

SEED: Final = 11
LEAST_SECONDS: Final = 0.01
"""What is shorter has no ratio that says anything."""
LATENCY_EVENTS: Final = 60
LATENCY_RATE: Final = "120"  # events a minute: one every half second
RING_SWEEP: Final = (
    "from dost.common.bells import ring; from dost.proactive.tasks import sweep_today, sweep_runs;"
    " sweep_today(); ring(sweep_runs)"
)


# -- (a) everybody -------------------------------------------------------------------------------------------------


def sweep(house: Installation, *, rounds: int) -> tuple[Section, ...]:
    """Every rule over everybody, by the house and by hand, in turns."""
    told = house.run(sys.executable, "-m", "tests.bench.inside", "sweep", "--rounds", str(rounds))
    swept = typed_json.loaded(Swept, told)
    return (swept_section(swept), *(_beside(one.name, one.house, one.hand) for one in by_length(swept)))


def swept_section(swept: Swept) -> Section:
    """What everybody took, beside the limit of the same run; where the two disagree is noted."""
    otherwise = [one for one in swept.differing if one.hand is not None]
    unwritten = [one.service for one in swept.differing if one.hand is None]
    ours, hand = median(swept.house.seconds), median(swept.hand.seconds)
    figures = [
        Figure("a.sweep.services", "services", swept.services, Unit.COUNT, goals.SWEPT_SERVICES, better=Better.HIGHER),
        Figure(
            "a.sweep.wall_s",
            "sweep",
            ours,
            Unit.SECONDS,
            goals.SWEEP_SECONDS,
            cpu=swept.house.cpu,
            rounds=swept.house.seconds,
        ),
        Figure("a.by_hand.wall_s", "by hand in SQL", hand, Unit.SECONDS, cpu=swept.hand.cpu, rounds=swept.hand.seconds),
        *ratio("a.sweep.ratio", "ratio", ours, hand, goal=True),
        *ratio("a.sweep.cpu_ratio", "ratio of CPU", total(swept.house.cpu), total(swept.hand.cpu, without=OWN)),
        Figure("a.sweep.rights", "rights counted", swept.entitled, Unit.COUNT),
        Figure(
            "a.by_hand.services",
            "services written by hand",
            swept.services - len(unwritten),
            Unit.COUNT,
            goals.SWEPT_SERVICES,
            better=Better.HIGHER,
        ),
        Figure("a.sweep.differing", "of them counted otherwise by hand", len(otherwise), Unit.COUNT, goals.NONE),
    ]
    notes = [f"{one.service}: {one.house:,}, by hand {one.hand:,}" for one in otherwise]
    if unwritten:
        notes.append(f"the ratio is unfair to the sweep: nobody wrote {', '.join(unwritten)} by hand")
    title = f"sweep over {swept.rows:,} rows, median of {len(swept.house.seconds)}"
    return Section("a", title, tuple(figures), tuple(notes))


def by_length(swept: Swept) -> Iterator[Basis]:
    """The bases that somebody wrote by hand, the longest first."""
    yield from sorted((one for one in swept.bases if one.hand is not None), key=lambda one: -one.house)


def _beside(name: str, house: float, hand: float | None) -> Section:
    key = f"a.{name}"
    by_hand = () if hand is None else (Figure(f"{key}.by_hand.wall_s", "by hand", hand, Unit.SECONDS),)
    sweep_of = Figure(f"{key}.wall_s", "sweep", house, Unit.SECONDS)
    return Section("a", name, (sweep_of, *by_hand, *ratio(f"{key}.ratio", "ratio", house, hand or 0)))


def ratio(key: str, title: str, ours: float, theirs: float, *, goal: bool = False) -> tuple[Figure, ...]:
    """How many times as long; nothing for what took no time that could be told."""
    if theirs < LEAST_SECONDS:
        return ()
    return (Figure(key, title, ours / theirs, Unit.TIMES, goals.SWEEP_BESIDE_SQL if goal else None),)


# -- (d) one person ------------------------------------------------------------------------------------------------


def explain(house: Installation) -> tuple[Section, ...]:
    """Every service explained for one person."""
    told = typed_json.loaded(Explained, house.run(sys.executable, "-m", "tests.bench.inside", "explain"))
    cpu_ms = 1_000 * total(told.cpu) / told.people
    return (
        Section(
            "d",
            f"everything explained for one person ({told.people} people, warm)",
            (
                Figure(
                    "d.services", "services", told.services, Unit.COUNT, goals.EXPLAINED_SERVICES, better=Better.HIGHER
                ),
                *told.took.figures("d.explained", Unit.MILLISECONDS, goal=goals.EXPLAINED_MILLISECONDS),
                Figure("d.explained.cpu_ms", "of CPU a person", cpu_ms, Unit.MILLISECONDS, cpu=told.cpu),
                Figure("d.explained.queries", "queries at most", told.queries, Unit.COUNT, is_worst=True),
            ),
        ),
    )


# -- with processes ------------------------------------------------------------------------------------------------


def start(house: Installation) -> Memory:
    """Start worker, beat and the institutions, and watch the worker's memory."""
    house.start()
    house.wait_for_simulator()
    memory = Memory(house.children["worker"].pid)
    memory.start()
    return memory


def opening_sweep(house: Installation) -> Section:
    """The worker's own sweep of the day, which opens cases; they are worked off afterwards."""
    meter = of_house(house)
    house.manage("shell", "--verbosity", "0", "-c", RING_SWEEP)
    unfinished = "SELECT count(*) FROM proactive_sweeprun WHERE finished_at IS NULL"
    wait_until(lambda: house.number(unfinished) == 0, seconds=1800)
    cpu = meter.spent()
    run = house.rows(
        "SELECT sum(extract(epoch FROM finished_at - started_at))::float AS seconds FROM proactive_sweeprun"
        " WHERE cause = 'date'"
    )[0]
    opened = house.number("SELECT count(*) FROM cases_case")
    started = time.monotonic()
    wait_until(lambda: books.is_finished(house), seconds=1800)
    later = time.monotonic() - started
    return Section(
        "b",
        "the day's sweep in the worker",
        (
            Figure("b.opening.wall_s", "", run["seconds"], Unit.SECONDS, cpu=cpu),
            Figure("b.opening.cases", "cases opened", opened, Unit.COUNT),
            Figure("b.opening.worked_off_s", "worked off later by", later, Unit.SECONDS),
        ),
    )


@dataclass(frozen=True, slots=True)
class Road:
    """Seconds from the first event received to the last message and to the last case opened, and how many there were.

    `received` is what the command took that receives the events, `grown` how many rows tables have more.
    """

    told: float
    opened: float
    cases: int
    notices: int
    received: float
    grown: dict[str, int]


def assignments(house: Installation, *, events: int, folder: Path) -> Section:
    """(b) Births from event to message."""
    file = folder / "births.jsonl"
    told = house.manage("life", "--events", str(events), "--seed", str(SEED), "--mix", "births", "--jsonl", str(file))
    made = int(told.partition(" ")[0])
    before, first = books.totals(house), house.number("SELECT coalesce(max(id), 0) FROM registries_registryevent")
    meter, started = of_house(house, commands=True), time.monotonic()
    house.manage("events", str(file))
    received = time.monotonic() - started
    wait_until(lambda: books.is_finished(house), seconds=3600, every=1)
    cpu, after = meter.spent(), books.totals(house)
    row = house.rows(
        f"""
        SELECT extract(epoch FROM max(n.settled_at) - min(e.received_at))::float AS told,
          extract(epoch FROM max(c.opened_at) - min(e.received_at))::float AS opened,
          count(DISTINCT c.id) AS cases, count(*) FILTER (WHERE n.id IS NOT NULL) AS notices
        FROM registries_registryevent e JOIN cases_case c ON c.event_id = e.id
        LEFT JOIN notifications_notice n ON n.case_id = c.id AND n.kind = 'granted' WHERE e.id > {first}
        """
    )[0]
    grown = {table: after[table] - before[table] for table in after}
    road = Road(**row, received=received, grown=grown)
    wrong = books.faults(house)
    notes = (
        *_tables(road),
        *_waiting(house),
        _stages(house, first),
        f"nothing lost, nothing doubled: {'yes' if not wrong else f'NO: {wrong}'}",
    )
    return Section("b", f"{made:,} births from event to message", road_figures(road, cpu, faults=len(wrong)), notes)


def road_figures(road: Road, cpu: tuple[Cpu, ...], *, faults: int) -> tuple[Figure, ...]:
    """What the road took, a case and altogether."""
    each = 1_000 * total(cpu) / road.cases
    return (
        Figure("b.assignments.wall_s", "", road.told, Unit.SECONDS, goals.ASSIGNMENTS_SECONDS, cpu=cpu),
        Figure("b.assignments.cpu_ms", "of CPU a case", each, Unit.MILLISECONDS, goals.CASE_CPU_MILLISECONDS),
        Figure("b.assignments.a_second", "assignments", road.notices / road.told, Unit.A_SECOND, better=Better.HIGHER),
        Figure("b.received.wall_s", "events received in", road.received, Unit.SECONDS),
        Figure("b.opened.wall_s", "cases opened after", road.opened, Unit.SECONDS),
        Figure("b.faults", "kinds of what is lost or doubled", faults, Unit.COUNT, goals.NONE, is_worst=True),
    )


def _tables(road: Road) -> Iterator[str]:
    """How many rows there are more, in words."""
    grown = road.grown
    yield (
        f"events {grown['registries_registryevent']:,}, cases {grown['cases_case']:,}, decisions"
        f" {grown['cases_decision']:,}, payments {grown['simulator_ledgerline']:,}, messages"
        f" {grown['simulator_textmessage']:,} by SMS of {grown['notifications_notice']:,}"
    )


def _waiting(house: Installation) -> Iterator[str]:
    """What cases wait for that did not come to their end."""
    waiting = house.rows(
        "SELECT waiting_on, reason->>'code' AS reason, count(*) AS n FROM cases_case"
        " WHERE state = 'waiting' GROUP BY 1, 2"
    )
    for row in waiting:
        yield f"waiting on {row['waiting_on']}: {row['n']:,} ({row['reason']})"


def _stages(house: Installation, first: int) -> str:
    """How long cases spent between the marks they leave."""
    opened, decided, closed = house.rows(
        f"""
        SELECT
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.opened_at - e.received_at))::float AS opened,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.decided_at - c.opened_at))::float AS decided,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.closed_at - c.decided_at))::float AS closed
        FROM registries_registryevent e JOIN cases_case c ON c.event_id = e.id
        WHERE e.id > {first} AND c.closed_at IS NOT NULL
        """
    )[0].values()
    return (
        f"in the middle a case waits {opened:.1f} s to be opened, {decided:.1f} s more to be"
        f" decided, {closed:.1f} s more to be paid and announced"
    )


def latency(house: Installation) -> tuple[Section, ...]:
    """(c) From an event to its decision and to its message, without a backlog."""
    first = house.number("SELECT coalesce(max(id), 0) FROM registries_registryevent")
    mix = ("--mix", "births", "--seed", str(SEED + 1), "--rate", LATENCY_RATE)
    house.manage("life", "--events", str(LATENCY_EVENTS), *mix, "--receive", "--verbosity", "0")
    wait_until(lambda: books.is_finished(house), seconds=300)
    rows = house.rows(
        f"""
        SELECT extract(epoch FROM c.decided_at - e.received_at)::float AS decided,
          extract(epoch FROM c.closed_at - e.received_at)::float AS closed
        FROM registries_registryevent e JOIN cases_case c ON c.event_id = e.id
        WHERE e.id > {first} AND c.decided_at IS NOT NULL AND c.closed_at IS NOT NULL
        """
    )
    title = f"one event every half second, {len(rows)} cases"
    decided = spread([row["decided"] for row in rows])
    closed = spread([row["closed"] for row in rows])
    return (
        Section(
            "c",
            f"event to decision, {title}",
            decided.figures("c.decision", Unit.SECONDS, goal=goals.DECISION_SECONDS),
        ),
        Section("c", f"event to message, {title}", closed.figures("c.message", Unit.SECONDS)),
    )
