"""The way every act goes, and taking a case over, which is nothing but that way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from dost.accounts.actors import Actor, Staff
from dost.cases.acts import Act, MovedOn, require, require_note
from dost.cases.batch import LEASE, Move, entry, write_back
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry
from dost.cases.stages import WORK, Stage
from dost.common.bells import ring


def locked(case_id: int, act: Act, actor: Actor) -> Case:
    """The case, locked, if the table lets this actor do this now; raises `NotAllowed` or `MovedOn`."""
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "about", "version", "service")
        .get(pk=case_id)
    )
    require(act, actor=actor, case=case)
    return case


def move_case(
    case_id: int, act: Act, actor: Actor, decide_move: Callable[[Case], Move], *, note: str, now: datetime
) -> None:
    """Lock, ask the table, claim, move and write back; the lines of the timeline are signed by the actor.

    Raises:
        NotPossible: the table or `decide_move` refuses; nothing has changed.
    """
    with transaction.atomic():
        case = locked(case_id, act, actor)
        require_note(act, actor=actor, note=note)
        case.token += 1
        Case.objects.filter(pk=case.pk).update(token=case.token, lease_until=now + LEASE)
        move = decide_move(case)
        for row in move.rows:
            if isinstance(row, CaseEntry):
                row.signed(actor)
        if not write_back([move], now=now):
            raise MovedOn
        if move.stage != Stage.CLOSED:
            transaction.on_commit(partial(ring_piece, move.stage))


def assign(*, case_id: int, actor: Actor, now: datetime) -> None:
    """Make the case this member of staff's own."""
    with transaction.atomic():
        case = locked(case_id, Act.ASSIGN, actor)
        assert isinstance(actor, Staff)  # the table lets nobody else
        Case.objects.filter(pk=case.pk).update(assigned_to=actor.user_id)
        entry(case, EntryKind.ASSIGNED, at=now).signed(actor).save()


def ring_piece(piece: str) -> None:
    """Ring the worker of a piece of the road; a bell that is not heard is rung again by the beat."""
    ring(WORK, piece)
