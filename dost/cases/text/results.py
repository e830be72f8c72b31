"""What was issued for a case, as staff see and print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.cases.deliverables import places
from dost.cases.models import Case, Deliverable
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text
from services_catalog.models import in_language

Kind = Deliverable.Kind

TITLES: Final[Mapping[str, Text]] = {
    Kind.DOCUMENT: _("Document"),
    Kind.REFERRAL: _("Referral"),
    Kind.REGISTRATION: _("Registration"),
    Kind.QUEUE: _("Place in the queue"),
}
VALID: Final = Tag(pgettext_lazy("issued", "Valid"), "green")
RUN_OUT: Final = Tag(pgettext_lazy("issued", "No longer valid"), "grey")
TAKEN_BACK: Final = Tag(pgettext_lazy("issued", "Taken back"), "red")
GIVEN_UP: Final = Tag(pgettext_lazy("issued", "Ended"), "grey")


@dataclass(frozen=True, slots=True)
class ResultView:
    """What was issued. `place` is one in a queue; `person` and `about` are names as they were on that day.

    `states` are the sentences of a document; whatever else is issued states nothing but for whom it is.
    """

    title: Text
    number: str
    state: Tag
    issued_at: datetime
    valid_until: date | None
    ended_on: date | None
    place: int | None
    person: str
    fin: str
    born: date | None
    about: str
    states: tuple[Text, ...]


def state(given: Deliverable, *, on: date) -> Tag:
    """How it stands with what was issued."""
    if given.ended_on is not None and given.ended_on <= on:
        return GIVEN_UP if given.kind == Kind.QUEUE else TAKEN_BACK
    return RUN_OUT if given.valid_until is not None and given.valid_until < on else VALID


def result_view(case: Case, *, now: datetime) -> ResultView | None:
    """What was issued for a case, or nothing."""
    given: Deliverable | None = getattr(case, "deliverable", None)
    if given is None:
        return None
    person: dict[str, Any] = given.content["person"]
    about = given.content.get("about")
    return ResultView(
        title=TITLES[given.kind],
        number=given.number,
        state=state(given, on=local_day(now)),
        issued_at=given.issued_at,
        valid_until=given.valid_until,
        ended_on=given.ended_on,
        place=places([given]).get(given.pk),
        person=person["name"],
        fin=person["fin"],
        born=date.fromisoformat(person["born"]),
        about=about["name"] if about else "",
        states=tuple(in_language(text) for text in given.content.get("document", {}).get("statements", ())),
    )


def qr_code(address: str, *, scale: int = 3) -> SafeString:
    """A QR code of an address or a code, as an inline SVG without styles; `scale` is the pixels of each square."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=scale, border=2, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here; the address becomes squares  # nosec B308 B703
