"""Keeps one process of ``make run`` alive: ``python -m dost.ops.supervise NAME -- COMMAND…``.

honcho stops everything when one process ends. This stands between: it starts COMMAND again after a crash, passes
a wish to stop on to it, and never leaves a grandchild behind. COMMAND runs in a process group of its own whose id
is kept in ``DOST_HOME/run/NAME.pid``.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from dost.ops.embedded.paths import dost_home
from dost.ops.embedded.processes import wait_until

FIRST_DELAY = 0.25
LONGEST_DELAY = 10.0
STEADY_AFTER = 30.0  # seconds of running after which an earlier crash is forgotten
PATIENCE = 4.0  # seconds between SIGTERM and SIGKILL; honcho kills after five
PR_SET_PDEATHSIG = 1
EX_CONFIG = 78  # what dost.ops.production ends with when it refuses


def die_with_parent(signum: signal.Signals) -> None:
    """Ask the kernel to send this process ``signum`` when its parent dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)


def describe_end(code: int) -> str:
    """A return code of ``subprocess`` in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


@dataclass
class Supervisor:
    """Runs ``command`` until told to stop. ``say`` receives one line for each event worth knowing."""

    name: str
    command: list[str]
    pid_file: Path | None = None
    patience: float = PATIENCE
    say: Callable[[str], None] = print
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _executioner: threading.Timer | None = field(default=None, init=False)

    def run(self) -> int:
        """Start the command again and again until ``stop`` is called; 0, or 127 when there is no such program."""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            started = time.monotonic()
            try:
                code = self._run_once()
            except (FileNotFoundError, PermissionError) as error:
                self.say(f"{self.name}: {error.strerror}: {self.command[0]}")
                return 127
            if self._stopping.is_set():
                break
            if time.monotonic() - started > STEADY_AFTER:
                delay = FIRST_DELAY
            self.say(f"{self.name} {describe_end(code)}; starting it again in {delay:g} s")
            self._stopping.wait(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        return 0

    def _run_once(self) -> int:
        """One life of the command, from its start until nothing of its group is left."""
        child = subprocess.Popen(  # a list, no shell  # nosec B603
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one call into the kernel
        )
        self._child = child
        self._note_pid(child.pid)
        if self._stopping.is_set():
            self._ask_to_stop()
        code = child.wait()
        if self._executioner is not None:
            self._executioner.cancel()
        self._child = None
        self._note_pid(None)
        end_group(child.pid)
        return code

    def _note_pid(self, pid: int | None) -> None:
        if self.pid_file is None:
            return
        if pid is None:
            self.pid_file.unlink(missing_ok=True)
        else:
            self.pid_file.parent.mkdir(parents=True, exist_ok=True)
            self.pid_file.write_text(f"{pid}\n", encoding="ascii")

    def stop(self) -> None:
        """Ask the command to stop; kill its whole group when it has not within ``patience`` seconds."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        child = self._child
        if child is None or child.returncode is not None:
            return
        _send(child.pid, signal.SIGTERM)
        self._executioner = threading.Timer(self.patience, _send_group, (child.pid, signal.SIGKILL))
        self._executioner.daemon = True
        self._executioner.start()


def end_group(group: int, *, grace: float = 0.5) -> None:
    """End what a process left behind in its group: politely first, then for good."""
    if _send_group(group, signal.SIGTERM) and not wait_until(lambda: not _has_members(group), timeout=grace):
        _send_group(group, signal.SIGKILL)
        wait_until(lambda: not _has_members(group), timeout=1.0)


def _has_members(group: int) -> bool:
    """Whether a process of the group runs. Zombies that PID 1 has not collected yet do not count, where we can see."""
    if not Path("/proc/self").exists():
        return _send_group(group, 0)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, process_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(process_group) == group and state not in {"Z", "X"}:
            return True
    return False


def _send(pid: int, signum: int) -> bool:
    try:
        os.kill(pid, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _send_group(group: int, signum: int) -> bool:
    try:
        os.killpg(group, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def refused_in_production() -> int | None:
    """In production, ask in a process of its own whether it may start; its exit code where it may not, else None.

    Only a refusal counts: a database that is away for a moment is what the supervised command is for.
    """
    if os.environ.get("DOST_ENV", "").strip() != "production":
        return None
    asked = subprocess.run(  # nosec B603 - a command of our own
        [sys.executable, "-m", "dost.ops.production"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if asked.returncode != EX_CONFIG:
        return None
    print(asked.stderr.strip(), flush=True)  # noqa: T201 - honcho shows it
    return EX_CONFIG


def main(arguments: list[str] | None = None) -> int:
    """The command line; SIGTERM, SIGINT and SIGHUP stop the command, and so does the death of our parent."""
    parser = argparse.ArgumentParser(prog="python -m dost.ops.supervise", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("name", help="what to call it in messages and in DOST_HOME/run/NAME.pid")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds between SIGTERM and SIGKILL")
    parser.add_argument("command", nargs="+", help="after --: the program and its arguments")
    given = parser.parse_args(arguments)
    supervisor = Supervisor(
        name=given.name,
        command=given.command,
        pid_file=dost_home() / "run" / f"{given.name}.pid",
        patience=given.patience,
        say=lambda line: print(line, flush=True),  # noqa: T201 - honcho shows it
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        supervisor.stop()

    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, stop)
    die_with_parent(signal.SIGTERM)
    if (refused := refused_in_production()) is not None:
        return refused
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main())
