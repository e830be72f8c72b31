"""Where the embedded servers live: ``DOST_HOME``, and a state folder the unprivileged server user can reach.

PostgreSQL refuses to run as root. Started by root it therefore runs as ``nobody``, who needs a path to its
binaries and data even when the clone itself is below a closed directory such as ``/root``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[3]
UNPRIVILEGED_USER = "nobody"
STATE_PARENTS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - a folder of its own, refused if it exists  # nosec B108

UNSPEAKABLE = frozenset('"$`\\\n\r')
"""What initdb and pg_ctl cannot take in a path; spaces, quotes of one stroke and letters of any language are fine."""


class EmbeddedError(RuntimeError):
    """An embedded server could not be prepared, started or stopped; the message says what to look at."""


@dataclass(frozen=True)
class ServerUser:
    """The system user the servers run as. ``name`` is None when they simply run as the current user."""

    name: str | None
    uid: int
    gid: int


def dost_home() -> Path:
    """The folder of everything this installation keeps: ``DOST_HOME``, or ``.dost`` in the project."""
    given = os.environ.get("DOST_HOME", "").strip()
    return (Path(given).expanduser() if given else PROJECT_ROOT / ".dost").absolute()


def prepare_home(home: Path) -> None:
    """Create ``home``: private to its owner, or merely traversable when root's servers run as someone else."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        home.mkdir(parents=True, exist_ok=True)
        if home.stat().st_uid == os.geteuid():
            home.chmod(mode)
    except OSError as error:
        raise EmbeddedError(f"DOST_HOME: cannot create {home}: {error.strerror}") from error


def server_user() -> ServerUser:
    """Who runs the servers: the current user, or ``nobody`` when the current user is root."""
    if os.geteuid() != 0:
        return ServerUser(name=None, uid=os.geteuid(), gid=os.getegid())
    import pwd  # deferred: this system only

    try:
        entry = pwd.getpwnam(UNPRIVILEGED_USER)
    except KeyError as error:
        raise EmbeddedError(
            f"PostgreSQL does not run as root and there is no user {UNPRIVILEGED_USER!r}; "
            "run as an ordinary user, or set DATABASE_URL and REDIS_URL"
        ) from error
    return ServerUser(name=UNPRIVILEGED_USER, uid=entry.pw_uid, gid=entry.pw_gid)


def run_as(
    user: ServerUser, command: list[str], *, cwd: Path, timeout: float, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short command as ``user`` with a bare environment; its output is returned, never inherited."""
    extra: dict[str, object] = {}
    if user.name is not None:
        extra = {"user": user.uid, "group": user.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # a list, no shell  # nosec B603
        command,
        cwd=cwd,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        umask=0o077,
        check=False,
        **extra,
    )


def is_reachable(folder: Path, user: ServerUser) -> bool:
    """Whether ``user`` can walk into ``folder`` (asked of the kernel, so ACLs and mounts count too)."""
    if user.name is None:
        return os.access(folder, os.X_OK)
    return run_as(user, ["test", "-x", str(folder)], cwd=Path("/"), timeout=10).returncode == 0


def choose_state_folder(home: Path, user: ServerUser) -> Path:
    """``home`` itself when the server user can reach it and PostgreSQL can bear its name, else a folder named after
    it in a system place.
    """
    speakable = not UNSPEAKABLE & set(str(home))
    if speakable and is_reachable(home, user):
        return home / "servers"
    name = "dost-" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
    for parent in STATE_PARENTS:
        if os.access(parent, os.W_OK | os.X_OK) and is_reachable(parent, user):
            return parent / name
    if not speakable:
        raise EmbeddedError(
            f"PostgreSQL cannot live in {str(home)!r}, for its programs hand the name to a shell: "
            'set DOST_HOME to a folder without line breaks and without " $ ` \\ in its name'
        )
    raise EmbeddedError(
        f"{UNPRIVILEGED_USER} reaches neither {home} nor {' or '.join(map(str, STATE_PARENTS))}; "
        "set DOST_HOME to a folder others may enter"
    )
