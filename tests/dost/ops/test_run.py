"""``make run``'s own parts: the process manager, addresses, the Procfile, and who may run."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from dost.ops import run
from dost.ops.embedded import PROJECT_ROOT
from dost.ops.embedded.processes import is_alive, wait_until
from tests.patience import PATIENCE

NAMES = ["servers", "web", "worker", "beat", "institutions", "life", "identity"]

# Three supervised commands, one with a grandchild; each writes the process ids it consists of.
MANAGE = """
import os, sys
from dost.ops.run import run_processes
command = (
    "exec {python} -m dost.ops.supervise {name} -- sh -c 'sleep 60 & echo $$ $! >> {folder}/{name}; wait'"
)
names = ["first", "second", "third"]
commands = {n: command.format(python=sys.executable, name=n, folder=os.environ["DOST_HOME"]) for n in names}
sys.exit(run_processes(commands, dict(os.environ), 1, ""))
"""


def start_manager(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MANAGE],
        cwd=PROJECT_ROOT,
        env={**os.environ, "DOST_HOME": str(home), "PYTHONPATH": str(PROJECT_ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=(home / "output").open("w"),
        stderr=subprocess.STDOUT,
        text=True,
    )


def pids(home: Path) -> list[int]:
    """Every process id the three commands have written so far."""
    files = [home / name for name in ("first", "second", "third")]
    return [int(pid) for file in files if file.exists() for pid in file.read_text().split()]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything_with_its_grandchildren(tmp_path: Path, signum: signal.Signals) -> None:
    manager = start_manager(tmp_path)
    assert wait_until(lambda: len(pids(tmp_path)) == 6, timeout=PATIENCE)
    manager.send_signal(signum)
    assert manager.wait(timeout=PATIENCE) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_crash_of_one_leaves_the_others(tmp_path: Path) -> None:
    manager = start_manager(tmp_path)
    assert wait_until(lambda: len(pids(tmp_path)) == 6, timeout=PATIENCE)
    first = [int(pid) for pid in (tmp_path / "first").read_text().split()]
    others = [pid for pid in pids(tmp_path) if pid not in first]
    os.kill(first[0], signal.SIGKILL)
    assert wait_until(lambda: len(pids(tmp_path)) == 8, timeout=PATIENCE)
    assert all(is_alive(pid) for pid in others)
    manager.terminate()
    assert manager.wait(timeout=PATIENCE) == 0
    assert "first was ended by SIGKILL; starting it again in 0.25 s" in (tmp_path / "output").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_killed_manager_leaves_nothing_behind(tmp_path: Path) -> None:
    manager = start_manager(tmp_path)
    assert wait_until(lambda: len(pids(tmp_path)) == 6, timeout=PATIENCE)
    manager.kill()
    manager.wait()
    assert wait_until(lambda: not any(is_alive(pid) for pid in pids(tmp_path)), timeout=PATIENCE)


def test_signal_while_starting_stops_everything(tmp_path: Path) -> None:
    manager = start_manager(tmp_path)
    time.sleep(0.6)
    manager.send_signal(signal.SIGTERM)
    manager.wait(timeout=PATIENCE)
    assert wait_until(lambda: not any(is_alive(pid) for pid in pids(tmp_path)), timeout=PATIENCE)


def test_procfile_names_every_process_behind_a_supervisor() -> None:
    commands = run.procfile(PROJECT_ROOT / "Procfile", without=frozenset())
    assert list(commands) == NAMES
    for name, command in commands.items():
        assert command.startswith(f"exec python -m dost.ops.supervise {name} -- ")


def test_procfile_without_a_foreign_simulator() -> None:
    commands = run.procfile(PROJECT_ROOT / "Procfile", without=frozenset({"institutions"}))
    assert "institutions" not in commands


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("http://127.0.0.1:8001", 8001, "http://127.0.0.1:8002", 8002)),
        ({"PORT": "9000"}, ("http://127.0.0.1:9001", 9001, "http://127.0.0.1:9002", 9002)),
        ({"SIMULATOR_URL": "http://localhost:7000"}, ("http://localhost:7000", 7000, "http://127.0.0.1:8002", 8002)),
        ({"SIMULATOR_URL": "https://bridge.example"}, ("https://bridge.example", None, "http://127.0.0.1:8002", 8002)),
        ({"IDENTITY_URL": "https://id.example/"}, ("http://127.0.0.1:8001", 8001, "https://id.example", None)),
    ],
)
def test_addresses(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: tuple[str, int | None, str, int | None]
) -> None:
    for name in ("PORT", "SIMULATOR_URL", "IDENTITY_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.read_addresses() == run.Addresses(int(environment.get("PORT", 8000)), *expected)


def test_addresses_with_a_bad_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(run.RunError, match="PORT='99999'"):
        run.read_addresses()


def test_taken_port_says_which_variable_moves_it() -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(run.RunError, match=rf"port {port} cannot be used .*PORT="):
            run.refuse_taken_port(port, "PORT")


def test_only_one_may_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOST_HOME", str(tmp_path))
    with run.only_one(), pytest.raises(run.RunError, match="already running"), run.only_one():
        pass
    with run.only_one():
        pass


class Health:
    """A /healthz that says in turn what it is given, and the last of it for ever."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def get(self, _url: str, **_options: object) -> httpx.Response:
        code, detail = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return httpx.Response(code, json={"checks": {"worker": {"ok": code == 200, "detail": detail}}})


def announced(monkeypatch: pytest.MonkeyPatch, health: Health, *, patience: float) -> str:
    monkeypatch.setattr(httpx, "get", health.get)
    monkeypatch.setattr(run, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(run, "HEALTHY_WITHIN", patience)
    output = io.StringIO()
    run.announce(8000, "clerk [password]", threading.Event(), output=output)
    return output.getvalue()


def test_the_sign_ins_come_at_once_and_the_box_with_health(monkeypatch: pytest.MonkeyPatch) -> None:
    said = announced(monkeypatch, Health((503, "away"), (200, "")), patience=1_000)
    first, _, then = said.partition("DOST is running")
    assert "clerk [password]" in first
    assert "clerk [password]" in then
    assert "Sign in as a demo citizen: http://localhost:8000/my/sign-in/" in then
    assert "not all of it" not in said


def test_a_slow_machine_gets_its_box_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    said = announced(monkeypatch, Health((503, "away"), (503, "away"), (503, "away"), (200, "")), patience=-1)
    assert said.count("not all of it yet") == 1
    assert said.index("not all of it yet") < said.index("DOST is running")


def test_who_stops_before_it_is_healthy_has_seen_the_sign_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()
    stopped.set()
    output = io.StringIO()
    run.announce(8000, "clerk", stopped, output=output)
    assert "clerk" in output.getvalue()


def test_production_runs_no_world_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = run.Addresses(8000, "http://127.0.0.1:8001", 8001, "http://127.0.0.1:8002", 8002)
    others = run.Addresses(8000, "https://bridge.example", None, "https://id.example", None)
    assert run.left_out(ours) == frozenset()
    assert run.left_out(others) == {"institutions", "identity"}
    monkeypatch.setenv("DOST_ENV", "production")

    assert run.left_out(ours) == run.left_out(others) == {"institutions", "life", "identity"}
    assert list(run.procfile(PROJECT_ROOT / "Procfile", without=run.left_out(ours))) == [
        "servers",
        "web",
        "worker",
        "beat",
    ]
