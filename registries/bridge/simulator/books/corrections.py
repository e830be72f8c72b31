"""An institution's book of what people call wrong in its records. The same request sent twice is taken twice.

An official answers on the simulator's page, or the institution's habit does when its days are over: asked what became
of a request, the institution first decides what is due. What it corrects it reports as an event of its own, before it
says so.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import Count, Min, QuerySet
from django.db.models.fields.related import ForeignKey
from django.utils import timezone

from registries.bridge.simulator import reporting
from registries.bridge.simulator.models import CorrectionAnswer, CorrectionHabit, CorrectionRequest, Verdict
from registries.facts import catalogue
from registries.facts.columns import stands_in
from registries.models import Person
from registries.models.record import Record

from . import fence

BOOK: Final = "corrections"
EVERY_OTHER: Final = "*"
USUAL: Final = CorrectionHabit(institution=EVERY_OTHER, verdict=Verdict.CORRECTED, days=0)
"""How an institution answers of which nothing was said: at once, and it corrects what it can."""
TEXTS: Final[Mapping[str, str]] = {
    Verdict.CONFIRMED: "Sənədlərimizə baxdıq. Məlumat düzgündür.",
    Verdict.CORRECTED: "Sənədlərimizə baxdıq. Məlumat düzəldildi.",
    Verdict.REFUSED: "Bu məlumata biz cavabdeh deyilik.",
}
REASON: Final = "the person called it wrong, and it was"
_FIN: Final = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_FIELDS: Final = ("fin", "table", "reference", "field", "fact", "stands", "right", "words")

logger = logging.getLogger(__name__)
AsOf = tuple[datetime, dict[str, dict[str, Any]]]


class CannotCorrectError(Exception):
    """The institution has no record in which this can be corrected by an event."""


def take(institution: str, items: Sequence[Mapping[str, Any]], *, request_id: str, deadline: float | None) -> AsOf:
    """Take requests, and decide at once what is decided at once; what is now known under their keys."""
    with fence.writing(BOOK, institution=institution, request_id=request_id, deadline=deadline) as entry:
        if entry is not None:
            CorrectionRequest.objects.bulk_create(
                CorrectionRequest(
                    request_id=entry.pk,
                    institution=institution,
                    key=item["key"],
                    received_at=entry.at,
                    **{name: item[name] for name in _FIELDS},
                )
                for item in items
            )
    keys = [item["key"] for item in items]
    decide_due(institution, keys)
    return timezone.now(), _known(institution, keys)


def statuses(institution: str, keys: Sequence[str]) -> AsOf:
    """What became of requests, and as of when."""
    at = fence.reading(BOOK, institution=institution)
    decide_due(institution, keys)
    return at, _known(institution, keys)


def undecided() -> QuerySet[CorrectionRequest]:
    """The requests that no institution has answered, the oldest first."""
    return CorrectionRequest.objects.filter(answer=None).order_by("pk")


def decide_due(institution: str, keys: Sequence[str]) -> None:
    """Answer the requests whose days are over, by the institution's habit."""
    rows = list(undecided().filter(institution=institution, key__in=list(keys)))
    if not rows:
        return
    habit = _habit(institution)
    for row in rows:
        if habit.verdict and timezone.now() >= row.received_at + timedelta(days=habit.days):
            _decide_by_habit(row, habit.verdict)


def _habit(institution: str) -> CorrectionHabit:
    found = {row.institution: row for row in CorrectionHabit.objects.filter(institution__in=[institution, EVERY_OTHER])}
    return found.get(institution) or found.get(EVERY_OTHER) or USUAL


def _decide_by_habit(row: CorrectionRequest, verdict: str) -> None:
    try:
        decide(row, verdict)
    except CannotCorrectError:
        decide(row, Verdict.CONFIRMED)
    except reporting.NotHandedOverError:
        logger.warning("%s could not report what it corrected for %s; it will try again", row.institution, row.key)


def decide(row: CorrectionRequest, verdict: str, text: str = "") -> CorrectionAnswer:
    """Decide a request, for good; what is corrected is reported first.

    Raises:
        CannotCorrectError: no event of this institution can say what is right.
        NotHandedOverError: DOST did not take the event; nothing is decided.
    """
    event = event_of(row) if verdict == Verdict.CORRECTED else None
    if event is not None:
        reporting.report_event(row.institution, event)
    made, _created = CorrectionAnswer.objects.get_or_create(
        correction=row,
        defaults={
            "verdict": verdict,
            "text": text or TEXTS[verdict],
            "event_id": event["id"] if event else "",
            "decided_at": timezone.now(),
        },
    )
    return made


# -- the event that corrects ----------------------------------------------------------------------------------------


def event_of(row: CorrectionRequest) -> dict[str, Any]:
    """The event by which the institution says what is right; raises `CannotCorrectError`."""
    model, record, field = _record(row)
    head = {"table": model.__name__, "reference": record.reference, "reason": REASON}
    is_annulled = row.right is None and not field
    kind = "annulment" if is_annulled else "correction"
    values: dict[str, str | None] = {} if is_annulled else {_column(model, field): row.right}
    return {
        "institution": row.institution,
        "id": f"CORRECTION-{row.pk}",
        "kind": kind,
        "happened_on": timezone.localdate(row.received_at).isoformat(),
        "registry": model.registry,
        "record": head | values,
    }


def _record(row: CorrectionRequest) -> tuple[type[Record], Record, str]:
    """The standing record of the institution that a request is about, and the field of it."""
    if row.table:
        model, field = _models().get(row.table), row.field
        theirs = {"reference": row.reference}
    else:
        model, field = _where_it_stands(row.fact)
        theirs = {"person__fin": row.fin}
    if model is None:
        raise CannotCorrectError
    standing = model._default_manager.filter(source=row.institution, superseded_at=None, **theirs)
    record = standing.order_by("-valid_from", "-pk").first()
    if record is None:
        raise CannotCorrectError
    return model, record, field


def _where_it_stands(name: str) -> tuple[type[Record] | None, str]:
    fact = catalogue.facts.get(name) or next(
        (one for basis in catalogue.bases.values() for one in basis.fields.values() if one.name == name), None
    )
    place = stands_in(fact) if fact else None
    if place is None:
        return None, ""
    table, column = place
    model = next((one for one in _models().values() if one._meta.db_table == table), None)
    field = next((one.name for one in model._meta.concrete_fields if one.column == column), "") if model else ""
    return (model, field) if field else (None, "")


def _models() -> dict[str, type[Record]]:
    return {one.__name__: one for one in apps.get_app_config("registries").get_models() if issubclass(one, Record)}


def _column(model: type[Record], name: str) -> str:
    """A field as events call it: a person is named by their FİN."""
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey) or field.related_model is not Person:
        return name
    return "fin" if name == "person" else f"{name}_fin"


# -- what is known --------------------------------------------------------------------------------------------------


def _known(institution: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = CorrectionRequest.objects.filter(institution=institution, key__in=list(keys))
    counted = list(rows.values("key").annotate(times=Count("pk"), first=Min("pk")))
    answers = {
        one.correction_id: one
        for one in CorrectionAnswer.objects.filter(correction__in=[row["first"] for row in counted])
    }
    return {
        row["key"]: {
            "reference": f"{institution}-{row['first']}",
            "verdict": answers[row["first"]].verdict if row["first"] in answers else "open",
            "text": answers[row["first"]].text if row["first"] in answers else "",
            "times": row["times"],
        }
        for row in counted
    }
