"""What the person said when they were asked: by themselves, or written down by staff."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases import choices
from dost.cases.acts import Act, MovedOn, NotPossible, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.exclusions import right_that_cannot_end
from dost.cases.offers import offers_of
from dost.cases.queries import service_name
from dost.cases.stages import Stage

from .way import locked, ring_piece


def record_choice(*, case_id: int, actor: Actor, wanted: bool, note: str = "", via: str = "", now: datetime) -> None:
    """Record what the person said, and how: with a yes the case goes on, with a no it ends.

    A yes ends a monthly payment that excludes the new right, when that is granted. What was paid once for the same
    record, or is paid to somebody else, cannot be ended: then only a no is possible.
    """
    with transaction.atomic():
        case = locked(case_id, Act.ANSWER, actor)
        require_note(Act.ANSWER, actor=actor, note=note)
        excluding = right_that_cannot_end(case) if wanted else ""
        if excluding:
            raise NotPossible(
                _("“%(service)s” was already paid for this, and nobody receives both. Only a no can be recorded.")
                % {"service": service_name(excluding)}
            )
        offer = offers_of([case], now=now)[case.pk]
        if not choices.record_answer(case=case, accepts=wanted, actor=actor, now=now, offer=offer, via=via):
            raise MovedOn
        if note:
            entry(case, EntryKind.NOTED, at=now, note=note).signed(actor).save()
        if wanted:
            transaction.on_commit(partial(ring_piece, Stage.CHOOSE))
