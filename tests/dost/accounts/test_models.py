"""What the tables of accounts hold for certain."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from dost.accounts.actors import Oneself
from dost.accounts.models import Citizen, User
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def test_nobody_has_a_role_by_default() -> None:
    user = User.objects.create(username="somebody")

    assert user.role == ""
    assert not any([user.opens_cases, user.sees_the_day, user.manages_accounts, user.confirms_changes])
    assert user.get_all_permissions() == set()


def test_the_command_that_makes_a_user_asks_for_the_role() -> None:
    with pytest.raises(CommandError, match="--role"):
        call_command("createsuperuser", interactive=False, username="a", email="a@dost.example", stdout=StringIO())


def test_a_citizen_is_one_person_under_one_subject_and_acts_for_themselves() -> None:
    citizen = Citizen.objects.create(person=PersonFactory(), subject="sub-1")

    assert citizen.actor == Oneself(citizen.person_id, "sub-1")
    assert not issubclass(Citizen, User)
    for person, subject in ((citizen.person, "sub-2"), (PersonFactory(), "sub-1"), (PersonFactory(), "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Citizen.objects.create(person=person, subject=subject)
