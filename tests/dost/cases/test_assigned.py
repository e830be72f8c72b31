from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dost.accounts import access
from dost.accounts.access import Purpose, Reason
from dost.accounts.actors import SYSTEM, Oneself, Staff
from dost.cases.assigned import assigned_case
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_an_open_case_assigned_is_a_reason_for_its_people() -> None:
    user, child = UserFactory(), PersonFactory()
    case = CaseFactory(to_clerk=True, about=child, assigned_to=user)
    mine = Staff(user.pk, "examiner")

    assert assigned_case(mine, case.person_id, NOW) == Reason(Purpose.CASE)
    assert access.reason_for(mine, child.pk, now=NOW) == Reason(Purpose.CASE)
    assert assigned_case(mine, PersonFactory().pk, NOW) is None
    assert assigned_case(Staff(UserFactory().pk, "examiner"), case.person_id, NOW) is None


def test_a_closed_case_is_none() -> None:
    user = UserFactory()
    case = CaseFactory(refused=True, assigned_to=user)

    assert assigned_case(Staff(user.pk, "examiner"), case.person_id, NOW) is None


@pytest.mark.parametrize("role", ["auditor", "clerk", "editor"])
def test_it_is_none_for_a_role_that_no_longer_works_on_cases(role: str) -> None:
    user = UserFactory()
    case = CaseFactory(to_clerk=True, assigned_to=user)

    assert assigned_case(Staff(user.pk, role), case.person_id, NOW) is None


def test_only_staff_have_cases_assigned() -> None:
    case = CaseFactory(to_clerk=True)

    assert assigned_case(SYSTEM, case.person_id, NOW) is None
    assert assigned_case(Oneself(case.person_id, "sub"), case.person_id, NOW) is None


def test_it_is_registered_when_the_application_starts() -> None:
    assert assigned_case in access._providers
