"""A whole installation of its own: servers, database, processes; for tests that kill things and for the benchmarks.

Everything lives under one folder, listens on the loopback interface only, and is ended by the process ids that were
started here.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
from psycopg.rows import dict_row

from dost.embedded import EmbeddedServers

ROOT: Final = Path(__file__).resolve().parent.parent
NAMES: Final = ("worker", "beat", "institutions")


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """An installation under `home`; `database` may name another database of its server."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    database: str = ""

    def __post_init__(self) -> None:
        self.servers = EmbeddedServers(home=self.home)
        self.servers.acquire()

    # -- addresses -------------------------------------------------------------------------------------------------

    @property
    def database_url(self) -> str:
        """The address of the database in use."""
        url = self.servers.postgres.url
        return url if not self.database else f"{url.rpartition('/')[0]}/{self.database}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this installation."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
            "DOST_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.servers.valkey.url,
            "PORT": str(self.port),
            "SIMULATOR_URL": f"http://127.0.0.1:{self.simulator_port}",
            **self.settings,
        }

    # -- commands --------------------------------------------------------------------------------------------------

    def manage(self, *arguments: str) -> str:
        """Run a management command; raises with its errors when it fails."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout

    def prepare(self, *, people: int, seed: int = 7) -> None:
        """Migrate, load the catalogue and make the population with its past."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("catalogue", "load")
        self.manage("population", "--people", str(people), "--seed", str(seed))
        self.manage("settle_history")

    def copy_database(self, name: str) -> None:
        """Copy the database as it is; nobody may be using it."""
        with psycopg.connect(f"{self.servers.postgres.url.rpartition('/')[0]}/postgres", autocommit=True) as admin:
            source = self.database_url.rpartition("/")[2].partition("?")[0]
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')  # type: ignore[arg-type]

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Run a query and return its rows."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    def status(self) -> dict[str, Any]:
        """The counts of `manage.py status --json`."""
        told: dict[str, Any] = json.loads(self.manage("status", "--json"))
        return told

    # -- processes -------------------------------------------------------------------------------------------------

    def command(self, name: str) -> tuple[list[str], dict[str, str]]:
        """The command of a process and what its environment adds."""
        programs = Path(sys.executable).parent
        celery = [str(programs / "celery"), "--quiet", "--app", "dost"]
        if name == "worker":
            options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
            return [*celery, "worker", *options], {}
        if name == "beat":
            return [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], {}
        granian = [str(programs / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        options = ["--port", str(self.simulator_port), "--workers", "1", "--blocking-threads", "32"]
        return (
            [*granian, *options, "--log-level", "warning", "dost.wsgi:application"],
            {"DOST_URLCONF": "registries.bridge.simulator.urls", "DOST_DB_POOL": "1"},
        )

    def start(self, *names: str) -> None:
        """Start processes, each in a session of its own, their output in a file under `home`."""
        for name in names or NAMES:
            command, more = self.command(name)
            with (self.home / f"{name}.log").open("ab") as log:
                self.children[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={**self.environment, "DOST_PROCESS": name, **more},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def wait_for_simulator(self, *, seconds: float = 30) -> None:
        """Wait until the institutions answer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.simulator_port}/healthz", timeout=1).status_code == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError("the simulator did not start: " + (self.home / "institutions.log").read_text()[-2000:])

    def kill(self, name: str) -> None:
        """`kill -9` of a process started here with all its children, and wait until it is gone."""
        child = self.children.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def kill_valkey(self) -> None:
        """`kill -9` of Valkey, and start it again."""
        pid = self.servers.valkey.pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.start_servers_again()

    def restart_postgres(self, *, crash: bool) -> None:
        """Restart PostgreSQL: as an administrator would, or by `kill -9` of its first process."""
        pid = self.servers.postgres.pid()
        if crash and pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        else:
            self.servers.postgres.stop()
        self.start_servers_again()

    def start_servers_again(self, *, seconds: float = 60) -> None:
        """Start whatever is dead."""
        end = time.monotonic() + seconds
        while True:
            try:
                self.servers.restart_dead()
                return
            except Exception:  # a server that is still dying holds its lock file for a moment
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def close(self) -> None:
        """End everything started here."""
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        for name in list(self.children):
            try:
                self.children[name].wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self.servers.release()
        self.servers.erase()


@contextlib.contextmanager
def installation(home: Path, **settings: str) -> Iterator[Installation]:
    """An installation for the length of the block."""
    made = Installation(home=home, settings=settings)
    try:
        yield made
    finally:
        made.close()


def wait_until(condition: Any, *, seconds: float, every: float = 0.5) -> None:
    """Wait until a condition holds; `TimeoutError` otherwise. Errors of the condition count as "not yet"."""
    end = time.monotonic() + seconds
    last: Exception | None = None
    while time.monotonic() < end:
        try:
            if condition():
                return
        except (psycopg.Error, RuntimeError) as error:
            last = error
        time.sleep(every)
    raise TimeoutError(f"still not so after {seconds:g} s" + (f": {last}" if last else ""))


__all__: Sequence[str] = ("Installation", "free_port", "installation", "wait_until")
