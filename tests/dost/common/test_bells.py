"""Bells: one under way for each thing, and one that could not be rung is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from kombu.exceptions import OperationalError

from dost.cases.tasks import work
from dost.common.bells import heard, ring


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard(work, "no-such-piece")


def test_a_bell_that_was_not_published_is_rung_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*args: Any, **options: Any) -> None:
        raise OperationalError("gone")

    rung: list[Any] = []
    monkeypatch.setattr(work, "apply_async", lost)
    assert ring(work, "no-such-piece") is False
    assert ring(work, "no-such-piece") is False
    monkeypatch.setattr(work, "apply_async", lambda *args, **options: rung.append(args))
    assert ring(work, "no-such-piece") is True
    assert ring(work, "no-such-piece") is True
    assert len(rung) == 1


def test_a_bell_is_the_same_by_the_name_of_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(work, "apply_async", lambda *args, **options: rung.append(args))
    assert ring("cases.work", "no-such-piece") is True
    assert ring(work, "no-such-piece") is True
    assert len(rung) == 1
