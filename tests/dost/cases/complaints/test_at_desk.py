"""What can be chosen for somebody who complains at a desk or by telephone, and what is read out to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.cases.complaints import Subject, write_down
from dost.cases.complaints.at_desk import choosable, receipt, subject_written, written_down_by
from dost.cases.models import ComplainedOf, Complaint
from dost.ui.complaint_form import WrittenDown
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.complaints import WORDS, complaint_services
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db
Kind, About = Complaint.Kind, Complaint.About
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def person() -> Person:
    complaint_services()
    made: Person = PersonFactory()
    return made


def written(person: Person, actor: Staff, kind: Complaint.Kind = Kind.COMPLAINT) -> Complaint:
    return write_down(
        person=person, subject=Subject(kind, About.GENERAL), words=WORDS, key=uuid4(), actor=actor, now=timezone.now()
    )


def test_their_own_cases_can_be_chosen_and_nothing_sensitive_is_named(person: Person) -> None:
    own = CaseFactory(unknown_fact=True, person=person)
    CaseFactory(unknown_fact=True)
    hidden = VersionFactory(service=ServiceFactory(code="09-09", sensitive=True))
    CaseFactory(unknown_fact=True, person=person, version=hidden, basis_key="hidden")
    found = choosable(person)
    assert [value for value, _words in found.cases] == [str(own.pk)]
    codes = [value for value, _words in found.services]
    assert own.service_id in codes
    assert "09-09" not in codes
    assert found.needs[About.STAFF] == ("centre", "named")


def test_what_was_written_down_is_the_subject() -> None:
    given = WrittenDown("proposal", "staff", "", None, "baku-1", "window 3", WORDS, ())
    assert subject_written(given) == Subject(Kind.PROPOSAL, About.STAFF, centre="baku-1", named="window 3")


def test_the_number_and_the_last_day_are_read_out(person: Person) -> None:
    one = written(person, staff_actor(UserFactory()))
    assert one.number in receipt(one)
    one.due_on = None
    assert receipt(one) == f"It is written down: {one.number}. Tell the person this number."


def test_what_somebody_wrote_down_is_theirs_of_this_person_and_time_until_it_is_about_them(person: Person) -> None:
    user: User = UserFactory()
    now = timezone.now()
    one = written(person, staff_actor(user))
    written(person, staff_actor(UserFactory()))
    written(PersonFactory(), staff_actor(user))

    def found(since: timedelta = -SECOND) -> list[Complaint]:
        return list(written_down_by(user.pk, person_id=person.pk, since=now + since, until=timezone.now() + SECOND))

    assert found() == [one]
    assert found(since=timedelta(hours=1)) == []
    ComplainedOf.objects.create(complaint=one, user=user, why=ComplainedOf.Why.NAME, at=now)
    assert found() == []
