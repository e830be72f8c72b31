"""For all tests of the counter: a day that does not end in the middle of one."""

from __future__ import annotations

import pytest

from tests.by_day import keep_clear_of_midnight


@pytest.fixture(autouse=True)
def _by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_clear_of_midnight(monkeypatch)
