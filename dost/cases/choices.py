"""What a person answers to a question: whether they want a right, beside or instead of another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dost.accounts.actors import Actor
from dost.notifications.offers import Offer, as_json

from .batch import Move, closed, entry, write_back
from .codes import EntryKind
from .models import Case, CaseEntry
from .stages import Outcome, Stage, State, WaitingOn

SMS: Final = "sms"
"""The way of an answer that came as a text message."""


def record_answer(
    *,
    case: Case,
    accepts: bool,
    actor: Actor,
    now: datetime | None = None,
    offer: Offer | None = None,
    via: str = "",
) -> bool:
    """Record the person's answer to a question; False when the case no longer waits for one.

    Yes sends the case on to the decision; the payment that excludes the new right ends when that is granted, not
    before. No closes it, and it is not offered again.

    `offer` is what was chosen between, where rights exclude each other: it stands in the line for good, so that both
    can be told afterwards. `via` is the way the answer came, where it is not the person's own page (`SMS`).
    """
    now = now or timezone.now()
    with transaction.atomic():
        waiting = (
            Case.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "version", "service")
            .filter(pk=case.pk, stage=Stage.CHOOSE, state=State.WAITING, waiting_on=WaitingOn.PERSON)
            .first()
        )
        if waiting is None:
            return False
        # A worker may hold the case, to look whether it still waits for anything: it must not undo the answer.
        waiting.token += 1
        Case.objects.filter(pk=waiting.pk).update(token=waiting.token)
        chosen = {"offer": as_json(offer)} if offer is not None and offer.is_exclusive else {}
        came = {"via": via} if via else {}
        what = EntryKind.ACCEPTED if accepts else EntryKind.DECLINED
        line = entry(waiting, what, at=now, **chosen, **came).signed(actor)
        if accepts:
            move = Move(case=waiting, stage=Stage.CHOOSE, state=State.READY, rows=(line,))
        else:
            move = closed(waiting, outcome=Outcome.DECLINED, live=True, rows=[line])
        write_back([move], now=now)
    return True


def accepted(cases: Sequence[Case]) -> dict[int, datetime]:
    """The cases whose person has said yes, and when they last did."""
    yes = CaseEntry.objects.filter(case__in=cases, what=EntryKind.ACCEPTED).order_by()
    return dict(yes.values_list("case_id").annotate(Max("at")))


def last_answer(case: Case) -> bool | None:
    """What was answered to the question about a case, the latest; None when nothing was."""
    lines = CaseEntry.objects.filter(case=case, what__in=[EntryKind.ACCEPTED, EntryKind.DECLINED]).order_by("-pk")
    what = lines.values_list("what", flat=True).first()
    return None if what is None else what == EntryKind.ACCEPTED
