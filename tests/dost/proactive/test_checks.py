"""One row for each automatic run, from which a person learns for what they were checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.models import Case
from dost.proactive import sweep
from dost.proactive.checks import checks_of
from dost.proactive.models import AutomaticCheck, SweepRun
from dost.proactive.reassess import review_everybody
from dost.proactive.reviews import plan, work_batch
from dost.proactive.sweep import start, work_chunk, work_to_the_end
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled
from tests.dost.road.house import publish
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def test_a_run_over_everybody_is_one_row_and_no_look(monkeypatch: pytest.MonkeyPatch) -> None:
    publish("05-21")
    monkeypatch.setattr(sweep, "PEOPLE_IN_A_CHUNK", 1)
    people = [PersonFactory(birth_date=date(1990, 3, 3)) for _ in range(3)]
    work_to_the_end(start(on=TODAY, now=NOW))

    row = AutomaticCheck.objects.get()
    version = ServiceVersion.objects.get(service="05-21", valid__contains=TODAY)
    assert (row.kind, row.purpose, row.on) == ("everybody", "automatic", TODAY)
    assert (row.low, row.high) == (people[0].pk, people[-1].pk)
    assert row.versions == {"05-21": [version.pk]}
    assert row.run == SweepRun.objects.get()
    assert row.registries == sorted(compiled(version).registries)
    assert not AccessLog.objects.exists()
    assert not Case.objects.exists()


def test_a_person_sees_for_what_they_were_checked() -> None:
    publish("05-21")
    person = PersonFactory(birth_date=date(1990, 3, 3))
    work_to_the_end(start(on=TODAY, now=NOW))
    later = PersonFactory(birth_date=date(1990, 3, 3))
    work_to_the_end(start(on=TODAY + timedelta(days=1), now=NOW))

    first, second = reversed(checks_of(person.pk))
    assert (first.on, second.on) == (TODAY, TODAY + timedelta(days=1))
    assert set(first.versions) == {"05-21"}
    assert first.purpose == AccessLog.Purpose.AUTOMATIC
    assert not first.of_rights
    assert [check.on for check in checks_of(later.pk)] == [TODAY + timedelta(days=1)]
    assert [check.on for check in checks_of(person.pk, since=TODAY + timedelta(days=1))] == [TODAY + timedelta(days=1)]


def test_a_run_that_is_not_over_has_checked_nobody() -> None:
    publish("05-21", "05-40")
    person = PersonFactory(birth_date=date(1990, 3, 3))
    run = start(on=TODAY, now=NOW)
    work_chunk(run)
    assert checks_of(person.pk) == []
    work_to_the_end(run)

    assert set(checks_of(person.pk)[0].versions) == {"05-21", "05-40"}
    work_to_the_end(run)
    assert AutomaticCheck.objects.count() == 1


def test_a_run_without_rules_is_none() -> None:
    PersonFactory()
    work_to_the_end(start(on=TODAY, now=NOW))

    assert not AutomaticCheck.objects.exists()


def test_a_look_at_running_rights_counts_for_whoever_has_one() -> None:
    right = EntitlementFactory(case=CaseFactory(), period="monthly")
    other = PersonFactory()
    review_everybody(now=timezone.now() + timedelta(days=1))

    [check] = checks_of(right.person_id)
    assert check.of_rights
    assert set(check.versions) == {right.service_id}
    assert checks_of(other.pk) == []


def test_a_changed_rule_is_a_look_too() -> None:
    publish("05-21")
    plan(services=["05-21"], on=TODAY, now=NOW)
    while work_batch():
        pass

    row = AutomaticCheck.objects.get()
    assert (row.kind, list(row.versions)) == ("rights", ["05-21"])


def test_such_rows_are_only_added() -> None:
    publish("05-21")
    PersonFactory()
    work_to_the_end(start(on=TODAY, now=NOW))

    with pytest.raises(Exception, match="Cannot update or delete"):
        AutomaticCheck.objects.all().delete()


@pytest.mark.parametrize("rows", [1, 3])
def test_two_queries_however_many_runs(rows: int, django_assert_num_queries: object) -> None:
    publish("05-21")
    person = PersonFactory()
    for day in range(rows):
        work_to_the_end(start(on=TODAY + timedelta(days=day), now=NOW))

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(checks_of(person.pk)) == rows
