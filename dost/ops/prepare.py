"""What an installation needs before its processes start, in one process: ``python -m dost.ops.prepare [--everything]``.

Without ``--everything`` it brings only database and translations up to date, as `make setup` needs.
With it the catalogue, static files and, for a demonstration, a population and people who can sign in follow.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

Step = tuple[str, tuple[str, ...]]

BASE: tuple[Step, ...] = (("Bringing the database up to date", ("migrate", "--verbosity", "0")),)
EVERYTHING: tuple[Step, ...] = (
    ("Collecting static files", ("collectstatic", "--noinput", "--verbosity", "0")),
    ("Loading institutions, districts and centres", ("reference", "--verbosity", "0")),
    ("Loading the catalogue of services", ("catalogue", "load")),
)
DEMONSTRATION: tuple[Step, ...] = (
    ("Making keys for the simulated institutions", ("demo_keys", "--verbosity", "0")),
    ("Making a population of 20,000", ("population", "--people", "20000", "--seed", "7", "--if-empty")),
    ("Giving it a past", ("seed_awards", "--if-new")),
    ("Letting the twelve people one can sign in as begin their stories", ("demo_citizens", "--verbosity", "0")),
)
AFTER_SIGN_INS: tuple[Step, ...] = (
    ("Opening the demonstration’s centre: desks and shifts", ("demo_centre", "--verbosity", "0")),
)
DEMO_USERS = "demo_users"

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show what is being done and, when it was long, how long; a command's own progress stays visible below it."""
    console.print(f"[bold]•[/bold] {title} …")
    started = time.monotonic()
    yield
    taken = time.monotonic() - started
    if taken >= 2:
        console.print(f"  [dim]done in {taken:.1f} s[/dim]")


def run_steps(steps: tuple[Step, ...]) -> None:
    """Run management commands one after the other; the first error ends it."""
    from django.core.management import call_command  # deferred: Django is set up first

    for title, command in steps:
        with step(title):
            call_command(*command)
            sys.stdout.flush()


def demo_sign_ins() -> str:
    """Make whoever can sign in to the demonstration; returns how, in words."""
    from django.core.management import call_command  # deferred: Django is set up first

    words = io.StringIO()
    with step("Creating the people who can sign in"):
        call_command(DEMO_USERS, stdout=words)
    return words.getvalue().strip()


def main() -> int:
    """Do it; trouble is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m dost.ops.prepare", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--everything", action="store_true", help="catalogue, static files, demonstration")
    parser.add_argument("--sign-ins", type=Path, metavar="FILE", help="where to write how to sign in")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
    os.environ["DOST_DATABASE_ROLE"] = "owner"

    import django  # deferred: Django is set up first
    from django.core.exceptions import ImproperlyConfigured  # deferred: Django is set up first
    from django.core.management import CommandError  # deferred: Django is set up first
    from django.db import DatabaseError  # deferred: Django is set up first

    from dost.ops import embedded  # deferred: Django is set up first
    from dost.ops.command_line import speak  # deferred: Django is set up first
    from dost.ops.messages import compile_messages  # deferred: Django is set up first
    from dost.ops.trouble import in_one_line  # deferred: Django is set up first

    try:
        if embedded.are_ours_to_start():
            with step("Starting PostgreSQL and Valkey"):
                embedded.ensure()
        compile_messages()
        django.setup()
        speak()
        run_steps(BASE)
        if given.everything:
            prepare_everything(given.sign_ins)
    except (embedded.EmbeddedError, ImproperlyConfigured, CommandError, DatabaseError, OSError, ValueError) as error:
        if os.environ.get("DOST_DEBUG"):
            raise
        sys.stderr.write(f"dost: {in_one_line(error)}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def prepare_everything(sign_ins: Path | None) -> None:
    """What the system needs beside an empty database, and in a demonstration people and sign-ins."""
    from django.conf import settings  # deferred: Django is set up first

    run_steps(EVERYTHING)
    if settings.PRODUCTION:
        return
    run_steps(DEMONSTRATION)
    words = demo_sign_ins()
    run_steps(AFTER_SIGN_INS)
    if sign_ins is not None:
        sign_ins.write_text(words, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
