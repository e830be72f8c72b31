"""What was published ahead is announced on its first day in Baku, once, and is caught up when nobody ran."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from dost.ops.schedule import BEAT_SCHEDULE
from dost.proactive import effective_dates
from dost.proactive.effective_dates import announce
from dost.proactive.models import LastDay, RightsReview, SweepRun
from dost.proactive.tasks import announce_force
from services_catalog.changes import edits
from services_catalog.load import load_catalogue
from services_catalog.models import ParameterValue, Service, ServiceVersion
from services_catalog.signals import versions_published
from tests.factories.accounts import UserFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory, write_catalogue
from tests.factories.studio import begun, published

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 12, 31, 20, tzinfo=UTC)  # 1 January 2027, 00:00 in Baku
SECOND = timedelta(seconds=1)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def announced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """What was announced."""
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda *arguments: True)
    told: list[list[str]] = []

    def hear(*, codes: list[str], **_kwargs: Any) -> None:
        told.append(codes)

    versions_published.connect(hear)
    yield told
    versions_published.disconnect(hear)


@pytest.fixture(autouse=True)
def _yesterday() -> None:
    LastDay.objects.create(what=effective_dates.WHAT, day=date(2026, 12, 31))


def version(code: str, since: date, until: date | None = None, **more: Any) -> ServiceVersion:
    made: ServiceVersion = VersionFactory(
        service=ServiceFactory(code=code),
        number=since.toordinal(),
        valid=DateRange(since, until),
        changes={"amount": "100.00", **more.pop("changes", {})},
        **more,
    )
    return made


def test_nothing_is_announced_a_second_before_midnight_in_baku(announced: list[list[str]]) -> None:
    version("05-98", NEW_YEAR)
    assert announce(now=MIDNIGHT - SECOND) == []
    assert announce(now=MIDNIGHT) == ["05-98"]
    assert announce(now=MIDNIGHT + SECOND) == []
    assert announced == [["05-98"]]


def test_the_change_of_the_year_in_greenwich_announces_nothing() -> None:
    version("05-98", date(2027, 1, 2))
    assert announce(now=datetime(2027, 1, 1, 0, tzinfo=UTC)) == []
    assert announce(now=datetime(2027, 1, 1, 19, 59, 59, tzinfo=UTC)) == []
    assert announce(now=datetime(2027, 1, 1, 20, tzinfo=UTC)) == ["05-98"]


def test_a_version_that_ends_without_another_is_announced_on_the_day_after() -> None:
    version("05-98", date(2020, 1, 1), NEW_YEAR)
    version("05-97", date(2020, 1, 1), date(2027, 1, 2))
    assert announce(now=MIDNIGHT) == ["05-98"]


def test_drafts_and_withdrawn_versions_take_no_force() -> None:
    version("05-98", NEW_YEAR, status="draft")
    version("05-97", NEW_YEAR, status="withdrawn")
    assert announce(now=MIDNIGHT) == []


@pytest.mark.parametrize(("value", "codes"), [("601.00", ["05-98"]), ("600.00", [])])
def test_an_amount_that_changes_is_announced_for_the_services_that_name_it(value: str, codes: list[str]) -> None:
    parameter = ParameterFactory()
    version("05-98", date(2020, 1, 1), changes={"amount": f"parameter.{parameter.name} * 2"})
    version("05-97", date(2020, 1, 1), changes={"amount": f"parameter.{parameter.name}_other"})
    version("05-96", date(2020, 1, 1), NEW_YEAR - timedelta(days=9), changes={"amount": f"parameter.{parameter.name}"})
    ParameterValue.objects.create(parameter=parameter, valid_from=NEW_YEAR, value=Decimal(value))
    assert announce(now=MIDNIGHT) == codes


@pytest.mark.parametrize(("brackets", "codes"), [("0: 0.2", ["05-98"]), ("0: 0.1", [])])
def test_a_scale_that_changes_is_announced(brackets: str, codes: list[str]) -> None:
    ParameterFactory(name="tax", type="scale", values=((date(2020, 1, 1), "0: 0.1"), (NEW_YEAR, brackets)))
    version("05-98", date(2020, 1, 1), changes={"amount": "scale(500, parameter.tax)"})
    assert announce(now=MIDNIGHT) == codes


def test_days_that_nobody_ran_on_are_caught_up_once(announced: list[list[str]]) -> None:
    version("05-98", NEW_YEAR)
    version("05-97", date(2027, 1, 3))
    version("05-96", date(2027, 1, 6))
    assert announce(now=MIDNIGHT + timedelta(days=4)) == ["05-97", "05-98"]
    assert announce(now=MIDNIGHT + timedelta(days=4)) == []
    assert announced == [["05-97", "05-98"]]


def test_an_announcement_that_is_not_committed_is_made_again() -> None:
    version("05-98", NEW_YEAR)
    with transaction.atomic():
        assert announce(now=MIDNIGHT) == ["05-98"]
        transaction.set_rollback(True)
    assert not SweepRun.objects.exists()
    assert announce(now=MIDNIGHT) == ["05-98"]
    assert SweepRun.objects.get().services == ["05-98"]
    assert RightsReview.objects.get().services == ["05-98"]


def test_a_clock_that_goes_back_announces_nothing_again() -> None:
    version("05-98", NEW_YEAR)
    assert announce(now=MIDNIGHT) == ["05-98"]
    assert announce(now=MIDNIGHT - timedelta(days=1)) == []
    assert LastDay.objects.get().day == NEW_YEAR


@pytest.mark.owner
def test_the_first_look_of_all_tells_of_today() -> None:
    LastDay.objects.all().delete()
    version("05-98", NEW_YEAR)
    version("05-97", date(2026, 12, 20))
    assert announce(now=MIDNIGHT) == ["05-98"]


def test_a_passport_published_ahead_is_in_place_from_its_day(tmp_path: Path) -> None:
    load_catalogue(root=write_catalogue(tmp_path), at=MIDNIGHT - timedelta(days=40))
    editor, publisher = UserFactory(editor=True), UserFactory(publisher=True)
    change_set, draft = begun(editor, valid_from=NEW_YEAR)
    edits.set_text(draft, ["name", "en"], "Better name", revision=1, by=editor, at=MIDNIGHT - timedelta(days=30))
    published(change_set, editor=editor, publisher=publisher)

    announce(now=MIDNIGHT - SECOND)
    before = Service.objects.get(code="05-98").name["en"]
    announce(now=MIDNIGHT)

    assert (before, Service.objects.get(code="05-98").name["en"]) == ("Test benefit", "Better name")


def test_the_beat_looks_at_midnight_in_baku(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dost.celery import app

    schedule = BEAT_SCHEDULE["force"]["schedule"]
    assert BEAT_SCHEDULE["force"]["task"] == announce_force.name
    assert 0 in schedule.hour
    assert 0 in schedule.minute
    assert [str(app.conf["timezone"]), settings.TIME_ZONE] == ["Asia/Baku"] * 2
    asked: list[datetime] = []
    monkeypatch.setattr("dost.proactive.tasks.announce", lambda *, now: asked.append(now))
    announce_force()
    assert asked[0].tzinfo is not None
