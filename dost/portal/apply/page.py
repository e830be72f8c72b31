"""What the pages of applying show, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.citizens import SignedInCitizen
from dost.cases.applications import Problem
from dost.cases.clock.store import running_clocks
from dost.cases.codes import WaitingReason, reason_code
from dost.cases.drafts.begin import Possible
from dost.cases.drafts.known import Known
from dost.cases.drafts.resume import Resumed, VersionChange
from dost.cases.drafts.tend import ends_on
from dost.cases.models import ApplicationDraft, Case, Entitlement
from dost.cases.queries import case_number
from dost.cases.stages import Outcome, Stage, State
from dost.cases.text import plain
from dost.cases.text.answers_text import answer_view, question_to_ask
from dost.cases.text.contexts import FactView
from dost.cases.text.plain import NowView
from dost.portal.my.wrong import of_person
from dost.ui.contexts import Text
from dost.ui.question_form import Asked
from registries.models import Person
from services_catalog.definition import Question
from services_catalog.models import Service, in_language
from services_catalog.rules import Verdict


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """A record that can be applied for: what stands for it in the form, in words, and what runs or is begun for it."""

    value: str
    about: Text
    day: date
    running_url: str = ""
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class BeginPage:
    """The first page. ``questions`` is how many are asked; ``choices`` are the records, where several can be meant.

    ``is_for_employers``: who acts for an employer chooses it first, for nobody is asked about it later.
    """

    name: Text
    service_url: str
    questions: int
    about: Text
    choices: tuple[RecordChoice, ...]
    is_for_employers: bool = False

    @property
    def open_choices(self) -> tuple[RecordChoice, ...]:
        """The records for which nothing runs yet."""
        return tuple(one for one in self.choices if not one.running_url)

    @property
    def can_begin(self) -> bool:
        """Whether there is anything that does not run already."""
        return not self.choices or bool(self.open_choices)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an application a page is. ``saved_at`` is when something was last saved; ``until`` is its last day."""

    name: Text
    about: Text
    number: int
    of: int
    back_url: str
    saved_at: datetime | None
    until: date


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question with its answer in words, and where it is changed."""

    view: FactView
    url: str


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What has changed since the answers were given; texts in the reader's language."""

    asked_anew: tuple[str, ...]
    asked_otherwise: tuple[str, ...]
    asked_no_more: tuple[str, ...]
    conditions: tuple[str, ...]
    gone: tuple[str, ...]
    amount: bool
    remaining: tuple[FactView, ...]
    lost: int


@dataclass(frozen=True, slots=True)
class SentPage:
    """The receipt, and how the case stands at this moment.

    ``day`` is the day that counts for the right. ``is_open``: it is still being decided by itself, so look again soon.
    """

    number: str
    name: Text
    received_at: datetime
    day: date
    already: bool
    headline: Text
    now: NowView
    is_open: bool
    is_granted: bool
    case_url: str


def begin_page(service: Service, found: Sequence[Possible], person: Person) -> BeginPage:
    """The first page of an application for a person, with every record that can be meant."""
    several = len(found) > 1
    newest = found[0]
    return BeginPage(
        name=service.title,
        service_url=reverse("services:detail", args=[service.code]),
        questions=len(newest.meant.rule.definition.asked),
        about=_about(newest.about, person),
        choices=tuple(_choice(one) for one in found) if several else (),
        is_for_employers=newest.meant.rule.definition.is_for_employers and not newest.voen,
    )


def _choice(one: Possible) -> RecordChoice:
    running = one.running
    return RecordChoice(
        value=one.name,
        about=one.about.full_name,
        day=one.meant.record.on,
        running_url=reverse("my:case", args=[running.pk]) if running is not None else "",
        is_begun=one.draft is not None,
    )


def place_of(resumed: Resumed, number: int = 0, *, back_url: str = "") -> Place:
    """Where a page is: the `number`-th question, or 0 for a page that is none."""
    draft = resumed.draft
    return Place(
        name=draft.service.title,
        about=_about(draft.about, draft.person),
        number=number,
        of=len(resumed.questions),
        back_url=back_url,
        saved_at=draft.edited_at,
        until=ends_on(draft),
    )


def _about(about: Person | None, person: Person) -> str:
    """Whom the record is about, where that is somebody else."""
    return about.full_name if about is not None and about.pk != person.pk else ""


def asked(resumed: Resumed, question: Question) -> Asked:
    """A question as its form asks it, with the answer so far."""
    return question_to_ask(question, resumed.draft.answers.get(question.id))


def answer_rows(resumed: Resumed) -> tuple[AnswerRow, ...]:
    """Every question with its answer so far."""
    draft = resumed.draft
    return tuple(
        AnswerRow(
            answer_view(one, draft.answers.get(one.id)),
            f"{reverse('apply:question', args=[draft.pk, number])}?back=check",
        )
        for number, one in enumerate(resumed.questions, start=1)
    )


def facts_of(known: Known, me: SignedInCitizen) -> tuple[FactView, ...]:
    """What is known, each with where it is called wrong, where that can be done."""
    link = of_person(me.person_id, me.opens)
    return tuple(replace(one, wrong_url=link(one.name)) for one in known.facts)


def unmet(known: Known) -> tuple[str, ...]:
    """What speaks against the right by today's data; nothing where it is not certain."""
    return known.unmet if known.verdict is Verdict.NOT_ENTITLED else ()


def changed_page(resumed: Resumed, change: VersionChange) -> ChangedPage:
    """What a new version changes for a draft."""
    by_id = {one.id: one for one in resumed.questions}
    return ChangedPage(
        asked_anew=_asks(change.asked_anew),
        asked_otherwise=_asks(change.asked_otherwise),
        asked_no_more=_asks(change.asked_no_more),
        conditions=tuple(map(in_language, change.conditions)),
        gone=tuple(map(in_language, change.gone)),
        amount=change.amount,
        remaining=tuple(answer_view(by_id[id_], value) for id_, value in change.remaining.items()),
        lost=change.lost,
    )


def _asks(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(in_language(one.ask) for one in questions)


def sent_page(draft: ApplicationDraft, case: Case, *, names: Mapping[str, str], on: date) -> SentPage:
    """The receipt of a draft that was sent."""
    assert draft.sent_at is not None
    return SentPage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        received_at=case.opened_at,
        day=case.on,
        already=case.opened_at < draft.sent_at,
        headline=_headline(case),
        now=plain.now_view(case, names=names, clock=running_clocks([case], on=on).get(case.pk)),
        is_open=not case.outcome and case.state == State.READY,
        is_granted=case.outcome == Outcome.GRANTED,
        case_url=reverse("my:case", args=[case.pk]),
    )


def _headline(case: Case) -> Text:
    """What has been decided, where something has."""
    if case.outcome == Outcome.GRANTED:
        right: Entitlement | None = getattr(case, "entitlement", None)
        amount = right.amount if right is not None and right.period != Entitlement.Period.NONE else None
        monthly = right is not None and right.period == Entitlement.Period.MONTHLY
        under_way = case.state != State.DONE and case.stage != Stage.NOTIFY
        return plain.headline(amount=amount, monthly=monthly, paid=True, on_its_way=under_way)
    if case.outcome == Outcome.REFUSED:
        return _("It was not granted")
    if case.outcome == Outcome.NO_RIGHT:
        return _("There was no right on the day of decision")
    if case.state == State.WAITING and reason_code(case.reason) in (WaitingReason.ASK_FIRST, WaitingReason.EXCLUSIVE):
        return _("We have a question for you")
    return _("It is on its way")


def in_words(problems: Iterable[Problem]) -> tuple[str, ...]:
    """What stands in the way of an application, each once."""
    return tuple(dict.fromkeys(one.message for one in problems))
