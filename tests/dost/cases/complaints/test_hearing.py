"""Who hears of a complaint that everybody below is kept from: at once as it is sent, and anew as accounts change."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import complaints
from dost.cases.complaints.hearing import complaints_for_oneself, hear
from dost.cases.models import Complaint
from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint

pytestmark = pytest.mark.django_db
About = Complaint.About


@pytest.fixture
def examiner() -> User:
    made: User = UserFactory(first_name="Elnur", last_name="Abbasov", centre="baku-1")
    return made


@pytest.fixture
def supervisor() -> User:
    made: User = UserFactory(supervisor=True, first_name="Sevda", last_name="Hacıyeva", centre="baku-1")
    return made


@pytest.fixture
def auditor() -> User:
    made: User = UserFactory(auditor=True, first_name="Kamran", last_name="Zeynalov")
    return made


def hears(user: User, one: Complaint) -> bool:
    return one in complaints_for_oneself(staff_actor(user), on=timezone.localdate())


def test_what_an_examiner_may_know_of_is_work_like_any_other(examiner: User, supervisor: User, auditor: User) -> None:
    one = complaint()
    assert one.heard_by == ""
    assert not any(hears(user, one) for user in (examiner, supervisor, auditor))


def test_where_every_examiner_is_kept_from_it_supervisors_hear_at_once(
    examiner: User, supervisor: User, auditor: User
) -> None:
    one = complaint(about=About.STAFF, named="Elnur Abbasov")
    assert one.heard_by == "supervisor"
    assert [hears(user, one) for user in (examiner, supervisor, auditor)] == [False, True, False]


def test_of_a_whole_centre_a_supervisor_of_another_hears(examiner: User, supervisor: User, auditor: User) -> None:
    elsewhere = UserFactory(supervisor=True, first_name="Rauf", last_name="Quliyev", centre="ganja")
    one = complaint(about=About.STAFF, centre="baku-1")
    assert [hears(user, one) for user in (examiner, supervisor, elsewhere, auditor)] == [False, False, True, False]


def test_where_nobody_who_answers_may_know_of_it_auditors_hear_at_once(
    examiner: User, supervisor: User, auditor: User
) -> None:
    one = complaint(about=About.STAFF, centre="baku-1")
    assert one.heard_by == "auditor"
    assert [hears(user, one) for user in (examiner, supervisor, auditor)] == [False, False, True]


def test_accounts_come_and_it_is_looked_at_anew(supervisor: User, auditor: User) -> None:
    one = complaint(about=About.STAFF, centre="baku-1")
    assert one.heard_by == "auditor"
    new = UserFactory(centre="ganja")
    complaints.watch_complaints(now=timezone.now())
    one.refresh_from_db()
    assert one.heard_by == ""
    User.objects.filter(pk=new.pk).update(is_active=False)
    assert hear(one, now=timezone.now())
    assert not hear(one, now=timezone.now())
    assert one.heard_by == "auditor"


def test_who_has_taken_it_has_it(supervisor: User, examiner: User) -> None:
    one = complaint(about=About.STAFF, named="Elnur Abbasov")
    complaints.take_over(complaint_id=one.pk, actor=staff_actor(supervisor), now=timezone.now())
    assert not hears(supervisor, one)
