"""What the pages of the choices show, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dost.accounts.access import log_access, own_data
from dost.accounts.citizens import SignedInCitizen
from dost.cases.models import Case
from dost.cases.open_questions import ChosenBetween, OpenQuestion, chosen_between, open_questions
from dost.cases.preferences import Choice, Standing, standings
from dost.cases.text.choice import ChoiceView, RightSide, choice_view, chosen_view, right_side
from dost.common.dates import local_day
from dost.notifications.question import gain_in_words
from dost.ui.contexts import Tag, Text
from services_catalog import schema
from services_catalog.labels import label
from services_catalog.queries import compiled

MEANINGS: Final[Mapping[Choice, Text]] = {
    Choice.AUTOMATIC: _("You get it as soon as the state sees that you have a right to it. You need do nothing."),
    Choice.ASK: _("We ask you first and wait for your answer. Nothing is given before you say yes."),
    Choice.NEVER: _("It is not given to you, and you are not asked. You may still apply for it at any time."),
}
"""What each choice means, in a sentence or two."""

TAGS: Final[Mapping[Choice, Tag]] = {
    Choice.AUTOMATIC: Tag(_("Automatically"), "green"),
    Choice.ASK: Tag(_("Ask me first"), "blue"),
    Choice.NEVER: Tag(_("Never"), "grey"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the three choices: its value, its name, and what it means."""

    value: str
    name: Text
    meaning: Text
    selected: bool = False


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service and how it comes; ``chosen_at`` is when the person chose it, None where it is as laid down."""

    name: Text
    tag: Tag
    url: str
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """The services of one area of the catalogue."""

    name: Text
    services: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question in the list. Of a sensitive one ``name`` and ``gain`` are empty: it says what it is where it opens."""

    name: Text
    gain: Text
    is_exclusive: bool
    since: datetime
    url: str


@dataclass(frozen=True, slots=True)
class PastChoice:
    """A choice between rights that was made, with each right as it was then."""

    at: datetime
    wanted: bool
    sides: tuple[RightSide, ...]


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """What waits for an answer, what was chosen between rights, and how services come: the person's own first."""

    questions: tuple[QuestionCard, ...]
    past: tuple[PastChoice, ...]
    meanings: tuple[Meaning, ...]
    own: tuple[ServiceLine, ...]
    areas: tuple[AreaGroup, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question: the right alone (``right``), or what must be chosen between (``choice``)."""

    number: str
    name: Text
    since: datetime
    right: RightSide
    choice: ChoiceView | None
    only_no: bool


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One service, and the three ways in which it can come."""

    name: Text
    by_law: Text
    choices: tuple[Meaning, ...]
    service_url: str


def choices_page(me: SignedInCitizen, *, now: datetime) -> ChoicesPage:
    """Everything there is to choose for a person; that their cases were read is logged."""
    found = readable(me, open_questions(person_id=me.person_id, now=now))
    log_questions(me, found, now=now)
    every = standings(person_id=me.person_id, on=local_day(now))
    return ChoicesPage(
        questions=tuple(map(_card, found)),
        past=tuple(map(_past, chosen_between(person_id=me.person_id))),
        meanings=meanings(),
        own=tuple(_line(one) for one in every if one.is_own),
        areas=_areas(one for one in every if not one.is_own),
    )


def meanings(selected: str = "") -> tuple[Meaning, ...]:
    """The three choices with what each means."""
    return tuple(Meaning(one.value, one.label, MEANINGS[one], one.value == selected) for one in Choice)


def question_page(question: OpenQuestion, *, now: datetime) -> QuestionPage:
    """A question with everything the answer depends on. It names the rights: the person has opened it."""
    return QuestionPage(
        number=question.number,
        name=question.service.title,
        since=question.since,
        right=right_side(question.offer),
        choice=choice_view(question.offer, today=local_day(now)),
        only_no=question.only_no,
    )


def service_page(service: Standing, *, selected: str = "") -> ServicePage:
    """A service with the three ways in which it can come; the one that counts now is selected unless another is."""
    return ServicePage(
        name=service.service.title,
        by_law=service.by_law.label,
        choices=meanings(selected or service.choice),
        service_url=reverse("services:detail", args=[service.service.code]),
    )


def readable(me: SignedInCitizen, questions: tuple[OpenQuestion, ...]) -> tuple[OpenQuestion, ...]:
    """Those of the questions that open to the reader."""
    return tuple(one for one in questions if me.opens.service(one.service.code, is_sensitive=one.is_sensitive))


def log_questions(me: SignedInCitizen, questions: Iterable[OpenQuestion], *, now: datetime) -> None:
    """Write down that the cases of these questions, and the records they stand on, were shown to the citizen."""
    cases = Case.objects.filter(pk__in=[one.case_id for one in questions]).prefetch_related("version")
    registries = {name for case in cases for name in compiled(case.version).registries}
    reason = own_data(me.actor, me.person_id, now)
    if not registries or reason is None:
        return
    log_access(
        actor=me.actor,
        people=[me.person_id],
        purpose=reason.purpose,
        reason=reason.note,
        registries=registries,
        now=now,
    )


def _card(question: OpenQuestion) -> QuestionCard:
    hidden = question.is_sensitive
    return QuestionCard(
        name="" if hidden else question.service.title,
        gain="" if hidden else gain_in_words(question.offer.gain),
        is_exclusive=question.offer.is_exclusive and not hidden,
        since=question.since,
        url=reverse("my:question", args=[question.case_id]),
    )


def _past(made: ChosenBetween) -> PastChoice:
    return PastChoice(made.at, made.wanted, chosen_view(made.offer, wanted=made.wanted))


def _line(service: Standing) -> ServiceLine:
    return ServiceLine(
        name=service.service.title,
        tag=TAGS[service.choice],
        url=reverse("my:choice", args=[service.service.code]),
        chosen_at=service.chosen_at,
    )


def _areas(every: Iterable[Standing]) -> tuple[AreaGroup, ...]:
    """The services by area, in the order of the catalogue."""
    order = {area: place for place, area in enumerate(schema.AREAS)}
    found = sorted(every, key=lambda one: (order.get(one.service.area, len(order)), one.service.code))
    return tuple(
        AreaGroup(label("area", area), tuple(map(_line, group)))
        for area, group in groupby(found, key=lambda one: one.service.area)
    )
