"""Callers whom no registry knows, or who could not be identified: their name and number as said, no longer than needed.

A caller is registered so that somebody can be called back; they hear what anybody may hear. Nothing is looked up by
what they say. What is of no use any more goes in the night (`forget`): a caller without a promise once the day of the
call is over (also of one that nobody has ended), one with a promise together with it, a week after it was closed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.notifications.contacts import ContactError, read_phone

from .at_window import LASTS
from .calls import own_call
from .closing import morning_of
from .models import CallBack, Caller
from .problems import QueueError

KEPT: Final = timedelta(days=7)
"""So long after a call back was closed its number and words are there for whoever says that nobody called."""
NAME_MOST: Final = 100


class CallerError(QueueError):
    """A caller cannot be registered so; `field` is what would have to be written otherwise."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def register(*, visit_id: int, actor: Staff, name: str, phone: str, now: datetime) -> Caller:
    """Write down what a caller calls themselves, and their number (empty: none was given); said again, it is corrected.

    Raises:
        MovedOnError: the actor has no such call open.
        QueueError: it is known who calls.
        CallerError: no name, or a number that is none.
    """
    visit = own_call(visit_id, actor, now)
    if visit.person_id is not None:
        raise QueueError(_("It is known who calls: they have answered the questions."))
    said = " ".join(name.split())[:NAME_MOST]
    if not said:
        raise CallerError("name", _("Write what the caller calls themselves."))
    try:
        number = read_phone(phone) if phone.strip() else ""
    except ContactError as why:
        raise CallerError("phone", str(why)) from why
    made, _created = Caller.objects.update_or_create(
        visit=visit, defaults={"name": said, "phone": number, "written_at": now}
    )
    return made


def forget(*, now: datetime) -> int:
    """Remove the callers, and empty the calls back, that are of no use any more; returns how many rows these were."""
    kept = CallBack.objects.filter(visit=OuterRef("visit")).filter(Q(closed_at=None) | Q(closed_at__gt=now - KEPT))
    left = Q(visit__ended_at=None, visit__began_at__lte=now - LASTS)  # nobody has ended it, and nobody can go on in it
    over = Caller.objects.filter(~Exists(kept), Q(visit__ended_at__lt=morning_of(now)) | left)
    gone, _by_table = over.delete()
    closed = CallBack.objects.filter(closed_at__lte=now - KEPT).exclude(phone="", about="", note="")
    return gone + closed.update(phone="", about="", note="")
