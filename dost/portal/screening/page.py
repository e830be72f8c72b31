"""What the pages of the screening show."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from services_catalog.models import Service

from .people_pages import PeopleList, PersonPage
from .shown import ShownAsk
from .side import Side

Errors = tuple[tuple[str, str], ...]
"""What is wrong, as (id of the control, message)."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """What `portal/screening/start.html` shows. `service` is where somebody comes from."""

    service: Service | None


@dataclass(frozen=True, slots=True)
class AskPage:
    """What `portal/screening/ask.html` shows. `origin` is where it leads back to, as its address says it."""

    number: int
    ask: ShownAsk
    errors: Errors
    back: str
    origin: str
    side: Side


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """What `portal/screening/people.html` shows."""

    number: int
    heading: str
    hint: str
    people: PeopleList
    errors: Errors
    back: str
    origin: str
    side: Side


@dataclass(frozen=True, slots=True)
class PersonFormPage:
    """What `portal/screening/person.html` shows."""

    number: int
    person: PersonPage
    errors: Errors
    back: str
    origin: str
    side: Side


def too_much() -> str:
    """What is said when there is more than a browser carries."""
    return _(
        "This answer is not kept: there is no room for more in your browser. See the result, or "
        "call 142 and tell of your family there."
    )
