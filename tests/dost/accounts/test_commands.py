from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone, translation

from dost.accounts import second_step, staffing
from dost.accounts.management.commands import demo_users
from dost.accounts.models import AccountEvent, User
from registries.demonstration import PASSWORD, TOTP_SECRET
from tests.factories.accounts import UserFactory, code_of

pytestmark = pytest.mark.django_db


def test_code_prints_the_code_alone() -> None:
    user = UserFactory(username="leyla", editor=True, enrolled=True)
    out, notes = io.StringIO(), io.StringIO()

    call_command("totp", "code", "leyla", stdout=out, stderr=notes)

    assert out.getvalue() == f"{code_of(user)}\n"
    assert notes.getvalue().startswith("works once, for ")


@override_settings(PRODUCTION=True)
def test_code_is_not_printed_in_production() -> None:
    UserFactory(username="leyla", editor=True, enrolled=True)

    with pytest.raises(CommandError, match="for demonstrations only"):
        call_command("totp", "code", "leyla")


def test_code_of_somebody_who_has_none_says_so() -> None:
    UserFactory(username="leyla", editor=True)

    with pytest.raises(CommandError, match="leyla has not set up the second step"):
        call_command("totp", "code", "leyla")


def test_code_under_a_lost_key_says_what_helps() -> None:
    UserFactory(username="leyla", editor=True, enrolled=True)

    with override_settings(SECRET_KEY="another"), pytest.raises(CommandError, match="totp reset leyla"):
        call_command("totp", "code", "leyla")


@pytest.mark.parametrize("action", ["code", "reset"])
def test_unknown_user_is_one_line(action: str) -> None:
    with pytest.raises(CommandError, match="there is no user 'nobody'"):
        call_command("totp", action, "nobody")


@override_settings(PRODUCTION=True)
def test_reset_works_in_production() -> None:
    user, out = UserFactory(username="leyla", editor=True, enrolled=True), io.StringIO()

    call_command("totp", "reset", "leyla", stdout=out)

    assert out.getvalue() == "leyla: the second step is forgotten and all sessions are ended\n"
    event = AccountEvent.objects.get()
    assert (event.what, event.whom, event.by) == ("reset", user, None)
    assert not second_step.is_enrolled(user)


def test_demonstration_has_everybody_with_a_known_second_step_where_it_is_needed() -> None:
    out = io.StringIO()

    call_command("demo_users", stdout=out)
    call_command("demo_users", stdout=io.StringIO())

    assert set(User.objects.values_list("username", "role")) == {
        (name, role.value) for name, role, *_names in demo_users.PEOPLE
    }
    assert set(User.Role) == {role for _name, role, *_names in demo_users.PEOPLE}
    for user in User.objects.all():
        assert second_step.is_enrolled(user)
        assert user.check_password(PASSWORD)
        assert user.is_demonstration
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines if "+ code" in line] == [name for name, *_rest in demo_users.PEOPLE]
    assert lines[-3] == "The code is printed by: .venv/bin/python manage.py totp code NAME"
    assert lines[-1] == TOTP_SECRET


def test_demonstration_from_before_gets_the_second_step_and_a_password_of_one_s_own_does_not() -> None:
    UserFactory(username="examiner", password=PASSWORD)
    UserFactory(username="clerk", clerk=True)

    call_command("demo_users", stdout=io.StringIO())

    assert second_step.is_enrolled(User.objects.get(username="examiner"))
    assert not second_step.is_enrolled(User.objects.get(username="clerk"))


@override_settings(PRODUCTION=True)
def test_demonstration_is_refused_in_production() -> None:
    with pytest.raises(CommandError, match="DOST_ENV=production"):
        call_command("demo_users")
    assert not User.objects.exists()


# -- the first account administrator -----------------------------------------------------------------------------


@override_settings(PRODUCTION=True, PUBLIC_URL="https://dost.example")
def test_first_administrator_is_made_in_production_by_a_link_that_is_printed() -> None:
    out, notes = io.StringIO(), io.StringIO()

    call_command("staff", "administrator", "k.ismayilov", "--given-name", "Kamran", stdout=out, stderr=notes)

    user = User.objects.get(username="k.ismayilov")
    assert (user.role, user.has_usable_password(), user.first_name) == ("accounts", False, "Kamran")
    address = out.getvalue().strip()
    assert address.startswith("https://dost.example/accounts/link/")
    link = staffing.open_link(address.rstrip("/").rpartition("/")[2], now=timezone.now())
    assert link is not None
    assert link.user == user
    assert "Hand it to k.ismayilov and nobody else" in notes.getvalue()


@pytest.mark.parametrize(("name", "said"), [("two words", "valid username"), ("clerk", "not an open account")])
def test_first_administrator_is_a_new_name_or_an_administrator(name: str, said: str) -> None:
    UserFactory(username="clerk", clerk=True)

    with translation.override("en"), pytest.raises(CommandError, match=said):
        call_command("staff", "administrator", name, stdout=io.StringIO(), stderr=io.StringIO())
