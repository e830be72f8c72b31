"""A whole installation of its own: servers, database, processes; for tests that kill things and for the benchmarks.

Everything lives under one folder, listens on the loopback interface only, and is ended by the process ids that were
started here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
from psycopg.rows import dict_row

from dost.ops.embedded import EmbeddedServers
from dost.ops.embedded.processes import is_alive

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAMS: Final = Path(sys.executable).parent
NAMES: Final = ("worker", "beat", "institutions")

# What a catalogue and a population leave for later: the first looks at everybody. Tomorrow's is marked as done, so that
# a test that runs over midnight sees nothing else than one that does not.
FIRST_LOOKS: Final = """
from datetime import timedelta
from django.utils import timezone
from dost.common.dates import local_day
from dost.proactive.models import SweepRun
from dost.proactive.tasks import sweep_runs, sweep_today

sweep_today()
sweep_runs()
now = timezone.now()
SweepRun.objects.create(on=local_day(now) + timedelta(days=1), started_at=now, finished_at=now)
"""


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """One database and its processes on the embedded servers of `home`.

    `settings` go into the environment of every process. `copy` makes another installation on the same servers.
    """

    home: Path
    servers: EmbeddedServers
    settings: Mapping[str, str] = field(default_factory=dict)
    database: str = "dost"
    broker: int = 0
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, tuple[list[str], dict[str, str]]] = field(default_factory=dict)

    # -- addresses -------------------------------------------------------------------------------------------------

    def _url(self, database: str, *, owner: bool = True) -> str:
        server = self.servers.postgres
        return f"{(server.owner_url if owner else server.url).rpartition('/')[0]}/{database}"

    @property
    def broker_url(self) -> str:
        """The address of this installation's part of the broker."""
        return f"{self.servers.valkey.url.rpartition('/')[0]}/{self.broker}"

    @property
    def simulator_url(self) -> str:
        """The address of the institutions."""
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this installation: they work as the application, not as the owner."""
        inherited = ("PYTEST_", "DOST_", "DJANGO_", "TEST_DB_")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(inherited)},
            "DJANGO_SETTINGS_MODULE": "dost.settings",
            "DOST_HOME": str(self.home / self.database),
            "DATABASE_URL": self._url(self.database, owner=False),
            "DATABASE_OWNER_URL": self._url(self.database),
            "REDIS_URL": self.broker_url,
            "PORT": str(self.port),
            "SIMULATOR_URL": self.simulator_url,
            **self.settings,
        }

    # -- commands --------------------------------------------------------------------------------------------------

    def run(self, *command: str) -> str:
        """Run a command to its end and return what it printed; raises with its errors when it fails."""
        done = subprocess.run(
            [*command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = f"{done.stderr[-4000:]}\n{done.stdout[-4000:]}"
            raise RuntimeError(f"{' '.join(command)[:200]}: exit {done.returncode}\n{said}")
        return done.stdout

    def manage(self, *arguments: str) -> str:
        """Run a management command."""
        return self.run(sys.executable, str(ROOT / "manage.py"), *arguments)

    def prepare(self, *, people: int, seed: int = 7) -> None:
        """Load the catalogue into a migrated database, make people with their past, and put the first looks behind."""
        self.manage("catalogue", "load")
        self.manage("population", "--people", str(people), "--seed", str(seed))
        self.manage("seed_awards")
        self.manage("shell", "--verbosity", "0", "-c", FIRST_LOOKS)
        self.manage("cases", "drain", "--seconds", "200")

    def copy(self, name: str, *, broker: int, **settings: str) -> Installation:
        """Make a copy of the database, which nobody may be using, and an installation of its own for it."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        return Installation(
            home=self.home,
            servers=self.servers,
            settings={**self.settings, **settings},
            database=name,
            broker=broker,
        )

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Run a query and return its rows."""
        with psycopg.connect(self._url(self.database), row_factory=dict_row, connect_timeout=5) as connection:
            return connection.execute(query).fetchall()

    def execute(self, statement: str) -> None:
        """Run a statement that returns nothing, as the owner of the tables."""
        with psycopg.connect(self._url(self.database), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    def number(self, query: str) -> Any:
        """The only column of the only row of a query."""
        return next(iter(self.rows(query)[0].values()))

    # -- processes -------------------------------------------------------------------------------------------------

    def command(self, name: str) -> tuple[list[str], dict[str, str]]:
        """The command of a process, as in the Procfile, and what its environment adds."""
        celery = [str(PROGRAMS / "celery"), "--quiet", "--app", "dost"]
        if name == "worker":
            options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
            return [*celery, "worker", *options], {}
        if name == "beat":
            return [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], {}
        granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        options = ["--port", str(self.simulator_port), "--workers", "1", "--blocking-threads", "64"]
        return (
            [*granian, *options, "--log-level", "error", "dost.wsgi:application"],
            {"DOST_URLCONF": "registries.bridge.simulator.urls", "DOST_DB_POOL": "1"},
        )

    def start(self, *names: str) -> None:
        """Start processes, all of them if none is named."""
        for name in names or NAMES:
            command, more = self.command(name)
            self.start_own(name, command, **more)

    def start_own(self, name: str, command: Sequence[str], **more: str) -> None:
        """Start a process in a session of its own, its output in a file under `home`."""
        self.commands[name] = [*command], more
        log_file = self.log_file(name)
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as log:
            self.children[name] = subprocess.Popen(
                [*command],
                cwd=ROOT,
                env={**self.environment, "DOST_PROCESS": name, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_again(self, name: str) -> None:
        """Start a process that ended, with the command it had."""
        command, more = self.commands[name]
        self.start_own(name, command, **more)

    def log_file(self, name: str) -> Path:
        """Where a process writes what it has to say."""
        return self.home / self.database / f"{name}.log"

    def wait_for_simulator(self, *, seconds: float = 60) -> None:
        """Wait until the institutions answer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.simulator_url}/healthz", timeout=1).status_code == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError("the simulator did not start: " + self.log_file("institutions").read_text()[-2000:])

    def signal(self, name: str, what: signal.Signals) -> None:
        """Send a signal to a process started here and to all its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.children[name].pid, what)

    def kill(self, name: str) -> None:
        """`kill -9` of a process started here with all its children, and wait until it is gone."""
        self.signal(name, signal.SIGKILL)
        self.children.pop(name).wait()

    def stop(self, *names: str) -> None:
        """End processes, all of them if none is named: politely, and after ten seconds not."""
        wanted = [name for name in names or tuple(self.children) if name in self.children]
        for name in wanted:
            self.signal(name, signal.SIGTERM)
        for name in wanted:
            try:
                self.children[name].wait(timeout=10)
                del self.children[name]
            except subprocess.TimeoutExpired:
                self.kill(name)

    def ended(self) -> list[str]:
        """The processes that have ended by themselves."""
        return [name for name, child in self.children.items() if child.poll() is not None]

    # -- servers ---------------------------------------------------------------------------------------------------

    def kill_valkey(self) -> None:
        """`kill -9` of Valkey, and start it again."""
        self._kill_server(self.servers.valkey.pid())
        self.start_servers_again()

    def restart_postgres(self, *, crash: bool) -> None:
        """Restart PostgreSQL: as an administrator would, or after `kill -9` of its first process."""
        if crash:
            self._kill_server(self.servers.postgres.pid())
        else:
            self.servers.postgres.stop()
        self.start_servers_again()

    @staticmethod
    def _kill_server(pid: int | None) -> None:
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not is_alive(pid), seconds=10, every=0.01)

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


@contextlib.contextmanager
def installation(home: Path, *, keep: bool = False, **settings: str) -> Iterator[Installation]:
    """Servers and an installation for the length of the block; unless they are kept, their data is gone afterwards."""
    servers = EmbeddedServers(home=home)
    servers.acquire()
    made = Installation(home=home, servers=servers, settings=settings)
    try:
        yield made
    finally:
        made.stop()
        servers.release()
        if not keep:
            servers.erase()


def wait_until(condition: Callable[[], object], *, seconds: float, every: float = 0.5) -> None:
    """Wait until a condition holds; `TimeoutError` otherwise. A database that is away counts as "not yet"."""
    end = time.monotonic() + seconds
    last: Exception | None = None
    while time.monotonic() < end:
        try:
            if condition():
                return
        except psycopg.Error as error:
            last = error
        time.sleep(every)
    raise TimeoutError(f"still not so after {seconds:g} s" + (f": {last}" if last else ""))
