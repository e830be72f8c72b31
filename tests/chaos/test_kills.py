"""Nothing is lost and nothing is paid twice, whatever is killed.

Two thousand life events go through the road while worker, beat, simulator, sender, Valkey and PostgreSQL are killed at
random moments (seeded), and some are stopped for longer than an order's deadline. The bank of the simulator does not
remove duplicates. In the end its books must hold exactly the payments of an undisturbed run over a copy of the same
database. Then, still under kills, some of those who were paid die, some births were other mothers', some never were,
and some of the deaths are taken back: what that comes to must be the same as well, and the books right.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.bench.machine import children
from tests.installation import Installation, wait_until

from . import books
from .afterwards import DEATHS, Afterwards, written

EVENTS: Final = 2000
KILLS: Final = 33
RATE: Final = 30.0  # events a second: kills and events take about as long
SEED: Final = int(os.environ.get("CHAOS_SEED", "20261123"))
VICTIMS: Final = ("worker", "worker", "pool", "beat", "institutions", "sender", "valkey", "postgres", "postgres -9")
KILLS_AFTERWARDS: Final = 7
RATE_AFTERWARDS: Final = 6.0
FROZEN: Final = ("worker", "institutions")
FROZEN_SECONDS: Final = 6.0  # longer than the deadline of an order

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.slow,
    pytest.mark.timeout(2400),
    pytest.mark.xdist_group("chaos"),
]


def test_kills_lose_nothing_and_pay_nothing_twice(house: Installation, prepared: Installation, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    told = house.manage(
        "life", "--events", str(EVENTS), "--seed", str(SEED), "--mix", "births=3,disability=2", "--jsonl", str(events)
    )
    assert told.startswith(f"{EVENTS} events")
    before = books.totals(house)

    killed = disturbed_run(house, events)
    undisturbed = prepared.copy("undisturbed", broker=0)
    undisturbed.manage("events", str(events))
    undisturbed.manage("cases", "drain", "--seconds", "400")
    wait_until(lambda: books.is_finished(house), seconds=300)

    assert killed.total() == KILLS
    assert house.ended() == ["sender"]
    assert len(books.payments(undisturbed)) > EVENTS / 2
    assert books.payments(house) == books.payments(undisturbed)
    assert books.cases(house) == books.cases(undisturbed)
    assert books.faults(house) == {}
    after = books.totals(house)
    assert after["registries_registryevent"] - before["registries_registryevent"] == EVENTS

    house.manage("events", str(events))
    wait_until(lambda: books.is_finished(house), seconds=120)
    assert books.totals(house) == after

    then = Afterwards(house, events)
    for number, wave in enumerate((then.first(), then.second())):
        told_afterwards(house, undisturbed, written(wave, tmp_path / f"wave{number}.jsonl"), seed=SEED + number)
    assert len(books.overpaid(house)) >= DEATHS  # whoever was paid for a birth that was somebody else's, at least


def told_afterwards(house: Installation, undisturbed: Installation, events: Path, *, seed: int) -> None:
    """Let a wave come in under kills, and without; what it comes to must be the same, and right."""
    chance = random.Random(seed)
    sender = [sys.executable, "-m", "tests.chaos.sender", str(events), "--rate", str(RATE_AFTERWARDS)]
    house.start_own("sender", sender)
    for _ in range(KILLS_AFTERWARDS):
        time.sleep(chance.uniform(0.2, 2.5))
        victim = chance.choice(VICTIMS)
        print(f"{time.strftime('%X')} {victim}", flush=True)
        kill(house, victim)
    assert house.children["sender"].wait(timeout=300) == 0, house.log_file("sender").read_text()[-2000:]
    undisturbed.manage("events", str(events))
    undisturbed.manage("cases", "drain", "--seconds", "400")
    wait_until(lambda: books.is_finished(house), seconds=400)
    assert books.payments(house) == books.payments(undisturbed)
    assert books.overpaid(house) == books.overpaid(undisturbed)
    assert books.rights(house) == books.rights(undisturbed)
    assert books.cases(house) == books.cases(undisturbed)
    for each in (house, undisturbed):
        each.manage("books", "check")  # raises with what it found


def disturbed_run(house: Installation, events: Path) -> Counter[str]:
    """Send the events while things are killed; return what was killed, and how often."""
    chance = random.Random(SEED)
    house.start()
    house.wait_for_simulator()
    house.start_own("sender", [sys.executable, "-m", "tests.chaos.sender", str(events), "--rate", str(RATE)])
    killed: Counter[str] = Counter()
    for number in range(KILLS):
        time.sleep(chance.uniform(0.2, 2.5))
        victim = chance.choice(VICTIMS)
        print(f"{time.strftime('%X')} {victim}", flush=True)
        kill(house, victim)
        killed[victim] += 1
        if number % 8 == 7:
            freeze(house, FROZEN[number // 8 % 2])
    assert house.children["sender"].wait(timeout=300) == 0, house.log_file("sender").read_text()[-2000:]
    return killed


def kill(house: Installation, victim: str) -> None:
    """`kill -9` of a process or server, and start it again."""
    if victim == "valkey":
        house.kill_valkey()
    elif victim.startswith("postgres"):
        house.restart_postgres(crash=victim.endswith("-9"))
    elif victim == "pool":
        for pid in children(house.children["worker"].pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    else:
        house.kill(victim)
        house.start_again(victim)


def freeze(house: Installation, name: str) -> None:
    """Stop a process where it stands, and let it go on when every deadline it knew of has passed."""
    house.signal(name, signal.SIGSTOP)
    time.sleep(FROZEN_SECONDS)
    house.signal(name, signal.SIGCONT)
