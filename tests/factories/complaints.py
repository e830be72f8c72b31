"""Complaints and proposals, as somebody leaves them behind who has written one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from dost.accounts.actors import Oneself, staff_actor
from dost.cases import complaints
from dost.cases.models import Complaint
from registries.data.complaint_terms import complaint_service
from registries.models import Person

from .accounts import UserFactory
from .registries import PersonFactory
from .services_catalog import ServiceFactory

WORDS = "I waited for three hours, and nobody could say why."
REASONS = "Two windows were closed that day, and nobody was told. They are open now."


def complaint_services() -> None:
    """The services that take complaints and proposals."""
    ServiceFactory(code=complaint_service("*"), delivery="online", kind="service")
    ServiceFactory(code=complaint_service("employer"), delivery="online", kind="service", sensitive=True)


class ComplaintDraftFactory(DjangoModelFactory):
    """Somebody has begun to write about things in general, and not sent it."""

    class Meta:
        model = Complaint

    person = factory.SubFactory(PersonFactory)
    kind = Complaint.Kind.COMPLAINT
    about = Complaint.About.GENERAL
    service = factory.LazyFunction(
        lambda: ServiceFactory(code=complaint_service("*"), delivery="online", kind="service")
    )
    words = WORDS
    begun_at = factory.LazyFunction(timezone.now)
    by_person = factory.SelfAttribute("person")
    by_subject = "subject"


def complaint(
    person: Person | None = None,
    *,
    kind: Complaint.Kind = Complaint.Kind.COMPLAINT,
    about: Complaint.About = Complaint.About.GENERAL,
    words: str = WORDS,
    now: datetime | None = None,
    **subject: Any,
) -> Complaint:
    """One that was sent, by the functions that send one."""
    complaint_services()
    whose = person or PersonFactory()
    actor = Oneself(person_id=whose.pk, subject="subject")
    at = now or timezone.now()
    what = complaints.Subject(kind=kind, about=about, **subject)
    draft = complaints.begin(person=whose, subject=what, actor=actor, now=at)
    complaints.write_words(actor=actor, words=words, now=at)
    return complaints.send(key=draft.key, actor=actor, now=at)


def studied_complaint(person: Person) -> Complaint:
    """One that somebody has taken and studies longer, with the letter that says so."""
    one, actor, at = complaint(person), staff_actor(UserFactory()), timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=actor, now=at)
    return complaints.study_longer(complaint_id=one.pk, actor=actor, reasons=REASONS, now=at)


def answered_complaint(person: Person | None = None, **more: Any) -> Complaint:
    """One that somebody took and answered, with its letter."""
    one = complaint(person, **more)
    actor, at = staff_actor(UserFactory()), timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=actor, now=at)
    outcome = complaints.ANSWERS[Complaint.Kind(one.kind)][0]
    return complaints.answer(complaint_id=one.pk, actor=actor, outcome=outcome, reasons=REASONS, now=at)
