"""``make run``: everything from an empty folder to a working installation, then all processes until Ctrl-C.

1. start the embedded servers (or use those the environment names); 2. bring database, catalogue, population and
demo users up to date; 3. run the Procfile under honcho, each process behind ``dost.supervise``; 4. once /healthz
says so, print where to look and how to sign in; 5. on Ctrl-C or SIGTERM stop the processes, then the servers.

``python -m dost.run --prepare`` does only the part that ``make setup`` and ``make test`` need: servers, migrations
and translations.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from dost import embedded

ROOT = embedded.PROJECT_ROOT
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEALTHY_WITHIN = 90.0  # seconds

console = Console(highlight=False, soft_wrap=True)


class RunError(RuntimeError):
    """Why the system cannot be started, in words for whoever typed the command."""


# -- what to run -------------------------------------------------------------------------------------------------

Step = tuple[str, list[str]]

PREPARE: tuple[Step, ...] = (("Bringing the database up to date", ["migrate", "--verbosity", "0"]),)
FILL: tuple[Step, ...] = (
    ("Collecting static files", ["collectstatic", "--noinput", "--verbosity", "0"]),
    ("Loading institutions, districts and centres", ["reference", "--verbosity", "0"]),
    ("Loading the catalogue of services", ["catalogue", "load"]),
)
DEMONSTRATE: tuple[Step, ...] = (
    ("Making a population of 20,000", ["population", "--people", "20000", "--seed", "7", "--if-empty"]),
    ("Giving it a past", ["settle_history", "--if-new"]),
)
DEMO_USERS = ["demo_users"]


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show what is being done and how long it took; the command's own progress bars stay visible below it."""
    console.print(f"[bold]•[/bold] {title} …")
    started = time.monotonic()
    yield
    taken = time.monotonic() - started
    if taken >= 2:
        console.print(f"  [dim]done in {taken:.1f} s[/dim]")


def manage(arguments: list[str], *, capture: bool = False) -> str:
    """Run one management command on the servers that are up; raises RunError when it fails."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RunError(f"`manage.py {' '.join(arguments)}` failed with exit code {done.returncode}")
    return done.stdout or ""


def prepare() -> None:
    """Servers, translations and migrations."""
    from dost.messages import compile_messages

    with step("Starting PostgreSQL and Valkey"):
        embedded.ensure()
    compile_messages()
    for title, command in PREPARE:
        with step(title):
            manage(command)


def fill() -> str:
    """What the system needs beside an empty database; returns the demonstration's sign-ins in words, if any."""
    demonstrate = os.environ.get("DOST_ENV", "").strip() != "production"
    for title, command in (*FILL, *(DEMONSTRATE if demonstrate else ())):
        with step(title):
            manage(command)
    if not demonstrate:
        return ""
    with step("Creating the people who can sign in"):
        return manage(DEMO_USERS, capture=True).strip()


# -- addresses ---------------------------------------------------------------------------------------------------


def read_addresses() -> tuple[int, str, int | None]:
    """The web port, the simulator's address, and its port when it is ours to run (a loopback address)."""
    from django.core.exceptions import ImproperlyConfigured

    from dost import env

    try:
        port = env.integer("PORT", 8000, minimum=1, maximum=65534)
        simulator = env.http_url("SIMULATOR_URL", f"http://127.0.0.1:{port + 1}")
    except ImproperlyConfigured as error:
        raise RunError(str(error)) from error
    parts = urlsplit(simulator)
    ours = parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES
    return port, simulator, (parts.port or 80) if ours else None


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
    from honcho.environ import parse_procfile

    parsed = parse_procfile(path.read_text(encoding="utf-8"))
    return {name: command for name, command in parsed.processes.items() if name not in without}


def announce(port: int, sign_ins: str, stopped: threading.Event, *, output: IO[str] | None = None) -> None:
    """Wait until /healthz answers 200, then print the box; after a while say what is still missing instead."""
    import httpx

    screen = console if output is None else Console(file=output, highlight=False, soft_wrap=True)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + HEALTHY_WITHIN
    missing = "nothing answers"
    while time.monotonic() < deadline and not stopped.wait(0.5):
        try:
            answer = httpx.get(f"{address}/healthz", timeout=3, trust_env=False)
            checks = answer.json()["checks"]
        except (httpx.HTTPError, ValueError, KeyError):
            continue
        if answer.status_code == 200:
            lines = [f"[bold]{address}/[/bold]", f"{address}/healthz", *(["", escape(sign_ins)] if sign_ins else [])]
            text = "\n".join([*lines, "", "[dim]Ctrl-C stops everything[/dim]"])
            screen.print(Panel(text, title="DOST is running", expand=False, padding=(1, 2)))
            return
        missing = "; ".join(f"{name}: {check['detail']}" for name, check in checks.items() if not check["ok"])
    if not stopped.is_set():
        screen.print(Panel(f"{address}/\n\n{missing}", title="DOST runs, but not all of it", expand=False))


def run_processes(commands: dict[str, str], environment: dict[str, str], port: int, sign_ins: str) -> int:
    """Run the commands under honcho until Ctrl-C, SIGTERM, or until one of them cannot go on."""
    from dost.processes import OrderlyManager

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
    port, simulator, simulator_port = read_addresses()
    with only_one():
        refuse_taken_port(port, "PORT")
        if simulator_port is not None:
            refuse_taken_port(simulator_port, "SIMULATOR_URL")
        os.environ.update({"PORT": str(port), "SIMULATOR_URL": simulator})
        prepare()
        sign_ins = fill()
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONUNBUFFERED": "1",
            "SIMULATOR_PORT": str(simulator_port or 0),
        }
        without = frozenset() if simulator_port is not None else frozenset({"institutions"})
        commands = procfile(ROOT / "Procfile", without=without)
        code = run_processes(commands, environment, port, sign_ins)
        console.print("[bold]•[/bold] Stopping PostgreSQL and Valkey …")
        embedded.leave()
        console.print("Stopped. `make run` continues where it was.")
        return code


def main() -> int:
    """The command line; trouble is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m dost.run", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--prepare", action="store_true", help="only servers, translations and migrations")
    try:
        if parser.parse_args().prepare:
            prepare()
            return 0
        return run()
    except KeyboardInterrupt:
        return 130
    except (RunError, embedded.EmbeddedError, ValueError) as error:
        sys.stderr.write(f"dost: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
