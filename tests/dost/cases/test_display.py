from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dost.accounts.access import NoReason, Purpose, Reason, state_purpose
from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import AccessLog
from dost.cases.display import case_for_display
from dost.cases.models import Case
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = MORNING + timedelta(hours=1)


def examiner() -> Staff:
    return Staff(UserFactory().pk, "examiner")


def test_whoever_has_no_reason_gets_no_case_and_leaves_no_line() -> None:
    case = CaseFactory()
    nobody: list[Actor] = [examiner(), SYSTEM, Oneself(PersonFactory().pk, "sub")]

    for actor in nobody:
        with pytest.raises(NoReason):
            case_for_display(case_id=case.pk, actor=actor, now=NOW)
    assert not AccessLog.objects.exists()


def test_reading_a_case_is_logged_for_everybody_whose_data_it_holds() -> None:
    actor, child = examiner(), PersonFactory()
    case = CaseFactory(about=child)
    state_purpose(actor=actor, person_id=case.person_id, purpose="case", note="Called 142", now=NOW)

    shown = case_for_display(case_id=case.pk, actor=actor, now=NOW)

    assert (shown.case.pk, shown.reason.note) == (case.pk, "Called 142")
    looks = AccessLog.objects.order_by("person_id")
    assert {look.person_id for look in looks} == {case.person_id, child.pk}
    assert {(look.actor, look.purpose, look.reason, look.service_code) for look in looks} == {
        (actor, "case", "Called 142", case.service_id)
    }


def test_citizens_read_their_own_case_and_that_of_whom_they_act_for() -> None:
    case, mother = CaseFactory(), PersonFactory()
    oneself = Oneself(case.person_id, "sub-1")
    parent = OnBehalf(mother.pk, "sub-2", of=case.person_id, capacity=Capacity.PARENT)

    assert case_for_display(case_id=case.pk, actor=oneself, now=NOW).reason == Reason(Purpose.OWN)
    assert case_for_display(case_id=case.pk, actor=parent, now=NOW).reason == Reason(Purpose.ON_BEHALF)
    assert {look.actor for look in AccessLog.objects.all()} == {oneself, parent}


def test_a_case_that_does_not_exist_is_not_shown() -> None:
    with pytest.raises(Case.DoesNotExist):
        case_for_display(case_id=999_999, actor=examiner(), now=NOW)


def test_reading_needs_few_queries(django_assert_max_num_queries: Any) -> None:
    actor = examiner()
    case = CaseFactory(granted_and_paid=True, about=PersonFactory())
    state_purpose(actor=actor, person_id=case.person_id, purpose="case", note="", now=NOW)
    case_for_display(case_id=case.pk, actor=actor, now=NOW)

    with django_assert_max_num_queries(8):
        case_for_display(case_id=case.pk, actor=actor, now=NOW)
