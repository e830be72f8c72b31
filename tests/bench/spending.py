"""Processor time by process, between two moments."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Final

from tests.installation import Installation

from . import machine
from .figures import Cpu

OWN: Final = "python"
"""The process that measures itself."""
COMMANDS: Final = "commands"
"""What was run to its end meanwhile, such as management commands."""


class Meter:
    """Runs from when it is made. `pids` names processes, each counted with its children; of some a name alone says all.

    What /proc counts is told in hundredths of a second.
    """

    def __init__(self, pids: Mapping[str, int], *, commands: bool = False) -> None:
        self.pids, self.commands = pids, commands
        self.before = self._now()

    def spent(self) -> tuple[Cpu, ...]:
        """Seconds of each process since the beginning."""
        now = self._now()
        return tuple(Cpu(name, round(now[name] - self.before[name], 3)) for name in now)

    def _now(self) -> dict[str, float]:
        seconds = {name: _seconds(pid) for name, pid in self.pids.items()}
        times = os.times()
        return {**seconds, COMMANDS: times.children_user + times.children_system} if self.commands else seconds


def _seconds(pid: int) -> float:
    return time.process_time() if pid == os.getpid() else machine.cpu_seconds(pid)


def of_house(house: Installation, *, commands: bool = False) -> Meter:
    """A meter for the servers and all processes of an installation that are running now."""
    servers = {"database": house.servers.postgres.pid(), "broker": house.servers.valkey.pid()}
    running = {name: child.pid for name, child in house.children.items()}
    return Meter({name: pid for name, pid in {**running, **servers}.items() if pid is not None}, commands=commands)


def of_this_process() -> Meter:
    """A meter for this process of the installation and for the whole server of its database, on the same machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    return Meter({OWN: os.getpid(), "database": machine.parent(backend)})
