"""Law that reaches back: months already paid are reckoned again, in batches, each in one short transaction.

What an amount of law or a version is worth, and since when, is compared with what it was when it was last reckoned
(`KnownLaw`), whatever brought it: the studio, the files of the catalogue, a hand. The difference is planned as a
`Reckoning` in the same transaction, so that nothing that reaches back is missed, and nothing is reckoned for the same
reason twice.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from dost.cases.differences import (
    Reckoned,
    Window,
    concerned,
    concerned_by_version,
    estimate,
    note_failure,
    reckon,
)
from dost.cases.models import Entitlement
from dost.common.dates import local_day
from dost.payments.grounds import Ground, GroundKind, ground_columns
from dost.payments.models import OwedDifference
from services_catalog.changes.arrears import Arrears
from services_catalog.definition import parameters_named
from services_catalog.models import ParameterValue, ServiceVersion
from services_catalog.rules import ParameterBook

from .models import KnownLaw, Reckoning

BATCH: Final = 200
PLANNING: Final = 7_203_523
"""Any number that nothing else in the database locks on: whoever plans is alone for a moment."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of law: a parameter is worth `value`, or a version is in force, from `first` until before `until`."""

    what: KnownLaw.What
    key: str
    first: date
    until: date | None
    value: str = ""
    title: str = ""


Key = tuple[str, str, date]
"""What a piece is known by: what it is, its key, its first day."""


# -- planning ----------------------------------------------------------------------------------------------------


def plan_changes(*, now: datetime) -> int:
    """Plan to reckon what is worth something else since the last look, for days that have come; return how many plans.

    The first look of all only writes down what the law is. What takes force in time is nothing to reckon: its months
    are not paid yet.
    """
    today = local_day(now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNING])
        present: dict[Key, Piece] = {
            (piece.what, piece.key, piece.first): piece for piece in (*_parameters(), *_versions())
        }
        known: dict[Key, Piece] = {(row.what, row.key, row.first): _piece(row) for row in KnownLaw.objects.all()}
        moved = [key for key in present.keys() | known.keys() if not _same(present.get(key), known.get(key))]
        if not moved:
            return 0
        _remember(present, known, moved)
        if not known:
            return 0
        changes = _changes(moved, present, known, today=today)
        plans = [*_by_parameter(changes), *_by_version(changes)]
        for plan in plans:
            plan.started_at = now
        Reckoning.objects.bulk_create(plans)
    return len(plans)


def _parameters() -> Iterable[Piece]:
    rows = list(ParameterValue.objects.order_by("parameter_id", "valid_from"))
    by_name: dict[str, list[ParameterValue]] = defaultdict(list)
    for row in rows:
        by_name[row.parameter_id].append(row)
    for name, values in by_name.items():
        for value, following in pairwise([*values, None]):
            assert value is not None
            until = following.valid_from if following else None
            # Of a scale a mark that is another when it is: its brackets are longer than the column.
            worth = hashlib.sha256(value.brackets.encode()).hexdigest()[:24] if value.brackets else value.written
            yield Piece(KnownLaw.What.PARAMETER, name, value.valid_from, until, worth, value.source)


def _versions() -> Iterable[Piece]:
    published = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).defer("definition")
    for version in published:
        if version.valid.lower is not None:
            title = f"{version.service_id} v{version.number}"
            yield Piece(KnownLaw.What.VERSION, str(version.pk), version.valid.lower, version.valid.upper, title=title)


def _piece(row: KnownLaw) -> Piece:
    return Piece(KnownLaw.What(row.what), row.key, row.first, row.until, row.value)


def _same(one: Piece | None, other: Piece | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.until, one.value) == (other.until, other.value)


def _remember(present: Mapping[Key, Piece], known: Mapping[Key, Piece], moved: Sequence[Key]) -> None:
    """Write down what the law is now, where it is another."""
    gone = [key for key in moved if key in known]
    for what, name, first in gone:
        KnownLaw.objects.filter(what=what, key=name, first=first).delete()
    pieces = [present[key] for key in moved if key in present]
    KnownLaw.objects.bulk_create(
        KnownLaw(what=piece.what, key=piece.key, first=piece.first, until=piece.until, value=piece.value)
        for piece in pieces
    )


def _changes(
    moved: Iterable[Key], present: Mapping[Key, Piece], known: Mapping[Key, Piece], *, today: date
) -> list[Piece]:
    """The stretches whose law is another, begun by today, the oldest first; named by what is there now.

    A value that only ends earlier, because another took over, is told by the one that took over. A value that is gone
    is told by the one before it, which reaches on.
    """
    found = []
    for key in sorted(moved):
        one, before = present.get(key), known.get(key)
        if one is None or one.first > today:
            continue
        if before is None or before.value != one.value:
            found.append(one)
        elif before.until is not None and (one.until is None or one.until > before.until) and before.until <= today:
            found.append(Piece(one.what, one.key, before.until, one.until, one.value, one.title))
    return sorted(found, key=lambda piece: (piece.first, piece.key))


def _by_parameter(changes: Iterable[Piece]) -> list[Reckoning]:
    """A plan for each paper and day: a decree mostly sets several amounts at once."""
    groups: dict[tuple[date, date | None, str], list[Piece]] = defaultdict(list)
    for piece in changes:
        if piece.what == KnownLaw.What.PARAMETER:
            groups[piece.first, piece.until, piece.title].append(piece)
    plans = []
    for (first, until, title), group in groups.items():
        services = _naming({piece.key for piece in group})
        because = Ground(GroundKind.PARAMETER, f"{group[0].key}:{first.isoformat()}", title)
        if services:
            plans.append(Reckoning(services=services, since=first, until=until, **ground_columns(because)))
    return plans


def _naming(names: set[str]) -> list[str]:
    """The services any of whose published versions names one of these parameters: rights go by their own version."""
    versions = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).only("service_id", "definition")
    return sorted({version.service_id for version in versions if names & parameters_named(version.definition)})


def _by_version(changes: Iterable[Piece]) -> list[Reckoning]:
    plans = []
    for piece in changes:
        if piece.what == KnownLaw.What.VERSION:
            version = ServiceVersion.objects.only("service_id").get(pk=piece.key)
            because = Ground(GroundKind.VERSION, f"{piece.key}:{piece.first.isoformat()}", piece.title)
            plan = Reckoning(services=[version.service_id], since=piece.first, until=piece.until)
            plans.append(_grounded(plan, because))
    return plans


def _grounded(plan: Reckoning, because: Ground) -> Reckoning:
    for name, value in ground_columns(because).items():
        setattr(plan, name, value)
    return plan


def count_arrears(
    *, services: Sequence[str], since: date, until: date | None, book: ParameterBook, tick: Callable[[], None]
) -> Arrears:
    """What a change set would mean for months already paid, for its preview (`services_catalog.changes.arrears`).

    Of two rights that exclude each other each is counted as if the other stayed as it was paid.
    """
    window, result, after = Window(since, until), Reckoned(), 0
    while rights := list(
        concerned(services, window).filter(pk__gt=after).select_related("case", "person").order_by("pk")[:BATCH]
    ):
        tick()
        result.add(estimate(rights, window=window, book=book))
        after = rights[-1].pk
    return Arrears(result.rights, result.months, result.total, result.lowered_months, result.lowered_total)


# -- working -----------------------------------------------------------------------------------------------------


def work_batch(*, now: datetime | None = None) -> bool:
    """Reckon the next batch of the oldest plan that nobody else is busy with; False when there is none."""
    now = now or timezone.now()
    with transaction.atomic():
        plan = (
            Reckoning.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(finished_at=None)
            .order_by("pk")
            .first()
        )
        if plan is None:
            return False
        rights = locked(_concerned(plan).filter(pk__gt=plan.last).order_by("pk")[:BATCH])
        if rights:
            _add(plan, _reckoned(rights, plan, now=now))
            plan.last = rights[-1].pk
        else:
            plan.finished_at = now
        plan.save()
    return True


def retry(*, now: datetime) -> int:
    """Try again what could not be ordered or reckoned; return how many rights wait no longer."""
    before = OwedDifference.objects.count()
    for row in OwedDifference.objects.select_related("entitlement").order_by("pk"):
        because = row.because
        if because is None:
            continue
        window = Window(row.since, row.until)
        with transaction.atomic():
            rights = locked(Entitlement.objects.filter(pk=row.entitlement_id))
            _one_by_one(rights, window=window, because=because, now=now)
    return before - OwedDifference.objects.count()


def locked(rights: QuerySet[Entitlement]) -> list[Entitlement]:
    """Rights, locked, with their cases and people."""
    return list(rights.select_for_update(no_key=True, of=("self",)).select_related("case", "person"))


def _concerned(plan: Reckoning) -> QuerySet[Entitlement]:
    if plan.ground == GroundKind.VERSION:
        return concerned_by_version(plan.services, Window(plan.since, plan.until))
    return concerned(plan.services, Window(plan.since, plan.until))


def window_of(plan: Reckoning) -> Window:
    """The days of law of the months to be reckoned: of a version, which counts by the day of decision, all of them."""
    return Window(date.min) if plan.ground == GroundKind.VERSION else Window(plan.since, plan.until)


def _reckoned(rights: Sequence[Entitlement], plan: Reckoning, *, now: datetime) -> Reckoned:
    """Reckon a batch; if one right of it cannot be, it must not keep back the others."""
    because, window = plan.because, window_of(plan)
    assert because is not None
    try:
        with transaction.atomic():
            return reckon(rights, window=window, because=because, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("A batch of the reckoning %s failed; its rights are taken one by one", plan.pk)
        return _one_by_one(rights, window=window, because=because, now=now)


def _one_by_one(rights: Sequence[Entitlement], *, window: Window, because: Ground, now: datetime) -> Reckoned:
    result = Reckoned()
    for right in rights:
        try:
            with transaction.atomic():
                result.add(reckon([right], window=window, because=because, now=now))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("The differences of the right %s could not be reckoned", right.pk)
            note_failure(right, window=window, because=because, now=now)
            result.waiting += 1
    return result


def _add(plan: Reckoning, result: Reckoned) -> None:
    plan.rights += result.rights
    plan.months += result.months
    plan.total += result.total
    plan.waiting += result.waiting
    plan.lowered_months += result.lowered_months
    plan.lowered_total += result.lowered_total
