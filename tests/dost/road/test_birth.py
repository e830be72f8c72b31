"""From a birth act to a paid and announced benefit, and the answer to "why?"."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dost.accounts.models import AccessLog
from dost.cases.models import Case, Decision, Entitlement, Evidence
from dost.cases.rules import replay
from dost.cases.stages import Outcome, Stage
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from registries.bridge.simulator.models import LedgerLine, TextMessage
from registries.models import BenefitCase, Person
from services_catalog.models import ParameterValue
from services_catalog.queries import forget_parameters
from services_catalog.rules import Verdict
from tests.dost.road.house import birth, publish, send, work
from tests.factories.registries import ContractFactory


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41")


def test_a_birth_becomes_a_paid_and_announced_benefit(mother: Person) -> None:
    assert send(birth(mother)) == ["applied"]
    work()
    case = Case.objects.get()
    assert (case.service_id, case.stage, case.outcome, case.basis_key) == (
        "05-40",
        Stage.CLOSED,
        Outcome.GRANTED,
        "8AAAAA1",
    )
    assert case.event is not None
    assert case.event.event_id == "B-1"
    assert (case.person, case.about and case.about.fin) == (mother, "8AAAAA1")
    line = LedgerLine.objects.get()
    assert (line.amount, line.end_to_end_id) == (Decimal(600), PaymentOrder.objects.get().key)
    message = TextMessage.objects.get()
    assert message.to == mother.phone
    assert "600,00\xa0₼" in message.text
    award = BenefitCase.objects.get()
    assert (award.person, award.basis_key, award.amount, award.one_off) == (mother, "8AAAAA1", Decimal(600), True)


def test_a_parent_at_work_is_paid_by_the_insurance(mother: Person) -> None:
    ContractFactory(person=mother)
    send(birth(mother))
    work()
    assert Case.objects.get().service_id == "05-41"
    assert BenefitCase.objects.get().funding == "insurance"


def test_the_same_event_again_changes_nothing(mother: Person) -> None:
    send(birth(mother))
    work()
    before = [list(model.objects.values()) for model in (Case, Decision, PaymentOrder, Notice, LedgerLine, TextMessage)]
    assert send(birth(mother)) == ["duplicate"]
    work()
    after = [list(model.objects.values()) for model in (Case, Decision, PaymentOrder, Notice, LedgerLine, TextMessage)]
    assert after == before


def test_twins_are_two_rights(mother: Person) -> None:
    send(birth(mother), birth(mother, fin="8AAAAA2", number="B-2", given_name="Nuray", sex="F"))
    work()
    assert sorted(LedgerLine.objects.values_list("amount", flat=True)) == [Decimal(600), Decimal(600)]
    assert TextMessage.objects.count() == 2


@pytest.mark.parametrize(("born", "amount"), [("2024-06-01", 500), ("2025-06-30", 500), ("2025-07-01", 600)])
def test_a_late_act_is_paid_by_the_amount_of_the_day_of_birth(mother: Person, born: str, amount: int) -> None:
    send(birth(mother, born=born))
    work()
    assert LedgerLine.objects.get().amount == amount


def test_a_decision_says_why_and_can_be_made_again(mother: Person) -> None:
    send(birth(mother))
    work()
    decision = Decision.objects.get()
    assert decision.content_hash == decision.version.content_hash
    assert all(criterion["met"] for criterion in decision.explanation)
    assert decision.facts["mother.employment.active"]["value"] is False
    assert decision.facts["birth.born_alive"]["source"] == "EDLIYYE"
    again = replay(decision)
    assert (again.verdict, again.amount) == (Verdict.ENTITLED, Decimal(600))


def test_a_decision_stands_when_an_amount_of_the_past_is_corrected(mother: Person) -> None:
    send(birth(mother))
    work()
    ParameterValue.objects.filter(parameter="birth_benefit").update(value=1)
    forget_parameters()
    assert replay(Decision.objects.get()).amount == Decimal(600)


def test_evidence_is_kept_for_every_question(mother: Person) -> None:
    send(birth(mother))
    work()
    asked = set(Evidence.objects.values_list("institution", "question", "finding"))
    expected = {("DIN", "identity"), ("DIN", "alive"), ("EDLIYYE", "birth_act"), ("DVX", "employment")}
    assert asked == {(institution, question, "confirmed") for institution, question in expected}
    assert all(len(kept.request_hash) == 64 for kept in Evidence.objects.all())


def test_the_person_can_see_that_the_state_looked(mother: Person) -> None:
    send(birth(mother))
    work()
    log = AccessLog.objects.get()
    assert (log.person, log.purpose, log.service_code) == (mother, "automatic", "05-40")
    assert "POPULATION" in log.registries


def test_the_message_is_in_the_language_of_the_person(mother: Person) -> None:
    Person.objects.filter(pk=mother.pk).update(language="ru")
    send(birth(mother))
    work()
    text = TextMessage.objects.get().text
    assert "Единовременное пособие" in text
    assert "отправлено на ваш счёт" in text


def test_without_a_telephone_the_inbox_counts(mother: Person) -> None:
    Person.objects.filter(pk=mother.pk).update(phone="")
    send(birth(mother))
    work()
    assert Notice.objects.get().channel == Notice.Channel.INBOX
    assert Case.objects.get().stage == Stage.CLOSED
    assert TextMessage.objects.count() == 0


def test_a_child_whose_mother_died_is_paid_to_the_father(mother: Person) -> None:
    father = Person.objects.create(
        fin="7BBBBB1",
        surname="Əliyev",
        given_name="Elçin",
        sex="M",
        birth_date="1990-01-01",
        recorded_at=mother.recorded_at,
    )
    Person.objects.filter(pk=mother.pk).update(died_on="2026-11-18")
    send(birth(mother, father_fin=father.fin))
    work()
    assert Entitlement.objects.get().person == father
