"""The memory of processes while they work."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from . import goals, machine
from .figures import Figure, Unit


@dataclass
class Memory:
    """Watches a process and its children: resident memory of each, its peak, and what it came to rest at, in MiB."""

    pid: int
    every: float = 0.25
    peaks: dict[int, float] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch from now on, in a thread."""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look a last time and watch no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(self.every):
            self.look()

    def look(self) -> None:
        """Take the present figures into the peaks."""
        for pid in (self.pid, *machine.children(self.pid)):
            self.peaks[pid] = max(self.peaks.get(pid, 0.0), machine.resident_mib(pid))

    def steady(self) -> dict[int, float]:
        """What the processes that are there now hold."""
        return {pid: machine.resident_mib(pid) for pid in (self.pid, *machine.children(self.pid))}

    def figures(self) -> tuple[Figure, ...]:
        """The peaks of the main process and of the largest of its pool, in MiB; the goal is one for the larger."""
        main = self.peaks.get(self.pid, 0.0)
        pool = max((peak for pid, peak in self.peaks.items() if pid != self.pid), default=0.0)
        return (
            Figure("e.main.mib", "main", main, Unit.MIB, is_worst=True),
            Figure("e.pool.mib", "largest of the pool", pool, Unit.MIB, is_worst=True),
            Figure("e.largest.mib", "largest", max(main, pool), Unit.MIB, goals.WORKER_MIB, is_worst=True),
        )

    def told(self) -> str:
        """Peak and present size of the main process and of those of its pool, the largest first."""
        now = self.steady()
        pool = sorted((pid for pid in self.peaks if pid != self.pid), key=lambda pid: -self.peaks[pid])
        parts = [f"main {self.peaks.get(self.pid, 0):.0f} (now {now.get(self.pid, 0):.0f})"]
        parts += [f"pool {self.peaks[pid]:.0f} (now {f'{now[pid]:.0f}' if pid in now else 'replaced'})" for pid in pool]
        return ", ".join(parts)
