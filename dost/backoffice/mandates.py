"""What the pages of mandates at a window show. What they ask for the counter asks for too (`mandates.at_desk`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from dost.accounts.models import Mandate, MandateEvent
from dost.cases.mandates import what_is_possible
from dost.cases.mandates.at_desk import Row, headed, papers_of, rows_of
from dost.cases.text.mandate_text import MandateLine, MandateView, lines_of, mandate_view
from dost.ui.contexts import Person, Text
from registries.models import Person as PersonRow

from .case_page import person_view

What = MandateEvent.What


@dataclass(frozen=True, slots=True)
class Headed:
    """An employer that the person heads, and where a mandate in its name is written down."""

    name: Text
    new_url: str


@dataclass(frozen=True, slots=True)
class OfPersonPage:
    """A person whose file is open, every mandate of theirs and of the employers they head."""

    person: Person
    rows: tuple[Row, ...]
    new_url: str
    employers: tuple[Headed, ...]


@dataclass(frozen=True, slots=True)
class OneMandatePage:
    """One mandate, with what this person signed of it, and what they can do about it here: nothing once it is over."""

    person: Person
    mandate: MandateView
    lines: tuple[MandateLine, ...]
    paper_urls: tuple[str, ...]
    may_accept: bool
    may_end: bool
    back_url: str


def of_person_page(person: PersonRow, *, on: date) -> OfPersonPage:
    """Every mandate of a person, and of the employers they head."""
    new_url = f"{reverse('mandates:new')}?person={person.pk}"

    def address(mandate: Mandate) -> str:
        return f"{reverse('mandates:mandate', args=[mandate.pk])}?person={person.pk}"

    return OfPersonPage(
        person=person_view(person, on=on),
        rows=rows_of(person, on=on, address=address),
        new_url=new_url,
        employers=tuple(Headed(one.name, f"{new_url}&employer={one.voen}") for one in headed(person, on=on)),
    )


def one_mandate_page(mandate: Mandate, person: PersonRow, *, on: date) -> OneMandatePage:
    """One mandate of a person whose file is open."""
    possible = what_is_possible(mandate, person, on=on)
    return OneMandatePage(
        person=person_view(person, on=on),
        mandate=mandate_view(mandate, on=on),
        lines=lines_of(mandate),
        paper_urls=tuple(reverse("supporting:document", args=[one]) for one in papers_of(mandate, person)),
        may_accept=What.ACCEPTED in possible,
        may_end=What.ENDED in possible,
        back_url=f"{reverse('mandates:of_person')}?person={person.pk}",
    )
