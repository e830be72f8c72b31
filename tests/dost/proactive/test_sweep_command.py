"""`manage.py sweep`: counts the whole run, also what workers did of it."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dost.proactive import sweep
from dost.proactive.models import SweepChunk, SweepRun
from tests.dost.road.house import publish
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    publish("05-21")
    monkeypatch.setattr(sweep, "PEOPLE_IN_A_CHUNK", 1)
    for _ in range(3):
        PersonFactory(birth_date=date(1950, 3, 3), sex="M")


def test_what_a_worker_did_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    a_run(monkeypatch)
    plain = sweep.work_chunk
    monkeypatch.setattr(sweep, "LOOK_SECONDS", 0)
    monkeypatch.setattr("time.sleep", lambda seconds: plain(SweepRun.objects.get()))  # a worker, meanwhile
    turns = iter(["mine", "theirs", "mine"])

    def sometimes(run: SweepRun) -> object:
        return plain(run) if next(turns, "mine") == "mine" else None

    monkeypatch.setattr(sweep, "work_chunk", sometimes)
    out = StringIO()
    call_command("sweep", "--on", "2026-11-20", "--service", "05-21", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert SweepChunk.objects.filter(finished_at=None).count() == 0
    assert SweepRun.objects.get().finished_at is not None
    assert told["opened"] == told["services"]["05-21"]["opened"] == 3
    assert told["services"]["05-21"]["entitled"] == 3


def test_a_chunk_that_never_ends_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    a_run(monkeypatch)
    run = sweep.start(on=date(2026, 11, 20), now=timezone.now(), services=["05-21"])
    monkeypatch.setattr(sweep, "work_chunk", lambda run: None)
    assert sweep.work_to_the_end(run, patience=0) is None


def test_a_day_that_is_none_is_said_with_what_would_be_right() -> None:
    with pytest.raises(CommandError, match="argument --on: 'yesterday' is not a date; expected YYYY-MM-DD"):
        call_command("sweep", "--on", "yesterday")
