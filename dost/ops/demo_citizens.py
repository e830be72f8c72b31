"""The twelve people of a demonstration: they come in with their papers, and those who have applied apply.

Everything else is the road's: the rules find their rights, the institutions and the bank answer, as for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dost.accounts.actors import Oneself
from dost.accounts.demo_citizens import demo_citizens
from dost.cases.applications import open_application
from dost.cases.models import Case
from dost.cases.stages import Origin
from dost.notifications.models import Contact
from registries.demonstration import refuse_in_production
from registries.models import Person
from registries.synthetic.stories.cast import Story
from registries.synthetic.stories.enter import enter
from registries.synthetic.stories.tales import stories
from services_catalog.models import Service

ASKED: Final = frozenset({"exclusive", "question"})
"""The stories whose people are asked something: they may answer on their page, or by replying from their telephone."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What was new: events reported, applications opened."""

    reported: int
    applied: int


def tell(*, on: date, now: datetime) -> Begun:
    """Let the stories of a day begin; those that have begun are left as they are.

    Raises:
        DemonstrationOnlyError: this is production.
        NotTakenError: a row or an event was refused.
    """
    refuse_in_production("the people of the demonstration")
    all_of_them = list(zip(stories(on), demo_citizens(on), strict=True))
    reported = enter([story for story, _who in all_of_them])
    for story, who in all_of_them:
        if story.slug in ASKED:
            _confirm_phone(story, who.subject, now=now)
    return Begun(reported, sum(_apply(story, who.subject, on=on, now=now) for story, who in all_of_them))


def _confirm_phone(story: Story, subject: str, *, now: datetime) -> None:
    """Let the telephone count as confirmed by the person, so that they can reply by text message; once."""
    person = Person.objects.get(fin=story.hero.fin)
    Contact.objects.get_or_create(
        person=person,
        defaults={
            "phone": person.phone,
            "phone_confirmed_at": now,
            "changed_at": now,
            **Contact.columns_of(Oneself(person_id=person.pk, subject=subject)),
        },
    )


def _apply(story: Story, subject: str, *, on: date, now: datetime) -> bool:
    """Apply as the person of the story would, once; whether it was done now."""
    wanted = story.application
    if wanted is None:
        return False
    person = Person.objects.get(fin=story.hero.fin)
    if Case.objects.filter(person=person, service=wanted.service, origin=Origin.APPLICATION).exists():
        return False
    open_application(
        person=person,
        service=Service.objects.get(pk=wanted.service),
        answers=wanted.answers,
        actor=Oneself(person_id=person.pk, subject=subject),
        on=on,
        now=now,
    )
    return True
