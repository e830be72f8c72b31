"""What a person answers to a question: whether they want a right, beside or instead of another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dost.accounts.actors import Actor

from .batch import Move, closed, entry, write_back
from .codes import EntryKind
from .models import Case, CaseEntry
from .stages import Outcome, Stage, State, WaitingOn


def record_answer(*, case: Case, accepts: bool, actor: Actor, now: datetime | None = None) -> bool:
    """Record the person's answer to a question; False when the case no longer waits for one.

    Yes sends the case on to the decision; the payment that excludes the new right ends when that is granted, not
    before. No closes it, and it is not offered again.
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
        line = entry(waiting, EntryKind.ACCEPTED if accepts else EntryKind.DECLINED, at=now).signed(actor)
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
