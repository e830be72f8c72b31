"""The clock of a case in words: by when it is decided, or since when and why the days stand still.

To the person and to staff it is the same clock; the person is told what their answer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.cases.clock.lists import SOON
from dost.cases.clock.reckon import Clock
from dost.common.dates import local_day
from dost.ui.contexts import Tag, TagColour, Text
from dost.ui.formats import date_long
from services_catalog.laws import law_as_read
from services_catalog.limit_words import limit_in_words
from services_catalog.time_limits import Unit


@dataclass(frozen=True, slots=True)
class TermView:
    """By which day a case is decided, None while that cannot be said; `text` is what there is to say besides."""

    by: date | None
    text: Text = ""
    tag: Tag | None = None
    law: Text = ""


def term_for_person(clock: Clock) -> TermView | None:
    """What the person is told of the clock of their case; None once it is decided."""
    if clock.stopped_on is not None:
        return None
    if clock.overdue:
        return TermView(clock.due_on, _("This day has passed. A member of staff sees to it that it is decided."))
    if clock.due_on is None:
        return TermView(None, _stands_still(clock, _since_you_were_asked(clock), _left_after_your_answer(clock)))
    return TermView(clock.due_on)


def term_for_staff(clock: Clock) -> TermView | None:
    """What staff are told of it: the day, how near it is, and the law that sets it."""
    if clock.stopped_on is not None:
        return None
    law = _("%(limit)s, %(law)s") % {"limit": limit_in_words(clock.limit), "law": law_as_read(clock.limit.law)}
    if clock.overdue:
        assert clock.due_on is not None  # overdue is counted from it
        return TermView(clock.due_on, tag=tag_of_day(clock.due_on, on=clock.on), law=law)
    if clock.due_on is None:
        return TermView(None, _stands_still(clock, _since_they_were_asked(clock), _left(clock)), law=law)
    return TermView(clock.due_on, tag=tag_of_day(clock.due_on, on=clock.on), law=law)


def tag_of_day(due_on: date, *, on: date) -> Tag:
    """How near a last day is, or how long ago, as of a day."""
    left = due_on - on
    if left < timedelta(0):
        return Tag(ngettext("%(n)d day late", "%(n)d days late", -left.days) % {"n": -left.days}, "red")
    colour: TagColour = "orange" if left <= SOON else "grey"
    if not left:
        return Tag(_("today"), colour)
    return Tag(ngettext("%(n)d day to go", "%(n)d days to go", left.days) % {"n": left.days}, colour)


def _stands_still(clock: Clock, since: str, left: str) -> str:
    return f"{since} {left}" if clock.remaining > 0 else since


def _asked_on(clock: Clock) -> dict[str, str]:
    return {"day": date_long(local_day(clock.paused.since))} if clock.paused else {"day": ""}


def _since_you_were_asked(clock: Clock) -> str:
    return _("The days stand still since you were asked on %(day)s.") % _asked_on(clock)


def _since_they_were_asked(clock: Clock) -> str:
    return _("The days stand still since the person was asked on %(day)s.") % _asked_on(clock)


def _left_after_your_answer(clock: Clock) -> str:
    if clock.limit.unit is Unit.WORKING_DAYS:
        text = ngettext(
            "After your answer it is decided within %(n)d working day.",
            "After your answer it is decided within %(n)d working days.",
            clock.remaining,
        )
    else:
        text = ngettext(
            "After your answer it is decided within %(n)d day.",
            "After your answer it is decided within %(n)d days.",
            clock.remaining,
        )
    return text % {"n": clock.remaining}


def _left(clock: Clock) -> str:
    if clock.limit.unit is Unit.WORKING_DAYS:
        text = ngettext("%(n)d working day is left.", "%(n)d working days are left.", clock.remaining)
    else:
        text = ngettext("%(n)d day is left.", "%(n)d days are left.", clock.remaining)
    return text % {"n": clock.remaining}
