from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from dost.accounts.models import User
from tests.factories.accounts import UserFactory

MIGRATION = import_module("dost.accounts.migrations.0002_catalogue_roles")


@pytest.mark.django_db
def test_administrator_of_the_catalogue_becomes_an_editor_and_back() -> None:
    old, clerk, publisher = UserFactory(role="administrator"), UserFactory(clerk=True), UserFactory(publisher=True)

    MIGRATION.make_editors(apps, None)
    roles = dict(User.objects.values_list("pk", "role"))
    assert roles == {old.pk: "editor", clerk.pk: "clerk", publisher.pk: "publisher"}

    MIGRATION.make_administrators(apps, None)
    roles = dict(User.objects.values_list("pk", "role"))
    assert roles == {old.pk: "administrator", clerk.pk: "clerk", publisher.pk: "administrator"}
