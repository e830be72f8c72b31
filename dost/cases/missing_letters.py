"""Letters that are missing: of decisions and ends from before there were letters, or that a step forgot to write.

`manage.py letters` writes them, chunk by chunk, after the migration that made the table; every night the books look
whether any is missing (`proactive.books`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from dost.payments.grounds import GroundKind
from dost.payments.models import PaymentOrder

from .codes import TOLD_OTHERWISE, EndReason, EntryKind
from .letters import KINDS, OF_A_DECISION, decision_letter, write_ended, write_withdrawn, writing_for
from .models import Case, CaseEntry, Decision, Deliverable, Entitlement, Letter
from .text.change_letter import End

CHUNK: Final = 500


def decisions_without_letter() -> QuerySet[Decision]:
    """Grants and refusals of which no letter tells."""
    written = Letter.objects.filter(case=OuterRef("case"), ordinal=OF_A_DECISION)
    return Decision.objects.filter(~Exists(written), outcome__in=list(KINDS)).order_by("pk")


def ends_without_letter() -> QuerySet[Entitlement]:
    """Rights that somebody or something ended on their `ended_on`, of the living, of which no letter tells."""
    told = Letter.objects.filter(
        case=OuterRef("case"), kind=Letter.Kind.ENDED, occasion=Cast(OuterRef("ended_on"), CharField())
    )
    said_here = [reason.value for reason in EndReason if reason not in TOLD_OTHERWISE]
    return Entitlement.objects.filter(
        ~Exists(told), ended_on__isnull=False, end_reason__in=said_here, person__died_on=None
    ).order_by("pk")


def differences_without_letter() -> QuerySet[PaymentOrder]:
    """Orders of differences by law that reaches back, to the living, of which no letter tells."""
    told = Letter.objects.filter(
        case=OuterRef("entitlement__case"), kind=Letter.Kind.AMOUNT_CHANGED, occasion=OuterRef("reference")
    )
    by_law = [GroundKind.PARAMETER, GroundKind.VERSION]
    return PaymentOrder.objects.filter(
        ~Exists(told), part__gt=0, ground__in=by_law, entitlement__person__died_on=None
    ).order_by("pk")


def write_missing(*, now: datetime, limit: int = CHUNK) -> int:
    """Write the letters of one chunk of decisions and of ends that have none; return how many were written.

    Whoever calls it again until it returns 0 has written them all. Letters bear the day on which they are written.
    """
    with transaction.atomic():
        return _of_decisions(now=now, limit=limit) + _of_ends(now=now, limit=limit)


def _of_decisions(*, now: datetime, limit: int) -> int:
    lock = Decision.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    ids = list(lock.filter(pk__in=decisions_without_letter().values("pk")[:limit]).values_list("pk", flat=True))
    decisions = list(Decision.objects.filter(pk__in=ids).prefetch_related("version"))
    cases = _cases([decision.case_id for decision in decisions])
    rights = {row.case_id: row for row in Entitlement.objects.filter(case__in=cases)}
    given = {row.case_id: row for row in Deliverable.objects.filter(case__in=cases)}
    writing = writing_for(list(cases.values()), now=now)
    letters = []
    for decision in decisions:
        decision.case = cases[decision.case_id]
        letter = decision_letter(
            decision,
            right=rights.get(decision.case_id),
            given=given.get(decision.case_id),
            writing=writing,
            now=now,
        )
        letters += [letter] if letter else []
    return len(Letter.objects.bulk_create(letters))


def _of_ends(*, now: datetime, limit: int) -> int:
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .filter(pk__in=ends_without_letter().values("pk")[:limit])
        .order_by("pk")
    )
    cases = _cases([right.case_id for right in rights])
    given = {row.case_id: row for row in Deliverable.objects.filter(case__in=cases, ended_on__isnull=False)}
    kinds = (EntryKind.ENDED, EntryKind.WITHDRAWN)
    entries = {row.case_id: row for row in CaseEntry.objects.filter(case__in=cases, what__in=kinds).order_by("pk")}
    ends, written = {}, 0
    for right in rights:
        right.case = cases[right.case_id]
        line = entries.get(right.case_id)
        taken_back = given.get(right.case_id)
        if taken_back is not None and line is not None:
            note = str(line.details.get("note", ""))
            written += len(write_withdrawn(right.case, taken_back, actor=line.actor, note=note, now=now))
        else:
            ends[right] = _end(right, line)
    return written + len(write_ended(ends, now=now))


def _end(right: Entitlement, line: CaseEntry | None) -> End:
    if line is None:
        return End(reason=right.end_reason)
    return End(
        reason=right.end_reason,
        actor=line.actor,
        note=str(line.details.get("note", "")),
        lost=tuple(map(str, line.details.get("criteria", ()))),
    )


def _cases(ids: Sequence[int]) -> dict[int, Case]:
    rows = Case.objects.filter(pk__in=ids).select_related("person", "about")
    return {case.pk: case for case in rows.prefetch_related("version", "service")}
