"""Acts as tests do them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from dost.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.registries import InstitutionFactory


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def user() -> User:
    InstitutionFactory(code="DSMF")
    made: User = UserFactory()
    return made
