"""The supervisor: starts again what crashes, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dost.ops.embedded import PROJECT_ROOT
from dost.ops.embedded.processes import is_alive, wait_until
from dost.ops.supervise import Supervisor, describe_end
from tests.patience import PATIENCE

# Writes its own and its child's process id, then waits. The child ignores the wish to stop, as a stuck one would.
FAMILY = """
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(3600)"])
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(3600)
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "a").write("started\\n")
time.sleep(3600)
"""


def lives(path: Path) -> list[list[int]]:
    """What each life of FAMILY wrote: its process id and its child's."""
    if not path.exists():
        return []
    return [[int(pid) for pid in line.split()] for line in path.read_text().splitlines()]


def start(tmp_path: Path, code: str, *options: str) -> subprocess.Popen[str]:
    """A supervisor in a process of its own."""
    command = [sys.executable, "-c", code, str(tmp_path / "lives")]
    return subprocess.Popen(
        [sys.executable, "-m", "dost.ops.supervise", "thing", *options, "--", *command],
        cwd=PROJECT_ROOT,
        env={**os.environ, "DOST_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_supervisor_starts_a_killed_command_again_without_its_orphans(tmp_path: Path) -> None:
    supervisor = start(tmp_path, FAMILY)
    assert wait_until(lambda: len(lives(tmp_path / "lives")) == 1, timeout=PATIENCE)
    first = lives(tmp_path / "lives")[0]
    assert (tmp_path / "run" / "thing.pid").read_text() == f"{first[0]}\n"

    os.kill(first[0], signal.SIGKILL)
    assert wait_until(lambda: len(lives(tmp_path / "lives")) == 2, timeout=PATIENCE)
    assert not is_alive(first[1])

    supervisor.terminate()
    output, _ = supervisor.communicate(timeout=PATIENCE)
    assert supervisor.returncode == 0
    assert output == "thing was ended by SIGKILL; starting it again in 0.25 s\n"
    assert not any(is_alive(pid) for pid in lives(tmp_path / "lives")[1])
    assert not (tmp_path / "run" / "thing.pid").exists()


def test_supervisor_kills_a_command_that_does_not_stop(tmp_path: Path) -> None:
    supervisor = start(tmp_path, STUBBORN, "--patience", "0.5")
    assert wait_until((tmp_path / "lives").exists, timeout=PATIENCE)
    started = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=PATIENCE) == 0
    assert time.monotonic() - started > 0.4


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_command_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = start(tmp_path, FAMILY)
    assert wait_until(lambda: len(lives(tmp_path / "lives")) == 1, timeout=PATIENCE)
    command, child = lives(tmp_path / "lives")[0]
    supervisor.kill()
    supervisor.wait()
    try:
        assert wait_until(lambda: not is_alive(command), timeout=PATIENCE)
    finally:
        os.kill(child, signal.SIGKILL)


def test_supervisor_reports_a_missing_program(tmp_path: Path) -> None:
    lines: list[str] = []
    assert Supervisor(name="thing", command=["/no/such/program"], say=lines.append).run() == 127
    assert lines == ["thing: No such file or directory: /no/such/program"]


def test_supervisor_waits_longer_after_each_crash(tmp_path: Path) -> None:
    lines: list[str] = []
    supervisor = Supervisor(name="thing", command=["false"], say=lines.append)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    assert wait_until(lambda: len(lines) == 3, timeout=PATIENCE)
    supervisor.stop()
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()
    assert lines == [f"thing ended with exit code 1; starting it again in {delay} s" for delay in ("0.25", "0.5", "1")]


def test_supervisor_stopped_before_it_starts_runs_nothing(tmp_path: Path) -> None:
    supervisor = Supervisor(name="thing", command=["touch", str(tmp_path / "ran")])
    supervisor.stop()
    assert supervisor.run() == 0
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "ended with exit code 0"), (-9, "was ended by SIGKILL"), (-200, "was ended by signal 200")],
)
def test_describe_end(code: int, words: str) -> None:
    assert describe_end(code) == words
