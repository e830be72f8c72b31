"""Evaluate the rule as of the case's date, freeze what was seen, and decide.

Automation may grant. On data that is not known, or that an institution contradicts, it sends the case to a clerk; it
refuses by itself only an application whose facts are all known. While a fact is contested it refuses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import models

from dost.accounts.actors import SYSTEM, Actor, System
from dost.accounts.models import AccessLog
from dost.cases.appeals.reviews import open_review
from dost.cases.appeals.subject import REVIEWS
from dost.cases.awards import award_record
from dost.cases.batch import Move, also, closed, entry, on_to, wait, waiting_entry
from dost.cases.choices import accepted
from dost.cases.codes import (
    EntryKind,
    Reason,
    WaitingReason,
    comes_to,
    contradicted_by,
    no_answer_in_time,
    unknown_facts,
)
from dost.cases.corrections import held_open, reason_of
from dost.cases.deliverables import STANDING, end_earlier, issue
from dost.cases.documents import written_for
from dost.cases.exclusions import end_excluded, excluding_rights
from dost.cases.granting import Guard
from dost.cases.letters import Writing, decision_letter, writing_for
from dost.cases.models import Case, Entitlement, Evidence, FactCorrection
from dost.cases.past_term import unanswered
from dost.cases.prior_awards import NOTHING, PriorAwards, prior_awards_of, siblings
from dost.cases.rules import evaluate
from dost.cases.stages import ANEW, ASKED_FOR, Outcome, Stage, WaitingOn
from dost.cases.terms import frozen_decision, terms_of
from dost.cases.verification import standing_evidence
from dost.common.dates import local_day
from services_catalog.definition import Period
from services_catalog.queries import compiled
from services_catalog.rules import Explanation, Verdict

ENTRIES: Final = {Outcome.REFUSED: EntryKind.REFUSED, Outcome.NO_RIGHT: EntryKind.NO_RIGHT}
"""The line of the timeline when the right is not there."""
LOOKED_AT_AGAIN: Final = timedelta(days=1)
"""How long a case that a contested fact holds open waits before it is looked at in passing."""


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Decide a batch; see the module."""
    disputed = {
        one.case_id: (one.institution, one.question)
        for one in standing_evidence(cases)
        if one.finding == Evidence.Finding.CONTRADICTED
    }
    willing = accepted(cases)
    excluding = excluding_rights(cases)
    crowded = siblings(cases)  # before what was awarded: whoever is granted in between is seen here or there
    guard = Guard(cases, crowded=crowded)
    earlier = prior_awards_of(cases)
    explained = evaluate(cases, today=local_day(now))
    silent = unanswered([case.pk for case in cases])
    written = written_for([case for case in cases if case.pk in explained])
    writing = writing_for([case for case in cases if case.pk in explained], now=now)
    held = held_open(cases)
    return [
        on_to(case, Stage.CHOOSE, rows=[entry(case, EntryKind.RIVAL, at=now, service=excluding[case.pk])])
        if case.pk in excluding
        else _move(
            case,
            explained.get(case.pk),
            _left_to_staff(disputed.get(case.pk), silent.get(case.pk)),
            contested=held.get(case.pk),
            earlier=earlier.get(case.pk, NOTHING),
            document=written.get(case.pk),
            writing=writing,
            after=partial(_when_granted, case, guard, chosen=case.pk in willing, now=now),
            now=now,
        )
        for case in cases
    ]


def _left_to_staff(disputed: tuple[str, str] | None, silent: tuple[str, str] | None) -> Reason | None:
    """Why no machine may decide, by institution and question: one says otherwise, or did not answer in time."""
    if disputed is not None:
        return contradicted_by(*disputed)
    return no_answer_in_time(*silent) if silent is not None else None


def _when_granted(case: Case, guard: Guard, *, chosen: bool, now: datetime) -> None:
    """What is done when a case is granted, in the same transaction."""
    guard.check(case)
    if chosen:
        end_excluded(case, now=now)


def _move(
    case: Case,
    found: Explanation | None,
    left_to_staff: Reason | None,
    *,
    contested: FactCorrection | None,
    earlier: PriorAwards,
    document: Mapping[str, Any] | None,
    writing: Writing,
    after: Callable[[], None],
    now: datetime,
) -> Move:
    looked = _access_row(case, now=now)
    # What an institution contradicts, or did not confirm in time, is not decided by a machine, whatever the rule says
    # of the registries.
    if left_to_staff is not None:
        rows = [looked, waiting_entry(case, left_to_staff, at=now)]
        return wait(case, WaitingOn.CLERK, reason=left_to_staff, now=now, rows=rows)
    # What is contested is not refused before its institution has answered; a right may be granted meanwhile.
    if contested is not None and (found is None or found.verdict is Verdict.NOT_ENTITLED):
        return _held_open(case, contested, now=now, looked=looked)
    if found is None:
        rows = [looked, entry(case, EntryKind.RECORD_GONE, at=now)]
        return closed(case, outcome=Outcome.NO_RIGHT, live=False, rows=rows)
    # Not known is never no: a member of staff, or the missing fact, decides.
    if found.verdict is Verdict.UNKNOWN:
        unknown = unknown_facts([fact.name for fact in found.missing])
        rows = [looked, waiting_entry(case, unknown, at=now)]
        return wait(case, WaitingOn.CLERK, reason=unknown, now=now, rows=rows)
    # A right to nothing is a mistake in an amount or in a fact: nothing is granted, paid or announced on it.
    if comes_to_nothing(case, found):
        nothing = comes_to(found.amount)
        return wait(case, WaitingOn.CLERK, reason=nothing, now=now, rows=[looked, waiting_entry(case, nothing, at=now)])
    # Entitled, but paid for already: nothing is paid twice (decision 10).
    if found.verdict is Verdict.ENTITLED:
        if covered(case, found, earlier):
            return _held(case, now=now, looked=looked)
        granted = grant(case, found, now=now, rows=[looked], earlier=earlier, document=document, writing=writing)
        return also(granted, after)
    # An appeal or a court has set a no aside: a machine does not say it again on the same data.
    if case.origin in ANEW:
        anew = Reason(WaitingReason.ANEW)
        return wait(case, WaitingOn.CLERK, reason=anew, now=now, rows=[looked, waiting_entry(case, anew, at=now)])
    return refuse(case, found, now=now, rows=[looked], writing=writing)


def _held_open(case: Case, contested: FactCorrection, *, now: datetime, looked: models.Model) -> Move:
    """Wait until the contested fact is answered; that lets the case go on (`corrections.open.go_on`)."""
    reason = reason_of(contested)
    news = case.reason.get("correction") != contested.pk
    rows = [looked, *([waiting_entry(case, reason, at=now)] if news else [])]
    return wait(case, WaitingOn.INSTITUTION, reason=reason, now=now, rows=rows, pause=LOOKED_AT_AGAIN)


def comes_to_nothing(case: Case, found: Explanation) -> bool:
    """Whether what is to be paid is 0 or less: that is never granted."""
    return compiled(case.version).period != Period.NONE and found.amount is not None and found.amount <= 0


def covered(case: Case, found: Explanation, earlier: PriorAwards) -> bool:
    """Whether what was awarded before leaves nothing to grant."""
    # A lump sum is held or it is not; only months can be paid up to a day, and be all that there are (decision 10).
    paid_to_the_end = found.until is not None and earlier.paid_until is not None and found.until <= earlier.paid_until
    return earlier.held or (compiled(case.version).period == Period.MONTHLY and paid_to_the_end)


def _held(case: Case, *, now: datetime, looked: models.Model) -> Move:
    """Nothing is paid twice: whoever applied is answered by a clerk, a proactive case just ends."""
    held = Reason(WaitingReason.HELD)
    if case.origin in ASKED_FOR:
        rows = [looked, waiting_entry(case, held, at=now)]
        return wait(case, WaitingOn.CLERK, reason=held, now=now, rows=rows)
    return closed(case, outcome=Outcome.NO_RIGHT, live=False, rows=[looked, entry(case, EntryKind.HELD, at=now)])


def grant(
    case: Case,
    found: Explanation,
    *,
    now: datetime,
    rows: Sequence[models.Model] = (),
    actor: Actor = SYSTEM,
    note: str = "",
    earlier: PriorAwards = NOTHING,
    document: Mapping[str, Any] | None = None,
    writing: Writing | None = None,
) -> Move:
    """Grant: freeze the decision, open the entitlement, write the award or issue what is given, and send on.

    `earlier` is what was paid before for the same matter: a month is not paid twice. `document` is what is written on
    what is issued, `writing` what the letters of a batch share.
    """
    version = compiled(case.version)
    decision = frozen_decision(case, found, Outcome.GRANTED, now=now, actor=actor, note=note)
    terms = terms_of(case, found, decision, earlier=earlier, today=local_day(now))
    entitlement = Entitlement(
        case=case,
        service=case.service,
        person=case.person,
        period=version.period,
        amount=terms.amount,
        starts=terms.starts,
        until=terms.until,
        created_at=now,
    )
    award = award_record(case, entitlement, now=now)
    # What is not money is only announced.
    pays = version.period != Period.NONE and found.amount is not None
    stage = Stage.PAY if pays else Stage.NOTIFY
    given = issue(case, until=found.until, now=now, document=document)
    number = {"number": given.number} if given else {}
    line = entry(
        case,
        EntryKind.GRANTED,
        at=now,
        amount=str(entitlement.amount) if entitlement.amount is not None else None,
        **number,
    )
    letter = decision_letter(
        decision, right=entitlement, given=given, writing=writing or writing_for([case], now=now), now=now
    )
    made = [*rows, decision, entitlement, *(row for row in (award, given, letter) if row is not None), line]
    if terms.starts > terms.begins:
        told = {"right": terms.begins.isoformat(), "amount": terms.starts.isoformat()}
        made.append(entry(case, EntryKind.STARTS_WITH_AMOUNT, at=now, **told))
    move = on_to(case, stage, outcome=Outcome.GRANTED, rows=made)
    if given and given.kind in STANDING:
        move = replace(move, after=partial(end_earlier, case, now=now))
    return also(move, partial(open_review, case, now=now)) if case.service_id in REVIEWS else move


def refuse(
    case: Case,
    found: Explanation,
    *,
    now: datetime,
    rows: Sequence[models.Model] = (),
    actor: Actor = SYSTEM,
    note: str = "",
    writing: Writing | None = None,
) -> Move:
    """The facts are known and the right is not there: an applicant is told so, a proactive case just ends."""
    by_somebody = not isinstance(actor, System)
    outcome = Outcome.REFUSED if case.origin in ASKED_FOR or by_somebody else Outcome.NO_RIGHT
    decision = frozen_decision(case, found, outcome, now=now, actor=actor, note=note)
    letter = decision_letter(decision, writing=writing or Writing(), now=now)
    made = [*rows, decision, *([letter] if letter else []), entry(case, ENTRIES[outcome], at=now)]
    if case.origin in ASKED_FOR:
        return on_to(case, Stage.NOTIFY, outcome=outcome, rows=made)
    return closed(case, outcome=outcome, live=by_somebody, rows=made)


def _access_row(case: Case, *, now: datetime) -> AccessLog:
    """The person can see that the state looked, at what, and for which service."""
    return AccessLog(
        person_id=case.person_id,
        purpose=AccessLog.Purpose.AUTOMATIC,
        registries=sorted(compiled(case.version).registries),
        service_code=case.service_id,
        at=now,
    )
