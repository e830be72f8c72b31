"""Somebody too young to receive money: no account and no message before a member of staff has decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import acts, handlers
from dost.cases.acts import Act, NotPossible
from dost.cases.models import Case, Entitlement
from dost.cases.payees import guardians, too_young
from dost.cases.stages import Stage, WaitingOn
from dost.notifications.models import Notice
from dost.payments.models import PaymentAccount, PaymentOrder
from registries.bridge.simulator.models import LedgerLine, TextMessage
from registries.models import Person
from tests.dost.road.house import TODAY, birth, publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOTE = "The grandmother came with her; agreed"


@pytest.fixture(autouse=True)
def _services(settings: Any) -> None:
    publish("05-40")
    settings.PARTNER_BANKS = ["ABB"]


@pytest.fixture
def user() -> User:
    made: User = UserFactory()
    return made


@pytest.fixture
def girl() -> Person:
    made: Person = PersonFactory(given_name="Nigar", birth_date=date(2011, 2, 3), phone="+994501240006")
    return made


@pytest.fixture
def grandmother(girl: Person) -> Person:
    made: Person = PersonFactory(given_name="Aytən", birth_date=date(1985, 1, 1), phone="+994501240099")
    KinshipFactory(person=girl, relative=made, kind="mother")
    return made


@pytest.fixture
def case(girl: Person, grandmother: Person) -> Case:
    """The birth benefit of a mother of fifteen, as far as it goes by itself."""
    send(birth(girl))
    work()
    return Case.objects.get()


def test_nothing_is_opened_sent_or_told_before_somebody_has_decided(case: Case, user: User) -> None:
    assert (case.stage, case.waiting_on, case.reason) == (Stage.PAY, WaitingOn.CLERK, {"code": "minor_payee"})
    assert PaymentAccount.objects.count() == PaymentOrder.objects.count() == TextMessage.objects.count() == 0
    assert not Notice.objects.exists()
    assert acts.actions(case, staff_actor(user))[0] == Act.PAY_TO


def test_a_guardian_receives_the_money_and_is_told(case: Case, grandmother: Person, user: User) -> None:
    handlers.pay_to(case_id=case.pk, actor=staff_actor(user), payee=grandmother.pk, note=NOTE, now=timezone.now())
    work()
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    assert PaymentAccount.objects.get().person == grandmother
    assert LedgerLine.objects.count() == 1
    assert list(TextMessage.objects.values_list("to", flat=True)) == [grandmother.phone]
    right = Entitlement.objects.get()
    assert (right.person_id, right.payee_id) == (case.person_id, grandmother.pk)
    line = case.entries.get(what="payee_chosen")
    assert (line.by, line.details) == (user, {"payee": grandmother.full_name, "note": NOTE})


def test_the_person_may_be_chosen_too(case: Case, girl: Person, user: User) -> None:
    handlers.pay_to(case_id=case.pk, actor=staff_actor(user), payee=girl.pk, note="Married", now=timezone.now())
    work()
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    assert PaymentAccount.objects.get().person == girl


def test_nobody_else_can_be_chosen(case: Case, user: User) -> None:
    stranger = PersonFactory()
    with pytest.raises(NotPossible, match=r"qəyyum|guardian"):
        handlers.pay_to(case_id=case.pk, actor=staff_actor(user), payee=stranger.pk, note=NOTE, now=timezone.now())
    case.refresh_from_db()
    assert case.reason == {"code": "minor_payee"}


def test_the_age_is_that_of_full_capacity_and_marriage_gives_it_earlier(settings: Any) -> None:
    grown, young, leap = (
        PersonFactory(birth_date=date(2008, month, day)) for month, day in [(11, 20), (11, 21), (2, 29)]
    )
    married = PersonFactory(birth_date=date(2009, 1, 1))
    KinshipFactory(person=PersonFactory(), relative=married, kind="spouse")
    assert too_young([grown, young, leap, married], on=TODAY) == {young.pk}
    assert too_young([leap], on=date(2026, 2, 28)) == {leap.pk}
    assert too_young([leap], on=date(2026, 3, 1)) == set()
    settings.PAYEE_FULL_CAPACITY_AGE = 15
    assert too_young([young], on=TODAY) == set()


def test_who_may_receive_for_a_child(girl: Person, grandmother: Person) -> None:
    guardian = PersonFactory(birth_date=date(1980, 1, 1))
    KinshipFactory(person=girl, relative=guardian, kind="guardian")
    KinshipFactory(person=girl, relative=PersonFactory(died_on=date(2020, 1, 1)), kind="father")
    KinshipFactory(person=girl, relative=PersonFactory(birth_date=date(2012, 1, 1)), kind="guardian")
    KinshipFactory(person=girl, relative=PersonFactory(), kind="guardian", valid_until=date(2026, 1, 1))
    assert guardians(girl, on=TODAY) == (guardian, grandmother)
    KinshipFactory(person=girl, relative=PersonFactory(), kind="mother", rights_removed=True)
    assert guardians(girl, on=TODAY) == (guardian, grandmother)
