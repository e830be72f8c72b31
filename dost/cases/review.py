"""What a right's mark for a clerk says (`Entitlement.review`), and how it is said to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dost.ui.contexts import Tag, Text
from services_catalog.definition import Texts
from services_catalog.models import ServiceVersion, in_language
from services_catalog.queries import definition_of

from .codes import OF_AN_ORDER, LostGround, ReviewCause
from .models import Case, Entitlement
from .queries import version_name
from .text.words import tag
from .unpaid import MONTHS, NO_AMOUNT, UNPAID


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Why a right is marked, as the page of its case says it; `version` is named when it is not the case's own.

    `lost` is whether something no longer holds: otherwise it is only money that was not paid.
    """

    causes: tuple[Tag, ...]
    what: tuple[Text, ...]
    since: date | None
    version: Text
    lost: bool = True


def review_view(case: Case) -> ReviewView | None:
    """The mark of the right that a case granted, or nothing; of one that has ended, only what money is not in order."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None or not right.review:
        return None
    if right.ended_on is not None and not (unpaid(right.review) or _of_an_order(right.review)):
        return None
    asked = version_asked(right.review) or case.version_id
    other = asked != case.version_id
    version = ServiceVersion.objects.select_related("service").get(pk=asked) if other else case.version
    since = right.review.get("since")
    return ReviewView(
        causes=tuple(map(tag, causes(right.review))),
        what=in_words(right.review, definition_of(version).criterion_texts),
        since=date.fromisoformat(since) if since else None,
        version=version_name(version) if other else "",
        lost=bool(right.review.get("criteria")),
    )


def unpaid(review: Mapping[str, Any] | None) -> bool:
    """Whether a mark names months that are not paid."""
    return any((review or {}).get(name) for name in MONTHS)


def causes(review: Mapping[str, Any] | None) -> tuple[ReviewCause, ...]:
    """Why a right is marked, what is most likely to need a decision first."""
    mark = review or {}
    lost = (ReviewCause(mark.get("cause", ReviewCause.FACTS)),) if mark.get("criteria") else ()
    of_an_order = (ReviewCause(mark["code"]),) if _of_an_order(mark) else ()
    return (*lost, *(ReviewCause(name) for name in MONTHS if mark.get(name)), *of_an_order)


def _of_an_order(mark: Mapping[str, Any]) -> bool:
    return mark.get("code") in OF_AN_ORDER


def version_asked(review: Mapping[str, Any] | None) -> int | None:
    """The id of the version that the criteria are from, where the mark says it."""
    return (review or {}).get("version")


def in_words(review: Mapping[str, Any] | None, texts: Mapping[str, Texts]) -> tuple[Text, ...]:
    """What no longer holds, a line for each criterion (`texts` of the version asked), then the months."""
    mark = review or {}
    lines: list[Text] = [_lost(name, texts) for name in mark.get("criteria", [])]
    if _of_an_order(mark):
        month = date.fromisoformat(mark["period"])
        said = _ORDERS[ReviewCause(mark["code"])]
        lines.append(said % {"month": f"{month:%m.%Y}"})
    if mark.get(NO_AMOUNT):
        months = _listed(mark[NO_AMOUNT])
        lines.append(_("The rule gives no amount for %(months)s, so nothing was paid") % {"months": months})
    if mark.get(UNPAID):
        lines.append(_("Due and not paid: %(months)s") % {"months": _listed(mark[UNPAID])})
    return tuple(lines)


_ORDERS: Final[Mapping[ReviewCause, Text]] = {
    ReviewCause.ORDER_REFUSED: _("The bank refused the payment for %(month)s"),
    ReviewCause.ORDER_RETURNED: _("The payment for %(month)s came back from the bank"),
    ReviewCause.ORDER_WITHHELD: _("The payment for %(month)s was kept back"),
}


def _listed(months: Iterable[str]) -> str:
    return ", ".join(f"{month[5:]}.{month[:4]}" for month in months)


def _lost(name: str, texts: Mapping[str, Texts]) -> Text:
    if name in LostGround.values:
        return LostGround(name).label
    return in_language(texts.get(name, {})) or name


def unmarked(review: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A mark without the criteria: what became of a payment stays, and months without an amount."""
    left = {name: value for name, value in (review or {}).items() if name in {"code", "period", *MONTHS}}
    return left or None
