"""To whoever a complaint is about, or who is close to its people, it is not there."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import SYSTEM, Staff, staff_actor
from dost.accounts.models import User
from dost.cases import complaints
from dost.cases.complaints.seen_by import hidden_from, may_know_of, seen_by
from dost.cases.models import ComplainedOf, Complaint
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.complaints import ComplaintDraftFactory, complaint
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db
About = Complaint.About


def knows(user: User, one: Complaint) -> bool:
    return may_know_of(one, staff_actor(user), on=timezone.localdate())


def named(text: str) -> Complaint:
    return complaint(about=About.STAFF, named=text)


@pytest.fixture
def examiner() -> User:
    made: User = UserFactory(first_name="Elnur", last_name="Məmmədov")
    return made


@pytest.fixture
def supervisor() -> User:
    made: User = UserFactory(supervisor=True, first_name="Sevda", last_name="Hacıyeva")
    return made


@pytest.mark.parametrize(
    "text",
    ["Elnur Məmmədov", "elnur mammadov", "ELNUR", "Məmmədovdan şikayət edirəm", "the clerk, Mr Memmedov"],
    ids=["whole name", "other letters", "first name", "with an ending", "without marks"],
)
def test_whoever_bears_the_name_knows_nothing_of_it(examiner: User, supervisor: User, text: str) -> None:
    one = named(text) if "mammadov" not in text else named("elnur")
    assert not knows(examiner, one)
    assert knows(supervisor, one)
    assert not seen_by(staff_actor(examiner), on=timezone.localdate()).exists()
    assert hidden_from(staff_actor(examiner), on=timezone.localdate()).get() == one


def test_one_whom_nobody_recognises_opens_to_supervisors_alone(examiner: User, supervisor: User) -> None:
    one = named("the man at window 3")
    assert (knows(examiner, one), knows(supervisor, one)) == (False, True)
    now = timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=staff_actor(supervisor), now=now)
    other = UserFactory(first_name="Rauf", last_name="Əliyev")
    complaints.found_meant(complaint_id=one.pk, actor=staff_actor(supervisor), user_id=other.pk, now=now)
    assert (knows(examiner, one), knows(other, one)) == (True, False)


def test_who_had_a_hand_in_the_case_knows_nothing_of_a_complaint_about_it(examiner: User) -> None:
    case = CaseFactory(unknown_fact=True, assigned_to=UserFactory())
    signed = UserFactory()
    case.entries.create(at=timezone.now(), what="kept", by=signed, by_role="examiner")
    one = complaint(case.person, about=About.CASE, case=case.pk)
    assert knows(examiner, one)
    assert not knows(case.assigned_to, one)
    assert not knows(signed, one)
    assert {row.why for row in one.complained_of.all()} == {ComplainedOf.Why.CASE}


def test_a_proposal_about_a_case_is_kept_from_nobody_who_had_a_hand_in_it() -> None:
    case = CaseFactory(unknown_fact=True, assigned_to=UserFactory())
    one = complaint(case.person, kind=Complaint.Kind.PROPOSAL, about=About.CASE, case=case.pk)
    assert knows(case.assigned_to, one)


def test_a_complaint_about_a_centre_is_not_there_for_who_works_in_it(examiner: User) -> None:
    one = complaint(about=About.STAFF, centre="DM01")
    assert knows(examiner, one)
    User.objects.filter(pk=examiner.pk).update(centre="DM01")
    examiner.refresh_from_db()
    assert not knows(examiner, one)


def test_nobody_knows_of_what_they_or_somebody_close_to_them_has_written(examiner: User) -> None:
    me = PersonFactory(fin=examiner.fin)
    mother = PersonFactory()
    KinshipFactory(person=me, relative=mother, valid_from=date(1990, 1, 1))
    assert not knows(examiner, complaint(me))
    assert not knows(examiner, complaint(mother))
    assert knows(UserFactory(), complaint(mother))


def test_nobody_knows_of_a_complaint_about_somebody_close_to_them(examiner: User) -> None:
    me, brother = PersonFactory(fin=examiner.fin), UserFactory(first_name="Kamran", last_name="Quliyev")
    KinshipFactory(person=me, relative=PersonFactory(fin=brother.fin), kind="spouse")
    one = named("Kamran Quliyev")
    assert not knows(brother, one)
    assert not knows(examiner, one)


def test_without_a_fin_nobody_who_decides_knows_of_any() -> None:
    one = complaint()
    assert not knows(UserFactory(fin=""), one)
    assert knows(UserFactory(auditor=True, fin=""), one)


def test_drafts_and_other_actors(examiner: User) -> None:
    ComplaintDraftFactory()
    on = timezone.localdate()
    assert not seen_by(staff_actor(examiner), on=on).exists()
    complaint()
    assert not seen_by(SYSTEM, on=on).exists()


def test_it_asks_twice_however_many_there_are(
    examiner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor: Staff = staff_actor(examiner)
    for count in (1, 3):
        for _one in range(count):
            complaint()
        with django_assert_num_queries(2):
            list(seen_by(actor, on=timezone.localdate()))
