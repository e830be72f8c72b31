"""Working the road in the foreground until nothing more can go on by itself."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final

from django.utils import timezone

from . import road

PAUSE_SECONDS: Final = 0.25


def drain(
    *, before: Callable[[], int] = lambda: 0, progress: Callable[[], None] = lambda: None, seconds: float | None = None
) -> bool:
    """Work all pieces until nothing moves by itself any more (`road.ready`); False when `seconds` ran out first.

    `before` is work that feeds the road (the detection); it returns how much it did. Cases that wait for a person, a
    clerk, or a dead institution, bank or operator stay waiting; what was sent to these is asked about once more after
    its deadline, and then left to the workers.
    """
    began = timezone.now()
    end = None if seconds is None else monotonic() + seconds
    while True:
        worked = before() + sum(road.work_once(piece) for piece in road.PIECES)
        progress()
        if not worked:
            if not road.ready(since=began):
                return True
            sleep(PAUSE_SECONDS)
        if end is not None and monotonic() > end:
            return False
