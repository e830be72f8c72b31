"""The next case: the most urgent that is nobody's and that one may decide, one for each who asks."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.cases.acts import NotAllowed
from dost.cases.handlers import take_next
from dost.cases.models import Case, CaseClock
from dost.common.dates import local_day
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

NOW = timezone.now()


def waits(days: int, **given: object) -> Case:
    case: Case = CaseFactory(to_clerk=True, **given)
    CaseClock.objects.filter(case=case).delete()
    CaseClock.objects.create(case=case, started_on=local_day(NOW), due_on=local_day(NOW) + timedelta(days=days))
    return case


@pytest.fixture
def examiner(db: None) -> Staff:
    return staff_actor(UserFactory())


def test_the_most_urgent_comes_first_and_is_ones_own(examiner: Staff) -> None:
    later, sooner = waits(9), waits(2)
    waits(-3, assigned_to=UserFactory())
    CaseFactory(waiting_on_institution=True)
    assert take_next(actor=examiner, now=NOW) == sooner.pk
    sooner.refresh_from_db()
    assert sooner.assigned_to_id == examiner.user_id
    assert sooner.entries.order_by("-pk")[0].what == "assigned"
    assert take_next(actor=examiner, now=NOW) == later.pk
    assert take_next(actor=examiner, now=NOW) is None


def test_what_is_about_oneself_is_passed_over_and_somebody_else_gets_it(examiner: Staff) -> None:
    own, other = waits(1), waits(5)
    User.objects.filter(pk=examiner.user_id).update(fin=own.person.fin)
    assert take_next(actor=examiner, now=NOW) == other.pk
    assert take_next(actor=examiner, now=NOW) is None
    assert take_next(actor=staff_actor(UserFactory()), now=NOW) == own.pk


def test_whoever_is_not_known_to_the_registries_gets_none(db: None) -> None:
    waits(1)
    assert take_next(actor=staff_actor(UserFactory(fin="")), now=NOW) is None


def test_a_role_that_takes_no_cases_over_is_refused(db: None) -> None:
    waits(1)
    with pytest.raises(NotAllowed):
        take_next(actor=staff_actor(UserFactory(clerk=True)), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_those_who_ask_at_one_moment_get_a_case_each() -> None:
    cases = {waits(days).pk for days in range(6)}
    actors = [staff_actor(UserFactory()) for _examiner in range(8)]
    together = threading.Barrier(len(actors))
    found: list[int | None] = []

    def ask(actor: Staff) -> None:
        try:
            together.wait(30)
            found.append(take_next(actor=actor, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one for one in found if one is not None) == sorted(cases)
    assert len(found) == len(actors)
