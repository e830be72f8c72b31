"""A house with its institutions in the same process: the bridge's calls go to the simulator's views directly.

What is real: the database, the rules of the catalogue, the bridge client, the simulator and its books. What is left
out is the network and the clock's waiting; `tests/chaos` has both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
import time_machine

from registries.bridge import transport
from registries.models import Person
from tests.dost.road.institutions import answer_here
from tests.factories.registries import PersonFactory

WRITTEN: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""The day on which the days of these tests were written: months after it are not due yet, those before are."""
MOVED: Final = 8
"""By how many times as much as the road would sleep the clock is moved: a deadline is a few looks away, not ninety."""


@pytest.fixture(autouse=True)
def _of_their_day(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every clock of this process ticks on from the day of the tests: what is due does not hang on the calendar.

    Where the road waits for a moment, as it does until an order that nobody answered may be asked about, it is moved.
    """
    with time_machine.travel(WRITTEN) as traveller:
        monkeypatch.setattr("dost.cases.drain.sleep", lambda seconds: traveller.shift(MOVED * seconds))
        yield


@pytest.fixture(autouse=True)
def _institutions(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    answer_here(settings, monkeypatch)
    yield
    transport.reset()


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests work the road themselves."""
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda *arguments: True)


@pytest.fixture
def mother() -> Person:
    return PersonFactory(surname="Əliyeva", given_name="Günay", birth_date=date(1996, 5, 1))
