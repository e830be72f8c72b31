"""The clock that all processes of a demonstration share."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from dost.common.clock import Clock, install, set_clock

MORNING = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_it_stands_still_until_it_is_set_again(file: Path) -> None:
    set_clock(file, MORNING)
    clock = Clock(file)
    assert [clock.now(), clock.now()] == [MORNING, MORNING]
    set_clock(file, MORNING + timedelta(hours=1))
    assert clock.now() == MORNING + timedelta(hours=1)


def test_it_runs_at_its_pace_from_when_it_was_written(file: Path) -> None:
    set_clock(file, MORNING, pace=60)
    written = file.stat().st_mtime - 10
    os.utime(file, (written, written))
    assert Clock(file).now() >= MORNING + timedelta(minutes=10)


@pytest.mark.parametrize(
    "line",
    ["", "tomorrow", "2026-12-01T05:00:00 1", "2026-12-01T05:00:00+00:00 -1", "2026-12-01T05:00:00+00:00 nan", "5 5"],
    ids=["empty", "no moment", "no zone", "backwards", "no number", "number"],
)
def test_what_is_no_moment_and_pace_is_refused(file: Path, line: str) -> None:
    file.write_text(line, encoding="ascii")
    with pytest.raises(ImproperlyConfigured, match="DOST_CLOCK"):
        Clock(file)


def test_a_file_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DOST_CLOCK"):
        Clock(file)


def test_it_is_not_set_to_half_a_moment(file: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        set_clock(file, MORNING.replace(tzinfo=None))
    with pytest.raises(ValueError, match="pace"):
        set_clock(file, MORNING, pace=-1)


def test_everybody_in_the_process_goes_by_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", timezone.now)  # put back afterwards
    set_clock(file, MORNING)
    install(file)
    assert timezone.now() == MORNING
    assert timezone.localdate() == MORNING.date()


def _settings(**environment: str) -> subprocess.CompletedProcess[str]:
    program = (
        "from django.conf import settings; settings.DEBUG; from django.utils import timezone; print(timezone.now())"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dost.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_that_is_given_a_clock_goes_by_it(file: Path) -> None:
    set_clock(file, MORNING)
    assert _settings(DOST_CLOCK=str(file)).stdout.strip() == str(MORNING)


def test_a_production_refuses_it(file: Path) -> None:
    set_clock(file, MORNING)
    refused = _settings(DOST_CLOCK=str(file), DOST_ENV="production")
    assert refused.returncode != 0
    assert "DOST_CLOCK" in refused.stderr
