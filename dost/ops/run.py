"""``make run``: everything from an empty folder to a working installation, then all processes until Ctrl-C.

1. start the embedded servers, or use those the environment names; 2. ``dost.ops.prepare`` brings database, catalogue,
population and demo users up to date; 3. the Procfile runs under honcho, each process behind ``dost.ops.supervise``;
4. once /healthz says so, print where to look and how to sign in; 5. on Ctrl-C or SIGTERM stop the processes, then
the servers.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from dost.ops import embedded
from dost.ops.prepare import console, step
from dost.ops.trouble import in_one_line

ROOT = embedded.PROJECT_ROOT
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEALTHY_WITHIN = 90.0  # seconds
LOOK_EVERY = 0.5  # seconds


class RunError(RuntimeError):
    """Why the system cannot be started, in words for whoever typed the command."""


def prepare() -> str:
    """Bring everything up to date in a process of its own, so that this one stays small; returns the sign-ins."""
    with tempfile.TemporaryDirectory() as folder:
        sign_ins = Path(folder) / "sign-ins"
        command = [sys.executable, "-m", "dost.ops.prepare", "--everything", "--sign-ins", str(sign_ins)]
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)  # a list, no shell  # nosec B603
        if done.returncode != 0:
            raise RunError("nothing was started, because the preparation failed")
        return sign_ins.read_text(encoding="utf-8") if sign_ins.exists() else ""


# -- addresses ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts of this installation answer. A port is None where the address is not ours to serve."""

    port: int
    simulator: str
    simulator_port: int | None
    identity: str
    identity_port: int | None


def read_addresses() -> Addresses:
    """The web port, and the addresses of the simulator and the identity provider: ours on a loopback address."""
    from django.core.exceptions import ImproperlyConfigured  # deferred: Django is set up first

    from dost.ops import env  # deferred: Django is set up first

    try:
        port = env.integer("PORT", 8000, minimum=1, maximum=65533)
        simulator = env.http_url("SIMULATOR_URL", f"http://127.0.0.1:{port + 1}")
        identity = env.http_url("IDENTITY_URL", f"http://127.0.0.1:{port + 2}")
    except ImproperlyConfigured as error:
        raise RunError(str(error)) from error
    return Addresses(port, simulator, _own_port(simulator), identity, _own_port(identity))


def _own_port(address: str) -> int | None:
    parts = urlsplit(address)
    ours = parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES
    return (parts.port or 80) if ours else None


def refuse_taken_port(port: int, variable: str) -> None:
    """Say so now when another program listens there, rather than in a crash loop later."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RunError(f"port {port} cannot be used ({error.strerror}); choose another with {variable}=") from error


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the right to run this installation: two beats over one database would be one too many."""
    home = embedded.dost_home()
    embedded.prepare_home(home)
    with (home / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunError(f"`make run` is already running on {home}") from error
        yield


# -- running -----------------------------------------------------------------------------------------------------


def procfile(path: Path, *, without: frozenset[str]) -> dict[str, str]:
    """The commands of the Procfile, in its order."""
    from honcho.environ import parse_procfile  # deferred: quick start

    parsed = parse_procfile(path.read_text(encoding="utf-8"))
    return {name: command for name, command in parsed.processes.items() if name not in without}


DEMONSTRATION_ONLY = frozenset({"institutions", "life", "identity"})
"""Processes that make the world around a demonstration: a production has the real one."""


def left_out(addresses: Addresses) -> frozenset[str]:
    """The processes of the Procfile that are not ours to run here."""
    if _is_production():
        return DEMONSTRATION_ONLY
    ports = {"institutions": addresses.simulator_port, "identity": addresses.identity_port}
    return frozenset(name for name, port in ports.items() if port is None)


def _is_production() -> bool:
    return os.environ.get("DOST_ENV", "").strip() == "production"


def announce(port: int, sign_ins: str, stopped: threading.Event, *, output: IO[str] | None = None) -> None:
    """Print the sign-ins at once and, when /healthz answers 200, the box; after a while, once, what is still missing.

    On a slow machine the box comes late, never not at all.
    """
    import httpx  # deferred: quick start

    screen = console if output is None else Console(file=output, highlight=False, soft_wrap=True)
    address = f"http://127.0.0.1:{port}"
    shown = f"http://localhost:{port}"  # by name: passkeys do not work at a number
    if sign_ins:
        screen.print(Panel(escape(sign_ins), title=f"Sign-ins, once {shown}/ answers", expand=False))
    patience_ends = time.monotonic() + HEALTHY_WITHIN
    missing = "nothing answers"
    while not stopped.wait(LOOK_EVERY):
        if time.monotonic() > patience_ends:
            patience_ends = float("inf")
            text = f"{shown}/\n\n{missing}\n\n[dim]still trying[/dim]"
            screen.print(Panel(text, title="DOST runs, but not all of it yet", expand=False))
        try:
            answer = httpx.get(f"{address}/healthz", timeout=3, trust_env=False)
            checks = answer.json()["checks"]
        except (httpx.HTTPError, ValueError, KeyError):
            continue
        if answer.status_code == 200:
            lines = [f"[bold]{shown}/[/bold]", f"{shown}/healthz", *(["", escape(sign_ins)] if sign_ins else [])]
            if not _is_production():
                lines += ["", f"Sign in as a demo citizen: [bold]{shown}/my/sign-in/[/bold]"]
            text = "\n".join([*lines, "", "[dim]Ctrl-C stops everything[/dim]"])
            screen.print(Panel(text, title="DOST is running", expand=False, padding=(1, 2)))
            return
        missing = "; ".join(f"{name}: {check['detail']}" for name, check in checks.items() if not check["ok"])


def run_processes(commands: dict[str, str], environment: dict[str, str], port: int, sign_ins: str) -> int:
    """Run the commands under honcho until Ctrl-C, SIGTERM, or until one of them cannot go on."""
    from dost.ops.processes import OrderlyManager  # deferred: quick start

    manager = OrderlyManager()
    for name, command in commands.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT))
    stopped = threading.Event()
    herald = threading.Thread(target=announce, args=(port, sign_ins, stopped), daemon=True)
    manager.when_started = herald.start
    try:
        manager.loop()
    finally:
        stopped.set()
    return 0 if manager.was_asked else int(manager.returncode or 1)


def run() -> int:
    """The whole of ``make run``."""
    there = read_addresses()
    without = left_out(there)
    with only_one():
        refuse_taken_port(there.port, "PORT")
        if "institutions" not in without and there.simulator_port is not None:
            refuse_taken_port(there.simulator_port, "SIMULATOR_URL")
        if "identity" not in without and there.identity_port is not None:
            refuse_taken_port(there.identity_port, "IDENTITY_URL")
        os.environ.update({"PORT": str(there.port), "SIMULATOR_URL": there.simulator, "IDENTITY_URL": there.identity})
        with step("Starting PostgreSQL and Valkey"):
            embedded.ensure()
        sign_ins = prepare()
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONUNBUFFERED": "1",
            "SIMULATOR_PORT": str(there.simulator_port or 0),
            "IDENTITY_PORT": str(there.identity_port or 0),
        }
        commands = procfile(ROOT / "Procfile", without=without)
        code = run_processes(commands, environment, there.port, sign_ins)
        console.print("[bold]•[/bold] Stopping PostgreSQL and Valkey …")
        embedded.leave()
        console.print("Stopped. `make run` continues where it was.")
        return code


def main() -> int:
    """The command; trouble is one line on stderr and exit code 1."""
    try:
        return run()
    except KeyboardInterrupt:
        return 130
    except (RunError, embedded.EmbeddedError, OSError) as error:
        sys.stderr.write(f"dost: {in_one_line(error)}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
