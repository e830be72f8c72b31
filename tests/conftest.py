"""What every test stands on: real embedded servers, a broker database of its own, and no way out to the network."""

from __future__ import annotations

import gc
import ipaddress
import os
import re
import shutil
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from psycopg import sql

from dost.ops import embedded, env
from tests import read_once
from tests.cloned_database import connect_as_owner, owner_address
from tests.patience import BROWSER_PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

gc.disable()
embedded.ensure()

# How quick a machine is says nothing about what holds: no example fails for having taken long.
hypothesis.settings.register_profile(
    "dost",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("dost")


def _broker_number() -> int:
    """A broker database that neither the running system (0) nor another test process uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        return 1 + int(worker.removeprefix("gw")) % 7
    return 8 + zlib.crc32(os.environ.get("TEST_DB_NAME", "").encode()) % 8


# As whom the tests work on the database. What they build needs the owner; what the application does works as its role,
# which tests/dost/road/test_as_application.py holds always, and TEST_DB_ROLE=application looks at for any test.
AS_APPLICATION = env.choice("TEST_DB_ROLE", "owner", among=("owner", "application")) == "application"

# What the owner loads, and factories make.
LOADED = "registries_institution, registries_district, registries_centre, services_catalog_parameter"

# What only a migration fills: Django would fill it anew after each flush, which the application may not.
FILLED_BY_MIGRATIONS = {"django_content_type", "auth_permission"}


def _flush_as_owner(operations: Any, statements: Iterable[str]) -> None:
    """Empty the tables after a test that committed: the application may not, and history refuses even its owner.

    Few of two hundred tables hold anything then: to look, and to delete that, is quicker than to truncate all of them.
    """
    tables = {name for statement in statements for name in re.findall('"([^"]+)"', statement)} - FILLED_BY_MIGRATIONS
    tables.add(settings.CACHES["default"]["LOCATION"])  # no model has it: Django would leave what it holds
    with connect_as_owner(operations.connection.settings_dict["NAME"]) as server:
        server.execute("SET session_replication_role = replica")
        for table in _with_rows(server, sorted(tables)):
            server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _with_rows(server: psycopg.Connection, tables: list[str]) -> list[str]:
    """Which of these tables are not empty."""
    looks = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    ]
    return [table for (table,) in server.execute(sql.SQL(" UNION ALL ").join(looks)).fetchall()]


def pytest_configure(config: pytest.Config) -> None:
    """Point Django and Celery at the servers just ensured; pytest-django may have read the settings before."""
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    from dost.celery import app
    from dost.ops.messages import compile_messages

    compile_messages()
    read_once.begin()
    address = env.database("DATABASE_URL", "")
    settings.DATABASE_APPLICATION_ROLE = address["USER"]
    if not AS_APPLICATION:
        address = owner_address()
    address.pop("OPTIONS")
    settings.DATABASES["default"].update(address)
    DatabaseOperations.execute_sql_flush = _flush_as_owner  # type: ignore[method-assign,assignment]
    vars(flush)["emit_post_migrate_signal"] = lambda *_args, **_options: None  # what it would fill, the flush has left
    base, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{base}/{_broker_number()}"
    settings.REDIS_URL = os.environ["REDIS_URL"]
    app.conf.update(broker_url=settings.REDIS_URL)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if config.getoption("numprocesses", None) and not config.option.collectonly:
        _migrate_meanwhile(config)


def _migrate_meanwhile(config: pytest.Config) -> None:
    """Have the database that all processes copy made while they collect their tests."""
    making = subprocess.Popen([sys.executable, "-m", "tests.cloned_database"], cwd=settings.BASE_DIR)

    def wait() -> None:
        making.wait()

    config.add_cleanup(wait)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs the owner, where the tests work as the application."""
    if AS_APPLICATION:
        for item in items:
            if item.get_closest_marker("owner"):
                item.add_marker(pytest.mark.skip(reason="needs the owner of the tables"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Distribute by groups in an order of our own; None leaves every other way to pytest-xdist."""
    from tests.working_order import LongestFirst

    return LongestFirst(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """Leave what is there now, and stays, out of every search for garbage: half a gigabyte of modules and tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let pytest-django use the database that ``django_db_modify_db_settings`` has made, and not make one."""
    return True


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """The copy is always new; asked for a new one with ``--create-db``, Django would drop it and migrate its own."""
    return False


@pytest.fixture(scope="session")
def _migrated() -> Iterator[pytest.MonkeyPatch]:
    """Let Django not migrate a copy of a migrated database: to see that nothing is left takes half a minute."""
    from dost.ops.management.commands import migrate

    patch = pytest.MonkeyPatch()
    patch.setattr(migrate.Command, "handle", lambda *_args, **_options: None)
    yield patch
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, _migrated: pytest.MonkeyPatch
) -> Iterator[None]:
    """Copy the test database of this process, and drop it at the end unless ``--reuse-db`` asks to keep it."""
    from tests.cloned_database import clone, drop

    name: str = settings.DATABASES["default"]["TEST"]["NAME"]
    clone(name)
    if AS_APPLICATION:
        with connect_as_owner(name) as server:
            server.execute(f"GRANT INSERT, UPDATE ON {LOADED} TO {settings.DATABASE_APPLICATION_ROLE}".encode())
    yield
    connections.close_all()
    if not request.config.getoption("reuse_db"):
        drop(name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, _migrated: pytest.MonkeyPatch) -> None:
    """See that it is the copy that tests work on, and never the running system's database.

    pytest-django turns to the copy only if a test of this run is marked as one with a database: a run of tests that
    have theirs through a fixture of their module alone would otherwise write where the system runs.
    """
    _migrated.undo()
    name: str = settings.DATABASES["default"]["TEST"]["NAME"]
    if connections["default"].settings_dict["NAME"] != name:
        connections["default"].close()
        settings.DATABASES["default"]["NAME"] = name
        connections["default"].settings_dict["NAME"] = name


def _is_local(address: Any) -> bool:
    """Whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_outside_network() -> Iterator[None]:
    """Refuse every connection that would leave the machine, and every look-up of a foreign name."""
    plain_connect, plain_connect_ex = socket.socket.connect, socket.socket.connect_ex
    plain_lookup = socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise PermissionError(f"a test tried to reach {address}")
        return plain_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise PermissionError(f"a test tried to reach {address}")
        return plain_connect_ex(self, address)

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local((host if isinstance(host, str) else host.decode(), 0)):
            raise PermissionError(f"a test tried to look up {host}")
        return plain_lookup(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    patch.setattr(socket, "getaddrinfo", lookup)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _documents_of_no_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep documents that tests hand in in a folder of their own, under a key of their own, and scan none."""
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "DOCUMENTS_ROOT", tmp_path_factory.mktemp("documents"))
    patch.setattr(settings, "DOCUMENT_KEYS", [bytes(range(32))])
    patch.setattr(settings, "CLAMD_URL", "")
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _parameters_of_no_other_test() -> None:
    """What a process keeps for a second is older than the tables of the next test."""
    from services_catalog.queries import forget_parameters

    forget_parameters()


@pytest.fixture(autouse=True)
def _language_of_no_other_test() -> None:
    """A request leaves its language behind in the thread; addresses and words of the next test are in the default's."""
    translation.deactivate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as installed on the machine. Without one the test is skipped, or fails with REQUIRE_BROWSER=1."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if env.boolean("REQUIRE_BROWSER", False):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    # The synchronous API runs an event loop in this thread, which Django takes for asynchronous code.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    expect.set_options(timeout=BROWSER_PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield chromium
        chromium.close()
    patch.undo()
