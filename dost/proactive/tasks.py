"""Celery's part of the detection: ringing, as in `dost.cases.tasks`."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.utils import timezone

from dost.cases.tasks import SHIFT_SECONDS, work
from dost.common.bells import heard, ring
from dost.common.dates import local_day

from . import reckonings
from .books import check_books
from .detect import detect
from .effective_dates import announce
from .models import SweepRun
from .outlook.ahead import look_at_due, tell_ahead, want_the_told
from .outlook.wanted import TASK as RECKON_OUTLOOKS
from .outlook.wanted import reckon_next, want_those_of_yesterday
from .public_figures import count_figures
from .reassess import release_expired, review_everybody
from .reissue import release_over, release_run_out
from .reviews import work_batch
from .screening.tables import work_table
from .sweep import start, work_chunk

logger = logging.getLogger(__name__)


@shared_task(name="proactive.detect_events")
def detect_events() -> None:
    """Look at the events received since the last look."""
    heard(detect_events)
    while detect():
        ring(work, "verify")


@shared_task(name="proactive.sweep_today")
def sweep_today() -> None:
    """Make sure that today's run exists, and work on it."""
    now = timezone.now()
    start(on=local_day(now), now=now)
    ring(sweep_runs)


@shared_task(name="proactive.review_rights")
def review_rights() -> None:
    """Look again at all running rights, and free the keys of what has run out or whose occasion is over."""
    now = timezone.now()
    release_expired(on=local_day(now))
    release_run_out(on=local_day(now))
    review_everybody(now=now)
    release_over(now=now)


@shared_task(name="proactive.announce_force")
def announce_force() -> None:
    """Announce what has taken force since the last look."""
    announce(now=timezone.now())


@shared_task(name="proactive.review_rules")
def review_rules() -> None:
    """Look at the running rights of services whose rule has changed."""
    heard(review_rules)
    while work_batch():
        pass


@shared_task(name="proactive.reckon_changes")
def reckon_changes() -> None:
    """Reckon months already paid whose law is another now."""
    heard(reckon_changes)
    reckonings.plan_changes(now=timezone.now())
    while reckonings.work_batch():
        ring(work, "orders")


@shared_task(name="proactive.retry_differences")
def retry_differences() -> None:
    """Try again what was owed and could not be ordered."""
    if reckonings.retry(now=timezone.now()):
        ring(work, "orders")


@shared_task(name="proactive.sweep_runs")
def sweep_runs() -> None:
    """Work on the runs that are not finished, oldest first."""
    heard(sweep_runs)
    for run in SweepRun.objects.filter(finished_at=None).order_by("pk"):
        while work_chunk(run) is not None:
            ring(work, "verify")


@shared_task(name="proactive.check_books")
def check_the_books() -> None:
    """Look at the books once a night; what is found stands on the run of the day."""
    now = timezone.now()
    checked = check_books(on=local_day(now), now=now)
    for kind, number in checked.counts.items():
        logger.error("The books as of %s: %d × %s", checked.on, number, kind.value)


@shared_task(name=RECKON_OUTLOOKS)
def reckon_outlooks() -> None:
    """Reckon the outlooks that are wanted, the latest wish first, until none is left or the shift is over.

    After midnight they are all wanted, for hours: payments and decisions take their turns between two shifts.
    """
    heard(reckon_outlooks)
    end = time.monotonic() + SHIFT_SECONDS
    while reckon_next():
        if time.monotonic() > end:
            ring(reckon_outlooks)
            return


@shared_task(name="proactive.outlooks_of_the_day")
def outlooks_of_the_day() -> None:
    """Reckon anew what is of an earlier day, look for the rights whose day has come, and tell of those that come."""
    now = timezone.now()
    while look_at_due(now=now):
        pass
    want_those_of_yesterday(now=now)
    want_the_told(now=now)
    while tell_ahead(now=now):
        pass


@shared_task(name="proactive.count_public_figures")
def count_public_figures() -> None:
    """Count again what the home page tells of the day."""
    count_figures(timezone.now())


@shared_task(name="proactive.make_sample_table")
def make_sample_table() -> None:
    """Ask the rules of today about a part of the screening's sample, until all is done; a changed catalogue anew."""
    heard(make_sample_table)
    now = timezone.now()
    if work_table(on=local_day(now), now=now):
        ring(make_sample_table)
