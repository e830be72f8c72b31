"""honcho's process manager, made safe to interrupt at any moment and sure to take its children with it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

from honcho.manager import Manager
from honcho.process import Process

from dost.ops.supervise import die_with_parent


class MortalProcess(Process):
    """The honcho process that reads one child's output. It ignores SIGTERM, so a killed parent would leave it."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Die with the manager; the child, a supervisor, notices that and stops its command."""
        die_with_parent(signal.SIGKILL)
        super().run(events, ignore_signals)


class OrderlyManager(Manager):
    """A Manager that a signal may reach before all children have started."""

    def __init__(self) -> None:
        super().__init__()
        self._process_ctor = MortalProcess
        self.when_started: Callable[[], None] = lambda: None
        self.was_asked = False
        self._announced = False

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if started and not self._announced:
            self._announced = True
            self.when_started()
        return started

    def _any_stopped(self) -> bool:
        # Being asked counts as a stop, so that the loop goes on to terminate, and after a while to kill.
        return self.was_asked or bool(super()._any_stopped())

    def terminate(self) -> None:
        """Stop all children; when some have not started yet the loop does it as soon as they have."""
        if not super()._all_started():
            self.was_asked = True
            return
        super().terminate()

    def _system_print(self, data: str) -> None:
        """Keep honcho's own lines for what matters: it announces every start and every signal it sends."""
        if "received" in data:
            self.was_asked = True
            super()._system_print("stopping\n")
        elif "SIGKILL" in data:
            super()._system_print(data)
