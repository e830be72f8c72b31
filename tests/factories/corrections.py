"""Contested facts, as somebody leaves them behind who has called one wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from dost.cases.models import CorrectionEntry, CorrectionQuestion, FactCorrection
from dost.common.delivery import DeliveryState

from .registries import PersonFactory


class CorrectionFactory(DjangoModelFactory):
    """Somebody calls their surname wrong; the institution has it and has not answered."""

    class Meta:
        model = FactCorrection

    class Params:
        of_disability = factory.Trait(
            table="DisabilityDecision",
            field="band",
            institution="DTSERA",
            registry="TSERAS",
            stands="31-60",
            right="61-80",
        )
        overdue = factory.Trait(due=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))

    person = factory.SubFactory(PersonFactory)
    about = factory.SelfAttribute("person")
    table = "Person"
    field = "surname"
    subject = factory.LazyAttribute(lambda row: f"{row.table}:{row.source}:{row.about.pk}:{row.field}")
    source = ""
    reference = ""
    registry = "POPULATION"
    institution = "DIN"
    stands = "Əliyeva"
    right = "Aliyeva"
    words = "It is written with another letter on my card."
    state = FactCorrection.State.RECEIVED
    asked_at = factory.LazyFunction(timezone.now)
    ask_again_at = factory.SelfAttribute("asked_at")
    due = factory.LazyFunction(lambda: date(2199, 1, 1))
    by_person = factory.SelfAttribute("person")
    by_subject = "s"

    @factory.post_generation
    def handed_over(self: Any, create: bool, extracted: Any, **_more: Any) -> None:
        """The institution has it, and its line stands in the history."""
        if create and extracted is not False:
            CorrectionQuestion.objects.create(
                key=f"FC{self.pk}-1",
                correction=self,
                institution=self.institution,
                state=DeliveryState.DONE,
                not_before=self.asked_at,
                created_at=self.asked_at,
                settled_at=self.asked_at,
            )
            CorrectionEntry.objects.create(correction=self, at=self.asked_at, what=CorrectionEntry.What.ASKED)
