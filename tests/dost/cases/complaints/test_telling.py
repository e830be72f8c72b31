"""What a person hears of their complaint: a message without its content, a letter with a number that can be checked."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases import complaints
from dost.cases.complaints.telling import complaint_letter_number, tell
from dost.cases.deliverables import check_character
from dost.cases.models import Complaint, ComplaintEntry, ComplaintLetter
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.complaints import WORDS, answered_complaint, complaint

pytestmark = pytest.mark.django_db
What = ComplaintEntry.What


def test_the_number_names_nobody_and_checks_itself() -> None:
    number = complaint_letter_number(12, 1, year=2026)
    body, _dash, last = number.rpartition("-")
    assert body == "MS-2026-0000012-01"
    assert last == check_character(body)


def test_the_message_says_that_it_arrived_and_by_when_it_is_answered_and_not_what_was_written() -> None:
    one = complaint()
    told = Notice.objects.get(kind=Notice.Kind.COMPLAINT)
    assert one.number in told.text
    assert one.due_on is not None
    assert str(one.due_on.year) in told.text
    assert WORDS not in told.text


def test_the_dead_are_told_nothing() -> None:
    one = complaint()
    Person.objects.filter(pk=one.person_id).update(died_on=timezone.localdate())
    before = Notice.objects.count()
    again = Complaint.objects.select_related("person", "service").get(pk=one.pk)
    assert tell(again, What.ANSWERED, now=timezone.now()) is None
    assert Notice.objects.count() == before


def test_what_is_asked_is_not_in_the_message() -> None:
    one, actor, now = complaint(), staff_actor(UserFactory(supervisor=True)), timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=actor, now=now)
    complaints.ask(complaint_id=one.pk, actor=actor, text="When was it?", now=now)
    told = Notice.objects.filter(kind=Notice.Kind.COMPLAINT).latest("pk")
    assert one.number in told.text
    assert "When was it?" not in told.text


def test_the_letter_is_kept_with_its_message() -> None:
    answered_complaint()
    letter = ComplaintLetter.objects.get()
    assert letter.notice is not None
    assert letter.number not in letter.notice.text
    assert letter.kind == ComplaintLetter.Kind.ANSWERED
