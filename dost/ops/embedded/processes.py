"""Small questions about processes and ports that both servers need answered."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

LOOPBACK = "127.0.0.1"


def is_alive(pid: int) -> bool:
    """Whether ``pid`` is a running process; a zombie nobody reaps (PID 1 in many containers) is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return not Path("/proc/self").exists()
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def works_in(pid: int, folder: Path) -> bool:
    """Whether ``pid`` has ``folder`` as its working directory; True where /proc cannot tell."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except OSError:
        return True


def processes_in(folder: Path) -> list[int]:
    """The running processes whose working directory is ``folder`` (every PostgreSQL process stays in its data)."""
    target = folder.resolve()
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == target and is_alive(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def free_port(preferred: int | None) -> int:
    """``preferred`` when nobody listens on it, else any free loopback port."""
    for candidate in ([preferred] if preferred else []) + [0]:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on the loopback interface")


def wait_until(condition: Callable[[], bool], *, timeout: float, interval: float = 0.02) -> bool:
    """Poll ``condition`` until it holds or ``timeout`` seconds have passed; says which."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(interval)
    return True


def tail(path: Path, lines: int = 8) -> str:
    """The last lines of a log file, for an error message; empty when there is none."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
