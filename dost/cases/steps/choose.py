"""Who chooses: the state, the person, or nobody because two rights exclude each other.

The mode is the service version's (`automatic`, `ask_first`, `on_application`); a person's own preference for the
service comes before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dost.cases.batch import Move, closed, entry, on_to, wait, waiting_entry
from dost.cases.choices import accepted
from dost.cases.codes import EntryKind, Reason, WaitingReason, excluded_by
from dost.cases.exclusions import Blocking, blocking_rights
from dost.cases.models import Case, Preference
from dost.cases.offers import offers_of
from dost.cases.stages import ASKED_FOR, Outcome, Stage, WaitingOn
from dost.cases.waits import waits_for
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.notifications.offers import Offer
from dost.notifications.question import ReplyBy
from dost.notifications.replies import replies_of
from services_catalog.definition import Mode
from services_catalog.queries import definition_of


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Let each case of a batch go on, ask, wait or end."""
    chosen = {
        (person, service): choice
        for person, service, choice in Preference.objects.filter(
            person__in=[case.person_id for case in cases]
        ).values_list("person_id", "service_id", "choice")
    }
    willing = accepted(cases)
    # What they said of this case comes before what they say of the service.
    choices = {case.pk: None if case.pk in willing else chosen.get((case.person_id, case.service_id)) for case in cases}
    blocking = blocking_rights(cases)
    waiting = [case for case in cases if _must_wait(case, choices[case.pk], blocking.get(case.pk), case.pk in willing)]
    asked = _with_notice(waiting)
    offers = offers_of([case for case in waiting if case.pk not in asked], now=now)
    replies = _replies(offers, {case.pk: case for case in waiting})
    waits = {case.pk for case in waiting}
    return [
        _declined(case, now=now)
        if _never(case, choices[case.pk])
        else _ask(case, blocking.get(case.pk), offers.get(case.pk), replies.get(case.pk), now=now)
        if case.pk in waits
        else on_to(case, Stage.DECIDE)
        for case in cases
    ]


def _never(case: Case, choice: str | None) -> bool:
    return choice == Preference.Choice.NEVER and case.origin not in ASKED_FOR


def _must_wait(case: Case, choice: str | None, blocking: Blocking | None, willing: bool) -> bool:
    """Whether the person has to say something first: of rights that exclude each other, or because they are asked."""
    if _never(case, choice):
        return False
    return blocking is not None or (not willing and _must_ask(case, choice))


def _with_notice(cases: Sequence[Case]) -> set[int]:
    kind = Notice.Kind.QUESTION
    return set(Notice.objects.filter(case__in=cases, kind=kind).values_list("case_id", flat=True))


def _declined(case: Case, *, now: datetime) -> Move:
    return closed(case, outcome=Outcome.DECLINED, live=True, rows=[entry(case, EntryKind.DECLINED, at=now)])


def _replies(offers: Mapping[int, Offer], cases: Mapping[int, Case]) -> dict[int, ReplyBy | None]:
    """How each question that is asked now can be answered by replying to it.

    None where it is not named in the message, or where nothing but a no is possible.
    """
    ids = [pk for pk, offer in offers.items() if not offer.is_sensitive and not offer.stays]
    return dict(zip(ids, replies_of([cases[pk].person for pk in ids]), strict=True))


def _ask(case: Case, blocking: Blocking | None, offer: Offer | None, reply: ReplyBy | None, *, now: datetime) -> Move:
    """Let the case wait for the person; with an offer they are asked now, otherwise they were asked before."""
    reason = excluded_by(blocking.service, blocking.open_case) if blocking else Reason(WaitingReason.ASK_FIRST)
    if offer is not None:
        line = entry(case, EntryKind.ASKED, at=now, **reason.as_json())
        rows = [notice(case, Notice.Kind.QUESTION, now=now, offer=offer, reply=reply), line]
    else:
        # Asked before, and had gone on: it says that it waits for them again, for the days stop running.
        rows = [] if _waited_for_them(case, reason) else [waiting_entry(case, reason, at=now)]
    return wait(case, WaitingOn.PERSON, reason=reason, now=now, rows=rows)


def _waited_for_them(case: Case, reason: Reason) -> bool:
    """Whether the case has waited for the person's answer all the time, though a worker has just looked at it."""
    return case.waiting_since is not None and waits_for(case.reason) == waits_for(reason.as_json())


def _must_ask(case: Case, choice: str | None) -> bool:
    if case.origin in ASKED_FOR or choice == Preference.Choice.AUTOMATIC:
        return False
    return choice == Preference.Choice.ASK or definition_of(case.version).mode == Mode.ASK_FIRST
