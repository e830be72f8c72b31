"""The whole road, piece by piece: what can be worked on, and who is rung when a piece has moved something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from django.utils import timezone

from dost.delivery import deliver, outstanding
from dost.notifications import notices
from dost.payments import accounts, orders
from dost.payments.models import PaymentAccount

from . import remedies, wake
from .batch import run_batch
from .models import Case
from .stages import Stage, State
from .steps import WORK


def _accounts_settled(settled: Sequence[PaymentAccount]) -> None:
    """What an older account could not take goes through the new one; then the cases are looked at."""
    remedies.send_again(settled, now=timezone.now())
    wake.accounts_settled(settled)


ACCOUNTS = accounts.channel(_accounts_settled)
ORDERS = orders.channel(wake.orders_settled)
NOTICES = notices.channel(wake.notices_settled)

PIECES: Final[dict[str, Callable[[], int]]] = {
    "verify": partial(run_batch, Stage.VERIFY, WORK),
    "choose": partial(run_batch, Stage.CHOOSE, WORK),
    "decide": partial(run_batch, Stage.DECIDE, WORK),
    "pay": partial(run_batch, Stage.PAY, WORK),
    "accounts": partial(deliver, ACCOUNTS),
    "orders": partial(deliver, ORDERS),
    "notify": partial(run_batch, Stage.NOTIFY, WORK),
    "notices": partial(deliver, NOTICES),
}

RINGS: Final[dict[str, tuple[str, ...]]] = {
    "verify": ("accounts", "orders", "notices"),
    "choose": ("accounts", "orders", "notices"),
    "decide": ("accounts", "orders", "notices"),
    "pay": ("accounts", "orders", "notices"),
    "accounts": ("pay", "orders"),
    "orders": ("notify",),
    "notify": ("notices",),
    "notices": (),
}


def work_once(piece: str) -> int:
    """Work one batch of a piece; return how many rows were worked on."""
    return PIECES[piece]()


def ready() -> bool:
    """Whether anything could go on by itself, now or after the answer to something sent."""
    if outstanding(ACCOUNTS) or outstanding(ORDERS) or outstanding(NOTICES):
        return True
    return Case.objects.filter(state=State.READY).exists()
