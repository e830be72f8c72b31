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
from dost.notifications.models import DirectMessage, Notice
from dost.notifications.untold import notices_without_case, unheard_changes
from dost.ui.contexts import Text
from services_catalog.sensitive import label_of

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """Something that has reached nobody: what it is, why it did not arrive, and since when.

    `number` and `service_name` are those of the case that it is about; empty where it is about none.
    """

    url: str
    person_name: str
    fin: str
    kind: Text
    why: Text
    since: datetime
    number: str = ""
    service_name: Text = ""


@dataclass(frozen=True, slots=True)
class UntoldPage:
    """The oldest first; ``total`` is how many there are altogether."""

    rows: tuple[UntoldRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class UntoldMessage:
    """One message about no case, as the page that asks how the person was told shows it; `text` is what it said."""

    row: UntoldRow
    text: str
    language: str


def untold_about_cases() -> QuerySet[Notice]:
    """The messages about cases that have reached nobody, and of which nobody has told the person."""
    return Notice.objects.filter(told_at=None, case__isnull=False).exclude(untold="")


def untold_page(*, actor: Staff, now: datetime) -> UntoldPage:
    """The page of whoever is still to be told; that their names were shown to the actor is logged."""
    of_cases = untold_about_cases()
    notices = list(of_cases.select_related("person", "case__service").order_by("created_at", "pk")[:MOST])
    others: list[Notice | DirectMessage] = [
        *notices_without_case().select_related("person").order_by("created_at", "pk")[:MOST],
        *unheard_changes().select_related("person").order_by("created_at", "pk")[:MOST],
    ]
    waiting: list[Notice | DirectMessage] = [*notices, *others]
    shown = sorted(waiting, key=lambda one: (one.created_at, one.pk))[:MOST]
    log_list(actor=actor, people=[one.person_id for one in shown if one.person_id], now=now)
    opened = opened_cases([row.case for row in notices if row.case], actor=actor, now=now)
    return UntoldPage(
        rows=tuple(row_of(one, opened) for one in shown),
        total=of_cases.count() + notices_without_case().count() + unheard_changes().count(),
    )


def message_page(message: Notice | DirectMessage, *, actor: Staff, now: datetime) -> UntoldMessage:
    """One message about no case; that its person was shown to the actor is logged."""
    assert message.person_id is not None
    log_list(actor=actor, people=[message.person_id], now=now)
    return UntoldMessage(row=row_of(message, frozenset()), text=message.text, language=message.language)


def row_of(message: Notice | DirectMessage, opened: frozenset[int]) -> UntoldRow:
    """A message as a row; `opened` are the cases whose sensitive service its reader may see."""
    if isinstance(message, Notice):
        return _about_case(message, opened) if message.case is not None else _row(message, url="untold:notice")
    return _row(message, url="untold:message")


def _row(message: Notice | DirectMessage, *, url: str) -> UntoldRow:
    person = message.person
    assert person is not None  # word of a change is always to somebody
    why = Notice.Untold(message.untold) if isinstance(message, Notice) else Notice.Untold.FAILED
    return UntoldRow(
        url=reverse(url, args=[message.pk]),
        person_name=person.full_name,
        fin=person.fin,
        kind=message.get_kind_display(),
        why=why.label,
        since=message.created_at,
    )


def _about_case(notice: Notice, opened: frozenset[int]) -> UntoldRow:
    case = notice.case
    assert case is not None  # asked by the caller
    return UntoldRow(
        url=reverse("cases:action", args=[case.pk, Act.TELL.value]),
        number=case_number(case.pk, case.opened_at),
        person_name=notice.person.full_name,
        fin=notice.person.fin,
        service_name=label_of(case.service, opened=case.pk in opened).title,
        kind=Notice.Kind(notice.kind).label,
        why=Notice.Untold(notice.untold).label,
        since=notice.created_at,
    )
