"""The whole road, piece by piece: what can be worked on, and who is rung when a piece has moved something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from dost.common.delivery import Channel, DeliveryState, deliver, hear
from dost.notifications import direct, notices
from dost.payments import account_changes, accounts, inbox, orders
from dost.payments.models import PaymentAccount

from . import corrections, holds, inbound, remedies, wake
from .batch import RETRIED, run_batch
from .models import Case
from .stages import Stage, State
from .steps import WORK

SOON: Final = timedelta(seconds=2)
TRIES: Final = 3
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _accounts_settled(settled: Sequence[PaymentAccount]) -> None:
    """What an older account could not take goes through the new one; then the cases are looked at."""
    remedies.send_again(settled, now=timezone.now())
    wake.accounts_settled(settled)


ACCOUNTS = accounts.channel(_accounts_settled, holds.of_accounts)
CHANGES = account_changes.channel(wake.changes_settled)
ORDERS = orders.channel(wake.orders_settled, holds.of_orders)
NOTICES = notices.channel(wake.notices_settled, holds.of_notices)
EMAILS = notices.email_channel(wake.notices_settled, holds.of_notices)


CHANNELS: Final[tuple[Channel[Any], ...]] = (
    ACCOUNTS,
    CHANGES,
    ORDERS,
    NOTICES,
    EMAILS,
    direct.SMS_CHANNEL,
    direct.EMAIL_CHANNEL,
    corrections.CHANNEL,
)


def read_banks() -> int:
    """Read what the banks tell of their own accord; return how many messages were new."""
    return inbox.read_all(on_returned=wake.orders_returned, on_booked=partial(hear, ORDERS))


def _direct() -> int:
    """Deliver the messages that are about no case."""
    return deliver(direct.SMS_CHANNEL) + deliver(direct.EMAIL_CHANNEL)


PIECES: Final[dict[str, Callable[[], int]]] = {
    "verify": partial(run_batch, Stage.VERIFY, WORK),
    "choose": partial(run_batch, Stage.CHOOSE, WORK),
    "decide": partial(run_batch, Stage.DECIDE, WORK),
    "pay": partial(run_batch, Stage.PAY, WORK),
    "accounts": partial(deliver, ACCOUNTS),
    "account_changes": partial(deliver, CHANGES),
    "orders": partial(deliver, ORDERS),
    "notify": partial(run_batch, Stage.NOTIFY, WORK),
    "notices": partial(deliver, NOTICES),
    "emails": partial(deliver, EMAILS),
    "direct": _direct,
    "texts": inbound.read_texts,
    "corrections": corrections.work_corrections,
}

RINGS: Final[dict[str, tuple[str, ...]]] = {
    "verify": ("accounts", "orders", "notices", "emails"),
    "choose": ("accounts", "orders", "notices", "emails"),
    "decide": ("accounts", "orders", "notices", "emails"),
    "pay": ("accounts", "orders", "notices", "emails"),
    "accounts": ("pay", "orders"),
    "account_changes": ("pay", "orders", "notices"),
    "orders": ("notify",),
    "notify": ("notices", "emails"),
    "notices": ("emails",),
    "emails": (),
    "direct": (),
    "texts": ("choose", "direct"),
    "corrections": ("verify", "decide", "orders", "notices"),
}


def work_once(piece: str) -> int:
    """Work one batch of a piece; return how many rows were worked on."""
    return PIECES[piece]()


def ready(*, since: datetime | None = None) -> bool:
    """Whether anything is going to move by itself soon.

    * a case is ready, or a worker has it;
    * a case waits for an institution, has been tried less than `TRIES` times, and is tried again within `SOON`;
    * something is to be sent now or within `SOON` (the pauses after a receiver could not be reached grow beyond it);
    * something was sent and its receiver has not been asked about it since the deadline, nor since `since`.

    What is left then waits for a person, or for a receiver that is silent or has not finished: nobody knows how long.
    """
    soon = timezone.now() + SOON
    if any(_moves(channel, soon=soon, since=since or BEGINNING) for channel in CHANNELS):
        return True
    tried_again = Q(state=State.WAITING, waiting_on__in=RETRIED, attempts__lt=TRIES)
    return Case.objects.filter(Q(state=State.READY) | tried_again, not_before__lte=soon).exists()


def _moves(channel: Channel[Any], *, soon: datetime, since: datetime) -> bool:
    """Whether a channel has rows that move soon.

    Asking puts `not_before` behind the deadline and its margin, so a row still there has not been asked about; nor
    has one been asked about since a moment whose `not_before` lies no further than one pause behind that moment.
    """
    margin = timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS)
    asked_now = since + timedelta(seconds=settings.DELIVERY_ASK_AGAIN_SECONDS)
    to_send = Q(state=DeliveryState.READY, not_before__lte=soon)
    never_asked, asked_before = Q(not_before__lte=F("deadline") + margin), Q(not_before__lt=asked_now)
    not_asked = Q(state=DeliveryState.SENDING) & (never_asked | asked_before)
    return bool(channel.model._default_manager.filter(channel.own, to_send | not_asked).exists())
