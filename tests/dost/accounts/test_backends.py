from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser

from dost.accounts.models import User
from services_catalog.changes.permissions import ALL, EDIT, PUBLISH, SAMPLES, VIEW
from tests.factories.accounts import PASSWORD, UserFactory

MAY = {
    "clerk": set(),
    "examiner": set(),
    "supervisor": {VIEW},
    "auditor": {VIEW},
    "viewer": {VIEW},
    "editor": {VIEW, EDIT, SAMPLES},
    "publisher": {VIEW, EDIT, PUBLISH, SAMPLES},
    "accounts": set(),
    "greeter": set(),
    "operator": set(),
}


def held(user: Any) -> set[str]:
    return {permission for permission in ALL if user.has_perm(permission)}


def test_every_role_is_decided_on() -> None:
    assert set(MAY) == set(User.Role)


@pytest.mark.parametrize("role", MAY)
def test_role_gives_its_permissions_and_no_others_without_a_query(role: str) -> None:
    user: User = UserFactory.build(role=role)

    assert held(user) == MAY[role]
    assert user.get_all_permissions() == MAY[role]
    assert user.has_module_perms("services_catalog") == bool(MAY[role])


@pytest.mark.parametrize("role", MAY)
def test_without_the_second_step_no_role_gives_anything(role: str) -> None:
    assert held(User(role=role)) == set()


def test_superuser_gets_what_the_role_gives() -> None:
    user = UserFactory.build(clerk=True, is_superuser=True)

    assert held(user) == set()
    assert not user.has_module_perms("services_catalog")
    assert not user.has_perm("accounts.delete_user")


def test_closed_account_may_nothing() -> None:
    assert held(UserFactory.build(publisher=True, is_active=False)) == set()


def test_stranger_may_nothing() -> None:
    assert held(AnonymousUser()) == set()


@pytest.mark.django_db
def test_password_signs_in_an_open_account_only() -> None:
    UserFactory(username="rza")
    UserFactory(username="old", is_active=False)

    assert authenticate(username="rza", password=PASSWORD) is not None
    assert authenticate(username="rza", password="wrong") is None
    assert authenticate(username="old", password=PASSWORD) is None
