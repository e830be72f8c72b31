"""What the page shows on which a citizen gives what they were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from dost.cases.models import Case, MoreAsked
from dost.cases.queries import case_number
from dost.ui.given_form import AskedFor
from services_catalog.models import in_language
from services_catalog.papers import papers

State = MoreAsked.State


@dataclass(frozen=True, slots=True)
class Given:
    """What was given already, of what was asked at the same time."""

    title: str
    words: str
    document: str


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What still waits, by which day; ``given`` is what is there already. The case is named by its number alone."""

    number: str
    name: str
    until: date
    asked: tuple[AskedFor, ...]
    given: tuple[Given, ...]
    case_url: str


def asked_page(case: Case) -> AskedPage | None:
    """What the person of a case was asked for last; None when nothing of it waits any more. One query."""
    rows = list(case.requests.select_related("given__document").order_by("round", "place"))
    waiting = [row for row in rows if row.state == State.OPEN]
    if not waiting:
        return None
    of_now = [row for row in rows if row.round == waiting[0].round and row.state == State.GIVEN]
    return AskedPage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        until=waiting[0].until,
        asked=tuple(map(_asked_for, waiting)),
        given=tuple(
            Given(row.title, row.given.words, row.given.document.original_name if row.given.document else "")
            for row in of_now
        ),
        case_url=reverse("my:case", args=[case.pk]),
    )


def _asked_for(row: MoreAsked) -> AskedFor:
    """A request with where its paper is got and what one is like, as the catalogue says it of papers it knows."""
    paper = next((one for one in papers().values() if row.named and dict(one.name) == row.named), None)
    return AskedFor(
        id=row.pk,
        title=row.title,
        why=row.why,
        is_document=row.kind == MoreAsked.Kind.DOCUMENT,
        where=in_language(paper.where) if paper else "",
        example=in_language(paper.example) if paper else "",
    )
