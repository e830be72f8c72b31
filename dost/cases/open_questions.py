"""What a person is asked and has not answered, and what they have chosen between before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from dost.notifications.offers import Offer, from_json
from services_catalog.models import Service

from .act_table import ASKED
from .codes import EntryKind
from .models import Case, CaseEntry
from .offers import offers_of
from .queries import case_number
from .stages import Stage, State, WaitingOn

MOST_CHOSEN: Final = 20


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for the person. `since` is when they were asked; `answered_no_only`: see `Offer.stays`."""

    case_id: int
    number: str
    service: Service
    since: datetime
    offer: Offer

    @property
    def is_sensitive(self) -> bool:
        """Whether one of the rights must not be named where others may read along."""
        return self.offer.is_sensitive

    @property
    def only_no(self) -> bool:
        """Whether nothing but a no is possible: what excludes the right cannot end."""
        return bool(self.offer.stays)


@dataclass(frozen=True, slots=True)
class ChosenBetween:
    """A choice between rights that was made: what was said, when, and what each of them was then."""

    case_id: int
    at: datetime
    wanted: bool
    offer: Offer


def open_questions(*, person_id: int, now: datetime, case_id: int | None = None) -> tuple[OpenQuestion, ...]:
    """The questions that wait for this person's answer, the newest first; with `case_id` only that one."""
    found = Case.objects.filter(_open(), person=person_id).select_related("person", "about").order_by("-waiting_since")
    cases = list((found if case_id is None else found.filter(pk=case_id)).prefetch_related("version", "service"))
    offers = offers_of(cases, now=now)
    return tuple(
        OpenQuestion(
            case_id=case.pk,
            number=case_number(case.pk, case.opened_at),
            service=case.service,
            since=case.waiting_since or case.opened_at,
            offer=offers[case.pk],
        )
        for case in cases
    )


def _open() -> Q:
    codes = [code.value for code in ASKED]
    return Q(stage=Stage.CHOOSE, state=State.WAITING, waiting_on=WaitingOn.PERSON, reason__code__in=codes)


def chosen_between(*, person_id: int) -> tuple[ChosenBetween, ...]:
    """The choices between rights that this person has made, the newest first, as they were laid before them.

    Those with a sensitive service are left out: they are told where their case is.
    """
    lines = CaseEntry.objects.filter(
        case__person=person_id, what__in=[EntryKind.ACCEPTED, EntryKind.DECLINED], details__has_key="offer"
    ).order_by("-at", "-pk")
    made = [_chosen(*line) for line in lines.values_list("case_id", "at", "what", "details")[:MOST_CHOSEN]]
    return tuple(one for one in made if not one.offer.is_sensitive)


def _chosen(case_id: int, at: datetime, what: str, details: Mapping[str, Any]) -> ChosenBetween:
    return ChosenBetween(case_id, at, what == EntryKind.ACCEPTED, from_json(details["offer"]))
