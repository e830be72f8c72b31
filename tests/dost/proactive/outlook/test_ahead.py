"""A coming right is looked for on its day, and told of before: once, in the inbox, in the person's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Case, CaseEntry
from dost.cases.stages import Outcome, Stage, State
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.proactive.models import ComingRight, Outlook
from dost.proactive.outlook import ahead, wanted
from dost.proactive.outlook.ahead import TELLS, look_at_due, tell_ahead, want_the_told
from registries.models import Person
from services_catalog.files import read_catalogue
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
SOON = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (ahead, wanted):
        monkeypatch.setattr(module, "ring", lambda *arguments: True)


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1962, 2, 1), language="en")
    return made


def expected(person: Person, *, on: date = SOON, code: str = "90-01", **more: Any) -> ComingRight:
    made = {"amount": Decimal(600), "monthly": True, "matter": str(person.pk), "expected_at": NOW, **more}
    return ComingRight.objects.create(
        person=person, service=ServiceFactory(code=code, name=texts("Old age")), first_day=on, **made
    )


def told_by(person: Person, **more: Any) -> Case:
    """The case of the service that tells in advance."""
    version = VersionFactory(service=ServiceFactory(code=TELLS))
    made: Case = CaseFactory(
        person=person, version=version, outcome=Outcome.GRANTED, stage=Stage.CLOSED, state=State.DONE, **more
    )
    return made


def test_the_service_that_tells_is_in_the_catalogue() -> None:
    catalogue, problems = read_catalogue()
    assert not problems
    assert TELLS in catalogue.services


# -- told before -------------------------------------------------------------------------------------------------


def test_a_right_is_told_of_once_in_the_inbox(person: Person) -> None:
    case, row = told_by(person), expected(person)
    assert (tell_ahead(now=NOW), tell_ahead(now=NOW)) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.case, notice.kind, notice.number) == (case, Notice.Kind.COMING, row.pk)
    assert (notice.channel, notice.state, notice.phone) == (Notice.Channel.INBOX, DeliveryState.DONE, "")
    assert "“Old age” – from 1 February 2027 600.00" in notice.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ComingRight.objects.get().told_at == NOW
    assert CaseEntry.objects.filter(case=case, what="told", details={"channel": "inbox"}).exists()


def test_in_the_persons_own_language(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="ru")
    told_by(person)
    expected(person)
    tell_ahead(now=NOW)
    assert "Old age (ru)" in Notice.objects.get().text


@pytest.mark.parametrize(
    "more",
    [{"on": date(2027, 3, 15)}, {"withdrawn_at": NOW}, {"looked_at": NOW}, {"on": date(2026, 11, 30)}],
    ids=["later", "withdrawn", "looked at", "today"],
)
def test_not_told_of(person: Person, more: dict[str, Any]) -> None:
    told_by(person)
    expected(person, **more)
    assert tell_ahead(now=NOW) == 0


def test_whom_the_service_does_not_concern_is_not_told(person: Person) -> None:
    expected(person)
    assert tell_ahead(now=NOW) == 0


def test_a_sensitive_service_is_not_named(person: Person) -> None:
    told_by(person)
    row = expected(person)
    row.service.sensitive = True
    row.service.save()
    tell_ahead(now=NOW)
    assert "Old age" not in Notice.objects.get().text


def test_whoever_is_told_in_advance_gets_an_outlook(person: Person) -> None:
    told_by(person)
    assert (want_the_told(now=NOW), want_the_told(now=NOW)) == (1, 0)
    assert Outlook.objects.get().person == person


# -- looked for on its day ---------------------------------------------------------------------------------------


def test_on_its_day_the_right_is_looked_for_and_its_case_opened(person: Person) -> None:
    VersionFactory(service=ServiceFactory(code="90-01"))
    PersonFactory()  # has the right too, and nothing was expected of her
    row = expected(person)
    Outlook.objects.create(person=person)
    day = datetime(2027, 2, 1, 8, tzinfo=UTC)
    assert (look_at_due(now=NOW), look_at_due(now=day), look_at_due(now=day)) == (0, 1, 0)
    assert [case.person for case in Case.objects.all()] == [person]
    row.refresh_from_db()
    assert row.looked_at == day
    assert Outlook.objects.get().wanted_at == day


def test_what_is_expected_no_longer_is_not_looked_for(person: Person) -> None:
    VersionFactory(service=ServiceFactory(code="90-01"))
    expected(person, withdrawn_at=NOW)
    assert look_at_due(now=datetime(2027, 2, 1, 8, tzinfo=UTC)) == 0
    assert not Case.objects.exists()


# -- one that fails ----------------------------------------------------------------------------------------------


def test_one_that_cannot_be_told_keeps_back_no_other(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    other = PersonFactory(birth_date=date(1962, 2, 1))
    poison, fine = [expected(one) for one in (person, other)]
    for one in (person, other):
        told_by(one)
    write = ahead._message

    def breaking(case: Case, row: ComingRight, *, now: datetime) -> Notice:
        if row.pk == poison.pk:
            raise ArithmeticError
        return write(case, row, now=now)

    monkeypatch.setattr(ahead, "_message", breaking)

    assert (tell_ahead(now=NOW), tell_ahead(now=NOW)) == (1, 0)  # and whoever calls it until nothing is left stops

    told = dict(ComingRight.objects.values_list("pk", "told_at"))
    assert told == {poison.pk: None, fine.pk: NOW}


def test_service_that_cannot_be_looked_for_keeps_back_no_other(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    VersionFactory(service=ServiceFactory(code="90-01"))
    poison, fine = expected(person, code="90-02"), expected(person)
    look = ahead._look

    def breaking(code: str, people: list[int], **more: Any) -> int:
        if code == "90-02":
            raise ArithmeticError
        return look(code, people, **more)

    monkeypatch.setattr(ahead, "_look", breaking)
    day = datetime(2027, 2, 1, 8, tzinfo=UTC)

    assert (look_at_due(now=day), look_at_due(now=day)) == (1, 0)

    assert dict(ComingRight.objects.values_list("pk", "looked_at")) == {poison.pk: None, fine.pk: day}
    assert Case.objects.get().service_id == "90-01"
