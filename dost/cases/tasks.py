"""Celery's part: ringing. The rows are the truth; a lost message is made good by the next ring of the beat."""

from __future__ import annotations

import time
from typing import Final

from celery import shared_task
from django.utils import timezone

from dost.common.bells import heard, ring
from dost.common.dates import local_day
from dost.notifications.contacts import forget_lapsed

from . import answering, complaints, corrections, handlers, mandates, remedies, road
from .begun_appeals import remind_of_appeals
from .drafts.tend import tend
from .monthly import order_due_months, order_gaps
from .overdue import mend_clocks, watch
from .overdue_answers import watch_answers
from .printing import print_day
from .stages import WORK
from .supporting import upkeep

SHIFT_SECONDS: Final = 20.0


@shared_task(name=WORK)
def work(piece: str) -> None:
    """Work a piece of the road until nothing is left of it or the shift is over, ringing those that come after."""
    heard(work, piece)
    end = time.monotonic() + SHIFT_SECONDS
    while road.work_once(piece):
        for following in road.RINGS[piece]:
            ring(work, following)
        if time.monotonic() > end:
            ring(work, piece)
            return


@shared_task(name="cases.ring_all")
def ring_all() -> None:
    """Ring every piece: finds again whatever a lost message would have rung for."""
    for piece in road.PIECES:
        ring(work, piece)


@shared_task(name="cases.order_due_months")
def order_months() -> None:
    """Make this month's payment orders of all running rights."""
    if order_due_months() + remedies.release(now=timezone.now()):
        ring(work, "orders")


@shared_task(name="cases.order_gaps")
def order_missing_months() -> None:
    """Make the payment orders of every month due that has none, wherever it lies."""
    if order_gaps():
        ring(work, "orders")


@shared_task(name="cases.print_letters")
def print_letters() -> None:
    """Make the file of the day's letters on paper, once a day."""
    now = timezone.now()
    print_day(on=local_day(now), now=now)


@shared_task(name="cases.read_banks")
def read_banks() -> None:
    """Read what the banks tell of their own accord: payments that were booked, and payments that came back."""
    if road.read_banks():
        for piece in ("orders", "notify", "notices", "emails"):
            ring(work, piece)


@shared_task(name="cases.hand_on")
def hand_on() -> None:
    """Hand on the cases whose holder may decide nothing of them."""
    handlers.hand_on_kept(now=timezone.now())


@shared_task(name="cases.asked_days")
def asked_days() -> None:
    """Remind people of what they were asked for, and let staff look where the day has passed."""
    now = timezone.now()
    if handlers.remind_asked(now=now) + handlers.lapse_asked(now=now):
        ring(work, "notices")


@shared_task(name="cases.watch_clocks")
def watch_clocks() -> None:
    """Tell of the time limits that end soon and of those that have passed."""
    watch(now=timezone.now())


@shared_task(name="cases.watch_answers")
def watch_answers_owed() -> None:
    """Tell of the last days to answer appeals and questions that are near, and of those that have passed."""
    watch_answers(now=timezone.now())


@shared_task(name="cases.watch_recoveries")
def watch_recoveries() -> None:
    """Let the days about money paid in excess go on, and tell of those that have passed."""
    handlers.watch_recoveries(now=timezone.now())


@shared_task(name="cases.mend_clocks")
def mend_all_clocks() -> None:
    """Read every stored clock anew from its timeline."""
    mend_clocks(now=timezone.now())


@shared_task(name="cases.forget_lapsed_contacts")
def forget_lapsed_contacts() -> None:
    """Let numbers and addresses count no more that were given by who may not act for the person any more."""
    forget_lapsed(now=timezone.now())


@shared_task(name="cases.sweep_documents")
def sweep_documents() -> None:
    """Remove documents that nobody sent, and files without a row; scan what could not be scanned when it came."""
    now = timezone.now()
    upkeep.scan_again(now=now)
    upkeep.sweep(now=now)


@shared_task(name="cases.note_overdue_corrections")
def note_overdue_corrections() -> None:
    """Write down of each contested fact whose institution's time has passed that it has."""
    corrections.note_overdue(now=timezone.now())


@shared_task(name="cases.tend_drafts")
def tend_drafts() -> None:
    """Remind of applications that are not sent, tell that they end, and remove those that nobody sends."""
    tended = tend(now=timezone.now())
    if tended.reminded or tended.told:
        for piece in ("notices", "emails"):
            ring(work, piece)


@shared_task(name="cases.remind_of_appeals")
def remind_of_begun_appeals() -> None:
    """Tell people of appeals that they have begun and not sent, before the last day to send them."""
    if remind_of_appeals(now=timezone.now()):
        for piece in ("notices", "emails"):
            ring(work, piece)


@shared_task(name="cases.watch_complaints")
def watch_complaints() -> None:
    """Tell of complaints and proposals whose last day is near or has passed, and let the days go on."""
    complaints.watch_complaints(now=timezone.now())


@shared_task(name="cases.tend_mandates")
def tend_mandates() -> None:
    """Close the mandates that count no more, and tell both of those that end within a week."""
    mandates.tend(now=timezone.now())


@shared_task(name="cases.watch_institutions")
def watch_institutions() -> None:
    """See which institutions do not answer, for the pages of whoever serves people."""
    answering.watch_institutions(now=timezone.now())
