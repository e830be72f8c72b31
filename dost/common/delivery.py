"""Sending things across the process boundary exactly once: payment orders, account requests, messages.

The receiver does not remove duplicates, so the sender must never send twice what was done once. Each row has a
deterministic `key`. The life of a row:

1. `ready`: may be sent.
2. `sending`: committed before the first byte leaves, with a `deadline` that travels with the request; the receiver
   refuses to do the work after it.
3. `done` or `refused`: the receiver's answer was read.

A row left in `sending` – killed worker, lost answer, restarted database – is never sent again on suspicion. Once its
deadline and a margin for the clocks have passed, no copy of the request can still take effect, so the receiver's
answer to "do you know this key?" is final: known, and it is settled; not known, and it is `ready` again. A receiver
that does not answer the question leaves the row where it is, and a key that the receiver has done twice goes to a
person (`doubtful`). A request that certainly never reached the receiver may be sent again after a pause.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dost.common.bulk import bulk_write
from registries.bridge.client import Answer, final_absence
from registries.bridge.transport import Unavailable, reason_in_words

MOST_ATTEMPTS: Final = 32_767  # what the column holds; a bank may keep an order pending for longer than that

logger = logging.getLogger(__name__)


class DeliveryState(models.TextChoices):
    """Where a row is on its way to the receiver."""

    READY = "ready", _("To be sent")
    SENDING = "sending", _("Sent, no answer yet")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    DOUBTFUL = "doubtful", _("Needs a person")


class Delivery(models.Model):
    """A row that is delivered to a receiver outside."""

    key = models.CharField(max_length=35, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.READY)
    not_before = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    receiver_reference = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["state", "not_before"],
                condition=Q(state__in=["ready", "sending"]),
                name="%(class)s_to_send",
            ),
            BrinIndex(fields=["settled_at"], name="%(class)s_settled"),
        ]


Row = TypeVar("Row", bound=Delivery)


@dataclass(frozen=True, slots=True)
class Settled:
    """The receiver's word on one key: done (with its reference) or refused (with its reason).

    `times` is how often the receiver did it: more than once goes to a person. `pending` means that the receiver has it
    and has not finished: it is asked again later.
    """

    key: str
    done: bool
    reference: str = ""
    problem: str = ""
    times: int = 1
    pending: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Channel(Generic[Row]):
    """How one kind of row is delivered.

    `send` and `ask` get rows of one `group`; both return `Answers` or raise `Unavailable`, and `read` says what an
    answer means. `on_settled` runs in the transaction that settles the rows; `fields` are further columns that
    `Settled.values` may set.
    """

    model: type[Row]
    group: Callable[[Row], str]
    send: Callable[[Sequence[Row], datetime], Iterable[Answer]]
    ask: Callable[[Sequence[Row]], Iterable[Answer]]
    read: Callable[[Answer], Settled]
    on_settled: Callable[[Sequence[Row]], None] = lambda rows: None
    fields: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


def deliver(channel: Channel[Row], *, limit: int = 500) -> int:
    """Ask about what was left in doubt, then send what is ready; return how many rows were worked on."""
    return _reconcile(channel, limit=limit) + _send(channel, limit=limit)


def outstanding(channel: Channel[Row]) -> bool:
    """Whether rows are to be sent, or were sent and are not settled."""
    return channel.model._default_manager.filter(state__in=[DeliveryState.READY, DeliveryState.SENDING]).exists()


def _claim(channel: Channel[Row], due: Q, *, limit: int, **changes: Any) -> list[Row]:
    """Lock due rows, mark them, and return them as marked; the lock is gone when this returns."""
    with transaction.atomic():
        rows = list(
            channel.model._default_manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(due)
            .select_related(*channel.related)
            .order_by("not_before", "pk")[:limit]
        )
        channel.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
            attempts=Least(F("attempts") + 1, MOST_ATTEMPTS), **changes
        )
    for row in rows:
        for name, value in changes.items():
            setattr(row, name, value)
    return rows


def _send(channel: Channel[Row], *, limit: int) -> int:
    now = timezone.now()
    deadline = now + timedelta(seconds=settings.DELIVERY_DEADLINE_SECONDS)
    rows = _claim(
        channel,
        Q(state=DeliveryState.READY, not_before__lte=now),
        limit=limit,
        state=DeliveryState.SENDING,
        deadline=deadline,
        not_before=deadline + timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS),
    )
    for group in _grouped(channel, rows):
        try:
            _settle(channel, group, channel.send(group, deadline))
        except Unavailable as why:
            _settle(channel, group, why.answers)
            answered = {answer.key for answer in why.answers}
            silent = [row for row in group if row.key not in answered]
            if why.surely_not_done:
                _again(channel, silent, pause=_pause(silent), problem=_code(why))
            else:
                _note(channel, silent, _code(why))
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # a row that cannot be sent must not keep back those of other receivers
            logger.exception("%s: %d rows could not be sent", channel.model.__name__, len(group))
    return len(rows)


def _reconcile(channel: Channel[Row], *, limit: int) -> int:
    now = timezone.now()
    rows = _claim(
        channel,
        Q(state=DeliveryState.SENDING, not_before__lte=now),
        limit=limit,
        not_before=now + timedelta(seconds=settings.DELIVERY_ASK_AGAIN_SECONDS),
    )
    for group in _grouped(channel, rows):
        try:
            answers: Sequence[Answer] = list(channel.ask(group))
        except Unavailable as why:
            answers = why.answers
            _note(channel, group, _code(why))
        _settle(channel, group, [answer for answer in answers if answer.found])
        by_key = {row.key: row for row in group}
        absent = [by_key[answer.key] for answer in answers if _is_absent(by_key[answer.key], answer)]
        _again(channel, absent, pause=timedelta(0), problem="")
    return len(rows)


def _is_absent(row: Delivery, answer: Answer) -> bool:
    return row.deadline is not None and final_absence(answer, deadline=row.deadline)


def _code(why: Unavailable) -> str:
    """A receiver's silence as it is kept: `timeout 5`, `unreachable`; see `problem_in_words`."""
    return why.code if why.seconds is None else f"{why.code} {why.seconds:g}"


def problem_in_words(problem: str) -> str:
    """A problem in the active language; what the receiver itself said is left as it is."""
    code, _space, seconds = problem.partition(" ")
    try:
        said = reason_in_words(code, float(seconds) if seconds else None)
    except ValueError:
        return problem
    return problem if said == code else said


def _pause(rows: Sequence[Delivery]) -> timedelta:
    """A pause that grows with the attempts, to a minute."""
    attempts = max((row.attempts for row in rows), default=0)
    return timedelta(seconds=min(60, 2 ** min(attempts, 6)))


def _grouped(channel: Channel[Row], rows: Sequence[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(channel.group(row), []).append(row)
    return list(groups.values())


def _settle(channel: Channel[Row], rows: Sequence[Row], answers: Iterable[Answer]) -> None:
    """Write the receiver's answers to the rows still in `sending`; a row settled meanwhile is left alone."""
    by_key = {settled.key: settled for settled in map(channel.read, answers) if not settled.pending}
    ids = [row.pk for row in rows if row.key in by_key]
    if not ids:
        return
    now = timezone.now()
    with transaction.atomic():
        settled = list(
            channel.model._default_manager.select_for_update(no_key=True, of=("self",))
            .filter(pk__in=ids, key__in=list(by_key), state=DeliveryState.SENDING)
            .order_by("pk")
        )
        for row in settled:
            answer = by_key[row.key]
            row.state = _state_after(answer)
            row.receiver_reference = answer.reference[:64]
            row.problem = answer.problem[:200]
            row.settled_at = now
            for name, value in answer.values.items():
                setattr(row, name, value)
        bulk_write(settled, ["state", "receiver_reference", "problem", "settled_at", *channel.fields])
        channel.on_settled(settled)


def _state_after(answer: Settled) -> str:
    if answer.times > 1:
        return DeliveryState.DOUBTFUL
    return DeliveryState.DONE if answer.done else DeliveryState.REFUSED


def _again(channel: Channel[Row], rows: Sequence[Row], *, pause: timedelta, problem: str) -> None:
    """The receiver has not done these and no request for them can still take effect: they may be sent.

    The deadline is compared, so that a row that another worker has sent again meanwhile is left alone.
    """
    for deadline in {row.deadline for row in rows}:
        channel.model._default_manager.filter(
            pk__in=[row.pk for row in rows], state=DeliveryState.SENDING, deadline=deadline
        ).update(state=DeliveryState.READY, not_before=timezone.now() + pause, problem=problem[:200])


def _note(channel: Channel[Row], rows: Sequence[Row], problem: str) -> None:
    """Keep the reason beside the rows; they stay in `sending` until the receiver can be asked."""
    channel.model._default_manager.filter(pk__in=[row.pk for row in rows], state=DeliveryState.SENDING).update(
        problem=problem[:200]
    )
