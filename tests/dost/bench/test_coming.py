"""What a crowd waited for, as figures."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench import coming
from tests.bench.coming import Opened
from tests.bench.crowd import Answered, Page
from tests.bench.figures import Cpu, Section


def came(monkeypatch: pytest.MonkeyPatch, answered: Answered, **opened: Any) -> Section:
    spent = (Cpu("web", 2.0), Cpu("database", 1.0))
    monkeypatch.setattr(coming, "of_house", lambda _house: SimpleNamespace(spent=lambda: spent))
    monkeypatch.setattr(coming, "crowd", lambda *_arguments, **_named: answered)
    house: Any = None
    return coming.came(house, "", Opened("k", "my_page", "a page", **opened), lambda _chance: Page("/"), people=50)


def test_the_load_is_told_and_is_no_cost_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    told = came(monkeypatch, Answered(took=[0.1] * 100, failed=2, load_cpu_seconds=9.0), queries=7)
    values = {one.key: one.value for one in told.figures}
    assert values == {
        "k.my_page.pages": 100,
        "k.my_page.p50_ms": 100,
        "k.my_page.p95_ms": 100,
        "k.my_page.longest_ms": 100,
        "k.my_page.failed": 2,
        "k.my_page.cpu_ms": 30,
        "k.my_page.queries": 7,
    }
    assert told.figures[5].cpu[-1] == Cpu("load", 9.0)


def test_a_page_that_is_asked_again_and_again_has_no_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    told = came(monkeypatch, Answered(took=[0.1, 0.2], unchanged=1), goal=None)
    assert [one.key for one in told.figures if one.goal is not None] == ["k.my_page.failed"]
    assert told.figures[-1].key == "k.my_page.unchanged"
