"""Deciding what was just sent while the person waits.

The steps of the road are the same as ever; only they begin with this one case, in this process, not in a worker's next
batch. The person does not wait for an institution that is slow: after a few seconds they are told that it is on its
way, and it goes on here or with a worker, under the same lease.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from typing import Final

from django.db import connection
from django.utils import timezone

from dost.cases import road
from dost.cases.batch import run_one
from dost.cases.models import Case
from dost.cases.stages import WORK, Stage, State
from dost.cases.steps import WORK as STEPS
from dost.common.bells import ring

logger = logging.getLogger(__name__)

SECONDS: Final = 3.0
"""So long a person waits for a decision before they are told that it is on its way."""
LOOK_AGAIN: Final = 0.1
AT_ONCE: Final = 4
"""So many are decided at the same moment in one process; who comes then is decided by a worker."""

_room = threading.BoundedSemaphore(AT_ONCE)
_pool: ThreadPoolExecutor | None = None


def decide_at_once(case_id: int, *, seconds: float = SECONDS) -> None:
    """Take a case that was just sent as far as it goes within some seconds; whatever fails is left to the workers."""
    ends = time.monotonic() + seconds
    if not _room.acquire(blocking=False):
        return
    try:
        future = submit(case_id)
    except RuntimeError:  # the process is going down
        _room.release()
        return
    future.add_done_callback(lambda _done: _room.release())
    try:
        future.result(timeout=seconds)
    except TooSlow:
        return
    except Exception:
        logger.exception("Case %s could not be decided at once; a worker will", case_id)
        return
    while time.monotonic() < ends and _a_worker_has(case_id):
        time.sleep(LOOK_AGAIN)


def submit(case_id: int) -> Future[int]:
    """Work on a case in a thread with a connection of its own: it goes on when nobody waits for it any more."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="at-once")
    return _pool.submit(_in_a_thread, case_id)


def work_on(case_id: int) -> int:
    """Work on one case, as a worker does on a batch, and ring for what comes after it; return how many were worked."""
    worked = run_one(Stage.VERIFY, STEPS, case_id=case_id)
    if worked:
        for piece in road.RINGS["verify"]:
            ring(WORK, piece)
    return worked


def _in_a_thread(case_id: int) -> int:
    try:
        return work_on(case_id)
    finally:
        connection.close()


def _a_worker_has(case_id: int) -> bool:
    """Whether a worker was quicker, and is still at it."""
    now = timezone.now()
    return Case.objects.filter(pk=case_id, state=State.READY, lease_until__gt=now).exists()
