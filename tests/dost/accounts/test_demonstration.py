"""A home that was a demonstration first: under production settings none of its credentials opens anything."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import Client

from dost.accounts import second_step
from dost.accounts.demonstration import close_accounts, open_accounts
from dost.accounts.models import User
from registries.demonstration import PASSWORD, TOTP_SECRET, DemonstrationOnlyError
from tests.factories.accounts import PASSWORD as OWN_PASSWORD
from tests.factories.accounts import UserFactory, code_of
from tests.factories.accounts import sign_in as signed_in

pytestmark = pytest.mark.django_db

NAMES = [
    "administrator",
    "administrator2",
    "auditor",
    "clerk",
    "editor",
    "examiner",
    "greeter",
    "operator",
    "publisher",
    "supervisor",
    "viewer",
]


@pytest.fixture
def demonstration() -> None:
    call_command("demo_users", verbosity=0)


def sign_in(client: Client, name: str, password: str = PASSWORD) -> int:
    return client.post("/accounts/sign-in/", {"username": name, "password": password}).status_code


@pytest.mark.parametrize("name", NAMES)
def test_its_accounts_sign_in_to_a_demonstration_and_never_to_a_production(
    demonstration: None, client: Client, settings: Any, name: str
) -> None:
    assert sign_in(client, name) == 302
    client.logout()
    settings.PRODUCTION = True
    settings.SECURE_SSL_REDIRECT = False

    assert sign_in(client, name) == 200
    assert authenticate(username=name, password=PASSWORD) is None


def test_a_session_from_the_demonstration_opens_nothing_any_more(
    demonstration: None, client: Client, settings: Any
) -> None:
    signed_in(client, User.objects.get(username="supervisor"))
    assert client.get("/office/").status_code == 200
    settings.PRODUCTION = True

    assert client.get("/office/").status_code == 302


def test_another_password_does_not_make_a_demonstrations_account_somebodys(demonstration: None, settings: Any) -> None:
    user = User.objects.get(username="supervisor")
    user.set_password(OWN_PASSWORD)
    user.save()
    settings.PRODUCTION = True

    assert authenticate(username="supervisor", password=OWN_PASSWORD) is None


def test_the_published_password_opens_nobodys_account(settings: Any) -> None:
    user = UserFactory(username="rauf")
    user.set_password(PASSWORD)
    user.save()
    assert authenticate(username="rauf", password=PASSWORD) == user
    settings.PRODUCTION = True

    assert authenticate(username="rauf", password=PASSWORD) is None


def test_a_code_of_the_published_secret_is_never_right(settings: Any) -> None:
    user = UserFactory(username="leyla", publisher=True)
    second_step.give_secret(user, TOTP_SECRET)
    step, code = second_step.totp_of(user), code_of(user)
    assert step is not None
    settings.PRODUCTION = True
    assert not second_step.use_code(step, code)
    settings.PRODUCTION = False

    assert second_step.use_code(step, code)


def test_production_gives_nobody_the_published_secret(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(DemonstrationOnlyError, match="a published secret"):
        second_step.give_secret(UserFactory(), TOTP_SECRET)


def test_closing_ends_them_for_good_and_leaves_the_others(demonstration: None, settings: Any) -> None:
    own = UserFactory(username="leyla", publisher=True, enrolled=True)
    before = own.password
    settings.PRODUCTION = True
    assert open_accounts() == NAMES

    assert close_accounts() == NAMES
    assert open_accounts() == []
    settings.PRODUCTION = False
    assert authenticate(username="supervisor", password=PASSWORD) is None
    own.refresh_from_db()
    assert (own.is_active, own.password, second_step.is_enrolled(own)) == (True, before, True)


def test_the_command_names_and_closes(demonstration: None) -> None:
    out = StringIO()
    for options in ([], ["--close"], []):
        call_command("demonstration", *options, stdout=out)

    assert out.getvalue().splitlines() == [
        f"open: {', '.join(NAMES)}",
        f"closed: {', '.join(NAMES)}",
        "no account of a demonstration is open",
    ]


def test_accounts_made_before_there_was_a_mark_get_it(demonstration: None) -> None:
    User.objects.update(is_demonstration=False)
    own = User.objects.get(username="clerk")
    own.set_password(OWN_PASSWORD)
    own.save()

    migration = import_module("dost.accounts.migrations.0008_mark_demonstration")
    migration.mark(apps, None)

    marked = User.objects.filter(is_demonstration=True).values_list("username", flat=True)
    assert set(migration.NAMES) < set(NAMES)  # those there were at the time
    assert sorted(marked) == sorted(set(migration.NAMES) - {"clerk"})
