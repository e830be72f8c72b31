"""Payments that come back days after they were settled: the person hears of it, a clerk sees to it, none is silent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers, road
from dost.cases.acts import Act
from dost.cases.models import Case, Entitlement
from dost.cases.stages import Stage
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments import returned
from dost.payments.models import BankInbox, BankMessage, PaymentOrder, PaymentReturn
from registries.bridge import bank
from registries.bridge.simulator.books import news
from registries.bridge.simulator.models import ClosedAccount, Fault, LedgerLine, ReturnedPayment
from registries.models import Person
from tests.dost.road.house import birth, break_down, decided, publish, send, work
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOTE = "Agreed with the person by telephone"
Finding = PaymentReturn.Finding


@pytest.fixture(autouse=True)
def _services(settings: Any) -> None:
    publish("05-40")
    settings.PARTNER_BANKS = ["ABB"]


@pytest.fixture
def user() -> User:
    made: User = UserFactory()
    return made


@pytest.fixture
def order(mother: Person) -> PaymentOrder:
    """A birth benefit that was paid and announced."""
    send(birth(mother))
    work()
    paid = PaymentOrder.objects.get()
    assert paid.state == DeliveryState.DONE
    return paid


def comes_back(order: PaymentOrder, **more: Any) -> PaymentReturn:
    """Let the bank tell that a payment came back, and read it."""
    news.send_back("ABB", end_to_end_id=order.key, **more)
    road.read_banks()
    order.refresh_from_db()
    return PaymentReturn.objects.latest("pk")


def right_of(order: PaymentOrder) -> Entitlement:
    return Entitlement.objects.select_related("case").get(pk=order.entitlement_id)


def test_a_payment_that_comes_back_is_told_waits_for_a_clerk_and_is_sent_again(order: PaymentOrder, user: User) -> None:
    told = comes_back(order)

    assert (told.finding, told.order, told.amount, told.reason) == (Finding.WHOLE, order, order.amount, "AC04")
    assert (order.state, order.problem) == (DeliveryState.RETURNED, "AC04")
    right = right_of(order)
    assert right.review == {"code": "order_returned", "period": order.period.isoformat()}
    assert right.case.entries.filter(what="order_returned").count() == 1
    message = Notice.objects.get(kind=Notice.Kind.RETURNED)
    assert "bankdan geri qayıdıb" in message.text
    assert "600,00\xa0₼" in message.text
    actor = staff_actor(user)
    assert set(decided(right.case, actor)) == {Act.NEW_ACCOUNT, Act.SEEN_TO}

    ClosedAccount.objects.create(iban=order.account.iban, closed_at=timezone.now())
    PaymentOrder.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    handlers.new_account(case_id=right.case_id, actor=actor, note=NOTE, now=timezone.now())
    work()

    again = PaymentOrder.objects.get()
    assert (again.pk, again.state) == (order.pk, DeliveryState.DONE)
    assert again.key == f"{order.key}-2"
    assert again.account_id != order.account_id
    assert sorted(LedgerLine.objects.values_list("end_to_end_id", flat=True)) == [order.key, again.key]
    assert right_of(order).review is None
    message.refresh_from_db()
    assert message.state == DeliveryState.DONE


def test_reading_twice_changes_nothing(order: PaymentOrder) -> None:
    comes_back(order)
    BankInbox.objects.update(after="")  # the mark was lost: the bank sends the same again
    assert road.read_banks() == 0
    assert road.read_banks() == 0
    assert PaymentReturn.objects.count() == 1
    assert Notice.objects.filter(kind=Notice.Kind.RETURNED).count() == 1


def test_the_same_return_in_both_messages_is_one(order: PaymentOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    comes_back(order)
    pacs = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr><GrpHdr><MsgId>P-1</MsgId>'
        "<CreDtTm>2026-12-04T09:00:00</CreDtTm></GrpHdr><TxInf><RtrId>X-1</RtrId>"
        f"<OrgnlEndToEndId>{order.key}</OrgnlEndToEndId>"
        f'<RtrdIntrBkSttlmAmt Ccy="AZN">{order.amount}</RtrdIntrBkSttlmAmt></TxInf></PmtRtr></Document>'
    )
    monkeypatch.setattr(bank, "news", lambda after, bank: bank_news(pacs))
    road.read_banks()
    order.refresh_from_db()
    assert PaymentReturn.objects.latest("pk").finding == Finding.CONFIRMED
    assert order.state == DeliveryState.RETURNED


def bank_news(*messages: str) -> bank.News:
    return bank.News(tuple(one.encode() for one in messages), "M", more=False)


@pytest.mark.parametrize(
    ("amount", "finding", "problem"),
    [
        (Decimal("100.00"), Finding.PARTLY, "returned_partly AC04"),
        (Decimal("900.00"), Finding.OTHER, "returned_other AC04"),
    ],
)
def test_another_amount_than_was_paid_goes_to_a_person(
    order: PaymentOrder, user: User, amount: Decimal, finding: str, problem: str
) -> None:
    assert comes_back(order, amount=amount).finding == finding
    assert (order.state, order.problem) == (DeliveryState.DOUBTFUL, problem)
    right = right_of(order)
    assert decided(right.case, staff_actor(user)) == (Act.PAID_ONCE,)
    assert not Notice.objects.filter(kind=Notice.Kind.RETURNED).exists()


def test_what_comes_back_twice_goes_to_a_person(order: PaymentOrder) -> None:
    comes_back(order)
    assert comes_back(order).finding == Finding.AGAIN
    assert (order.state, order.problem) == (DeliveryState.DOUBTFUL, "returned_twice AC04")


def test_what_was_never_paid_and_comes_back_goes_to_a_person(order: PaymentOrder) -> None:
    PaymentOrder.objects.update(state=DeliveryState.REFUSED)
    assert comes_back(order).finding == Finding.UNPAID
    assert order.state == DeliveryState.DOUBTFUL


def test_a_return_of_an_earlier_attempt_stops_nothing_and_is_looked_at(order: PaymentOrder) -> None:
    PaymentOrder.objects.update(key=f"{order.key}-2", state=DeliveryState.SENDING)
    told = comes_back(order)
    assert (told.finding, told.order_id) == (Finding.EARLIER, order.pk)
    assert (order.key[-2:], order.state) == ("-2", DeliveryState.SENDING)


@pytest.mark.parametrize("key", ["E999999-202611", "Faktura 7", ""])
def test_a_return_of_nothing_of_ours_is_kept_for_a_person(order: PaymentOrder, key: str) -> None:
    ReturnedPayment.objects.create(
        bank="ABB", end_to_end_id=key, amount=Decimal("5.00"), reason="AC04", returned_at=timezone.now()
    )
    road.read_banks()
    told = PaymentReturn.objects.get()
    assert (told.finding, told.order, told.end_to_end_id) == (Finding.UNKNOWN, None, key)
    order.refresh_from_db()
    assert order.state == DeliveryState.DONE


def test_another_banks_word_does_not_count_for_this_banks_payment(order: PaymentOrder, settings: Any) -> None:
    settings.PARTNER_BANKS = ["ABB", "XALQ"]
    news.send_back("XALQ", end_to_end_id=order.key, amount=order.amount)
    road.read_banks()
    assert PaymentReturn.objects.get().finding == Finding.UNKNOWN
    order.refresh_from_db()
    assert order.state == DeliveryState.DONE


def test_a_message_that_cannot_be_read_is_kept_whole_and_the_others_are_read(
    order: PaymentOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.send_back("ABB", end_to_end_id=order.key)
    real = bank.news("", bank="ABB")
    both = bank.News((b"\x00 not a message", *real.messages, b"<Document/>"), real.after, more=False)
    monkeypatch.setattr(bank, "news", lambda after, bank: both)
    assert road.read_banks() == 3
    order.refresh_from_db()
    assert order.state == DeliveryState.RETURNED
    assert sorted(PaymentReturn.objects.values_list("finding", flat=True)) == ["unreadable", "unreadable", "whole"]
    kept = BankMessage.objects.exclude(problem="")
    assert {bytes(row.content or b"") for row in kept} == {b"\x00 not a message", b"<Document/>"}


def test_what_breaks_here_on_one_message_loses_no_other(order: PaymentOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = order
    news.send_back("ABB", end_to_end_id=first.key)
    real = bank.news("", bank="ABB")
    other = real.messages[0].replace(b"RT", b"XX").replace(first.key.encode(), b"E1-202611")
    both = bank.News((other, *real.messages), "9", more=False)
    monkeypatch.setattr(bank, "news", lambda after, bank: both)
    take = returned.take

    def break_on_the_first(one: Any, **more: Any) -> Any:
        if one.end_to_end_id == "E1-202611":
            raise RuntimeError("a mistake of ours")
        return take(one, **more)

    monkeypatch.setattr(returned, "take", break_on_the_first)
    road.read_banks()
    first.refresh_from_db()
    assert first.state == DeliveryState.RETURNED
    assert PaymentReturn.objects.filter(finding=Finding.UNREADABLE).count() == 1


def test_a_silent_bank_holds_up_no_other(order: PaymentOrder, settings: Any) -> None:
    settings.PARTNER_BANKS = ["XALQ", "ABB"]
    break_down("XALQ", Fault.Kind.DOWN)
    comes_back(order)
    assert order.state == DeliveryState.RETURNED
    assert BankInbox.objects.get(bank="XALQ").problem == "error"


def test_the_simulator_sends_payments_back_while_its_fault_is_on(order: PaymentOrder) -> None:
    fault = break_down("ABB", Fault.Kind.RETURN)
    road.read_banks()
    fault.delete()
    road.read_banks()
    order.refresh_from_db()
    assert order.state == DeliveryState.RETURNED
    assert ReturnedPayment.objects.count() == 1


def test_what_a_bank_told_never_changes(order: PaymentOrder) -> None:
    told = comes_back(order)
    for change in ({"amount": Decimal(1)}, {"finding": Finding.UNKNOWN}, {"order": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PaymentReturn.objects.filter(pk=told.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentReturn.objects.all().delete()
    PaymentReturn.objects.filter(pk=told.pk).update(note="asked the bank")


def test_a_clerk_records_what_was_done_about_a_return(order: PaymentOrder, user: User) -> None:
    comes_back(order)
    right = right_of(order)
    handlers.seen_to(case_id=right.case_id, actor=staff_actor(user), note=NOTE, now=timezone.now())
    assert right_of(order).review is None
    order.refresh_from_db()
    assert order.state == DeliveryState.RETURNED
    line = right.case.entries.get(what="order_seen_to")
    assert (line.by, line.details["note"], line.details["orders"][0]["key"]) == (user, NOTE, order.key)
    assert Case.objects.get().stage == Stage.CLOSED
