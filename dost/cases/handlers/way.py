"""The way every act goes; taking a case over and handing it on, which are nothing but that way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction

from dost.accounts.actors import SYSTEM, Actor, Staff, staff_actor
from dost.cases.acts import Act, MovedOn, require, require_note
from dost.cases.batch import LEASE, Move, entry, write_back
from dost.cases.codes import EntryKind
from dost.cases.impartial import close_among
from dost.cases.models import Case, CaseEntry
from dost.cases.stages import WORK, Stage, State
from dost.common.bells import ring
from dost.common.dates import local_day

logger = logging.getLogger(__name__)


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


def hand_on(*, case_id: int, actor: Actor, now: datetime) -> None:
    """Give the case back to the list of work: it is nobody's, and anybody who may decide it can take it over."""
    with transaction.atomic():
        case = locked(case_id, Act.HAND_ON, actor)
        _let_go_of(case, actor, now=now)


def hand_on_kept(*, now: datetime) -> int:
    """Hand on the open cases whose holder may decide nothing of them; return how many.

    Somebody may become close to a person after they took the case over, and a FİN may be written down later. Each case
    is a transaction of its own: one that fails is logged, and keeps none back.
    """
    held: dict[Staff, list[Case]] = {}
    cases = Case.objects.exclude(state=State.DONE).filter(assigned_to__isnull=False).select_related("assigned_to")
    for case in cases.select_related("entitlement").order_by("pk"):
        assert case.assigned_to is not None  # asked above
        held.setdefault(staff_actor(case.assigned_to), []).append(case)
    close = {holder: close_among(theirs, holder, on=local_day(now)) for holder, theirs in held.items()}
    kept = [(case.pk, holder) for holder, theirs in held.items() for case in theirs if case.pk in close[holder]]
    return sum(_handed_on(case_id, holder, now=now) for case_id, holder in kept)


def _handed_on(case_id: int, holder: Staff, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            mine = Case.objects.select_for_update(no_key=True).filter(pk=case_id, assigned_to=holder.user_id)
            case = mine.exclude(state=State.DONE).first()
            if case is not None:
                _let_go_of(case, SYSTEM, now=now)
            return case is not None
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Case %s could not be handed on", case_id)
        return False


def _let_go_of(case: Case, actor: Actor, *, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(assigned_to=None)
    entry(case, EntryKind.HANDED_ON, at=now).signed(actor).save()


def ring_piece(piece: str) -> None:
    """Ring the worker of a piece of the road; a bell that is not heard is rung again by the beat."""
    ring(WORK, piece)
