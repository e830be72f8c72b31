"""Who registers is asked, in turn; who registers twice is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from dost.notifications import takers
from dost.notifications.models import Notice, TextReading
from dost.notifications.takers import Taken, Written, outdated, register_outdated, register_taker, taken

NOW = datetime(2026, 12, 1, tzinfo=UTC)
WRITTEN = Written(1, frozenset({7}), "no", NOW, None)
FOUND = Taken(TextReading.Finding.CANCELLED, 7)


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takers, "_takers", [])
    monkeypatch.setattr(takers, "_outdated", [])


def test_nobody_takes_what_nobody_asked() -> None:
    assert taken(WRITTEN, now=NOW) is None
    assert outdated([]) == set()


def test_the_first_who_takes_it_has_it() -> None:
    asked: list[str] = []

    def leaves(_written: Written, _now: datetime) -> Taken | None:
        asked.append("leaves")
        return None

    def takes(_written: Written, _now: datetime) -> Taken | None:
        asked.append("takes")
        return FOUND

    for one in (leaves, leaves, takes):
        register_taker(one)
    assert taken(WRITTEN, now=NOW) == FOUND
    assert asked == ["leaves", "takes"]


def test_what_anybody_calls_too_late_is_too_late() -> None:
    def first(_rows: Sequence[Notice]) -> set[int]:
        return {1}

    def second(_rows: Sequence[Notice]) -> set[int]:
        return {2}

    register_outdated(first)
    register_outdated(second)
    assert outdated([]) == {1, 2}
