"""Who chooses: the state, the person, or nobody because two rights exclude each other.

The mode is the service version's (`automatic`, `ask_first`, `on_application`); a person's own preference for the
service comes before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dost.cases.batch import Move, closed, entry, on_to, wait
from dost.cases.choices import accepted
from dost.cases.codes import EntryKind, Reason, WaitingReason, excluded_by
from dost.cases.exclusions import Blocking, blocking_rights
from dost.cases.models import Case, Preference
from dost.cases.stages import APPLIED, Outcome, Stage, WaitingOn
from dost.notifications.models import Notice
from dost.notifications.notices import notice
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
    asked = _with_notice(cases)
    willing = accepted(cases)
    blocking = blocking_rights(cases)
    return [
        on_to(case, Stage.DECIDE)
        if case.pk in willing and case.pk not in blocking
        else _move(
            case,
            # What they said of this case comes before what they say of the service.
            choice=None if case.pk in willing else chosen.get((case.person_id, case.service_id)),
            asked=case.pk in asked,
            blocking=blocking.get(case.pk),
            now=now,
        )
        for case in cases
    ]


def _with_notice(cases: Sequence[Case]) -> set[int]:
    kind = Notice.Kind.QUESTION
    return set(Notice.objects.filter(case__in=cases, kind=kind).values_list("case_id", flat=True))


def _move(case: Case, *, choice: str | None, asked: bool, blocking: Blocking | None, now: datetime) -> Move:
    if choice == Preference.Choice.NEVER and case.origin not in APPLIED:
        return closed(case, outcome=Outcome.DECLINED, live=True, rows=[entry(case, EntryKind.DECLINED, at=now)])
    if blocking is None and not _must_ask(case, choice):
        return on_to(case, Stage.DECIDE)
    reason = excluded_by(blocking.service, blocking.open_case) if blocking else Reason(WaitingReason.ASK_FIRST)
    line = entry(case, EntryKind.ASKED, at=now, **reason.as_json())
    rows = [] if asked else [notice(case, Notice.Kind.QUESTION, now=now), line]
    return wait(case, WaitingOn.PERSON, reason=reason, now=now, rows=rows)


def _must_ask(case: Case, choice: str | None) -> bool:
    if case.origin in APPLIED or choice == Preference.Choice.AUTOMATIC:
        return False
    return choice == Preference.Choice.ASK or definition_of(case.version).mode == Mode.ASK_FIRST
