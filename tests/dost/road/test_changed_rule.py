"""A rule that changed: who receives is paid on, and marked for a clerk when the new rule would not find them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from dost.cases.codes import LostGround
from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.payments.models import PaymentOrder
from dost.proactive import reviews
from dost.proactive.models import RightsReview, SweepRun
from dost.proactive.reassess import review_everybody
from dost.proactive.sweep import start, work_to_the_end
from registries.models import Person
from services_catalog.definition import content_hash
from services_catalog.models import ServiceVersion
from services_catalog.queries import forget_parameters
from services_catalog.signals import versions_published
from tests.dost.road.house import publish, work
from tests.factories.registries import ContractFactory, DisabilityFactory, LeaveFactory, PersonFactory

SERVICE = "05-21"
ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 8, tzinfo=UTC)
YOUNGER = {
    "id": "younger",
    "require": "person.age < 70",
    "text": {"az": "70 yaşı tamam olmayıb", "en": "Is under 70", "ru": "Нет 70 лет"},
    "law": "A decree of 2026",
}


def change(code: str, *, since: date, **definition: Any) -> ServiceVersion:
    """Publish another version of a service, in force from a day on."""
    last = ServiceVersion.objects.filter(service=code, status="published").latest("number")
    ServiceVersion.objects.filter(pk=last.pk).update(valid=DateRange(last.valid.lower, since))
    changed = {**last.definition, "valid_from": since.isoformat(), **definition}
    forget_parameters()
    return ServiceVersion.objects.create(
        service=last.service,
        number=last.number + 1,
        valid=DateRange(since, None),
        definition=changed,
        content_hash=content_hash(changed),
    )


def stricter(code: str = SERVICE, *, since: date = date(2026, 12, 1)) -> ServiceVersion:
    """A version with one criterion more."""
    last = ServiceVersion.objects.filter(service=code).latest("number")
    return change(code, since=since, criteria=[*last.definition["criteria"], YOUNGER])


def criteria_of(code: str) -> Any:
    return ServiceVersion.objects.get(service=code, valid__contains=ON).definition["criteria"]


def granted(*people: Person, code: str = SERVICE) -> list[Entitlement]:
    """Rights that were found and granted on the day."""
    assert work_to_the_end(start(on=ON, now=NOW, services=[code])) is not None
    work()
    rights = list(Entitlement.objects.order_by("pk"))
    assert len(rights) == len(people)
    return rights


def look(now: datetime = LATER) -> RightsReview:
    """Announce the change, and look to the end."""
    versions_published.send(sender=None, codes=[SERVICE])
    RightsReview.objects.filter(finished_at=None).update(on=now.date())
    while reviews.work_batch(now=now):
        pass
    return RightsReview.objects.latest("pk")


@pytest.fixture
def old() -> Person:
    return PersonFactory(birth_date=date(1950, 3, 3))


@pytest.fixture
def younger() -> Person:
    return PersonFactory(birth_date=date(1958, 3, 3), male=True)


def test_whom_the_new_rule_would_not_find_is_marked_and_paid_on(old: Person, younger: Person) -> None:
    publish(SERVICE)
    first, second = granted(old, younger)
    version = stricter()
    done = look()
    for right in (first, second):
        right.refresh_from_db()
    assert first.review == {
        "criteria": ["younger"],
        "since": "2026-12-02",
        "cause": "rule",
        "version": version.pk,
    }
    assert second.review is None
    assert (done.looked_at, done.marked, done.services) == (2, 1, [SERVICE])
    assert first.ended_on is None
    assert order_due_months(now=LATER) == 2
    assert Case.objects.get(entitlement=first).version.number == version.number - 1
    line = first.case.entries.get(what="to_review")
    assert line.details == {"criteria": ["younger"], "cause": "rule", "version": version.pk}


def test_looking_again_marks_nothing_twice(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    stricter()
    assert look().marked == 1
    assert look().marked == 0
    assert review_everybody(now=LATER) == 0
    assert right.case.entries.filter(what="to_review").count() == 1


def test_what_a_clerk_let_stand_is_not_marked_again_until_it_has_held(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    before = criteria_of(SERVICE)
    stricter()
    look()
    Entitlement.objects.update(review=None, kept=["younger"])
    assert look().marked == 0
    change(SERVICE, since=date(2026, 12, 2), criteria=before)
    assert look().marked == 0
    right.refresh_from_db()
    assert right.kept == []


def test_a_mark_of_a_rule_goes_when_a_later_rule_lets_the_right_stand(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    before = criteria_of(SERVICE)
    stricter()
    look()
    change(SERVICE, since=date(2026, 12, 2), criteria=before)
    look()
    right.refresh_from_db()
    assert right.review is None
    assert right.case.entries.filter(what="stands_again").count() == 1


def test_facts_that_changed_are_called_facts_whatever_the_rule(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    stricter()
    ContractFactory(person=old, valid_from=date(2026, 11, 25))
    look()
    right.refresh_from_db()
    assert right.review is not None
    assert right.review["cause"] == "facts"


def test_a_service_that_is_abolished_is_said_to_be(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    for version in ServiceVersion.objects.filter(service=SERVICE, valid__contains=ON):
        ServiceVersion.objects.filter(pk=version.pk).update(valid=DateRange(version.valid.lower, date(2026, 12, 1)))
    forget_parameters()
    look()
    right.refresh_from_db()
    assert right.review is not None
    assert (right.review["criteria"], right.review["cause"]) == ([LostGround.NOT_IN_FORCE], "rule")


def test_a_rule_of_another_basis_is_asked_about_the_person(old: Person, younger: Person) -> None:
    publish(SERVICE)
    first, second = granted(old, younger)
    change(
        SERVICE,
        since=date(2026, 12, 1),
        basis="disability",
        criteria=[{**YOUNGER, "require": "disability.degree > 0"}],
    )
    DisabilityFactory(person=younger, valid_from=date(2026, 1, 1))
    look()
    for right in (first, second):
        right.refresh_from_db()
    assert (first.review or {}).get("criteria") == [LostGround.RECORD_GONE]
    assert second.review is None


def test_a_right_of_a_dated_record_is_not_touched_by_a_later_version() -> None:
    publish("05-37")
    mother = PersonFactory(birth_date=date(1996, 5, 1))
    ContractFactory(person=mother, valid_from=date(2020, 1, 1))
    child = PersonFactory(birth_date=date(2026, 5, 1))
    LeaveFactory(person=mother, child=child, child_care=True, valid_from=date(2026, 9, 1), valid_until=date(2028, 1, 1))
    [right] = granted(mother, code="05-37")
    stricter("05-37", since=date(2026, 12, 1))
    versions_published.send(sender=None, codes=["05-37"])
    while reviews.work_batch(now=LATER):
        pass
    right.refresh_from_db()
    assert right.review is None


def test_a_look_that_is_killed_goes_on_where_it_was(
    old: Person, younger: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(SERVICE)
    granted(old, younger)
    stricter(since=date(2026, 11, 20))
    monkeypatch.setattr(reviews, "BATCH", 1)
    planned = reviews.plan(services=[SERVICE], on=ON, now=NOW)
    assert reviews.work_batch(now=NOW)
    with transaction.atomic():
        reviews.work_batch(now=NOW)
        transaction.set_rollback(True)  # killed before it was committed
    planned.refresh_from_db()
    assert (planned.looked_at, planned.marked, planned.finished_at) == (1, 1, None)
    while reviews.work_batch(now=NOW):
        pass
    planned.refresh_from_db()
    assert (planned.looked_at, planned.marked) == (2, 1)
    assert planned.finished_at is not None


def test_publishing_plans_a_sweep_and_a_look_in_the_same_transaction() -> None:
    with transaction.atomic():
        versions_published.send(sender=None, codes=[SERVICE])
        transaction.set_rollback(True)
    assert not RightsReview.objects.exists()
    versions_published.send(sender=None, codes=[SERVICE])
    assert RightsReview.objects.get().services == SweepRun.objects.get().services == [SERVICE]


def test_amounts_go_on_by_the_rights_own_version(old: Person) -> None:
    publish(SERVICE)
    [right] = granted(old)
    change(SERVICE, since=date(2026, 12, 1), amount="1.00")
    assert look().marked == 0
    order_due_months(now=LATER)
    last = PaymentOrder.objects.filter(entitlement=right).latest("period")
    assert (last.period, last.amount) == (date(2026, 12, 1), Decimal(220))
