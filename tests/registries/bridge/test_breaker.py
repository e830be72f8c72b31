from __future__ import annotations

import pytest

from registries.bridge.breaker import FAILURES, FIRST_PAUSE, LONGEST, Breaker, Breakers


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("registries.bridge.breaker.time.monotonic", lambda: now[0])
    return now


def fail(one: Breaker, times: int) -> None:
    for _ in range(times):
        one.failed("timeout", 5.0)


def test_a_few_failures_change_nothing(clock: list[float]) -> None:
    one = Breaker()
    fail(one, FAILURES - 1)
    assert one.admit(patience=1)
    one.succeeded()
    fail(one, FAILURES - 1)
    assert one.admit(patience=1)


def test_after_several_failures_nobody_is_let_through(clock: list[float]) -> None:
    one = Breaker()
    fail(one, FAILURES)
    assert not one.admit(patience=1)
    assert (one.last_code, one.last_seconds) == ("timeout", 5.0)


def test_after_the_pause_one_probe_is_let_through(clock: list[float]) -> None:
    one = Breaker()
    fail(one, FAILURES)
    clock[0] += FIRST_PAUSE
    assert [one.admit(patience=1) for _ in range(3)] == [True, False, False]
    one.succeeded()
    assert one.admit(patience=1)


def test_a_probe_that_never_returns_makes_room_for_another(clock: list[float]) -> None:
    one = Breaker()
    fail(one, FAILURES)
    clock[0] += FIRST_PAUSE
    assert one.admit(patience=7)
    clock[0] += 7
    assert one.admit(patience=7)


def test_the_pause_doubles_up_to_the_longest(clock: list[float]) -> None:
    one = Breaker()
    fail(one, FAILURES)
    pauses = [one.pause]
    for _ in range(6):
        fail(one, 1)
        pauses.append(one.pause)
    assert pauses[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST


def test_each_institution_has_its_own() -> None:
    breakers = Breakers()
    fail(breakers.of("DIN"), FAILURES)
    assert not breakers.of("DIN").admit(patience=1)
    assert breakers.of("DVX").admit(patience=1)
