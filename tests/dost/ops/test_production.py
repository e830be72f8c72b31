"""What keeps a production from starting, and what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from dost.accounts import second_step
from dost.accounts.models import User
from dost.ops import production
from dost.ops.embedded import PROJECT_ROOT
from registries.demonstration import PASSWORD, TOTP_SECRET
from tests.cloned_database import as_application
from tests.dost.test_settings import PRODUCTION
from tests.factories.accounts import UserFactory


@pytest.fixture
def demonstration(transactional_db: None) -> None:
    """The accounts of a demonstration, as their command makes them."""
    call_command("demo_users", verbosity=0)


@pytest.fixture
def in_production(settings: Any, transactional_db: None) -> Iterator[None]:
    """The same database under production settings, as the application's role."""
    settings.PRODUCTION = True
    with as_application():
        yield


def test_an_ordinary_role_and_nobody_of_a_demonstration_may_start(in_production: None) -> None:
    assert production.refusals() == []
    production.refuse_to_start()


@pytest.mark.django_db
def test_a_demonstration_starts_as_whoever_it_is() -> None:
    assert production.refusals() == []


@pytest.mark.django_db
def test_the_owner_is_refused_with_what_to_do(settings: Any) -> None:
    settings.PRODUCTION = True
    [line] = production.refusals()

    assert line.startswith("DATABASE_URL: the role dost is a superuser and may make roles")
    assert "owns tables" in line
    assert "DATABASE_OWNER_URL" in line


@pytest.mark.parametrize("attribute", ["CREATEROLE", "CREATEDB", "BYPASSRLS", "REPLICATION"])
@pytest.mark.django_db
def test_a_role_with_one_right_too_many_is_refused(settings: Any, attribute: str) -> None:
    settings.PRODUCTION = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE of_this_test {attribute}; SET LOCAL ROLE of_this_test")
        cursor.execute(production._ROLE)
        _name, *rights = cursor.fetchone()
        cursor.execute("RESET ROLE")

    assert rights.count(True) == 1


@pytest.mark.django_db
def test_a_member_of_the_owners_role_is_refused(settings: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE the_owner; CREATE ROLE of_this_test IN ROLE the_owner")
        cursor.execute("GRANT CREATE, USAGE ON SCHEMA public TO the_owner; ALTER TABLE cache OWNER TO the_owner")
        cursor.execute("SET LOCAL ROLE of_this_test")
        cursor.execute(production._ROLE)
        *_rights, owns = cursor.fetchone()
        cursor.execute("RESET ROLE")

    assert owns


def test_open_accounts_of_a_demonstration_are_named(demonstration: None, in_production: None) -> None:
    with pytest.raises(
        ImproperlyConfigured, match="open: administrator, administrator2, auditor, clerk, editor, examiner, greeter, "
    ):
        production.refuse_to_start()

    call_command("demonstration", "--close")
    assert production.refusals() == []


def test_a_published_second_step_is_named_whoever_has_it(transactional_db: None, settings: Any) -> None:
    second_step.give_secret(UserFactory(username="leyla", publisher=True), TOTP_SECRET)
    settings.PRODUCTION = True
    with as_application():
        [line] = production.refusals()

    assert "are open: leyla;" in line


def test_the_check_names_published_passwords(transactional_db: None, settings: Any) -> None:
    user = UserFactory(username="rauf")
    user.set_password(PASSWORD)
    user.save()
    settings.PRODUCTION = True
    with as_application():
        found = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])

    assert [(one.id, one.msg) for one in found if one.id and one.id.startswith("dost.")] == [
        ("dost.E002", "the password of rauf is published; change it")
    ]
    assert User.objects.count() == 1


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=PROJECT_ROOT,
        env={**os.environ, **PRODUCTION, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def as_owner() -> dict[str, str]:
    """An environment in which the application was given the owner's address of the test database."""
    base = os.environ["DATABASE_OWNER_URL"].partition("?")[0].rpartition("/")[0]
    return {"DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}"}


@pytest.mark.django_db
def test_asked_in_a_process_of_its_own_it_says_so_in_one_line() -> None:
    done = run("dost.ops.production", **as_owner())

    assert done.returncode == production.REFUSED
    assert done.stderr.splitlines()[0].startswith("dost: DATABASE_URL: the role dost is a superuser")


@pytest.mark.django_db
def test_a_supervisor_does_not_start_its_command() -> None:
    done = run("dost.ops.supervise", "web", "--", "echo", "started", **as_owner())

    assert done.returncode == production.REFUSED
    assert "the role dost is a superuser" in done.stdout
    assert "started" not in done.stdout


@pytest.mark.django_db
def test_the_web_process_and_the_worker_ask_for_themselves() -> None:
    web = subprocess.run(
        [sys.executable, "-c", "import dost.wsgi"],
        cwd=PROJECT_ROOT,
        env={**os.environ, **PRODUCTION, **as_owner()},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    worker = run("celery", "--quiet", "--app", "dost", "worker", "--concurrency", "1", **as_owner())

    for ended in (web, worker):
        assert ended.returncode != 0
        assert "the role dost is a superuser" in ended.stderr
