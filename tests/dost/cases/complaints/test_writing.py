"""Begun, sent once, answered when asked, withdrawn: by the person, who acts for them, and staff."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from dost.accounts.actors import Capacity, OnBehalf, Oneself, staff_actor
from dost.accounts.models import User
from dost.cases import complaints
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.complaints import Subject
from dost.cases.complaints.writing import LONGEST_WORDS
from dost.cases.models import Complaint
from dost.common.working_days import working_days_later
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.complaints import WORDS, ComplaintDraftFactory, complaint, complaint_services
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
Kind, About, State = Complaint.Kind, Complaint.About, Complaint.State
IN_GENERAL = Subject(Kind.COMPLAINT, About.GENERAL)


@pytest.fixture
def person() -> Person:
    complaint_services()
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(person: Person) -> Oneself:
    return Oneself(person_id=person.pk, subject="subject")


def test_what_is_begun_is_gone_on_with_and_sent_once(person: Person, me: Oneself) -> None:
    now = timezone.now()
    first = complaints.begin(person=person, subject=IN_GENERAL, actor=me, now=now)
    complaints.write_words(actor=me, words=f"  {WORDS} ", now=now)
    subject = Subject(Kind.PROPOSAL, About.STAFF, centre="DM01", named="window 3")
    draft = complaints.begin(person=person, subject=subject, actor=me, now=now)
    assert (draft.pk, draft.words, draft.number) == (first.pk, WORDS, "")
    sent = complaints.send(key=draft.key, actor=me, now=now)
    again = complaints.send(key=draft.key, actor=me, now=now)
    assert sent.pk == again.pk
    assert sent.number == f"T-{timezone.localdate().year}-{sent.pk:07d}"
    assert sent.due_on == working_days_later(timezone.localdate(), 15)
    assert complaints.subject_of(sent) == subject
    assert [line.what for line in sent.entries.all()] == ["sent"]
    [told] = Notice.objects.filter(kind=Notice.Kind.COMPLAINT)
    assert sent.number in told.text
    assert WORDS not in told.text
    assert complaints.open_draft(me) is None


def test_what_is_missing_is_named(person: Person, me: Oneself) -> None:
    now = timezone.now()
    with pytest.raises(MovedOn):
        complaints.write_words(actor=me, words=WORDS, now=now)
    draft = complaints.begin(person=person, subject=Subject(Kind.COMPLAINT, About.SERVICE), actor=me, now=now)
    with pytest.raises(NotPossible, match="Write first"):
        complaints.send(key=draft.key, actor=me, now=now)
    for words in (" ", "x" * (LONGEST_WORDS + 1)):
        with pytest.raises(NotPossible, match="Write "):
            complaints.write_words(actor=me, words=words, now=now)
    complaints.write_words(actor=me, words=WORDS, now=now)
    with pytest.raises(NotPossible, match="Say first"):
        complaints.send(key=draft.key, actor=me, now=now)
    with pytest.raises(MovedOn):
        complaints.send(key=uuid4(), actor=me, now=now)


def test_nobody_writes_about_a_case_of_somebody_else(person: Person, me: Oneself) -> None:
    other = CaseFactory(unknown_fact=True)
    with pytest.raises(NotAllowed):
        complaints.begin(
            person=person, subject=Subject(Kind.COMPLAINT, About.CASE, case=other.pk), actor=me, now=timezone.now()
        )


def test_a_service_that_a_leak_would_harm_takes_what_is_about_an_employer(person: Person) -> None:
    one = complaint(person, about=About.EMPLOYER, named="A building firm")
    assert one.service.sensitive
    [told] = Notice.objects.filter(kind=Notice.Kind.COMPLAINT)
    assert one.number not in told.text
    assert told.untold == Notice.Untold.SENSITIVE


def test_who_may_read_what(person: Person, me: Oneself) -> None:
    mother, friend = PersonFactory(), PersonFactory()
    parent = OnBehalf(mother.pk, "mother", of=person.pk, capacity=Capacity.PARENT)
    mandate = OnBehalf(friend.pk, "friend", of=person.pk, capacity=Capacity.MANDATE)
    own = complaint(person)
    hidden = complaint(person, about=About.EMPLOYER, named="A building firm")
    with pytest.raises(NotAllowed):
        complaints.begin(person=person, subject=IN_GENERAL, actor=mandate, now=timezone.now())
    assert set(complaints.own_complaints(me)) == {own, hidden}
    assert set(complaints.own_complaints(parent)) == {own}
    assert not complaints.own_complaints(mandate).exists()
    assert not complaints.own_complaints(staff_actor(UserFactory())).exists()
    with pytest.raises(NotAllowed):
        complaints.withdraw(complaint_id=own.pk, actor=mandate, now=timezone.now())


def test_it_is_withdrawn_once_and_only_by_whom_it_belongs_to(person: Person, me: Oneself) -> None:
    one, now = complaint(person), timezone.now()
    stranger = Oneself(person_id=PersonFactory().pk, subject="s")
    with pytest.raises(NotAllowed):
        complaints.withdraw(complaint_id=one.pk, actor=stranger, now=now)
    assert complaints.withdraw(complaint_id=one.pk, actor=me, now=now).state == State.WITHDRAWN
    with pytest.raises(MovedOn):
        complaints.withdraw(complaint_id=one.pk, actor=me, now=now)


def test_staff_write_down_what_somebody_says_and_a_second_press_makes_none(person: Person) -> None:
    user: User = UserFactory()
    key, now = uuid4(), timezone.now()

    def write_down() -> Complaint:
        return complaints.write_down(
            person=person, subject=IN_GENERAL, words=WORDS, key=key, actor=staff_actor(user), now=now
        )

    assert write_down().pk == write_down().pk
    one = Complaint.objects.get()
    assert (one.by, one.state) == (user, State.SENT)
    assert set(complaints.own_complaints(Oneself(person.pk, "s"))) == {one}


def test_nobody_writes_down_a_complaint_about_themselves(person: Person) -> None:
    user = UserFactory(first_name="Elnur", last_name="Məmmədov")
    with pytest.raises(NotPossible, match="yourself"):
        complaints.write_down(
            person=person,
            subject=Subject(Kind.COMPLAINT, About.STAFF, named="Elnur"),
            words=WORDS,
            key=uuid4(),
            actor=staff_actor(user),
            now=timezone.now(),
        )
    assert not Complaint.objects.exists()


def test_a_role_without_people_writes_nothing_down(person: Person) -> None:
    with pytest.raises(NotAllowed):
        complaints.write_down(
            person=person,
            subject=IN_GENERAL,
            words=WORDS,
            key=uuid4(),
            actor=staff_actor(UserFactory(auditor=True)),
            now=timezone.now(),
        )


def test_what_was_begun_can_be_thrown_away(person: Person, me: Oneself) -> None:
    complaints.begin(person=person, subject=IN_GENERAL, actor=me, now=timezone.now())
    complaints.discard(actor=me, now=timezone.now())
    complaints.discard(actor=me, now=timezone.now())
    assert not Complaint.objects.exists()


def test_the_person_answers_what_they_are_asked(person: Person, me: Oneself) -> None:
    one, user, now = complaint(person), UserFactory(), timezone.now()
    with pytest.raises(MovedOn):
        complaints.give(complaint_id=one.pk, actor=me, words="At ten.", now=now)
    complaints.take_over(complaint_id=one.pk, actor=staff_actor(user), now=now)
    asked = complaints.ask(complaint_id=one.pk, actor=staff_actor(user), text="When was it?", now=now)
    assert (asked.state, asked.due_on) == (State.ASKED, None)
    given = complaints.give(complaint_id=one.pk, actor=me, words="At ten.", now=now + timedelta(hours=1))
    assert (given.state, given.due_on) == (State.SENT, one.due_on)


def test_the_database_keeps_what_was_sent() -> None:
    one = complaint()
    for change in ({"words": "other"}, {"sent_at": timezone.now()}, {"state": State.DRAFT}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Complaint.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=one.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        one.entries.update(at=timezone.now())
    draft = ComplaintDraftFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplaintDraftFactory(person=draft.person)


def test_the_number_of_a_complaint_says_its_year() -> None:
    one = complaint(now=timezone.make_aware(datetime(2026, 12, 1, 12)))
    assert one.number == f"S-2026-{one.pk:07d}"
    assert one.due_on == date(2026, 12, 22)
