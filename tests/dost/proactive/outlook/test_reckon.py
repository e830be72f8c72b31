"""An outlook as rows: each right once, by the law of the day, replaced as a whole, with what is scheduled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.proactive.models import ComingRight, Outlook, OutlookLine
from dost.proactive.outlook.frozen import FrozenAnswer
from dost.proactive.outlook.reckon import NO_RECORD, reckon
from registries.models import Person
from services_catalog.rules import Verdict
from tests.factories.registries import BenefitFactory, DisabilityFactory, PersonFactory, UnemploymentEventFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
Line = OutlookLine.Standing


def rule(require: str, id_: str = "condition") -> dict[str, Any]:
    return {"id": id_, "require": require, "text": texts(f"It holds: {id_}"), "law": "Law, art. 1"}


def publish(code: str, require: str = "person.alive", /, **changes: Any) -> None:
    VersionFactory(service=ServiceFactory(code=code), changes={"criteria": [rule(require)], **changes})


def lines(person: Person, *, now: datetime = NOW) -> dict[str, OutlookLine]:
    reckon(person.pk, now=now)
    return {line.service_id: line for line in OutlookLine.objects.filter(person=person)}


def standings(person: Person) -> dict[str, tuple[str, str]]:
    return {code: (line.standing, line.instead_of) for code, line in lines(person).items()}


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1962, 3, 1))
    return made


def test_what_nobody_has_claimed_is_told_with_its_amount(person: Person) -> None:
    publish("90-01", "person.age >= 60")
    line = lines(person)["90-01"]
    assert (line.standing, line.amount, line.monthly) == (Line.UNCLAIMED, Decimal(600), False)
    assert line.cause == {"step": "nothing"}


def test_what_is_not_theirs_says_first_what_does_not_hold_with_the_facts_and_where_they_come_from(
    person: Person,
) -> None:
    criteria = [rule("person.alive", "lives"), rule("person.age >= 80", "old")]
    VersionFactory(service=ServiceFactory(code="90-01"), changes={"criteria": criteria})
    line = lines(person)["90-01"]
    why = FrozenAnswer.from_json(line.why)
    assert (line.standing, line.unmet, line.cause) == (Line.NO_RIGHT, 1, {"text": texts("It holds: old")})
    assert [(id_, met) for id_, met, _facts in why.criteria] == [("old", False), ("lives", True)]
    assert why.facts["person.age"]["value"] == 64
    assert why.facts["person.age"]["institution"] == "DIN"
    assert why.verdict is Verdict.NOT_ENTITLED


def test_a_service_whose_record_they_do_not_have_is_the_furthest_from_a_right(person: Person) -> None:
    publish("90-01", "birth.born_alive", basis="birth")
    line = lines(person)["90-01"]
    assert (line.standing, line.unmet, line.basis) == (Line.NO_RIGHT, NO_RECORD, "birth")


def test_what_depends_on_an_answer_is_neither_a_yes_nor_a_no(person: Person) -> None:
    question = {"id": "wants", "ask": texts("Do you want it?"), "type": "yes_no"}
    publish("90-01", "answer.wants", questions=[question], mode="on_application")
    assert lines(person)["90-01"].standing == Line.ANSWERS


def test_what_another_system_awarded_is_received_and_not_claimed_again(person: Person) -> None:
    publish("90-01", "person.age >= 60", period="monthly")
    BenefitFactory(person=person, service_code="90-01", amount=Decimal(220), valid_from=date(2020, 1, 1))
    reckon(person.pk, now=NOW)
    [line] = OutlookLine.objects.filter(person=person)
    assert (line.standing, line.amount, line.first_day) == (Line.RECEIVED, Decimal(220), date(2020, 1, 1))


def test_what_was_paid_once_is_not_claimed_again(person: Person) -> None:
    publish("90-01", "person.age >= 60", basis="person")
    BenefitFactory(person=person, service_code="90-01", one_off=True, valid_from=date(2026, 1, 1))
    assert Line.UNCLAIMED not in {line.standing for line in lines(person).values()}


# -- one right told once -----------------------------------------------------------------------------------------


def test_two_records_of_one_loss_of_work_are_one_right(person: Person) -> None:
    publish("90-01", "unemployment.insured_months >= 0", basis="unemployment")
    for reference in ("U-1", "U-2"):
        UnemploymentEventFactory(person=person, reference=reference)
    reckon(person.pk, now=NOW)
    assert OutlookLine.objects.filter(person=person, standing=Line.UNCLAIMED).count() == 1


def test_of_two_rights_that_exclude_each_other_what_pays_more_leads(person: Person) -> None:
    ParameterFactory(name="more", values=[(date(2019, 4, 1), 700)])
    publish("90-01", period="monthly", excludes=["90-02"])
    publish("90-02", period="monthly", excludes=["90-01"], amount="parameter.more")
    assert standings(person) == {"90-01": (Line.UNCLAIMED, "90-02"), "90-02": (Line.UNCLAIMED, "")}


def test_what_excludes_a_right_that_is_held_is_told_beside_it(person: Person) -> None:
    publish("90-01", period="monthly", excludes=["90-02"])
    publish("90-02", period="monthly", excludes=["90-01"])
    BenefitFactory(person=person, service_code="90-02", amount=Decimal(220), valid_from=date(2020, 1, 1))
    assert standings(person) == {"90-01": (Line.UNCLAIMED, "90-02"), "90-02": (Line.RECEIVED, "")}


def test_an_alternative_of_what_they_can_have_is_told_beside_it(person: Person) -> None:
    publish("90-01", "person.age >= 60")
    publish("90-02", "person.age < 60")
    assert standings(person) == {"90-01": (Line.UNCLAIMED, ""), "90-02": (Line.NO_RIGHT, "90-01")}


# -- what is scheduled -------------------------------------------------------------------------------------------


def test_a_right_that_begins_is_a_line_and_a_row_for_its_day(person: Person) -> None:
    publish("90-01", "person.age >= 65")
    reckon(person.pk, now=NOW)
    begins = OutlookLine.objects.get(person=person, standing=Line.BEGINS)
    assert (begins.first_day, begins.amount) == (date(2027, 3, 1), Decimal(600))
    assert begins.cause["kind"] == "age"
    row = ComingRight.objects.get()
    assert (row.person, row.service_id, row.first_day) == (person, "90-01", date(2027, 3, 1))


def test_reckoning_again_leaves_what_is_scheduled_and_replaces_the_lines(person: Person) -> None:
    publish("90-01", "person.age >= 65")
    reckon(person.pk, now=NOW)
    row, before = ComingRight.objects.get(), set(OutlookLine.objects.values_list("pk", flat=True))
    reckon(person.pk, now=datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert ComingRight.objects.get() == row
    assert OutlookLine.objects.count() == len(before)
    assert before.isdisjoint(OutlookLine.objects.values_list("pk", flat=True))


def test_what_is_expected_no_longer_is_withdrawn(person: Person) -> None:
    publish("90-01", "disability.active AND person.age >= 65")
    decision = DisabilityFactory(person=person, valid_from=date(2025, 1, 1), valid_until=None)
    reckon(person.pk, now=NOW)
    assert ComingRight.objects.get().withdrawn_at is None
    type(decision).objects.filter(pk=decision.pk).update(superseded_at=NOW, correction_reason="wrong")
    reckon(person.pk, now=NOW)
    assert ComingRight.objects.get().withdrawn_at == NOW


def test_an_outlook_says_as_of_when_and_by_which_law(person: Person) -> None:
    publish("90-01")
    reckon(person.pk, now=NOW)
    first = Outlook.objects.get(person=person)
    assert (first.on, first.reckoned_at, first.wanted_at) == (date(2026, 11, 30), NOW, None)
    ParameterFactory(values=[(date(2026, 12, 1), 700)])
    reckon(person.pk, now=NOW)
    assert Outlook.objects.get(person=person).catalogue != first.catalogue


def test_what_gives_nothing_but_a_message_is_nobodys_right(person: Person) -> None:
    publish("90-01", amount=None, period="none", outcome="message", award=None, funding=None)
    assert lines(person) == {}
