"""The drain ends when nothing moves by itself any more, and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dost.cases import road
from dost.cases.drain import drain
from dost.cases.models import Case
from dost.cases.stages import Stage, State, WaitingOn
from dost.common.delivery import Channel, DeliveryState, Settled, deliver
from dost.payments.models import PaymentAccount
from registries.bridge.transport import Unavailable
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def account(state: DeliveryState, **values: Any) -> PaymentAccount:
    now = timezone.now()
    return PaymentAccount.objects.create(
        key="A1", person=PersonFactory(), bank="ABB", state=state, created_at=now, **{"not_before": now, **values}
    )


def dead(*args: Any, **options: Any) -> Any:
    raise Unavailable("ABB", "timeout", 5)


def test_it_ends_when_a_dead_bank_was_asked_once(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DELIVERY_DEADLINE_SECONDS, settings.DELIVERY_MARGIN_SECONDS = 1, 1
    channel: Channel[PaymentAccount] = Channel(
        model=PaymentAccount,
        group=lambda row: row.bank,
        send=dead,
        ask=dead,
        read=lambda answer: Settled(key=answer.key, done=True),
    )
    monkeypatch.setitem(road.PIECES, "accounts", lambda: deliver(channel))
    row = account(DeliveryState.READY)
    begun = timezone.now()
    assert drain(seconds=PATIENCE)
    row.refresh_from_db()
    assert row.state == DeliveryState.SENDING
    assert row.attempts == 2  # sent, and asked about
    # The deadline and the margin passed before it was asked.
    assert row.not_before >= begun + timedelta(seconds=2 + settings.DELIVERY_ASK_AGAIN_SECONDS)


def test_what_was_sent_and_not_asked_about_is_waited_for(settings: Any) -> None:
    deadline = timezone.now() + timedelta(seconds=15)
    margin = timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS)
    again = timedelta(seconds=settings.DELIVERY_ASK_AGAIN_SECONDS)
    row = account(DeliveryState.SENDING, deadline=deadline, not_before=deadline + margin)
    assert road.ready()
    PaymentAccount.objects.filter(pk=row.pk).update(not_before=deadline + margin + again)
    assert not road.ready()
    assert not road.ready(since=deadline)
    assert road.ready(since=deadline + margin + timedelta(seconds=1))  # asked before: this drain asks once more


@pytest.mark.parametrize(("seconds", "awaited"), [(1, True), (30, False)])
def test_a_bank_that_cannot_be_reached_is_tried_again_only_soon(seconds: int, awaited: bool) -> None:
    account(DeliveryState.READY, not_before=timezone.now() + timedelta(seconds=seconds))
    assert road.ready() is awaited


@pytest.mark.parametrize(
    ("seconds", "attempts", "on", "awaited"),
    [
        (1, 1, WaitingOn.INSTITUTION, True),
        (1, 7, WaitingOn.INSTITUTION, False),
        (30, 1, WaitingOn.INSTITUTION, False),
        (1, 1, WaitingOn.PERSON, False),
    ],
)
def test_a_case_that_is_soon_tried_again_is_waited_for(
    seconds: int, attempts: int, on: WaitingOn, awaited: bool
) -> None:
    case = CaseFactory()
    Case.objects.filter(pk=case.pk).update(
        stage=Stage.VERIFY,
        state=State.WAITING,
        waiting_on=on,
        attempts=attempts,
        not_before=timezone.now() + timedelta(seconds=seconds),
    )
    assert road.ready() is awaited


@pytest.mark.parametrize("given", ["0", "-5", "nan", "inf", "soon"])
def test_the_limit_is_a_time(given: str) -> None:
    with pytest.raises(CommandError, match=f"argument --seconds: '{given}' is not a number of seconds above 0"):
        call_command("cases", "drain", f"--seconds={given}")
