"""From the question in a text message to the money, by nothing but a reply."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from dost.accounts.actors import Oneself
from dost.cases.models import Case
from dost.cases.preferences import Choice, set_preference
from dost.cases.stages import Outcome, Stage
from dost.notifications.models import Notice
from registries.bridge.simulator.models import LedgerLine, TextMessage
from registries.intake.texts import receive_texts
from registries.models import Person
from tests.dost.road.house import birth, publish, send, work
from tests.factories.notifications import ContactFactory
from tests.factories.registries import InstitutionFactory

PHONE = "+994501112233"


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41")
    InstitutionFactory(code="AZERCELL")


@pytest.fixture
def asked(mother: Person) -> Person:
    """A mother who wants to be asked first, and has confirmed her number."""
    ContactFactory(person=mother, phone=PHONE)
    me = Oneself(mother.pk, "s")
    set_preference(person=mother, code="05-40", choice=Choice.ASK, actor=me, now=timezone.now())
    assert send(birth(mother)) == ["applied"]
    work()
    return mother


def write(text: str, number: str = "1") -> str:
    message = {"id": number, "from": PHONE, "text": text, "sent_at": datetime.now(UTC).isoformat()}
    (receipt,) = receive_texts([message], "AZERCELL")
    work()
    return receipt.status


def to_the_phone() -> list[str]:
    return list(TextMessage.objects.filter(to=PHONE).order_by("pk").values_list("text", flat=True))


def test_yes_by_text_message_is_paid(asked: Person) -> None:
    (question,) = to_the_phone()
    assert "BƏLİ" in question
    assert not LedgerLine.objects.exists()

    assert write("Bəli.") == "applied"

    case = Case.objects.get()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    assert LedgerLine.objects.count() == 1
    thanks = to_the_phone()[1]
    assert "təşəkkür" in thanks


def test_no_by_text_message_ends_it(asked: Person) -> None:
    write("yox")
    assert Case.objects.get().outcome == Outcome.DECLINED
    assert not LedgerLine.objects.exists()


def test_the_same_message_reported_twice_counts_once(asked: Person) -> None:
    assert [write("bəli"), write("bəli")] == ["applied", "duplicate"]
    assert Case.objects.get().entries.filter(what="accepted").count() == 1
    assert LedgerLine.objects.count() == 1


def test_what_was_not_understood_is_told_so_and_nothing_moves(asked: Person) -> None:
    write("nə?")
    assert Case.objects.get().stage == Stage.CHOOSE
    assert "başa düşmədik" in to_the_phone()[1]


def test_number_that_is_not_there_leads_to_the_next_way(
    mother: Person, mailoutbox: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactFactory(person=mother, phone="+994501112234", email="aygun@example.az")
    Person.objects.filter(pk=mother.pk).update(phone="+994501112234")
    send(birth(mother))
    monkeypatch.setattr("registries.bridge.sms.operator_of", lambda phone: None)  # no operator serves the number
    work()

    notice = Notice.objects.get()
    assert (notice.channel, notice.state, notice.tried) == ("email", "done", "sms")
    assert len(mailoutbox) == 1
    assert Case.objects.get().stage == Stage.CLOSED


def test_whom_no_way_reaches_is_left_to_staff_and_the_case_closes(mother: Person) -> None:
    Person.objects.filter(pk=mother.pk).update(phone="")
    send(birth(mother))
    work()
    assert Notice.objects.get().untold == Notice.Untold.NO_WAY
    case = Case.objects.get()
    assert case.stage == Stage.CLOSED
    assert case.entries.get(what="not_told").details == {"problem": "no_way"}
