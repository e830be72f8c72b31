"""What a person can say about a case of theirs: appeal, ask, give it up; and how far each of these is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from dost.accounts.actors import Actor
from dost.cases.acts import Act, may, possible
from dost.cases.appeals.subject import open_appeal, subject_of
from dost.cases.handlers import what_can_be_given_up
from dost.cases.models import Appeal, Case, CaseMessage, Recovery
from dost.cases.text.words import tag
from dost.common.dates import local_day
from dost.ui.contexts import Tag


@dataclass(frozen=True, slots=True)
class Overpaid:
    """A proposal about money paid in excess: how it stands, and until when something can be said (None: no more)."""

    number: str
    state: Tag
    until: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Say:
    """``appeal_until`` is the last day to appeal, None where there is nothing to appeal (any more).

    ``sent_url`` leads to an appeal that was sent, with its state; ``give_up`` is ``application``, ``right`` or empty.
    ``ask_url`` and ``complain_url`` are empty where the reader may not. ``replaced_url`` and ``replaces_url`` lead to
    the case that decides this one anew, and to the earlier one. ``overpaid`` is what was proposed or decided about
    money paid in excess.
    """

    appeal_until: date | None
    is_late: bool
    is_begun: bool
    appeal_url: str
    sent_url: str
    sent_state: Tag | None
    ask_url: str
    complain_url: str
    has_asked: bool
    has_answer: bool
    give_up: str
    give_up_url: str
    replaced_url: str
    replaces_url: str
    overpaid: tuple[Overpaid, ...]


def say_of(case: Case, actor: Actor, *, now: datetime) -> Say:
    """What the person can say about a case, read with what `cases.display` reads."""
    subject = subject_of(case) if possible(Act.APPEAL, case=case, actor=actor) else None
    sent = max((one for one in case.appeals.all() if one.lodged_at), key=lambda one: one.pk, default=None)
    messages = list(case.messages.all())
    replaced = case.replaced_by.values_list("pk", flat=True).first()
    return Say(
        appeal_until=subject.lodge_by if subject else None,
        is_late=subject is not None and local_day(now) > subject.lodge_by,
        is_begun=subject is not None and open_appeal(case) is not None,
        appeal_url=reverse("my:appeal", args=[case.pk]),
        sent_url=reverse("my:appeal_sent", args=[case.pk]) if sent else "",
        sent_state=tag(Appeal.State(sent.state)) if sent else None,
        ask_url=reverse("my:case_question", args=[case.pk]) if possible(Act.ASK, case=case, actor=actor) else "",
        complain_url=_complain_url(case, actor),
        has_asked=bool(messages),
        has_answer=bool(messages) and messages[-1].side == CaseMessage.Side.OFFICE,
        give_up=what_can_be_given_up(case, actor),
        give_up_url=reverse("my:withdraw", args=[case.pk]),
        replaced_url=reverse("my:case", args=[replaced]) if replaced else "",
        replaces_url=reverse("my:case", args=[case.replaces_id]) if case.replaces_id else "",
        overpaid=_overpaid(case, actor),
    )


def _overpaid(case: Case, actor: Actor) -> tuple[Overpaid, ...]:
    """What the person, or who looks after them by law, was asked or told about money paid in excess."""
    if not may(Act.SAY_RECOVERY, actor=actor, person_id=case.person_id):
        return ()
    rows = [one for one in case.recoveries.all() if one.heard_by or one.state == Recovery.State.DECIDED]
    return tuple(
        Overpaid(
            number=row.number,
            state=tag(Recovery.State(row.state)),
            until=row.heard_by if row.state == Recovery.State.HEARING else None,
            url=reverse("my:overpayment", args=[row.pk]),
        )
        for row in sorted(rows, key=lambda one: -one.pk)
    )


def _complain_url(case: Case, actor: Actor) -> str:
    """Where one complains about how a case was handled; empty for whoever acts under a mandate."""
    if not may(Act.COMPLAIN, actor=actor, person_id=case.person_id):
        return ""
    return f"{reverse('my:complaint_new')}?{urlencode({'kind': 'complaint', 'about': 'case'})}"
