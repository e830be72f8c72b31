"""Several processes may receive the same events at the same time: each becomes one record."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from registries.intake import Receipt, receive
from registries.models import BirthAct, DisabilityDecision, Person, Record, RegistryEvent
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.patience import PATIENCE


@pytest.fixture
def committed(transactional_db: None) -> None:
    """A database whose rows other connections see."""
    for code in ("DIN", "EDLIYYE", "DTSERA"):
        InstitutionFactory(code=code)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do the works at the same time, each on a connection of its own; returns their results."""
    results: list[Any] = [None] * len(works)
    ready = threading.Barrier(len(works))

    def do(place: int, work: Callable[[], Any]) -> None:
        try:
            ready.wait(PATIENCE)
            results[place] = work()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion that follows
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [result for result in results if isinstance(result, BaseException)], results
    return results


def births(mother: Person, count: int) -> list[dict[str, Any]]:
    return [
        {
            "institution": "EDLIYYE",
            "id": f"A-{number}",
            "kind": "birth",
            "happened_on": "2026-11-20",
            "record": {
                "fin": f"8AB{number:04d}",
                "surname": "Əliyev",
                "given_name": "Murad",
                "sex": "M",
                "mother_fin": mother.fin,
            },
        }
        for number in range(count)
    ]


@pytest.mark.usefixtures("committed")
def test_same_events_received_by_three_at_once_are_stored_once() -> None:
    events = births(PersonFactory(birth_date=date(1995, 1, 1)), 60)
    every_order = [events, events[::-1], events[30:] + events[:30]]
    answers: list[list[Receipt]] = at_once(*(lambda sent=sent: receive(sent) for sent in every_order))
    for number in range(60):
        found = Counter(
            receipt.status for receipts in answers for receipt in receipts if receipt.event_id == f"A-{number}"
        )
        assert found == {"applied": 1, "duplicate": 2}
    assert BirthAct.objects.count() == 60
    assert Person.objects.count() == 61
    assert RegistryEvent.objects.count() == 60


@pytest.mark.usefixtures("committed")
def test_same_record_in_two_events_at_once_is_stored_once() -> None:
    person = PersonFactory()

    def send(number: str) -> Receipt:
        record = {"fin": person.fin, "reference": "R-1", "decision_no": "1", "band": "61-80", "cause": "general"}
        event = {
            "institution": "DTSERA",
            "id": number,
            "kind": "disability_decision",
            "happened_on": "2026-11-20",
            "record": record,
        }
        return receive([event])[0]

    receipts = at_once(*(lambda n=n: send(f"T-{n}") for n in range(4)))
    assert [receipt.status for receipt in receipts] == ["applied"] * 4
    assert DisabilityDecision.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_corrections_at_once_leave_one_record_standing() -> None:
    person = PersonFactory()
    bands = ["31-60", "61-80", "81-100", "31-60"]

    def send(number: int, band: str) -> Receipt:
        record = {"fin": person.fin, "reference": "R-1", "decision_no": "1", "band": band, "cause": "general"}
        event = {
            "institution": "DTSERA",
            "id": f"T-{number}",
            "kind": "disability_decision",
            "happened_on": "2026-11-20",
            "record": record,
        }
        return receive([event])[0]

    receipts = at_once(*(lambda n=n, band=band: send(n, band) for n, band in enumerate(bands)))
    assert [receipt.status for receipt in receipts] == ["applied"] * 4
    standing = DisabilityDecision.objects.get(superseded_at=None)
    for old in DisabilityDecision.objects.exclude(superseded_at=None):
        newest: Record = old
        while newest.superseded_by is not None:
            newest = newest.superseded_by
        assert newest == standing
