"""What a right's mark for a clerk says (`Entitlement.review`), and how it is said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dost.ui.contexts import Tag, Text
from services_catalog.definition import Texts
from services_catalog.models import ServiceVersion, in_language
from services_catalog.queries import definition_of

from .models import Case, Entitlement
from .remedies import REVIEW
from .text.explained import version_name

REFUSED: Final = REVIEW
FACTS: Final = "facts"
RULE: Final = "rule"
RECORD_GONE: Final = "record_gone"
NOT_IN_FORCE: Final = "not_in_force"

CAUSES: Final[Mapping[str, Tag]] = {
    RULE: Tag(_("The rule changed"), "purple"),
    FACTS: Tag(_("The facts changed"), "yellow"),
    REFUSED: Tag(_("A month was refused"), "orange"),
}
WITHOUT_CRITERION: Final[Mapping[str, Text]] = {
    RECORD_GONE: _("The record the right arose from is no longer there or no longer valid"),
    NOT_IN_FORCE: _("The service is no longer in force"),
}


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Why a right is marked, as the page of its case says it; `version` is named when it is not the case's own."""

    causes: tuple[Tag, ...]
    what: tuple[Text, ...]
    since: date | None
    version: Text


def review_view(case: Case) -> ReviewView | None:
    """The mark of the running right that a case granted, or nothing."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None or right.ended_on is not None or not right.review:
        return None
    asked = version_asked(right.review) or case.version_id
    other = asked != case.version_id
    version = ServiceVersion.objects.select_related("service").get(pk=asked) if other else case.version
    since = right.review.get("since")
    return ReviewView(
        causes=tuple(CAUSES[code] for code in causes(right.review)),
        what=in_words(right.review, definition_of(version).criterion_texts),
        since=date.fromisoformat(since) if since else None,
        version=version_name(version) if other else "",
    )


def causes(review: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Why a right is marked: the codes of `CAUSES`, most likely to need a decision first."""
    told = review or {}
    lost = (told.get("cause", FACTS),) if told.get("criteria") else ()
    return (*lost, *((REFUSED,) if told.get("code") == REFUSED else ()))


def version_asked(review: Mapping[str, Any] | None) -> int | None:
    """The id of the version that the criteria are from, where the mark says it."""
    return (review or {}).get("version")


def in_words(review: Mapping[str, Any] | None, texts: Mapping[str, Texts]) -> tuple[Text, ...]:
    """What no longer holds, a line for each criterion (`texts` of the version asked), then the month."""
    told = review or {}
    lines: list[Text] = [
        WITHOUT_CRITERION.get(name) or in_language(texts.get(name, {})) or name for name in told.get("criteria", [])
    ]
    if told.get("code") == REFUSED:
        month = date.fromisoformat(told["period"])
        lines.append(_("The bank refused the payment for %(month)s") % {"month": f"{month:%m.%Y}"})
    return tuple(lines)


def unmarked(review: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A mark without the criteria: what the bank did stays."""
    left = {name: value for name, value in (review or {}).items() if name in {"code", "period"}}
    return left or None
