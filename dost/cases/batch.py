"""How every step of the road works: claim a batch, work outside any transaction, write back under the token.

1. `claim` takes ready cases of one stage with `FOR NO KEY UPDATE SKIP LOCKED`, gives each a lease and the next
   fencing token, and commits. Waiting cases whose time to try again has come are claimed too.
2. The step works: it asks, evaluates, computes. It returns a `Move` for each case and the rows to insert.
3. `write_back` locks the cases that still carry the token it was given, applies their moves and inserts their rows in
   one transaction. A case whose lease ran out and was claimed by another is left to the other.
4. What is ready for the next stage is carried on at once under the same claim (`run_batch`).

A worker killed anywhere leaves only leases that run out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from dost.common.bulk import bulk_insert
from registries.models.awards import Award

from . import awards
from .clock.kinds import TURNS
from .clock.store import UNDECIDED, keep_clocks
from .codes import EntryKind, Reason, WaitingReason
from .models import Case, CaseEntry, GrantToConfirm
from .stages import WITHOUT_RIGHT, Stage, State, WaitingOn
from .waits import waits_for

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
BATCH: Final = 500
RETRIED: Final = (WaitingOn.INSTITUTION, WaitingOn.BANK, WaitingOn.OPERATOR)
LONGEST_PAUSE: Final = timedelta(seconds=60)
TRIES: Final = 3


class Overtaken(Exception):  # noqa: N818 - it reads as what it says
    """What a step saw was changed by somebody else before it could write: nothing is written, and it looks again."""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one case, with the rows that belong to it."""

    case: Case
    stage: str
    state: str = State.READY
    waiting_on: str = ""
    reason: dict[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    live: bool = True
    not_before: datetime | None = None
    rows: tuple[models.Model, ...] = ()
    after: Callable[[], None] | None = None


def on_to(case: Case, stage: Stage, *, rows: Sequence[models.Model] = (), outcome: str | None = None) -> Move:
    """Send a case on to the next stage."""
    return Move(case=case, stage=stage, rows=tuple(rows), outcome=outcome)


def also(move: Move, more: Callable[[], None]) -> Move:
    """A move after which something more is done."""
    first = move.after
    if first is None:
        return replace(move, after=more)

    def both() -> None:
        first()
        more()

    return replace(move, after=both)


def closed(case: Case, *, outcome: str, live: bool, rows: Sequence[models.Model] = ()) -> Move:
    """End a case."""
    return Move(case=case, stage=Stage.CLOSED, state=State.DONE, outcome=outcome, live=live, rows=tuple(rows))


def wait(
    case: Case,
    on: WaitingOn,
    *,
    reason: Reason,
    now: datetime,
    rows: Sequence[models.Model] = (),
    pause: timedelta | None = None,
) -> Move:
    """Let a case wait where it is; those that wait for a machine are tried again after a growing pause."""
    growing = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(case.attempts, 6)))
    return Move(
        case=case,
        stage=case.stage,
        state=State.WAITING,
        waiting_on=on,
        reason=reason.as_json(),
        not_before=now + (pause or growing),
        rows=tuple(rows),
    )


def entry(case: Case, what: EntryKind, /, *, at: datetime, **details: Any) -> CaseEntry:
    """A line of the timeline, not saved."""
    return CaseEntry(case=case, at=at, what=what, details=details)


def waiting_entry(case: Case, reason: Reason, *, at: datetime) -> CaseEntry:
    """A line of the timeline that a case waits, and why; not saved."""
    return entry(case, EntryKind.WAITING, at=at, **reason.as_json())


def due(stage: Stage, *, now: datetime) -> Q:
    """Cases of a stage that can be worked on now."""
    by_itself = Q(not_before__lte=now) & (Q(state=State.READY) | Q(state=State.WAITING, waiting_on__in=RETRIED))
    if stage == Stage.CHOOSE:
        by_itself |= _waits_for_nothing()
    return Q(stage=stage) & by_itself & (Q(lease_until=None) | Q(lease_until__lt=now))


def _waits_for_nothing() -> Q:
    """The case that went before one at the choice (`case` of its reason) has ended without a right.

    Asked whenever cases are claimed, not told by whoever ends a case: so it cannot be missed, whatever the two did at
    the same moment, and nobody locks the case of another.
    """
    named = Cast(KeyTextTransform("case", OuterRef("reason")), BigIntegerField())
    better = Case.objects.filter(pk=named, outcome__in=WITHOUT_RIGHT)
    return Q(state=State.WAITING, waiting_on=WaitingOn.PERSON, reason__has_key="case") & Q(Exists(better))


def claim(stage: Stage, *, now: datetime, limit: int = BATCH, only: Q | None = None) -> list[Case]:
    """Claim due cases of a stage, or only those of `only`, and return them with their new token."""
    with transaction.atomic():
        ids = list(
            Case.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(due(stage, now=now), only or Q())
            .order_by("not_before", "pk")
            .values_list("pk", flat=True)[:limit]
        )
        if not ids:
            return []
        Case.objects.filter(pk__in=ids).update(
            lease_until=now + LEASE, token=F("token") + 1, attempts=F("attempts") + 1
        )
    claimed = Case.objects.filter(pk__in=ids).select_related("person__contact", "about")
    return list(claimed.prefetch_related("version", "service"))  # each of these once, however many cases share it


def write_back(moves: Sequence[Move], *, now: datetime, carry: bool = False) -> list[Case]:
    """Apply the moves of the cases whose token still holds, with their rows; return those cases.

    With `carry` a case that is ready for the next stage keeps its lease, for a worker that goes on with it at once.
    """
    with transaction.atomic():
        tokens = dict(
            Case.objects.select_for_update(no_key=True)
            .filter(pk__in=[move.case.pk for move in moves])
            .exclude(state=State.DONE)
            .order_by("pk")
            .values_list("pk", "token")
        )
        ours = [move for move in moves if tokens.get(move.case.pk) == move.case.token]
        undecided = {move.case.pk for move in ours if move.case.stage in UNDECIDED}
        _overtake_judged(ours, now=now)
        for move in ours:
            _apply(move, now=now, lease_until=now + LEASE if carry and move.state == State.READY else None)
        _insert([row for move in ours for row in move.rows], now=now)
        _update([move.case for move in ours])
        _keep_clocks(ours, undecided, now=now)
        for move in ours:
            if move.after:
                move.after()
    return [move.case for move in ours]


def _apply(move: Move, *, now: datetime, lease_until: datetime | None) -> None:
    case = move.case
    if case.stage != move.stage:
        case.attempts = 0
    if case.stage == Stage.DECIDE and move.stage != Stage.DECIDE:
        case.decided_at = now
    if move.state != State.WAITING:
        case.waiting_since = None
    elif case.waiting_since is None or waits_for(case.reason) != waits_for(move.reason):
        case.waiting_since = now
    case.stage, case.state = move.stage, move.state
    case.waiting_on, case.reason = move.waiting_on, move.reason
    case.live = move.live
    case.not_before = move.not_before or now
    case.lease_until = lease_until
    if move.outcome is not None:
        case.outcome = move.outcome
    if move.stage == Stage.CLOSED:
        case.closed_at = now


def _overtake_judged(moves: Sequence[Move], *, now: datetime) -> None:
    """What was granted and waited for a second person counts no more where its case goes on to something else."""
    gone = [
        move.case
        for move in moves
        if move.case.to_confirm_id is not None and move.reason.get("code") != WaitingReason.SECOND_PERSON
    ]
    if not gone:
        return
    waiting = GrantToConfirm.objects.filter(pk__in=[case.to_confirm_id for case in gone], state="waiting")
    waiting.update(state=GrantToConfirm.State.OVERTAKEN, closed_at=now)
    CaseEntry.objects.bulk_create(entry(case, EntryKind.GRANT_OVERTAKEN, at=now) for case in gone)
    for case in gone:
        case.to_confirm = None


def _keep_clocks(moves: Sequence[Move], undecided: Collection[int], *, now: datetime) -> None:
    """Let the clock of the law follow: it is written for what begins to wait, and gone for what is decided.

    A case that waits on for the same is as it was, and one that goes on without having waited needs no clock.
    """
    waiting = [move.case for move in moves if move.case.stage in UNDECIDED and _tells_of_clock(move, now=now)]
    decided = [move.case.pk for move in moves if move.case.pk in undecided and move.case.stage not in UNDECIDED]
    keep_clocks(waiting, decided=decided, now=now)


def _tells_of_clock(move: Move, *, now: datetime) -> bool:
    begins = move.state == State.WAITING and move.case.waiting_since == now
    return begins or any(isinstance(row, CaseEntry) and row.what in TURNS for row in move.rows)


WRITTEN: Final = (
    "stage",
    "state",
    "waiting_on",
    "reason",
    "outcome",
    "live",
    "not_before",
    "lease_until",
    "attempts",
    "decided_at",
    "closed_at",
    "waiting_since",
    "to_confirm_id",
)


def _update(cases: Sequence[Case]) -> None:
    """Write the cases back, those that came to the same with one statement."""
    groups: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for case in cases:
        values = {name: getattr(case, name) for name in WRITTEN}
        groups.setdefault(repr(values), (values, []))[1].append(case.pk)
    for values, ids in groups.values():
        Case.objects.filter(pk__in=ids).update(**values)


def _insert(rows: Sequence[models.Model], *, now: datetime) -> None:
    """Insert rows grouped by model; an award is a change of its registry."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    for model, group in groups.items():
        if issubclass(model, Award):
            awards.insert([row for row in group if isinstance(row, Award)], now=now)
        else:
            bulk_insert(group)


Work = Callable[[list[Case], datetime], Sequence[Move]]


def run_batch(stage: Stage, steps: Mapping[Stage, Work], *, limit: int = BATCH) -> int:
    """Claim a batch of a stage and take it as far as it goes; return how many cases were claimed.

    Whatever is ready for the next stage is worked on at once, under the same claim: nothing need be read again.
    """
    return _carried(stage, claim(stage, now=timezone.now(), limit=limit), steps)


def run_one(stage: Stage, steps: Mapping[Stage, Work], *, case_id: int) -> int:
    """Claim one case of a stage, if it is due and nobody has it, and take it as far as it goes; 1, or 0."""
    return _carried(stage, claim(stage, now=timezone.now(), limit=1, only=Q(pk=case_id)), steps)


def _carried(stage: Stage, claimed: list[Case], steps: Mapping[Stage, Work]) -> int:
    ahead = [(stage, claimed)] if claimed else []
    while ahead:
        at, cases = ahead.pop()
        groups: dict[Stage, list[Case]] = {}
        for case in _work(at, cases, steps[at]):
            if case.state == State.READY and case.stage != at:
                groups.setdefault(Stage(case.stage), []).append(case)
        ahead.extend(groups.items())
    return len(claimed)


def _work(at: Stage, cases: list[Case], work: Work, *, tries: int = TRIES) -> list[Case]:
    """Work on cases and write them back; one that cannot be worked on must not keep back the others.

    A batch that fails is divided until the case is found; that one waits for a member of staff. One that was only
    overtaken is worked on again, and sees what it did not. When the database is away, nobody is to blame.
    """
    try:
        return write_back(work(cases, timezone.now()), now=timezone.now(), carry=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        again = _read_again(cases)  # what failed may have changed them in memory
        if len(again) == 1 and isinstance(error, Overtaken) and tries > 1:
            return _work(at, again, work, tries=tries - 1)
        if len(again) > 1:
            half = len(again) // 2
            return [*_work(at, again[:half], work), *_work(at, again[half:], work)]
        now = timezone.now()
        for case in again:
            logger.exception("Case %s failed in the step %s", case.pk, at)
            failed = Reason(WaitingReason.FAILED)
            rows = [waiting_entry(case, failed, at=now)]
            write_back([wait(case, WaitingOn.CLERK, reason=failed, now=now, rows=rows)], now=now)
        return []


def _read_again(cases: Sequence[Case]) -> list[Case]:
    """The cases as they stand, those that are still under the same token."""
    tokens = {case.pk: case.token for case in cases}
    found = Case.objects.filter(pk__in=list(tokens)).select_related("person__contact", "about").order_by("pk")
    return [case for case in found.prefetch_related("version", "service") if case.token == tokens[case.pk]]
