"""The measurements that need a whole installation, and how their figures are printed."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.chaos import books
from tests.installation import Installation, wait_until

from . import machine
from .inside import spread
from .memory import Memory

SEED: Final = 11
LATENCY_EVENTS: Final = 60
LATENCY_RATE: Final = "120"  # events a minute: one every half second
RING_SWEEP: Final = (
    "from dost.common.bells import ring; from dost.proactive.tasks import sweep_today, sweep_runs;"
    " sweep_today(); ring(sweep_runs)"
)


def timed(title: str, house: Installation, *command: str) -> str:
    """Run a management command and print how long it took; returns what it said."""
    started = time.monotonic()
    told = house.manage(*command).strip()
    print(f"{title}: {time.monotonic() - started:.1f} s", flush=True)
    return told


def inside(house: Installation, *arguments: str) -> dict[str, Any]:
    """Measure in a process of its own with the installation's environment."""
    figures: dict[str, Any] = json.loads(house.run(sys.executable, "-m", "tests.bench.inside", *arguments))
    return figures


# -- (a) everybody -------------------------------------------------------------------------------------------------


def sweep(house: Installation, *, rounds: int) -> None:
    """Every rule over everybody, by the house and by hand."""
    figures = inside(house, "sweep", "--rounds", str(rounds))
    ours, hand = figures["house"], figures["hand"]
    print(
        f"(a) sweep of {figures['services']} services over {figures['rows']:,} rows, median of {rounds}:"
        f" {ours['total']:.2f} s; by hand in SQL {hand['total']:.2f} s; ratio {ratio(ours['total'], hand['total'])}"
    )
    for basis in sorted((name for name in ours if name != "total"), key=lambda name: -ours[name]):
        by_hand = hand.get(basis)
        if by_hand is not None:
            print(f"    {basis:16} {ours[basis]:7.2f} s  by hand {by_hand:7.2f} s  ratio {ratio(ours[basis], by_hand)}")
    print(f"    rights counted: {figures['entitled']:,}", end="")
    if figures["differ"] or figures["missing"]:
        print(f"; THE TWO DIFFER {figures['differ']}; not written by hand: {figures['missing']}")
    else:
        print("; both count the same for every service")
    sys.stdout.flush()


def ratio(ours: float, theirs: float) -> str:
    """How many times as long; nothing sensible for what takes no time."""
    return f"{ours / theirs:.2f}" if theirs >= 0.01 else "-"


# -- (d) one person ------------------------------------------------------------------------------------------------


def explain(house: Installation) -> None:
    """Every service explained for one person."""
    figures = inside(house, "explain")
    print(
        f"(d) {figures['services']} services explained for one person ({figures['people']} people, warm):"
        f" p50 {figures['p50_ms']:.1f} ms, p95 {figures['p95_ms']:.1f} ms, longest {figures['longest_ms']:.1f} ms,"
        f" at most {figures['queries']} queries",
        flush=True,
    )


# -- with processes ------------------------------------------------------------------------------------------------


def start(house: Installation) -> Memory:
    """Start worker, beat and the institutions, and watch the worker's memory."""
    house.start()
    house.wait_for_simulator()
    memory = Memory(house.children["worker"].pid)
    memory.start()
    return memory


def opening_sweep(house: Installation) -> None:
    """The worker's own sweep of the day, which opens cases; they are worked off afterwards."""
    house.manage("shell", "--verbosity", "0", "-c", RING_SWEEP)
    unfinished = "SELECT count(*) FROM proactive_sweeprun WHERE finished_at IS NULL"
    wait_until(lambda: house.number(unfinished) == 0, seconds=1800)
    run = house.rows(
        "SELECT sum(extract(epoch FROM finished_at - started_at))::float AS seconds FROM proactive_sweeprun"
        " WHERE cause = 'date'"
    )[0]
    opened = house.number("SELECT count(*) FROM cases_case")
    print(f"    the day's sweep in the worker: {run['seconds']:.1f} s, {opened:,} cases opened", flush=True)
    started = time.monotonic()
    wait_until(lambda: books.is_finished(house), seconds=1800)
    print(f"    which were worked off {time.monotonic() - started:.1f} s later", flush=True)


def assignments(house: Installation, *, events: int, folder: Path) -> None:
    """(b) Births from event to message."""
    file = folder / "births.jsonl"
    told = house.manage("life", "--events", str(events), "--seed", str(SEED), "--mix", "births", "--jsonl", str(file))
    made = int(told.partition(" ")[0])
    before, first = books.totals(house), house.number("SELECT coalesce(max(id), 0) FROM registries_registryevent")
    spent = _cpu(house)
    started = time.monotonic()
    house.manage("events", str(file))
    received = time.monotonic() - started
    wait_until(lambda: books.is_finished(house), seconds=3600, every=1)
    after = books.totals(house)
    seconds = house.rows(
        f"""
        SELECT extract(epoch FROM max(n.settled_at) - min(e.received_at))::float AS told,
          extract(epoch FROM max(c.opened_at) - min(e.received_at))::float AS found,
          count(DISTINCT c.id) AS cases, count(*) FILTER (WHERE n.id IS NOT NULL) AS notices
        FROM registries_registryevent e JOIN cases_case c ON c.event_id = e.id
        LEFT JOIN notifications_notice n ON n.case_id = c.id AND n.kind = 'granted' WHERE e.id > {first}
        """
    )[0]
    print(
        f"(b) {made:,} births from event to message: {seconds['told']:.1f} s,"
        f" {seconds['notices'] / seconds['told']:.0f} assignments a second"
        f" (events received in {received:.1f} s, cases opened after {seconds['found']:.1f} s)"
    )
    grown = {table: after[table] - before[table] for table in after}
    print(
        f"    events {grown['registries_registryevent']:,}, cases {grown['cases_case']:,}, decisions"
        f" {grown['cases_decision']:,}, payments {grown['simulator_ledgerline']:,}, messages"
        f" {grown['simulator_textmessage']:,} by SMS of {grown['notifications_notice']:,}"
    )
    waiting = house.rows(
        "SELECT waiting_on, reason->>'code' AS reason, count(*) AS n FROM cases_case"
        " WHERE state = 'waiting' GROUP BY 1, 2"
    )
    for row in waiting:
        print(f"    waiting on {row['waiting_on']}: {row['n']:,} ({row['reason']})")
    parts = [f"{name} {seconds - spent[name]:.0f} s" for name, seconds in _cpu(house).items()]
    print(f"    processor time: {', '.join(parts)}")
    wrong = books.faults(house)
    print(f"    nothing lost, nothing doubled: {'yes' if not wrong else f'NO: {wrong}'}", flush=True)
    _stages(house, first)


def _cpu(house: Installation) -> dict[str, float]:
    """Processor time so far, in seconds, of the database, the broker and the processes."""
    servers = {"database": house.servers.postgres.pid(), "broker": house.servers.valkey.pid()}
    running = {name: child.pid for name, child in house.children.items()}
    return {name: machine.cpu_seconds(pid) for name, pid in {**servers, **running}.items() if pid is not None}


def _stages(house: Installation, first: int) -> None:
    """How long cases spent between the marks they leave."""
    rows = house.rows(
        f"""
        SELECT
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.opened_at - e.received_at))::float AS opened,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.decided_at - c.opened_at))::float AS decided,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.closed_at - c.decided_at))::float AS closed
        FROM registries_registryevent e JOIN cases_case c ON c.event_id = e.id
        WHERE e.id > {first} AND c.closed_at IS NOT NULL
        """
    )[0]
    print(
        f"    in the middle a case waits {rows['opened']:.1f} s to be opened, {rows['decided']:.1f} s more to be"
        f" decided, {rows['closed']:.1f} s more to be paid and announced",
        flush=True,
    )


def latency(house: Installation) -> None:
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
    for title, name in (("decision", "decided"), ("message", "closed")):
        figures = spread([row[name] for row in rows], unit="s")
        print(
            f"(c) event to {title}, one event every half second, {len(rows)} cases:"
            f" p50 {figures['p50_s']:.2f} s, p95 {figures['p95_s']:.2f} s, longest {figures['longest_s']:.2f} s",
            flush=True,
        )
