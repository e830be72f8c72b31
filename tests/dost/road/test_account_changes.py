"""A person who wants to be paid to another account: the bank is asked, and nothing that was sent is touched."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, staff_actor
from dost.cases import handlers, road
from dost.cases.acts import MovedOn, NotAllowed
from dost.cases.stages import Stage
from dost.common.delivery import DeliveryState, _claim
from dost.notifications.models import Notice
from dost.payments import account_changes, accounts, orders
from dost.payments.account_changes import AccountChangeError, read_number
from dost.payments.models import AccountChange, PaymentAccount, PaymentOrder
from dost.proactive.books.findings import Kind, findings
from dost.proactive.detect import detect
from registries.bridge import transport
from registries.bridge.simulator.books.accounts import iban_of, open_own
from registries.bridge.simulator.models import ClosedAccount, Fault, LedgerLine, TextMessage
from registries.models import Person
from tests.dost.road.house import birth, break_down, publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _services(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        publish("05-40", "05-41")
    settings.PARTNER_BANKS = ["ABB", "KAPITAL"]
    monkeypatch.setattr("dost.cases.handlers.way.ring", lambda *arguments: True)


@pytest.fixture
def paid(mother: Person) -> Person:
    """Somebody who was paid through the account the ministry had opened."""
    send(birth(mother))
    work()
    return mother


def own_account(person: Person, bank: str = "KAPITAL") -> str:
    return open_own(bank, fin=person.fin, holder=person.full_name)


def change(person: Person, iban: str, actor: Actor | None = None) -> AccountChange:
    return handlers.change_account(
        actor=actor or Oneself(person_id=person.pk, subject="s"),
        person=person,
        number=read_number(iban),
        now=timezone.now(),
    )


def current(person: Person) -> PaymentAccount:
    return accounts.current([person.pk])[person.pk]


def another_order(person: Person) -> PaymentOrder:
    """A second child: an order that is ready to be sent."""
    send(birth(person, fin="8AAAAA2", number="B-2"))
    while detect():
        pass
    for piece in ("verify", "choose", "decide", "pay"):
        while road.work_once(piece):
            pass
    return PaymentOrder.objects.get(state=DeliveryState.READY)


def test_the_bank_confirms_and_the_next_payment_goes_there(paid: Person) -> None:
    before, sent = current(paid), PaymentOrder.objects.get()
    iban = own_account(paid)
    asked = change(paid, iban)
    assert asked.state == DeliveryState.READY
    assert current(paid) == before

    work()

    asked.refresh_from_db()
    now = current(paid)
    assert (asked.state, asked.instead_of, asked.account) == (DeliveryState.DONE, before, now)
    assert (now.iban, now.bank, now.state) == (iban, "KAPITAL", DeliveryState.DONE)
    sent.refresh_from_db()
    assert sent.account == before  # what was sent is not touched

    send(birth(paid, fin="8AAAAA2", number="B-2"))
    work()
    assert LedgerLine.objects.order_by("-pk").first().iban == iban  # type: ignore[union-attr]
    assert LedgerLine.objects.count() == 2


def test_the_person_hears_of_it_on_their_own_telephone(paid: Person) -> None:
    iban = own_account(paid)
    change(paid, iban)
    work()
    told = TextMessage.objects.order_by("-pk").first()
    assert told is not None
    assert told.to == paid.phone
    assert iban[-4:] in told.text
    assert "142" in told.text
    notice = Notice.objects.get(kind=Notice.Kind.ACCOUNT)
    assert (notice.case, notice.person, notice.state) == (None, paid, DeliveryState.DONE)


@pytest.mark.parametrize(
    ("whose", "closed", "problem"),
    [
        ("another", False, "account_not_yours"),
        ("own", True, "account_closed"),
        ("nobody", False, "account_none"),
    ],
)
def test_an_account_that_is_not_the_persons_changes_nothing(
    paid: Person, whose: str, closed: bool, problem: str
) -> None:
    before = current(paid)
    iban = own_account(PersonFactory() if whose == "another" else paid)
    if whose == "nobody":
        iban = iban_of("KAPITAL", "nobody")
    if closed:
        ClosedAccount.objects.create(iban=iban, closed_at=timezone.now())
    asked = change(paid, iban)
    work()
    asked.refresh_from_db()
    assert (asked.state, asked.problem, asked.account) == (DeliveryState.REFUSED, problem, None)
    assert current(paid) == before
    assert Notice.objects.filter(kind=Notice.Kind.ACCOUNT_NO, person=paid).count() == 1


def test_a_bank_that_cannot_say_is_asked_again(paid: Person) -> None:
    before = current(paid)
    unsure = break_down("KAPITAL", Fault.Kind.UNSURE)
    asked = change(paid, own_account(paid))
    work()
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == (DeliveryState.SENDING, "bank_cannot_say")
    assert current(paid) == before
    assert not Notice.objects.filter(kind=Notice.Kind.ACCOUNT).exists()

    unsure.delete()
    AccountChange.objects.update(not_before=timezone.now())
    work()
    asked.refresh_from_db()
    assert asked.state == DeliveryState.DONE
    assert current(paid) == asked.account


def test_a_bank_that_does_not_say_for_a_day_is_in_the_books(paid: Person) -> None:
    break_down("KAPITAL", Fault.Kind.UNSURE)
    asked = change(paid, own_account(paid))
    work()

    def found() -> list[str]:
        return [one.reference for one in findings(on=timezone.localdate()) if one.kind == Kind.ACCOUNT_OPEN]

    assert found() == []
    AccountChange.objects.update(created_at=timezone.now() - account_changes.OVERDUE - timedelta(minutes=1))
    assert found() == [asked.key]
    AccountChange.objects.update(state=DeliveryState.DOUBTFUL)
    assert found() == [asked.key]
    AccountChange.objects.update(state=DeliveryState.REFUSED)
    assert found() == []


def test_a_bank_that_is_down_leaves_the_change_waiting(paid: Person) -> None:
    down = break_down("KAPITAL", Fault.Kind.DOWN)
    asked = change(paid, own_account(paid))
    road.work_once("account_changes")
    asked.refresh_from_db()
    assert asked.state in account_changes.OPEN
    down.delete()
    AccountChange.objects.update(not_before=timezone.now())
    transport.reset()
    work()
    asked.refresh_from_db()
    assert asked.state == DeliveryState.DONE


def test_an_order_that_has_not_left_goes_to_the_new_account(paid: Person) -> None:
    order = another_order(paid)
    iban = own_account(paid)
    change(paid, iban)
    while road.work_once("account_changes"):
        pass
    order.refresh_from_db()
    assert order.account == current(paid)
    work()
    assert LedgerLine.objects.get(end_to_end_id=order.key).iban == iban


def test_an_order_made_with_the_old_account_in_hand_leaves_for_the_new_one(paid: Person) -> None:
    """The step `pay` read the account before the change, and wrote the order after it."""
    order, old = another_order(paid), current(paid)
    iban = own_account(paid)
    change(paid, iban)
    while road.work_once("account_changes"):
        pass
    PaymentOrder.objects.filter(pk=order.pk).update(account=old)
    work()
    order.refresh_from_db()
    assert order.account.iban == iban
    assert LedgerLine.objects.get(end_to_end_id=order.key).iban == iban


def test_a_payment_that_the_old_account_refused_is_sent_through_the_new_one(paid: Person) -> None:
    order = another_order(paid)
    ClosedAccount.objects.create(iban=order.account.iban, closed_at=timezone.now())
    work()
    order.refresh_from_db()
    assert order.state == DeliveryState.REFUSED
    iban = own_account(paid)
    change(paid, iban)
    work()
    PaymentOrder.objects.update(not_before=timezone.now())  # the deadline of the refused request has passed
    work()
    order.refresh_from_db()
    assert (order.state, order.account.iban) == (DeliveryState.DONE, iban)
    assert order.entitlement.case.stage == Stage.CLOSED


def test_back_to_the_first_account_takes_up_the_same_row_with_its_card(paid: Person) -> None:
    first = current(paid)
    change(paid, own_account(paid))
    work()
    change(paid, first.iban)
    work()
    assert current(paid) == first
    assert PaymentAccount.objects.filter(person=paid).count() == 2


@pytest.mark.parametrize("again", ["the same account", "a second change"])
def test_what_cannot_be_asked_says_why(paid: Person, again: str) -> None:
    if again == "the same account":
        with pytest.raises(AccountChangeError, match="account_same"):
            change(paid, current(paid).iban)
        return
    change(paid, own_account(paid))
    with pytest.raises(AccountChangeError, match="change_open"):
        change(paid, own_account(paid, "ABB"))
    assert AccountChange.objects.count() == 1


def test_a_change_that_is_taken_back_never_takes_effect(paid: Person) -> None:
    before, me = current(paid), Oneself(person_id=paid.pk, subject="s")
    break_down("KAPITAL", Fault.Kind.UNSURE)
    asked = change(paid, own_account(paid))
    work()
    handlers.keep_account(actor=me, person=paid, now=timezone.now())
    Fault.objects.all().delete()
    AccountChange.objects.update(not_before=timezone.now())
    work()
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == (DeliveryState.WITHHELD, "taken_back")
    assert current(paid) == before
    with pytest.raises(MovedOn):
        handlers.keep_account(actor=me, person=paid, now=timezone.now())


def test_nobody_else_changes_an_account(paid: Person) -> None:
    stranger = PersonFactory()
    of = paid.pk
    for actor in (
        Oneself(person_id=stranger.pk, subject="x"),
        OnBehalf(person_id=stranger.pk, subject="x", of=stranger.pk, capacity=Capacity.PARENT),
        OnBehalf(person_id=stranger.pk, subject="x", of=of, capacity=Capacity.MANDATE),
        staff_actor(UserFactory()),
    ):
        with pytest.raises(NotAllowed):
            change(paid, own_account(paid), actor)
        with pytest.raises(NotAllowed):
            handlers.keep_account(actor=actor, person=paid, now=timezone.now())
    assert not AccountChange.objects.exists()


def test_a_guardian_changes_the_account_of_whom_they_look_after(paid: Person) -> None:
    guardian = PersonFactory()
    actor = OnBehalf(person_id=guardian.pk, subject="g", of=paid.pk, capacity=Capacity.GUARDIAN)
    asked = change(paid, own_account(paid), actor)
    work()
    asked.refresh_from_db()
    assert (asked.state, asked.actor) == (DeliveryState.DONE, actor)


@pytest.mark.django_db(transaction=True)
def test_the_change_and_the_delivery_at_the_same_moment(mother: Person) -> None:
    """Whichever comes first: an order is paid once, to one account, and its row says to which."""
    send(birth(mother))
    work()
    order = another_order(mother)
    iban = own_account(mother)
    asked = change(mother, iban)
    taken, go_on = threading.Event(), threading.Event()
    usual = orders.to_current

    def slowly(rows: Any) -> None:
        usual(rows)
        taken.set()
        go_on.wait(20)

    channel = replace(orders.channel(lambda rows: None), before_leaving=slowly)
    claimed: list[PaymentOrder] = []

    def claim() -> None:
        try:
            claimed.extend(_claim(channel, Q(state="ready"), limit=5, may_leave=True, state=DeliveryState.SENDING))
        finally:
            connection.close()

    def put_in_place() -> None:
        try:
            with transaction.atomic():
                row = AccountChange.objects.select_for_update().get(pk=asked.pk)
                row.state = DeliveryState.DONE
                row.save()
                account_changes.put_in_place([row], now=timezone.now())
        finally:
            connection.close()

    sender = threading.Thread(target=claim)
    sender.start()
    assert taken.wait(20)
    changer = threading.Thread(target=put_in_place)
    changer.start()  # it waits for the order's lock
    changer.join(1)
    assert changer.is_alive()
    go_on.set()
    sender.join(20)
    changer.join(20)
    order.refresh_from_db()
    assert [row.account_id for row in claimed] == [order.account_id]
    assert order.account.iban != iban  # it had left
    assert current(mother).iban == iban
