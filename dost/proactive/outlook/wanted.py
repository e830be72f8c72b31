"""Whose outlook is to be reckoned: a mark on its row, set at sign-in, when something touched the person, and nightly.

Outlooks exist for people who have signed in once, and for those who are to be told of something coming: a look at
everybody would cost half a second each, and nobody would read it. The mark is the work; a bell only says "look". What
was asked for last goes first, so that whoever has just signed in waits for no nightly round.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dost.common.bells import ring
from dost.common.dates import local_day
from dost.proactive.models import Outlook

from .reckon import reckon

logger = logging.getLogger(__name__)

TASK: Final = "proactive.reckon_outlooks"
STALE_AFTER: Final = timedelta(days=1)
CHUNK: Final = 1_000


def outlook_wanted(person_id: int, *, now: datetime | None = None) -> None:
    """Have a person's outlook reckoned soon; called at sign-in, and by a page that finds none, or an old one."""
    want([person_id], now=now or timezone.now())


def want(people: Iterable[int], *, now: datetime) -> None:
    """Have the outlooks of people reckoned, making those that do not exist."""
    Outlook.objects.bulk_create(
        [Outlook(person_id=person_id, wanted_at=now) for person_id in sorted(set(people))],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["wanted_at"],
    )
    _ring()


def touched(people: Sequence[int], *, now: datetime) -> int:
    """Have the outlooks that exist of some people reckoned, for something about them has changed; how many."""
    marked = Outlook.objects.filter(person__in=people).update(wanted_at=now)
    if marked:
        _ring()
    return marked


def is_stale(outlook: Outlook | None, *, now: datetime) -> bool:
    """Whether an outlook is missing, or older than a day and not marked already."""
    if outlook is None:
        return True
    return outlook.wanted_at is None and (outlook.reckoned_at is None or now - outlook.reckoned_at > STALE_AFTER)


def want_those_of_yesterday(*, now: datetime) -> int:
    """Mark every outlook that says how it stood on an earlier day, in chunks; return how many.

    They are marked as wanted since midnight: whoever signs in meanwhile goes first.
    """
    today = local_day(now)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    old = Outlook.objects.filter(Q(on=None) | Q(on__lt=today), wanted_at=None)
    marked = 0
    while chunk := list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        marked += Outlook.objects.filter(pk__in=chunk, wanted_at=None).update(wanted_at=midnight)
    if marked:
        _ring()
    return marked


def reckon_next(*, now: datetime | None = None) -> bool:
    """Reckon the outlook that was wanted last; False when none is left, or others are at all of them.

    A person whose outlook cannot be reckoned keeps back no other: it is tried again when it is next wanted.
    """
    person_id = None
    try:
        with transaction.atomic():
            wanted = Outlook.objects.select_for_update(no_key=True, skip_locked=True).exclude(wanted_at=None)
            outlook = wanted.order_by(F("wanted_at").desc()).first()
            if outlook is None:
                return False
            person_id = outlook.person_id
            reckon(person_id, now=now or timezone.now())
    except Exception:
        if person_id is None:
            raise
        logger.exception("An outlook could not be reckoned")  # its row is found by what is missing: nothing says whose
        Outlook.objects.filter(person=person_id).update(wanted_at=None)
    return True


def _ring() -> None:
    transaction.on_commit(partial(ring, TASK))
