"""The demonstration's centre: desks and shifts, once."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from dost.accounts.models import User
from dost.centres.appointments import free_days
from dost.centres.demo import CODE, DESKS, set_up
from dost.centres.models import Desk, Shift
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, CentreFactory

pytestmark = pytest.mark.django_db


def test_the_centre_has_desks_shifts_and_free_times_and_is_made_once() -> None:
    CentreFactory()
    clerk = UserFactory(clerk=True, centre="", is_demonstration=True)
    real = UserFactory(clerk=True, centre="")
    made = set_up(now=MORNING)
    assert (made.desks, Desk.objects.count()) == (DESKS, DESKS)
    assert made.shifts == Shift.objects.count() > 0
    assert set(User.objects.filter(centre=CODE)) == {clerk}
    assert real.centre == ""
    assert len(free_days(centre=CODE, now=MORNING)) > 15
    again = set_up(now=MORNING)
    assert (again.desks, again.shifts) == (0, 0)


def test_without_the_centre_nothing_is_made() -> None:
    assert set_up(now=MORNING).desks == 0


def test_the_command_says_what_it_made_and_is_refused_in_production(settings: object) -> None:
    CentreFactory()
    out = io.StringIO()
    call_command("demo_centre", stdout=out)
    assert out.getvalue().startswith(f"{DESKS} desks, ")
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("demo_centre")
