"""Nothing is lost and nothing is paid twice, whatever is killed.

Two thousand life events go through the road while worker, beat, simulator, Valkey and PostgreSQL are killed at random
moments (seeded). The bank of the simulator does not remove duplicates. In the end its books must hold exactly the
payments of an undisturbed run over a copy of the same database.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.installation import Installation, installation, wait_until

EVENTS: Final = 2000
KILLS: Final = 30
SEED: Final = int(os.environ.get("CHAOS_SEED", "20261123"))
QUICK: Final = {
    "DOST_DELIVERY_DEADLINE_SECONDS": "4",
    "DOST_DELIVERY_MARGIN_SECONDS": "1",
    "DOST_DELIVERY_ASK_AGAIN_SECONDS": "2",
}

PAID = """
    SELECT p.fin, e.service_id, c.basis_key, o.period, o.amount
    FROM payments_paymentorder o
    JOIN cases_entitlement e ON e.id = o.entitlement_id
    JOIN cases_case c ON c.id = e.case_id
    JOIN registries_person p ON p.id = e.person_id
    WHERE o.state = 'done'
"""
BOOKED = "SELECT end_to_end_id AS key, count(*) AS n FROM simulator_ledgerline GROUP BY 1"
OPEN = """
    SELECT count(*) AS n FROM cases_case
    WHERE state = 'ready' OR (state = 'waiting' AND waiting_on IN ('institution', 'bank', 'operator'))
"""
UNDETECTED = "SELECT count(*) AS n FROM registries_registryevent WHERE detected_at IS NULL AND state = 'applied'"

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "home", **QUICK) as made:
        yield made


def feed(house: Installation, path: Path) -> None:
    house.manage("events", str(path))


def payments(house: Installation) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in house.rows(PAID))


def is_finished(house: Installation) -> bool:
    return house.rows(UNDETECTED)[0]["n"] == 0 and house.rows(OPEN)[0]["n"] == 0


def kill_something(house: Installation, chance: random.Random) -> str:
    victim = chance.choice(["worker", "worker", "beat", "institutions", "valkey", "postgres", "postgres -9"])
    if victim == "valkey":
        house.kill_valkey()
    elif victim.startswith("postgres"):
        house.restart_postgres(crash=victim.endswith("-9"))
    else:
        house.kill(victim)
        house.start(victim)
    return victim


def test_kills_lose_nothing_and_pay_nothing_twice(house: Installation, tmp_path: Path) -> None:
    house.prepare(people=6000)
    events = tmp_path / "events.jsonl"
    house.manage(
        "life", "--events", str(EVENTS), "--seed", str(SEED), "--mix", "births,disability", "--jsonl", str(events)
    )
    house.copy_database("undisturbed")

    house.database = "undisturbed"
    feed(house, events)
    house.manage("cases", "drain", "--seconds", "400")
    expected = payments(house)
    assert len(expected) > EVENTS / 3
    house.database = ""

    chance = random.Random(SEED)
    house.start()
    house.wait_for_simulator()
    feed(house, events)
    killed = Counter()
    while sum(killed.values()) < KILLS:
        time.sleep(chance.uniform(0.3, 2.5))
        killed[kill_something(house, chance)] += 1
    wait_until(lambda: is_finished(house), seconds=400)

    assert sum(killed.values()) == KILLS
    assert payments(house) == expected
    booked = {row["key"]: row["n"] for row in house.rows(BOOKED)}
    assert set(booked.values()) == {1}
    assert len(booked) == sum(expected.values())
    once_each(house)

    before = totals(house)
    feed(house, events)
    house.manage("cases", "drain", "--seconds", "120")
    assert totals(house) == before


def once_each(house: Installation) -> None:
    """One case, one decision, one entitlement, one message for each right, and a trace from payment to criteria."""
    loose = house.rows(
        """
        SELECT c.id FROM cases_case c
        LEFT JOIN cases_decision d ON d.case_id = c.id
        LEFT JOIN cases_entitlement e ON e.case_id = c.id
        WHERE c.outcome = 'granted' AND (
          e.id IS NULL OR jsonb_array_length(d.explanation) = 0
          OR (SELECT count(*) FROM notifications_notice n WHERE n.case_id = c.id) <> 1
        )
        """
    )
    assert loose == []
    twice = house.rows("SELECT key FROM simulator_textmessage GROUP BY key HAVING count(*) > 1")
    assert twice == []


def totals(house: Installation) -> dict[str, int]:
    tables = [
        "cases_case",
        "cases_decision",
        "payments_paymentorder",
        "notifications_notice",
        "simulator_ledgerline",
        "simulator_textmessage",
    ]
    return {table: house.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}
