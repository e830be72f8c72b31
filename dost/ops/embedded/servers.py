"""Both embedded servers together: shared by every process that needs them, stopped by the last one to leave.

Two lock files in ``DOST_HOME`` do it. ``servers.lock`` is held exclusively, for moments, by whoever starts or
stops something. ``users.lock`` is held shared by every process that uses the servers, for its life; the kernel
drops it when a process is killed. Who leaves and gets ``users.lock`` exclusively was the last one.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from .paths import EmbeddedError, choose_state_folder, dost_home, prepare_home, server_user
from .postgres import Postgres
from .processes import free_port
from .valkey import Valkey

STATE_FILE = "servers.json"
HOME_FILE = "home"  # in the data folder: whose it is
EMBEDDED_VARIABLE = "DOST_EMBEDDED"  # tells child processes which of the addresses they inherit are our servers


@dataclass
class EmbeddedServers:
    """The servers of one ``home``; ``wanted`` names those to run (``postgres``, ``valkey``)."""

    home: Path
    wanted: frozenset[str] = frozenset({"postgres", "valkey"})
    _lease: int | None = field(default=None, init=False, repr=False)
    _lease_pid: int = field(default=0, init=False, repr=False)

    # -- what is known -------------------------------------------------------------------------------------

    def _read_state(self) -> dict[str, Any]:
        try:
            state = json.loads((self.home / STATE_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except PermissionError as error:
            raise EmbeddedError(f"{error.filename} belongs to another user; set DOST_HOME") from error
        except OSError as error:
            raise EmbeddedError(f"DOST_HOME: {error.filename}: {error.strerror}") from error
        except ValueError as error:
            raise EmbeddedError(f"{self.home / STATE_FILE} is damaged: {error}") from error
        return state if isinstance(state, dict) else {}

    def _write_state(self, state: dict[str, Any]) -> None:
        draft = self.home / (STATE_FILE + ".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            json.dump(state, file, indent=2)
        draft.replace(self.home / STATE_FILE)

    def known(self) -> tuple[Postgres, Valkey] | None:
        """The two servers as last set up, running or not; None before the first start."""
        state = self._read_state()
        if not state:
            return None
        folder, user = self.home / state["folder"], server_user()
        return (
            Postgres(folder / "postgres", user, **state["postgres"]),
            Valkey(folder / "valkey", user, **state["valkey"]),
        )

    @property
    def postgres(self) -> Postgres:
        known = self.known()
        if known is None:
            raise EmbeddedError(f"no embedded servers were ever started in {self.home}")
        return known[0]

    @property
    def valkey(self) -> Valkey:
        known = self.known()
        if known is None:
            raise EmbeddedError(f"no embedded servers were ever started in {self.home}")
        return known[1]

    # -- starting and stopping -----------------------------------------------------------------------------

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Hold the right to start and stop."""
        prepare_home(self.home)
        lock = os.open(self.home / "servers.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def acquire(self) -> None:
        """Become a user of the servers and see that they are up; released by ``release`` or by dying."""
        with self._exclusively():
            if self._lease is None or self._lease_pid != os.getpid():
                self._lease = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
                self._lease_pid = os.getpid()
                fcntl.flock(self._lease, fcntl.LOCK_SH)
            self._start_missing()

    def release(self) -> None:
        """Stop being a user; whoever was the last one stops the servers. Harmless when called again."""
        if self._lease is None or self._lease_pid != os.getpid():
            return
        with self._exclusively():
            os.close(self._lease)
            self._lease = None
            probe = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(probe)
            self._stop()

    def are_up(self) -> bool:
        """Whether every server wanted runs already."""
        return self.known() is not None and all(server.is_up() for server in self._wanted_servers())

    def restart_dead(self) -> list[str]:
        """Start again whatever has died, on the port its users know; returns the names of what was started."""
        if all(server.is_up() for server in self._wanted_servers()):
            return []
        with self._exclusively():
            return self._start_missing(keep_ports=True)

    def stop(self) -> None:
        """Stop both servers whoever uses them."""
        with self._exclusively():
            self._stop()

    def erase(self) -> None:
        """Stop both servers and delete everything they keep. For installations made only to be thrown away."""
        with self._exclusively():
            self._stop()
            state = self._read_state()
            if state:
                shutil.rmtree(self.home / state["folder"], ignore_errors=True)
                (self.home / STATE_FILE).unlink()

    def _stop(self) -> None:
        known = self.known()
        if known is not None:
            postgres, valkey = known
            valkey.stop()
            postgres.stop()

    def _wanted_servers(self) -> list[Postgres | Valkey]:
        known = self.known()
        if known is None:
            raise EmbeddedError(f"no embedded servers were ever started in {self.home}")
        return [server for server in known if type(server).__name__.lower() in self.wanted]

    def _start_missing(self, *, keep_ports: bool = False) -> list[str]:
        if self.known() is None or self._is_copy():
            self._write_state(self._first_state())
        self._complete_state()
        started: list[str] = []
        for server in self._wanted_servers():
            name = type(server).__name__.lower()
            if server.is_initialised and (server.is_up() or server.comes_up()):
                continue
            if not keep_ports:
                server = self._with_free_port(name)
            server.prepare()
            server.start()
            started.append(name)
        if "postgres" in self.wanted:
            self.postgres.ensure_application_role()
        return started

    def _complete_state(self) -> None:
        """Give a home from before the application had a role of its own what it lacks."""
        state = self._read_state()
        if not state["postgres"].get("application_password"):
            state["postgres"]["application_password"] = secrets.token_urlsafe(24)
            self._write_state(state)

    def _with_free_port(self, name: str) -> Postgres | Valkey:
        """The server on the port it had, or on another when someone else has taken that meanwhile."""
        state = self._read_state()
        port = free_port(state[name]["port"])
        if port != state[name]["port"]:
            state[name]["port"] = port
            self._write_state(state)
        return self.postgres if name == "postgres" else self.valkey

    def _first_state(self) -> dict[str, Any]:
        user = server_user()
        folder = choose_state_folder(self.home, user)
        if folder.exists():
            # Left by a home of this name that has been deleted, passwords and all: nobody can use it any more.
            self._remove_orphan(folder)
        folder.mkdir(mode=0o711)
        folder.chmod(0o711)
        (folder / HOME_FILE).write_text(str(self.home), encoding="utf-8")
        first, second = free_port(None), free_port(None)
        return {
            "folder": str(folder.relative_to(self.home) if folder.is_relative_to(self.home) else folder),
            "postgres": {"port": first, "password": secrets.token_urlsafe(24)},
            "valkey": {"port": second, "password": secrets.token_urlsafe(24)},
        }

    def _is_copy(self) -> bool:
        """Whether this home was copied from another that is still there and owns the outside data folder."""
        folder = self.home / self._read_state()["folder"]
        if folder.is_relative_to(self.home):
            return False
        try:
            owner = Path((folder / HOME_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return False
        if owner == self.home:
            return False
        if (owner / STATE_FILE).exists():
            return True
        (folder / HOME_FILE).write_text(str(self.home), encoding="utf-8")  # the home was moved
        return False

    @staticmethod
    def _remove_orphan(folder: Path) -> None:
        user = server_user()
        Valkey(folder / "valkey", user, port=0, password="").stop()  # stopping needs none  # nosec B106
        Postgres(folder / "postgres", user, port=0, password="").stop()  # nosec B106
        shutil.rmtree(folder)


_held: EmbeddedServers | None = None
OWNER_VARIABLE = "DATABASE_OWNER_URL"
_SERVER_OF = {"DATABASE_URL": "postgres", "REDIS_URL": "valkey"}


def _wanted() -> frozenset[str]:
    return frozenset(server for name, server in _SERVER_OF.items() if not os.environ.get(name, "").strip())


def are_ours_to_start() -> bool:
    """Whether the environment leaves it to us to provide a database or a broker."""
    return bool(_wanted())


def ensure(*, say: Callable[[str], object] | None = None) -> EmbeddedServers | None:
    """Make ``DATABASE_URL`` and ``REDIS_URL`` point at running servers for as long as this process lives.

    ``DATABASE_OWNER_URL`` comes with the embedded PostgreSQL, for whatever has to own the tables.
    Whatever the environment already names is used as it is; for the rest the embedded servers of ``DOST_HOME``
    are started, or joined when they run. The last process to leave stops them. Returns None when nothing
    embedded is needed. ``say`` is given a line when something has to be started. Raises EmbeddedError with what to
    look at.
    """
    global _held
    wanted = _wanted()
    if not wanted:
        return _held
    servers = EmbeddedServers(home=dost_home(), wanted=wanted)
    atexit.register(servers.release)
    _leave_on_sigterm()
    if say is not None and not servers.are_up():
        say("Starting PostgreSQL and Valkey; they stop with this command (`make run` keeps them running) …")
    servers.acquire()
    for variable, server in _SERVER_OF.items():
        if server in wanted:
            os.environ[variable] = getattr(servers, server).url
    if "postgres" in wanted:
        os.environ[OWNER_VARIABLE] = servers.postgres.owner_url
    os.environ[EMBEDDED_VARIABLE] = ",".join(sorted(wanted))
    _held = servers
    return servers


def leave() -> None:
    """Stop using the servers before the process ends; the last user stops them."""
    if _held is not None:
        _held.release()


def _leave_on_sigterm() -> None:
    """Let SIGTERM and SIGHUP end this process through its exit handlers, unless it has its own idea of them."""
    if threading.current_thread() is not threading.main_thread():
        return
    for signum in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is signal.SIG_DFL:
            signal.signal(signum, _exit_orderly)


def _exit_orderly(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def known_urls() -> dict[str, str]:
    """The addresses of the servers this installation last used, by variable, without starting anything."""
    known = EmbeddedServers(home=dost_home()).known()
    if known is None:
        return {}
    postgres, valkey = known
    return {"DATABASE_URL": postgres.url, OWNER_VARIABLE: postgres.owner_url, "REDIS_URL": valkey.url}
