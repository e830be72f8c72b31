"""A circuit breaker for each institution, so that a dead one costs its callers little.

After `FAILURES` failed calls in a row the institution is left alone for a while; then one call is let through
as a probe. If it fails, the pause doubles, up to `LONGEST`; if it is answered, everything is as before. The
state is that of one process: nothing depends on it but time.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

FAILURES = 3
FIRST_PAUSE = 1.0  # seconds
LONGEST = 15.0  # seconds


@dataclass
class Breaker:
    """The state of one institution as this process sees it."""

    failures: int = 0
    pause: float = 0.0
    closed_until: float = 0.0
    last_code: str = ""
    last_seconds: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def admit(self, *, patience: float) -> bool:
        """Whether a call may be made now; a probe is given `patience` seconds to come back."""
        with self._lock:
            if self.failures < FAILURES:
                return True
            now = time.monotonic()
            if now < self.closed_until:
                return False
            self.closed_until = now + patience
            return True

    def succeeded(self) -> None:
        """The institution answered."""
        with self._lock:
            self.failures, self.pause, self.closed_until = 0, 0.0, 0.0

    def failed(self, code: str, seconds: float | None) -> None:
        """The institution did not answer properly; `code` and `seconds` say later why it is left alone."""
        with self._lock:
            self.failures += 1
            self.last_code, self.last_seconds = code, seconds
            if self.failures >= FAILURES:
                self.pause = min(self.pause * 2 or FIRST_PAUSE, LONGEST)
                self.closed_until = time.monotonic() + self.pause


class Breakers:
    """The breakers of a process, by institution."""

    def __init__(self) -> None:
        self._by_institution: dict[str, Breaker] = {}
        self._lock = threading.Lock()

    def of(self, institution: str) -> Breaker:
        """The breaker of an institution."""
        with self._lock:
            return self._by_institution.setdefault(institution, Breaker())
