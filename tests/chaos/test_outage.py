"""Institutions that are dead, slow, talk nonsense or lose their answers, and a broker that loses everything.

What does not need the dead one goes on; the rest waits with the reason, and goes on by itself when it is back. Money
and messages are still delivered exactly once.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import redis

from registries.bridge.directory import OPERATORS
from tests.installation import Installation, wait_until

from . import books

SEED: Final = 20261124
BANKS: Final = ("ABB", "KAPITAL", "XALQ")
# Whether the version of a case has a question for Justice.
ASKS_JUSTICE: Final = (
    "EXISTS (SELECT 1 FROM jsonb_array_elements_text(v.definition->'verify') q WHERE q LIKE 'EDLIYYE.%')"
)
# Orders and messages whose first answer did not arrive.
IN_DOUBT: Final = """
    SELECT (SELECT count(*) FROM payments_paymentorder WHERE attempts > 1)
      + (SELECT count(*) FROM payments_paymentaccount WHERE attempts > 1)
      + (SELECT count(*) FROM notifications_notice WHERE attempts > 1)
"""

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("chaos"),
]


def make_events(house: Installation, folder: Path, count: int) -> str:
    """Write life events to a file and return its name."""
    file = str(folder / "events.jsonl")
    house.manage("life", "--events", str(count), "--seed", str(SEED), "--mix", "births=1,disability=1", "--jsonl", file)
    return file


def switch_on(house: Installation, institution: str, fault: str, **numbers: float) -> None:
    """Switch a fault of an institution on."""
    given = {"institution": institution, "fault": fault, **numbers}
    httpx.post(f"{house.simulator_url}/_sim/faults", json=given, timeout=10).raise_for_status()


def switch_off(house: Installation) -> None:
    """All is well again."""
    httpx.delete(f"{house.simulator_url}/_sim/faults", timeout=10).raise_for_status()


def open_cases(house: Installation, *, asks_justice: bool) -> list[dict[str, Any]]:
    """Cases that are not closed and wait for nobody's answer, by whether their version asks the Ministry of Justice."""
    return house.rows(
        f"""
        SELECT c.id, c.stage, c.state, c.waiting_on, c.reason FROM cases_case c
        JOIN services_catalog_serviceversion v ON v.id = c.version_id
        WHERE c.stage <> 'closed' AND c.waiting_on <> 'person' AND {ASKS_JUSTICE} IS {asks_justice}
        """
    )


def test_dead_institution_holds_up_only_the_cases_that_need_it(house: Installation, tmp_path: Path) -> None:
    file = make_events(house, tmp_path, 240)
    house.start()
    house.wait_for_simulator()
    switch_on(house, "EDLIYYE", "down")
    house.manage("events", file)

    wait_until(lambda: _all_looked_at(house) and not open_cases(house, asks_justice=False), seconds=120)
    waiting = open_cases(house, asks_justice=True)
    assert len(waiting) > 60
    assert {(case["stage"], case["waiting_on"]) for case in waiting} == {("verify", "institution")}
    assert {(case["reason"]["code"], case["reason"]["institution"]) for case in waiting} == {("institution", "EDLIYYE")}
    told = house.manage("status")
    assert f"waiting on EDLIYYE: {len(waiting)}" in told
    others = "SELECT count(*) FROM cases_case WHERE outcome = 'granted' AND stage = 'closed' AND closed_at > opened_at"
    assert house.number(others) > 60
    evidence = "SELECT count(*) FROM cases_evidence e JOIN cases_case c ON c.id = e.case_id WHERE c.stage = 'verify'"
    assert house.number(evidence) > 0  # what others have answered is kept

    switch_off(house)
    wait_until(lambda: books.is_finished(house), seconds=120)
    assert open_cases(house, asks_justice=True) == []
    assert books.faults(house) == {}
    twice = "SELECT case_id FROM cases_evidence GROUP BY case_id, institution, question, about_id HAVING count(*) > 1"
    assert house.rows(twice) == []


def _all_looked_at(house: Installation) -> bool:
    opened = "SELECT count(*) FROM cases_case WHERE state = 'ready' AND stage = 'verify'"
    unseen = """
        SELECT (SELECT count(*) FROM registries_registryevent WHERE detected_at IS NULL AND state = 'applied')
          + (SELECT count(*) FROM registries_registrychange WHERE detected_at IS NULL)
    """
    return bool(house.number(unseen) == 0 and house.number(opened) == 0)


def test_broker_that_loses_everything_loses_nothing(house: Installation, tmp_path: Path) -> None:
    file = make_events(house, tmp_path, 200)
    before = len(books.payments(house))
    house.start("institutions")
    house.wait_for_simulator()
    house.manage("events", file)  # rings for a worker that is not there
    with redis.Redis.from_url(house.broker_url) as broker:
        assert broker.dbsize() > 0
        broker.flushall()
        house.start("worker", "beat")
        for _ in range(12):
            time.sleep(0.7)
            broker.flushall()
        wait_until(lambda: books.is_finished(house), seconds=120)
    assert len(books.payments(house)) - before > 100
    assert books.faults(house) == {}


@pytest.mark.parametrize(
    "faults",
    [
        {"answer_lost": {"probability": 0.4}, "garbage": {"probability": 0.3}},
        {"slow": {"probability": 0.4, "seconds": 5.5}, "duplicate_delivery": {}},  # beyond the deadline of an order
    ],
    ids=" ".join,
)
def test_bank_and_operators_that_fail_do_everything_once(
    house: Installation, tmp_path: Path, faults: dict[str, dict[str, float]]
) -> None:
    file = make_events(house, tmp_path, 160)
    before = len(books.payments(house))
    house.start()
    house.wait_for_simulator()
    for institution in (*BANKS, *OPERATORS.values()):
        for fault, numbers in faults.items():
            switch_on(house, institution, fault, **numbers)
    house.manage("events", file)
    time.sleep(12)
    switch_off(house)
    wait_until(lambda: books.is_finished(house), seconds=120)
    assert len(books.payments(house)) - before > 80
    assert house.number(IN_DOUBT) > 0
    assert books.faults(house) == {}
