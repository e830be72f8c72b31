"""A run of the sweep ends, whoever did its last chunk."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.common.dates import local_day
from dost.proactive.models import SweepRun
from dost.proactive.sweep import start, work_chunk


@pytest.mark.django_db
def test_a_run_with_nothing_left_to_look_at_is_over() -> None:
    now = timezone.now()
    run = start(on=local_day(now), now=now, cause=SweepRun.Cause.RULE, services=["no-such-service"])
    assert work_chunk(run) is None
    run.refresh_from_db()
    assert run.finished_at is not None
