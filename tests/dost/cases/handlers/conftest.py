"""Acts as tests do them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from dost.accounts.models import User
from dost.cases.models import Case
from dost.cases.stages import Outcome
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, DecisionFactory, EntryFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def user() -> User:
    InstitutionFactory(code="DSMF")
    made: User = UserFactory()
    return made


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1962, 6, 1))
    return made


@pytest.fixture
def refused(person: Person, user: User) -> Case:
    """What a member of staff refused for want of age, of a service that is paid by the month."""
    version = VersionFactory(changes={"period": "monthly"})
    case: Case = CaseFactory(person=person, version=version, refused=True, decision=None)
    DecisionFactory(
        case=case, outcome=Outcome.REFUSED, amount=None, starts=None, decided_by=user, by_role=user.role, letter=None
    )
    EntryFactory(case=case, what="refused", by=user, by_role=user.role)
    return case


@pytest.fixture
def other() -> User:
    made: User = UserFactory()
    return made
