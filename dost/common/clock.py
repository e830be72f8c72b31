"""One clock for all processes of a demonstration: the time of the house as a file says it (`DOST_CLOCK`).

A story about a morning at a centre takes minutes, not hours, and is told to web, worker and beat alike. The file holds
one line, a moment and how many seconds of the house pass in one second: `2026-12-01T05:00:00+00:00 60`; 0 stands still.
The moment is that at which the file was last written, so whoever writes it moves every process at once. Sealed cookies
and codes of second steps go by the real time. A production refuses the variable (`dost.settings`).
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone


class Clock:
    """The clock that a file sets."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: int | None = None
        self._moment = datetime.now(UTC)
        self._pace = 1.0
        self.now()

    def now(self) -> datetime:
        """The moment it is in the house.

        Raises:
            ImproperlyConfigured: the file is not there, or says something else than a moment and a pace.
        """
        try:
            written = self._path.stat().st_mtime_ns
        except OSError as error:
            raise ImproperlyConfigured(f"DOST_CLOCK={self._path}: {error.strerror}") from error
        if written != self._written:
            self._moment, self._pace = _read(self._path)
            self._written = written
        return self._moment + timedelta(seconds=(time.time() - written / 1e9) * self._pace)


def set_clock(path: Path, moment: datetime, *, pace: float = 0.0) -> None:
    """Set the clock of a file to a moment, from now on at a pace; in one piece, for whoever reads it meanwhile.

    Raises:
        ValueError: the moment names no time zone, or the pace is negative.
    """
    if moment.tzinfo is None or pace < 0:
        raise ValueError(f"{moment.isoformat()} {pace}: a moment with its time zone, and a pace of 0 or more")
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(f"{moment.isoformat()} {pace}\n", encoding="ascii")
    draft.replace(path)


def install(path: Path) -> Clock:
    """Make `django.utils.timezone.now` say the time of the house from now on; before any model is loaded."""
    clock = Clock(path)
    timezone.now = clock.now
    return clock


def _read(path: Path) -> tuple[datetime, float]:
    line = path.read_text(encoding="ascii").strip()
    moment, _space, pace = line.partition(" ")
    try:
        found = datetime.fromisoformat(moment)
        seconds = float(pace or 0)
    except ValueError as error:
        raise ImproperlyConfigured(f"DOST_CLOCK={path}: {line!r} is not a moment and a pace") from error
    if found.tzinfo is None or not 0 <= seconds < 1e6:
        raise ImproperlyConfigured(
            f"DOST_CLOCK={path}: {line!r}: the moment needs its time zone, the pace is 0 or more"
        )
    return found, seconds
