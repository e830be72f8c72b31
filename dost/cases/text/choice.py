"""A choice between rights, laid out side by side: for the page of a case, and for whoever shows it to the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from dost.cases.models import Entitlement
from dost.notifications.offers import Offer, Side
from dost.ui.contexts import Tag, Text
from dost.ui.formats import money
from services_catalog.laws import law_in_language
from services_catalog.models import in_language

ASKED = Tag(pgettext_lazy("choice", "Asked about"), "blue")
ENDS = Tag(pgettext_lazy("choice", "Ends with a yes"), "orange")
CHOSEN = Tag(pgettext_lazy("choice", "Chosen"), "green")
GIVEN_UP = Tag(pgettext_lazy("choice", "Given up for it"))
NOT_CHOSEN = Tag(pgettext_lazy("choice", "Not chosen"))
KEPT = Tag(pgettext_lazy("choice", "Kept"), "green")
NOT_GIVEN = Tag(pgettext_lazy("choice", "Not given after a yes"), "yellow")
STAYS = Tag(pgettext_lazy("choice", "Stays; nobody receives both"), "red")


@dataclass(frozen=True, slots=True)
class RightSide:
    """One right of a choice. ``amount`` None is said by ``no_amount``; ``until`` None is no known end."""

    standing: Tag
    code: str
    name: Text
    amount: Decimal | None
    no_amount: Text
    period: Text
    starts: date | None
    until: date | None
    law: tuple[Text, ...]
    case_id: int | None


@dataclass(frozen=True, slots=True)
class YearView:
    """What is paid in twelve months from the month of ``first`` on, after a yes and a no; ``change`` in a word."""

    first: date
    with_yes: Decimal
    with_no: Decimal
    change: Text


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """The right the person is asked about first, then those it excludes; ``change`` is what a yes changes, in a word.

    ``only_no``: something cannot be ended, so that a yes is not possible.
    """

    sides: tuple[RightSide, ...]
    change: Text
    only_no: bool
    year: YearView | None = None


def choice_view(offer: Offer, *, today: date | None = None) -> ChoiceView | None:
    """The choice as a page shows it; None where nothing is excluded, for there is nothing to lay side by side.

    With `today` also what it comes to over a year.
    """
    if not offer.is_exclusive:
        return None
    return ChoiceView(
        sides=(
            _side(offer.gain, ASKED),
            *_sides(offer.ends, ENDS),
            *_sides(offer.not_given, NOT_GIVEN),
            *_sides(offer.stays, STAYS),
        ),
        change="" if offer.stays else _change(offer.change_a_month),
        only_no=bool(offer.stays),
        year=_year(offer, today) if today else None,
    )


def chosen_view(offer: Offer, *, wanted: bool) -> tuple[RightSide, ...]:
    """A choice that was made: each right as it was then, what was chosen first."""
    if wanted:
        return (
            _side(offer.gain, CHOSEN),
            *_sides((*offer.ends, *offer.not_given), GIVEN_UP),
        )
    return (*_sides((*offer.ends, *offer.not_given, *offer.stays), KEPT), _side(offer.gain, NOT_CHOSEN))


def right_side(offer: Offer) -> RightSide:
    """The right that is asked about, alone."""
    return _side(offer.gain, ASKED)


def _year(offer: Offer, today: date) -> YearView | None:
    found = offer.over_a_year(today=today)
    if found is None:
        return None
    if found.change == 0:
        change: Text = _("Over a year it comes to the same.")
    elif found.change > 0:
        change = _("Over a year a yes brings %(amount)s more.") % {"amount": money(found.change)}
    else:
        change = _("Over a year a yes brings %(amount)s less.") % {"amount": money(-found.change)}
    return YearView(found.first, found.with_yes, found.with_no, change)


def _sides(sides: Iterable[Side], standing: Tag) -> tuple[RightSide, ...]:
    return tuple(_side(side, standing) for side in sides)


def _side(side: Side, standing: Tag) -> RightSide:
    period = Entitlement.Period.MONTHLY if side.is_monthly else Entitlement.Period.ONCE
    return RightSide(
        standing=standing,
        code=side.service,
        name=in_language(dict(side.name)),
        amount=side.amount,
        no_amount=gettext_lazy("known with the decision") if side.is_paid else gettext_lazy("not a payment"),
        period=period.label if side.is_paid else "",
        starts=side.starts,
        until=side.until,
        law=tuple(law_in_language(act, get_language() or "az") for act in side.law),
        case_id=side.case_id,
    )


def _change(change: Decimal | None) -> Text:
    if change is None:
        return ""
    if change == 0:
        return _("With a yes as much is paid as before.")
    if change > 0:
        return _("With a yes %(amount)s a month more is paid.") % {"amount": money(change)}
    return _("With a yes %(amount)s a month less is paid.") % {"amount": money(-change)}
