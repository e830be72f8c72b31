"""Running rights assessed again: a known loss is marked once, the unknown takes nothing away, a death ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dost.cases.codes import LostGround, ReviewCause
from dost.cases.models import Case, Entitlement
from dost.notifications.models import Notice
from dost.proactive.reassess import (
    Reassessment,
    mark,
    reassess,
    release_expired,
    review_everybody,
    review_people,
)
from registries.models import Person
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import GapFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ON = date(2026, 11, 20)
OLD = {"id": "age", "require": "person.age >= 65", "text": texts("Has turned 65"), "law": "Law, art. 2"}
IDLE = {"id": "idle", "require": "NOT employment.active", "text": texts("Does not work"), "law": "Law, art. 3"}


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


def right(*, criteria: list[dict[str, Any]] | None = None, until: date | None = None, **more: Any) -> Entitlement:
    """A monthly right that runs, of somebody of 67."""
    version = VersionFactory(changes={"period": "monthly", "criteria": criteria or [OLD]})
    case = CaseFactory(version=version, granted_and_paid=True, entitlement=None, **more)
    made: Entitlement = EntitlementFactory(case=case, period=Entitlement.Period.MONTHLY, until=until)
    return made


def young() -> Person:
    made: Person = PersonFactory(birth_date=date(2000, 1, 1))
    return made


def again(one: Entitlement) -> Entitlement:
    return Entitlement.objects.select_related("case__person", "case__version", "case__service").get(pk=one.pk)


def test_a_right_whose_facts_hold_is_left_alone() -> None:
    one = right()
    assert reassess([one.case], on=ON) == {one.case_id: Reassessment(holds=True)}
    assert mark([one], now=NOW) == 0


def test_a_known_loss_is_marked_once_and_goes_on() -> None:
    one = right(person=young())
    assert mark([one], now=NOW) == 1
    marked = again(one)
    assert marked.review is not None
    assert (marked.review["criteria"], marked.review["cause"], marked.ended_on) == (["age"], ReviewCause.FACTS, None)
    assert mark([marked], now=NOW) == 0


def test_what_is_not_known_is_no_loss_and_does_not_hold() -> None:
    one = right(criteria=[IDLE])
    GapFactory(person=one.person, registry="EMAS", since=date(2020, 1, 1))
    assert reassess([one.case], on=ON) == {one.case_id: Reassessment()}


def test_a_record_that_is_gone_and_a_service_that_is_no_more_are_losses() -> None:
    gone = right(basis="person", basis_key="7000000", record_id=999_999)
    assert reassess([gone.case], on=ON)[gone.case_id].lost == (LostGround.RECORD_GONE,)
    assert reassess([gone.case], on=ON, rules={})[gone.case_id].lost == (LostGround.NOT_IN_FORCE,)


def test_what_a_clerk_let_stand_is_marked_again_only_after_it_has_held() -> None:
    one = right(person=young())
    one.kept = ["age"]
    assert mark([one], now=NOW) == 0
    Person.objects.filter(pk=one.person_id).update(birth_date=date(1950, 1, 1))
    mark([one], now=NOW)
    assert again(one).kept == []


def test_a_mark_that_a_rule_made_goes_when_the_right_holds_again() -> None:
    one = right()
    one.review = {"criteria": ["age"], "cause": ReviewCause.RULE, "since": "2026-11-01", "version": one.case.version_id}
    assert mark([one], now=NOW) == 1
    assert not (again(one).review or {}).get("criteria")
    assert one.case.entries.latest("pk").what == "stands_again"


def test_a_right_that_has_run_out_needs_no_mark() -> None:
    assert mark([right(person=young(), until=date(2026, 11, 19))], now=NOW) == 0
    assert mark([right(person=young(), until=date(2026, 11, 20))], now=NOW) == 1


@pytest.mark.parametrize("told", [True, False])
def test_a_death_ends_what_was_paid_and_tells_the_family_of_a_child(told: bool) -> None:
    child: Person = PersonFactory(died_on=date(2026, 11, 10))
    one = right(about=child) if told else right(person=child)
    assert review_people([child.pk], now=NOW) == 1
    ended = again(one)
    assert (ended.ended_on, ended.end_reason) == (date(2026, 11, 10), "death")
    assert not Case.objects.get(pk=one.case_id).live
    assert Notice.objects.filter(case=one.case, kind=Notice.Kind.ENDED).exists() is told


def test_everybody_is_looked_at() -> None:
    for _ in range(3):
        person = young()
        right(person=person)
    right()
    assert review_everybody(now=NOW) == 3


def test_a_key_is_free_on_the_day_after_the_last() -> None:
    right(until=ON)
    assert release_expired(on=ON) == 0
    assert release_expired(on=date(2026, 11, 21)) == 1
