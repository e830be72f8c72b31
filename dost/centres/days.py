"""A centre's day: its row, which everything that happens in the queue locks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from .models import CentreDay


def day_of(centre: str, on: date) -> CentreDay:
    """The row of a centre's day, made where there is none yet."""
    return CentreDay.objects.get_or_create(centre_id=centre, day=on)[0]


@contextmanager
def locked_day(centre: str, on: date) -> Iterator[CentreDay]:
    """The row of a centre's day, nobody else's until the block ends; saved then, its `version` one higher.

    Whoever holds it takes no other lock of the queue's tables before: so nobody waits in a circle.
    """
    day = day_of(centre, on)
    with transaction.atomic():
        locked = CentreDay.objects.select_for_update(no_key=True).get(pk=day.pk)
        yield locked
        locked.version += 1
        locked.save(update_fields=["last_number", "version", "law_called"])


def version_of(centre: str, on: date) -> int:
    """The version of a centre's day: another one, and something that a screen shows has changed. One query."""
    return CentreDay.objects.filter(centre=centre, day=on).values_list("version", flat=True).first() or 0
