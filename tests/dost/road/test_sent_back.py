"""A clerk sends a case back: the institutions are asked again, and only the new answers count."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases.handlers import send_back
from dost.cases.models import Case, Evidence
from dost.cases.stages import Outcome, Stage, WaitingOn
from dost.proactive.detect import detect
from registries.models import Person
from tests.dost.road.house import birth, publish, send, work
from tests.factories.accounts import UserFactory


def test_an_answer_that_was_wrong_counts_no_more_after_the_case_was_sent_back(mother: Person) -> None:
    publish("05-40", "05-41")
    send(birth(mother))
    detect()
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    work()
    case = Case.objects.get()
    assert (case.stage, case.waiting_on) == (Stage.DECIDE, WaitingOn.CLERK)
    assert case.waiting_since is not None
    Person.objects.filter(pk=mother.pk).update(died_on=None)
    examiner = staff_actor(UserFactory(role="examiner"))
    send_back(case_id=case.pk, actor=examiner, note="The registry of deaths was corrected.", now=timezone.now())
    work()
    done = Case.objects.get()
    assert (done.stage, done.outcome, done.waiting_since) == (Stage.CLOSED, Outcome.GRANTED, None)
    assert Evidence.objects.filter(question="alive").count() == 2
