"""What the night does with drafts: one reminder, a notice before the end, and the end of those that nobody sends.

* Whoever has told something and then left it for `REMIND_AFTER` is reminded once that it is not sent.
* A draft that was only opened, and never touched, goes without a word after `UNTOUCHED`.
* Any other goes `MONTHS` after its last edit; `NOTICE` before that its person is told, and not before they were.
* Nothing is sent about a sensitive service: such a draft says itself, where it stands, until when it is kept.

What is told goes to whoever began it, for somebody else too: a child of five reads no messages. Of what was begun under
a mandate its person is told: the mandate may have ended since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from dost.accounts.actors import Capacity
from dost.cases.models import ApplicationDraft
from dost.common.dates import local_day, months_later
from dost.notifications.models import Notice
from dost.notifications.notices import application_draft

from .documents import drop_documents

logger = logging.getLogger(__name__)

REMIND_AFTER: Final = timedelta(days=3)
UNTOUCHED: Final = timedelta(days=14)
MONTHS: Final = 3
NOTICE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tended:
    """How many drafts people were reminded of, were told that it ends, and how many were removed."""

    reminded: int
    told: int
    removed: int


def ends_at(draft: ApplicationDraft) -> datetime:
    """When a draft is removed if nobody touches it; a week after its person was told, where that was late."""
    if draft.edited_at is None:
        return draft.started_at + UNTOUCHED
    end = months_later(draft.edited_at, MONTHS)
    return end if draft.told_of_end_at is None else max(end, draft.told_of_end_at + NOTICE)


def ends_on(draft: ApplicationDraft) -> date:
    """The day on which a draft is removed if nobody touches it."""
    return local_day(ends_at(draft))


def tend(*, now: datetime) -> Tended:
    """Remind, tell and remove what is due; a draft with which something is wrong keeps back no other."""
    removed = _each(_ended(now=now), _remove, now=now)  # first: nobody is told of what goes this very night
    told = _each(_to_be_told(now=now), _tell_end, now=now)
    return Tended(reminded=_each(_abandoned(now=now), _remind, now=now), told=told, removed=removed)


# -- which are due -----------------------------------------------------------------------------------------------


def _edited_before(now: datetime) -> Q:
    """Those whose last edit is so long ago that they end by a moment; February is no reason to lose days."""
    return Q(edited_at__lte=months_later(now, -MONTHS))


def _abandoned(*, now: datetime) -> Q:
    left = Q(edited_at__lte=now - REMIND_AFTER, reminded_at=None, told_of_end_at=None)
    return left & Q(service__sensitive=False)


def _to_be_told(*, now: datetime) -> Q:
    return _edited_before(now + NOTICE) & Q(told_of_end_at=None, service__sensitive=False)


def _ended(*, now: datetime) -> Q:
    untouched = Q(edited_at=None, started_at__lte=now - UNTOUCHED)
    told = Q(told_of_end_at__lte=now - NOTICE) | Q(service__sensitive=True)
    return untouched | (_edited_before(now) & told)


def _each(due: Q, work: Callable[[ApplicationDraft, datetime], None], *, now: datetime) -> int:
    """Do something to every open draft that is due, each under its lock and in a transaction of its own."""
    drafts = ApplicationDraft.objects.filter(due, sent_at=None)
    return sum(_one(pk, due, work, now=now) for pk in drafts.order_by("pk").values_list("pk", flat=True))


def _one(pk: int, due: Q, work: Callable[[ApplicationDraft, datetime], None], *, now: datetime) -> bool:
    """Whether it was done; who goes on with a draft, or has sent it, at this moment is quicker than the night."""
    try:
        with transaction.atomic():
            draft = (
                ApplicationDraft.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
                .select_related("person__contact", "by_person__contact", "service")
                .filter(due, pk=pk, sent_at=None)
                .first()
            )
            if draft is not None:
                work(draft, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Draft %s could not be tended", pk)
        return False
    return draft is not None


# -- what is done ------------------------------------------------------------------------------------------------


def _remind(draft: ApplicationDraft, now: datetime) -> None:
    draft.reminded_at = now
    draft.save(update_fields=["reminded_at"])
    _tell(draft, Notice.Kind.DRAFT, now=now)


def _tell_end(draft: ApplicationDraft, now: datetime) -> None:
    draft.told_of_end_at = now
    draft.save(update_fields=["told_of_end_at"])
    _tell(draft, Notice.Kind.DRAFT_ENDS, now=now)


def _tell(draft: ApplicationDraft, kind: Notice.Kind, *, now: datetime) -> None:
    began = None if draft.by_capacity == Capacity.MANDATE else draft.by_person
    notice = application_draft(
        began or draft.person,
        kind,
        service=draft.service,
        draft=draft.pk,
        ends_on=ends_on(draft),
        now=now,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def _remove(draft: ApplicationDraft, now: datetime) -> None:
    drop_documents(draft)
    draft.delete()
