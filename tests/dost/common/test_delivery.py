"""The law of delivery: whatever is killed or lost on the way, each key is done exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dost.common.delivery import (
    Channel,
    DeliveryState,
    Hold,
    Settled,
    UnsendableError,
    deliver,
    hear,
    outstanding,
)
from dost.payments.models import PaymentAccount
from registries.bridge.client import Answer
from registries.bridge.transport import Unavailable
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

FATES = ("answers", "answer_lost", "not_reached", "killed_before", "killed_after", "half", "late")


class Killed(BaseException):
    """The worker is gone in the middle of a call."""


@dataclass
class Clock:
    """The time that everybody in the test goes by."""

    now: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Receiver:
    """A receiver that does not remove duplicates; `fates` says what becomes of each request."""

    clock: Clock
    fates: Iterator[str]
    books: Counter[str] = field(default_factory=Counter)
    delayed: list[tuple[list[str], datetime]] = field(default_factory=list)
    deaf: bool = False

    def send(self, rows: Sequence[PaymentAccount], deadline: datetime) -> list[Answer]:
        fate = next(self.fates, "answers")
        keys = [row.key for row in rows]
        if fate == "not_reached":
            raise Unavailable("ABB", "unreachable")
        if fate == "killed_before":
            raise Killed
        if fate == "late":
            self.delayed.append((keys, deadline))
            raise Unavailable("ABB", "timeout", 5)
        if fate == "half":
            keys = keys[: len(keys) // 2]
        self._do(keys, deadline)
        if fate == "answer_lost":
            raise Unavailable("ABB", "timeout", 5)
        if fate == "killed_after":
            raise Killed
        answers = [self._answer(key) for key in keys]
        if fate == "half":
            raise Unavailable("ABB", "cut_off", answers=answers)
        return answers

    def ask(self, rows: Sequence[PaymentAccount]) -> list[Answer]:
        if self.deaf:
            raise Unavailable("ABB", "timeout", 5)
        return [self._answer(row.key) for row in rows]

    def arrive_late(self) -> None:
        """Requests that were on the way all this time arrive; the receiver minds their deadlines."""
        for keys, deadline in self.delayed:
            self._do(keys, deadline)
        self.delayed.clear()

    def _do(self, keys: Sequence[str], deadline: datetime) -> None:
        if self.clock.now < deadline:
            self.books.update(keys)

    def _answer(self, key: str) -> Answer:
        return Answer(key=key, found=self.books[key] > 0, data={}, answered_at=self.clock.now)


def channel(receiver: Receiver, settled: list[str]) -> Channel[PaymentAccount]:
    return Channel(
        model=PaymentAccount,
        group=lambda row: row.bank,
        send=receiver.send,
        ask=receiver.ask,
        read=lambda answer: Settled(key=answer.key, done=True, times=receiver.books[answer.key]),
        on_settled=lambda rows: settled.extend(row.key for row in rows),
    )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


def make_rows(count: int, *, now: datetime) -> None:
    PaymentAccount.objects.all().delete()
    PaymentAccount.objects.bulk_create(
        PaymentAccount(key=f"A{n}", person=PersonFactory(), bank="ABB", not_before=now, created_at=now)
        for n in range(count)
    )


def states() -> Counter[str]:
    return Counter(PaymentAccount.objects.values_list("state", flat=True))


def work_until_settled(sent: Channel[PaymentAccount], clock: Clock, receiver: Receiver, *, rounds: int = 60) -> None:
    for _ in range(rounds):
        try:
            deliver(sent, limit=3)
        except Killed:
            clock.forward(1)
        if not outstanding(sent):
            return
        clock.forward(7)
        receiver.arrive_late()
    raise AssertionError(f"not settled after {rounds} rounds: {states()}")


@given(fates=st.lists(st.sampled_from(FATES), max_size=12), count=st.integers(1, 5))
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_key_is_done_once_whatever_happens(clock: Clock, fates: list[str], count: int) -> None:
    receiver = Receiver(clock, iter(fates))
    settled: list[str] = []
    make_rows(count, now=clock.now)
    work_until_settled(channel(receiver, settled), clock, receiver)
    assert receiver.books == Counter(f"A{n}" for n in range(count))
    assert states() == Counter({DeliveryState.DONE: count})
    assert sorted(settled) == sorted(receiver.books)


def test_nothing_is_sent_again_before_the_receiver_was_asked(clock: Clock) -> None:
    receiver = Receiver(clock, iter(["answer_lost"]))
    make_rows(1, now=clock.now)
    sent = channel(receiver, [])
    deliver(sent)
    receiver.deaf = True
    for _ in range(20):
        clock.forward(30)
        deliver(sent)
    assert receiver.books == Counter({"A0": 1})
    assert states() == Counter({DeliveryState.SENDING: 1})
    receiver.deaf = False
    clock.forward(30)
    deliver(sent)
    assert states() == Counter({DeliveryState.DONE: 1})


def test_a_key_done_twice_goes_to_a_person(clock: Clock) -> None:
    receiver = Receiver(clock, iter(["answer_lost"]))
    make_rows(1, now=clock.now)
    sent = channel(receiver, [])
    deliver(sent)
    receiver.books["A0"] += 1
    clock.forward(settings.DELIVERY_DEADLINE_SECONDS + settings.DELIVERY_MARGIN_SECONDS + 1)
    deliver(sent)
    assert states() == Counter({DeliveryState.DOUBTFUL: 1})


def test_a_request_that_never_left_is_sent_again_after_a_pause(clock: Clock) -> None:
    receiver = Receiver(clock, iter(["not_reached"]))
    make_rows(1, now=clock.now)
    sent = channel(receiver, [])
    deliver(sent)
    row = PaymentAccount.objects.get()
    assert (row.state, row.problem) == (DeliveryState.READY, "unreachable")
    assert row.not_before > clock.now
    clock.forward(5)
    deliver(sent)
    assert receiver.books == Counter({"A0": 1})


# -- one row that is wrong among others --------------------------------------------------------------------------


def stands() -> dict[str, tuple[str, str]]:
    return {row.key: (row.state, row.problem) for row in PaymentAccount.objects.order_by("key")}


DONE = (DeliveryState.DONE, "")


def test_a_row_that_cannot_be_sent_is_left_out_and_the_others_go(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(5, now=clock.now)

    def send(rows: Sequence[PaymentAccount], deadline: datetime) -> list[Answer]:
        if any(row.key == "A3" for row in rows):
            raise UnsendableError("A3: wrong")
        return receiver.send(rows, deadline)

    settled: list[str] = []
    deliver(replace(channel(receiver, settled), send=send))
    refused = (DeliveryState.REFUSED, "A3: wrong")
    assert stands() == {"A0": DONE, "A1": DONE, "A2": DONE, "A3": refused, "A4": DONE}
    assert receiver.books == Counter({"A0": 1, "A1": 1, "A2": 1, "A4": 1})
    assert sorted(settled) == ["A0", "A1", "A2", "A3", "A4"]


def test_a_row_that_breaks_the_sending_ends_with_a_person_and_the_others_are_done_once(clock: Clock) -> None:
    """Nobody knows how far a request came that broke off here: the receiver is asked before any of it goes again."""
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def send(rows: Sequence[PaymentAccount], deadline: datetime) -> list[Answer]:
        answers = receiver.send([row for row in rows if row.key == "A0"], deadline)
        if any(row.key == "A1" for row in rows):
            raise RuntimeError("a mistake of ours")
        return answers + receiver.send([row for row in rows if row.key != "A0"], deadline)

    work_until_settled(replace(channel(receiver, []), send=send), clock, receiver)
    assert stands() == {"A0": DONE, "A1": (DeliveryState.REFUSED, "unsendable"), "A2": DONE}
    assert receiver.books == Counter({"A0": 1, "A2": 1})


def test_an_answer_that_cannot_be_read_is_a_persons_and_keeps_back_no_other(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def read(answer: Answer) -> Settled:
        return Settled(key=answer.key, done={"A0": True, "A2": True}[answer.key])

    deliver(replace(channel(receiver, []), read=read))
    assert stands() == {"A0": DONE, "A1": (DeliveryState.DOUBTFUL, "unreadable"), "A2": DONE}


def test_an_answer_that_cannot_be_written_is_a_persons_and_keeps_back_no_other(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def read(answer: Answer) -> Settled:
        return Settled(key=answer.key, done=True, values={"iban": "AZ" * (20 if answer.key == "A1" else 1)})

    deliver(replace(channel(receiver, []), read=read, fields=("iban",)))
    assert stands() == {"A0": DONE, "A1": (DeliveryState.DOUBTFUL, "unreadable"), "A2": DONE}


def test_who_waits_for_one_row_and_fails_keeps_back_no_other(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def hear(rows: Sequence[PaymentAccount]) -> None:
        if any(row.key == "A1" for row in rows):
            raise RuntimeError("a mistake of ours")

    deliver(replace(channel(receiver, []), on_settled=hear))
    assert stands() == {"A0": DONE, "A1": (DeliveryState.DOUBTFUL, "unreadable"), "A2": DONE}


def test_a_row_whose_own_answer_is_spoilt_is_asked_about_and_then_a_persons(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def spoil(rows: Sequence[PaymentAccount], answers: Sequence[Answer]) -> list[Answer]:
        if all(row.key != "A1" for row in rows):
            return list(answers)
        good = [answer for answer in answers if answer.key != "A1"]
        raise Unavailable("ABB", "unreadable", answers=good, spoilt=frozenset({"A1"}))

    sent = replace(
        channel(receiver, []),
        send=lambda rows, deadline: spoil(rows, receiver.send(rows, deadline)),
        ask=lambda rows: spoil(rows, receiver.ask(rows)),
    )
    deliver(sent)
    assert stands() == {"A0": DONE, "A1": (DeliveryState.SENDING, "unreadable"), "A2": DONE}
    work_until_settled(sent, clock, receiver)
    assert stands()["A1"] == (DeliveryState.DOUBTFUL, "unreadable")
    assert receiver.books == Counter({"A0": 1, "A1": 1, "A2": 1})


def test_what_may_not_leave_is_kept_back_and_whoever_waits_for_it_hears(clock: Clock) -> None:
    receiver = Receiver(clock, iter([]))
    make_rows(3, now=clock.now)

    def holds(rows: Sequence[PaymentAccount]) -> dict[int, Hold]:
        said = {"A0": Hold("payee_died"), "A2": Hold("iban_empty", for_good=True)}
        return {row.pk: said[row.key] for row in rows if row.key in said}

    settled: list[str] = []
    deliver(replace(channel(receiver, settled), holds=holds))
    assert stands() == {
        "A0": (DeliveryState.WITHHELD, "payee_died"),
        "A1": DONE,
        "A2": (DeliveryState.REFUSED, "iban_empty"),
    }
    assert receiver.books == Counter({"A1": 1})
    assert sorted(settled) == ["A0", "A1", "A2"]


def test_what_was_sent_is_not_kept_back_any_more(clock: Clock) -> None:
    """Between a request and its answer the truth is what the receiver says."""
    receiver = Receiver(clock, iter(["answer_lost"]))
    make_rows(1, now=clock.now)
    sent = channel(receiver, [])
    deliver(sent)
    clock.forward(settings.DELIVERY_DEADLINE_SECONDS + settings.DELIVERY_MARGIN_SECONDS + 1)
    deliver(replace(sent, holds=lambda rows: {row.pk: Hold("payee_died") for row in rows}))
    assert stands() == {"A0": DONE}


def test_what_a_receiver_tells_of_its_own_accord_settles_what_is_waited_for(clock: Clock) -> None:
    receiver = Receiver(clock, iter(["late"]))
    make_rows(2, now=clock.now)
    settled: list[str] = []
    sent = channel(receiver, settled)
    deliver(sent)
    hear(sent, [Settled(key="A1", done=True, reference="R-1"), Settled(key="nobody's", done=True)])
    assert stands() == {"A0": (DeliveryState.SENDING, "timeout 5"), "A1": DONE}
    assert settled == ["A1"]
