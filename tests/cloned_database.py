"""Test databases as copies of one that was migrated once: a tenth of a second each instead of many seconds.

The copied database (the template) carries a hash of all migrations in its name and stays in the server, so that the
next run, and every process of a parallel run, finds it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg import sql

from dost.ops import env
from dost.ops.embedded import PROJECT_ROOT
from dost.ops.embedded.postgres import Postgres

PREFIX: Final = "migrated_"
LOCK: Final = 7_203_411  # of this file alone: only one process makes the template


def schema_hash() -> str:
    """Changes whenever a migration of ours, the grants, or a package that makes database objects, does."""
    digest = hashlib.sha256()
    for path in sorted(PROJECT_ROOT.glob("**/migrations/*.py")):
        if ".venv" not in path.relative_to(PROJECT_ROOT).parts:
            digest.update(f"{path.relative_to(PROJECT_ROOT)}\n".encode() + path.read_bytes())
    digest.update((PROJECT_ROOT / "dost/ops/grants.py").read_bytes())
    digest.update((PROJECT_ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()[:16]


def owner_address() -> dict[str, Any]:
    """Where the owner of all tables signs in, as Django's settings."""
    return env.database("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])


def connect_as_owner(database: str) -> psycopg.Connection:
    """A connection of the owner's to one database of the server, outside any transaction."""
    address = owner_address()
    return psycopg.connect(
        host=address["HOST"],
        port=address["PORT"] or None,
        user=address["USER"],
        password=address["PASSWORD"],
        dbname=database,
        autocommit=True,
    )


@contextmanager
def as_application() -> Iterator[None]:
    """Let Django work as the application's role, in a connection of its own; for tests that commit."""
    before = dict(connection.settings_dict)
    address = env.database("DATABASE_URL", "")
    connection.close()
    connection.settings_dict.update(USER=address["USER"], PASSWORD=address["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=before["USER"], PASSWORD=before["PASSWORD"])


def _server() -> psycopg.Connection:
    return connect_as_owner("postgres")


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(name: str) -> None:
    """Drop a test database, whoever is connected to it."""
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _with_template() -> Iterator[tuple[psycopg.Connection, str]]:
    """The server and the name of its migrated database, made if there is none; nobody else makes or drops one."""
    template = PREFIX + schema_hash()
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(server, template):
            _make_template(server, template)
        yield server, template


def clone(name: str) -> None:
    """Make the test database ``name`` anew, migrated and empty.

    What is committed to it may be lost when the server dies: nobody waits for a disk.
    """
    with _with_template() as (server, template):
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(sql.Identifier(name)))


def carry_over(target: Postgres, database: str) -> None:
    """Make an empty database of another embedded server a migrated one, by PostgreSQL's own programs."""
    programs = target.software / "bin"
    environment = {**os.environ, **target.environment}
    with _with_template() as (_, template):
        source = next(reversed(_addresses_of(template).values()))
        dump = subprocess.Popen(
            [programs / "pg_dump", "--format", "custom", source], env=environment, stdout=subprocess.PIPE
        )
        address = f"{target.owner_url.rpartition('/')[0]}/{database}"
        command = [str(programs / "pg_restore"), "--exit-on-error", "--dbname", address]
        subprocess.run(command, env=environment, stdin=dump.stdout, check=True)
        if dump.wait():
            raise RuntimeError("pg_dump failed")


def _addresses_of(database: str) -> dict[str, str]:
    """The environment's addresses of another database of the same server."""
    names = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)]
    return {name: f"{os.environ[name].partition('?')[0].rpartition('/')[0]}/{database}" for name in names}


def _make_template(server: psycopg.Connection, template: str) -> None:
    """Migrate a new database and give it its name only when that is done; older templates are dropped."""
    for (old,) in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall():
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
    draft = f"{template}_draft"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    done = subprocess.run(
        [sys.executable, str(PROJECT_ROOT / "manage.py"), "migrate", "--verbosity", "0"],
        cwd=PROJECT_ROOT,
        env={**os.environ, **_addresses_of(draft)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the migrations fail on an empty database:\n{done.stderr}")
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def main() -> None:
    """Make the template, for a parallel run whose processes would all wait for it."""
    from dost.ops import embedded

    embedded.ensure()
    with _with_template():
        pass


if __name__ == "__main__":
    main()
