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

Before a row leaves, its channel is asked once more, under the lock, whether it may (`Channel.holds`): one that may not
is `withheld`, or refused where it could never be carried out. What fails for one row fails for it alone: a request
that cannot be made is divided until the row is found, and that row goes to a person; so does one whose answer cannot be
read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from registries.bridge.iso20022 import one_line
from registries.bridge.transport import Unavailable
from registries.intake.halves import isolated

UNREADABLE: Final = "unreadable"
UNSENDABLE: Final = "unsendable"
PATIENCE: Final = 3  # how often an answer about one row, or the sending of it, may fail before a person hears of it
MOST_ATTEMPTS: Final = 32_767  # what the column holds; a bank may keep an order pending for longer than that

logger = logging.getLogger(__name__)


class DeliveryState(models.TextChoices):
    """Where a row is on its way to the receiver."""

    READY = "ready", _("To be sent")
    SENDING = "sending", _("Sent, no answer yet")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    DOUBTFUL = "doubtful", _("Needs a person")
    WITHHELD = "withheld", _("Kept back")
    RETURNED = "returned", _("Came back")


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


class UnsendableError(Exception):
    """Rows cannot be sent together, and nothing of them has left; `problem` is a code, or what a person should read."""

    def __init__(self, problem: str = UNSENDABLE) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a row does not leave: a code of `problems`; `for_good` when no receiver could ever carry it out."""

    problem: str
    for_good: bool = False


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
    `Settled.values` may set. `holds` says, by the id of the row, what must not leave now; it is asked under the lock
    under which rows are taken to be sent, and before it `before_leaving` may bring them up to date. `send` raises
    `UnsendableError` only while nothing has left. `own` are the rows of the table that are this channel's, where
    several share it.
    """

    model: type[Row]
    group: Callable[[Row], str]
    send: Callable[[Sequence[Row], datetime], Iterable[Answer]]
    ask: Callable[[Sequence[Row]], Iterable[Answer]]
    read: Callable[[Answer], Settled]
    on_settled: Callable[[Sequence[Row]], None] = lambda rows: None
    before_leaving: Callable[[Sequence[Row]], None] = lambda rows: None
    holds: Callable[[Sequence[Row]], dict[int, Hold]] = lambda rows: {}
    fields: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    own: Q = field(default_factory=Q)


def deliver(channel: Channel[Row], *, limit: int = 500) -> int:
    """Ask about what was left in doubt, then send what is ready; return how many rows were worked on."""
    return _reconcile(channel, limit=limit) + _send(channel, limit=limit)


def hear(channel: Channel[Row], settled: Sequence[Settled]) -> None:
    """Settle what a receiver tells of its own accord, where it is still waited for."""
    by_key = {one.key: one for one in settled}
    waiting = channel.model._default_manager.filter(key__in=list(by_key), state=DeliveryState.SENDING)
    _write(channel, list(waiting.order_by("pk").values_list("pk", flat=True)), by_key)


def outstanding(channel: Channel[Row]) -> bool:
    """Whether rows are to be sent, or were sent and are not settled."""
    unsettled = Q(state__in=[DeliveryState.READY, DeliveryState.SENDING])
    return channel.model._default_manager.filter(channel.own, unsettled).exists()


def _claim(channel: Channel[Row], due: Q, *, limit: int, may_leave: bool, **changes: Any) -> list[Row]:
    """Lock due rows, mark them, and return them as marked; the lock is gone when this returns.

    With `may_leave` those that may not leave are kept back instead.
    """
    with transaction.atomic():
        rows = list(
            channel.model._default_manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(channel.own, due)
            .select_related(*channel.related)
            .order_by("not_before", "pk")[:limit]
        )
        if rows and may_leave:
            channel.before_leaving(rows)
        holds = channel.holds(rows) if rows and may_leave else {}
        _keep_back(channel, [row for row in rows if row.pk in holds], holds)
        rows = [row for row in rows if row.pk not in holds]
        channel.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
            attempts=Least(F("attempts") + 1, MOST_ATTEMPTS), **changes
        )
    for row in rows:
        row.attempts = min(row.attempts + 1, MOST_ATTEMPTS)
        for name, value in changes.items():
            setattr(row, name, value)
    return rows


def _keep_back(channel: Channel[Row], rows: Sequence[Row], holds: Mapping[int, Hold]) -> None:
    """Settle rows that do not leave; whoever waits for them hears of it like of an answer."""
    now = timezone.now()
    for row in rows:
        hold = holds[row.pk]
        row.state = DeliveryState.REFUSED if hold.for_good else DeliveryState.WITHHELD
        row.problem, row.settled_at = hold.problem[:200], now
    bulk_write(list(rows), ["state", "problem", "settled_at"])
    isolated(rows, channel.on_settled, lambda row, error: _unheard(channel, row, error))


def _unheard(channel: Channel[Row], row: Row, error: Exception) -> None:
    """What waits for a row that was kept back could not be told: the row itself still says it."""
    logger.error("%s %s was kept back, and nobody could be told", channel.model.__name__, row.pk, exc_info=error)


def _send(channel: Channel[Row], *, limit: int) -> int:
    now = timezone.now()
    deadline = now + timedelta(seconds=settings.DELIVERY_DEADLINE_SECONDS)
    rows = _claim(
        channel,
        Q(state=DeliveryState.READY, not_before__lte=now),
        limit=limit,
        may_leave=True,
        state=DeliveryState.SENDING,
        deadline=deadline,
        not_before=deadline + timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS),
    )
    for group in _grouped(channel, rows):
        _send_group(channel, group, deadline)
    return len(rows)


def _send_group(channel: Channel[Row], group: Sequence[Row], deadline: datetime) -> None:
    """Send rows of one receiver, and write down what it answers at once."""
    try:
        _settle(channel, group, channel.send(group, deadline))
    except Unavailable as why:
        _settle(channel, group, why.answers)
        _spoilt(channel, group, why)
        answered = {answer.key for answer in why.answers} | why.spoilt
        silent = [row for row in group if row.key not in answered]
        if why.surely_not_done:
            _again(channel, silent, pause=_pause(silent), problem=_code(why))
        else:
            _note(channel, silent, _code(why))
    except UnsendableError as why:
        _divide(channel, group, deadline, problem=why.problem)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # nobody knows how far it came: the receiver is asked, and next time each goes alone
        logger.exception("%s: %d rows could not be sent", channel.model.__name__, len(group))
        _note(channel, group, UNSENDABLE)


def _divide(channel: Channel[Row], group: Sequence[Row], deadline: datetime, *, problem: str) -> None:
    """Send the halves of rows of which nothing has left; one that cannot be sent alone goes to a person."""
    if len(group) == 1:
        refused = Settled(key=group[0].key, done=False, problem=problem)
        _write(channel, [group[0].pk], {refused.key: refused})
        return
    half = len(group) // 2
    _send_group(channel, group[:half], deadline)
    _send_group(channel, group[half:], deadline)


def _reconcile(channel: Channel[Row], *, limit: int) -> int:
    now = timezone.now()
    rows = _claim(
        channel,
        Q(state=DeliveryState.SENDING, not_before__lte=now),
        limit=limit,
        may_leave=False,
        not_before=now + timedelta(seconds=settings.DELIVERY_ASK_AGAIN_SECONDS),
    )
    for group in _grouped(channel, rows):
        try:
            answers: Sequence[Answer] = list(channel.ask(group))
        except Unavailable as why:
            answers = why.answers
            answered = {answer.key for answer in answers} | why.spoilt
            _note(channel, [row for row in group if row.key not in answered], _code(why))
            _spoilt(channel, group, why)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s: %d rows could not be asked about", channel.model.__name__, len(group))
            _note(channel, group, UNREADABLE)
            continue
        _settle(channel, group, [answer for answer in answers if answer.found])
        by_key = {row.key: row for row in group}
        absent = [by_key[answer.key] for answer in answers if _is_absent(by_key[answer.key], answer)]
        _absent(channel, absent)
    return len(rows)


def _absent(channel: Channel[Row], rows: Sequence[Row]) -> None:
    """What the receiver does not know and never will is sent again; what failed here again and again is not."""
    hopeless = [row for row in rows if row.problem == UNSENDABLE and row.attempts >= 2 * PATIENCE]
    refused = [Settled(key=row.key, done=False, problem=UNSENDABLE) for row in hopeless]
    _write(channel, [row.pk for row in hopeless], {one.key: one for one in refused})
    for row in rows:
        if row not in hopeless:
            failed = UNSENDABLE if row.problem == UNSENDABLE else ""
            _again(channel, [row], pause=_pause([row]) if failed else timedelta(0), problem=failed)


def _spoilt(channel: Channel[Row], rows: Sequence[Row], why: Unavailable) -> None:
    """Rows that were answered, each with something unreadable: asked about again, and then a person's."""
    theirs = [row for row in rows if row.key in why.spoilt]
    lost = [row for row in theirs if row.attempts >= PATIENCE]
    doubtful = {row.key: Settled(key=row.key, done=False, problem=UNREADABLE, times=2) for row in lost}
    _write(channel, [row.pk for row in lost], doubtful)
    _note(channel, [row for row in theirs if row not in lost], UNREADABLE)


def _is_absent(row: Delivery, answer: Answer) -> bool:
    return row.deadline is not None and final_absence(answer, deadline=row.deadline)


def _code(why: Unavailable) -> str:
    """A receiver's silence as it is kept: `timeout 5`, `unreachable`; see `problems`."""
    return why.code if why.seconds is None else f"{why.code} {why.seconds:g}"


def _pause(rows: Sequence[Delivery]) -> timedelta:
    """A pause that grows with the attempts, to a minute."""
    attempts = max((row.attempts for row in rows), default=0)
    return timedelta(seconds=min(60, 2 ** min(attempts, 6)))


def _grouped(channel: Channel[Row], rows: Sequence[Row]) -> list[list[Row]]:
    """Rows by receiver; one that failed here before goes alone, so that it keeps back no other."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        alone = f" {row.key}" if row.problem == UNSENDABLE else ""
        groups.setdefault(channel.group(row) + alone, []).append(row)
    return list(groups.values())


def _settle(channel: Channel[Row], rows: Sequence[Row], answers: Iterable[Answer]) -> None:
    """Write the receiver's answers to the rows still in `sending`; a row settled meanwhile is left alone."""
    by_key: dict[str, Settled] = {}
    for answer in answers:
        try:
            by_key[answer.key] = channel.read(answer)
        except Exception:
            logger.exception("%s: the answer about %s cannot be read", channel.model.__name__, answer.key)
            by_key[answer.key] = Settled(key=answer.key, done=False, problem=UNREADABLE, times=2)
    unfinished = {key: one for key, one in by_key.items() if one.pending}
    for row in rows:
        if row.key in unfinished and unfinished[row.key].problem != row.problem:
            _note(channel, [row], unfinished[row.key].problem)
    ids = [row.pk for row in rows if row.key in by_key and row.key not in unfinished]
    _write(channel, ids, {key: one for key, one in by_key.items() if key not in unfinished})


def _write(channel: Channel[Row], ids: Sequence[int], by_key: Mapping[str, Settled]) -> None:
    """Settle rows and tell who waits for them; one that cannot be written is a person's, and keeps back no other."""
    isolated(
        ids,
        lambda some: _write_together(channel, some, by_key),
        lambda pk, error: _write_doubtful(channel, pk, error),
    )


def _write_together(channel: Channel[Row], ids: Sequence[int], by_key: Mapping[str, Settled]) -> None:
    now = timezone.now()
    settled = list(
        channel.model._default_manager.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids, key__in=list(by_key), state=DeliveryState.SENDING)
        .order_by("pk")
    )
    for row in settled:
        answer = by_key[row.key]
        row.state = _state_after(answer)
        row.receiver_reference = one_line(answer.reference, most=64)
        row.problem = one_line(answer.problem, most=200)
        row.settled_at = now
        for name, value in answer.values.items():
            setattr(row, name, value)
    bulk_write(settled, ["state", "receiver_reference", "problem", "settled_at", *channel.fields])
    channel.on_settled(settled)


def _write_doubtful(channel: Channel[Row], pk: int, error: Exception) -> None:
    """A row whose answer could not be written: nobody here can say what became of it."""
    logger.error("%s %s could not be settled", channel.model.__name__, pk, exc_info=error)
    channel.model._default_manager.filter(pk=pk, state=DeliveryState.SENDING).update(
        state=DeliveryState.DOUBTFUL, problem=UNREADABLE, settled_at=timezone.now()
    )


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
