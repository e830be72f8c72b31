"""Whom no message has reached: each waits here until a member of staff has told the person, and said how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.cases.acts import Act
from dost.cases.queries import case_number, opened_cases
from dost.notifications.models import Notice
from dost.ui.contexts import Text
from services_catalog.sensitive import label_of

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """Something that has reached nobody: about which case, what it is, why it did not arrive, and since when."""

    url: str
    number: str
    person_name: str
    fin: str
    service_name: Text
    kind: Text
    why: Text
    since: datetime


@dataclass(frozen=True, slots=True)
class UntoldPage:
    """The oldest first; ``total`` is how many there are altogether."""

    rows: tuple[UntoldRow, ...]
    total: int


def untold() -> QuerySet[Notice]:
    """The messages about cases that have reached nobody, and of which nobody has told the person."""
    return Notice.objects.filter(told_at=None, case__isnull=False).exclude(untold="")


def untold_page(*, actor: Staff, now: datetime) -> UntoldPage:
    """The page of whoever is still to be told; that their names were shown to the actor is logged."""
    waiting = untold()
    rows = list(waiting.select_related("person", "case__service").order_by("created_at", "pk")[:MOST])
    log_list(actor=actor, people=[row.person_id for row in rows], now=now)
    opened = opened_cases([row.case for row in rows if row.case], actor=actor, now=now)
    return UntoldPage(rows=tuple(_row(row, opened) for row in rows), total=waiting.count())


def _row(row: Notice, opened: frozenset[int]) -> UntoldRow:
    case = row.case
    assert case is not None  # `untold` asks for those with a case
    return UntoldRow(
        url=reverse("cases:action", args=[case.pk, Act.TELL.value]),
        number=case_number(case.pk, case.opened_at),
        person_name=row.person.full_name,
        fin=row.person.fin,
        service_name=label_of(case.service, opened=case.pk in opened).title,
        kind=Notice.Kind(row.kind).label,
        why=Notice.Untold(row.untold).label,
        since=row.created_at,
    )
