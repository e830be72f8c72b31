"""What the pages of a citizen's cases show, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.opens import Deed, Opens
from dost.cases.clock.reckon import Clock
from dost.cases.clock.store import running_clocks
from dost.cases.codes import WaitingReason, reason_code
from dost.cases.handlers.asking import is_asked_for_more
from dost.cases.models import Case, CaseEntry, Decision, Deliverable, Entitlement, Evidence
from dost.cases.queries import case_number
from dost.cases.rules import evaluate
from dost.cases.stages import Outcome, Stage, State
from dost.cases.text import evidence_text, explained, plain, words
from dost.cases.text.contexts import DecisionView, EvidenceView
from dost.cases.text.plain import Happened, NowView
from dost.portal.my.wrong import of_case, with_links
from dost.ui.contexts import Text
from services_catalog.queries import compiled

MOST_LINES = 100
NEUTRAL: Text = gettext_lazy("A service that we name only when you open it")
QUESTIONS = (WaitingReason.ASK_FIRST, WaitingReason.EXCLUSIVE)


@dataclass(frozen=True, slots=True)
class CaseEntryView:
    """A case in the list. Of a sensitive service ``name`` is neutral, and ``now`` says only how it stands."""

    number: str
    name: Text
    opened_at: datetime
    now: NowView
    url: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class GrantedView:
    """What was granted: an amount (None where it is not money) from one day to another, or what was issued."""

    amount: Decimal | None
    monthly: bool
    since: date
    until: date | None
    number: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. ``about`` is the name of whom it is about, where that is somebody else.

    ``action_url`` is where the one thing to do is done, empty where there is nothing.
    ``decision`` is what was decided or, before that, what the rule says now; None where its record is gone.
    """

    number: str
    name: Text
    headline: Text
    about: Text
    opened_at: datetime
    now: NowView
    granted: GrantedView | None
    decision: DecisionView | None
    evidence: tuple[EvidenceView, ...]
    happened: tuple[Happened, ...]
    action_url: str
    service_url: str
    is_refused: bool


def case_entry(case: Case, *, names: Mapping[str, str], clock: Clock | None) -> CaseEntryView:
    """A case as a line of the list."""
    now = plain.now_view(case, names=names, clock=clock)
    if case.service.sensitive:
        # Which institution has it says which service it is.
        now = replace(now, who="", next="", term=None)
    return CaseEntryView(
        number=case_number(case.pk, case.opened_at),
        name=NEUTRAL if case.service.sensitive else case.service.title,
        opened_at=case.opened_at,
        now=now,
        url=reverse("my:case", args=[case.pk]),
        is_sensitive=case.service.sensitive,
    )


def case_page(case: Case, *, names: Mapping[str, str], on: date, opens: Opens) -> CasePage:
    """One case as of a day, read with what `cases.display` reads, with the ways on that are open to the reader."""
    granted = _granted(case)
    entries = case.entries.select_related(*CaseEntry.who()).order_by("-at", "-pk")[:MOST_LINES]
    return CasePage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        headline=_headline(case, granted),
        about=case.about.full_name if case.about and case.about_id != case.person_id else "",
        opened_at=case.opened_at,
        now=plain.now_view(case, names=names, clock=running_clocks([case], on=on).get(case.pk)),
        granted=granted,
        decision=_decision(case, names, opens),
        evidence=_evidence(case, names),
        happened=plain.happened(entries, names=names),
        action_url=_action_url(case) if opens.deed(Deed.ANSWER) else "",
        service_url=reverse("services:detail", args=[case.service_id]),
        is_refused=case.outcome == Outcome.REFUSED,
    )


def without_the_person(page: CasePage) -> CasePage:
    """The page of an employer's case for another than who applied: nothing that was looked at of that one."""
    decision = page.decision
    if decision is not None:
        decision = replace(decision, criteria=tuple(replace(one, facts=()) for one in decision.criteria))
    return replace(page, decision=decision, evidence=())


def _headline(case: Case, granted: GrantedView | None) -> Text:
    """The answer, before anything else."""
    if case.outcome == Outcome.REFUSED:
        return _("It was not granted")
    if case.outcome == Outcome.NO_RIGHT:
        return _("There was no right on the day of decision")
    if case.outcome == Outcome.GIVEN_UP:
        return _("You withdrew the application")
    if case.outcome == Outcome.DECLINED:
        return _("You said that you do not want it")
    if is_asked_for_more(case):
        return _("We need something from you")
    if _is_asked(case):
        return _("We have a question for you")
    if granted is None:
        return _("It is not decided yet")
    is_under_way = case.state != State.DONE and case.stage != Stage.NOTIFY
    if not case.live and not is_under_way:
        return _("It is over")
    return plain.headline(amount=granted.amount, monthly=granted.monthly, paid=True, on_its_way=is_under_way)


def _action_url(case: Case) -> str:
    """Where the one thing is done that a case waits for; empty where the person need do nothing."""
    if is_asked_for_more(case):
        return reverse("my:asked", args=[case.pk])
    return reverse("my:question", args=[case.pk]) if _is_asked(case) else ""


def _is_asked(case: Case) -> bool:
    """Whether the person has a question to answer with yes or no."""
    waits = case.stage == Stage.CHOOSE and case.state == State.WAITING
    return waits and reason_code(case.reason) in QUESTIONS


def _granted(case: Case) -> GrantedView | None:
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None:
        return None
    given: Deliverable | None = getattr(case, "deliverable", None)
    ends = [day for day in (right.until, right.ended_on) if day is not None]
    return GrantedView(
        amount=right.amount if right.period != Entitlement.Period.NONE else None,
        monthly=right.period == Entitlement.Period.MONTHLY,
        since=right.starts,
        until=given.valid_until if given is not None else min(ends, default=None),
        number=given.number if given is not None else "",
    )


def _decision(case: Case, names: Mapping[str, str], opens: Opens) -> DecisionView | None:
    """What was decided, or what the rule says now; what is not met first."""
    decision: Decision | None = getattr(case, "decision", None)
    if decision is not None:
        view = explained.decided(decision, compiled(decision.version), names=names, by="")
    else:
        found = evaluate([case]).get(case.pk) if case.stage != Stage.CLOSED else None
        if found is None:
            return None
        view = explained.standing(case, found, compiled(case.version), names=names)
    if opens.deed(Deed.CORRECT):
        view = with_links(view, of_case(case))
    order = {False: 0, None: 1, True: 2}
    return replace(view, criteria=tuple(sorted(view.criteria, key=lambda one: order[one.result])))


def _evidence(case: Case, names: Mapping[str, str]) -> tuple[EvidenceView, ...]:
    """What institutions were asked about the person, and what they said."""
    rows = case.evidence.filter(about__in=[case.person_id]) | case.evidence.filter(about=None)
    return tuple(
        EvidenceView(
            institution=names.get(row.institution, row.institution),
            question=evidence_text.question(row.institution, row.question),
            answer=evidence_text.evidence_in_words(row.institution, row.question, row.answer),
            state=words.tag(Evidence.Finding(row.finding)),
            asked_at=row.answered_at,
        )
        for row in rows.order_by("answered_at", "pk")
    )
