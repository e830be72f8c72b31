"""Appeals and messages of cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dost.cases.appeals.days import answer_by, lodge_by
from dost.cases.models import Appeal, CaseMessage
from dost.common.dates import local_day


class AppealFactory(DjangoModelFactory):
    """An appeal against a refusal, sent on the next day; `draft=True` is one that was only begun."""

    class Meta:
        model = Appeal

    class Params:
        draft = factory.Trait(state=Appeal.State.DRAFT, lodged_at=None, answer_by=None)

    letter = factory.LazyAttribute(lambda row: row.case.letters.first())
    against = "refused"
    told_on = factory.LazyAttribute(lambda row: local_day(row.case.opened_at))
    lodge_by = factory.LazyAttribute(lambda row: lodge_by(row.case, told_on=row.told_on))
    grounds = "My age is written down wrongly."
    state = Appeal.State.LODGED
    begun_at = factory.LazyAttribute(lambda row: row.case.opened_at + timedelta(days=1))
    lodged_at = factory.SelfAttribute("begun_at")
    answer_by = factory.LazyAttribute(
        lambda row: answer_by(row.case, begins=local_day(row.lodged_at)) if row.lodged_at else None
    )
    by_person = factory.LazyAttribute(lambda row: row.case.person)
    by_subject = "subject"


class CaseMessageFactory(DjangoModelFactory):
    """A question of the person about their case."""

    class Meta:
        model = CaseMessage

    side = CaseMessage.Side.PERSON
    text = "When will it be decided?"
    at = factory.LazyAttribute(lambda row: row.case.opened_at + timedelta(days=1))
    by_person: Any = factory.LazyAttribute(lambda row: row.case.person)
    by_subject = "subject"
