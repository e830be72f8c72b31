"""The ground the tests stand on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_database_is_the_test_database_of_a_real_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int")
        name, version = cursor.fetchone()
    assert name.startswith("test_")
    assert version >= 150000


@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_cached_goes_with_what_it_has_committed() -> None:
    """The cache is a table that no model has: what one test left in it was an outage in the next."""
    cache.set("left-behind", 1)
    call_command("flush", verbosity=0, interactive=False)
    assert cache.get("left-behind") is None


def test_broker_is_not_the_running_systems() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL)
    assert client.ping()
    assert client.connection_pool.connection_kwargs["db"] != 0


def test_outside_network_is_refused() -> None:
    with pytest.raises(PermissionError, match="a test tried to"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.socket() as link, pytest.raises(PermissionError):
        link.connect(("192.0.2.1", 80))


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="tests run in one process")
@pytest.mark.xdist_group("kept-together")
def test_tests_of_a_group_are_kept_together(request: pytest.FixtureRequest) -> None:
    """By their names, which pytest-xdist makes: without it, what kills processes would run beside itself."""
    assert request.node.nodeid.endswith("@kept-together")


def test_what_a_package_shares_ends_with_it() -> None:
    """Without an `__init__.py` a directory is no package to pytest, and its fixtures would last to the end of the run:
    a catalogue published in an open transaction was then there for every test that came after.
    """
    sharing = {
        file.parent for file in Path(settings.BASE_DIR, "tests").rglob("*.py") if 'scope="pack' in file.read_text()
    }
    sharing -= {Path(__file__).parent}
    assert sharing
    assert [str(folder) for folder in sharing if not (folder / "__init__.py").exists()] == []
