"""How a time limit is said in the reader's language: how long it is, and that something happens within it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .time_limits import TimeLimit, Unit


def limit_in_words(limit: TimeLimit) -> str:
    """Return how long a limit is: "10 days", "15 working days", "1 month"; no days are "the same day"."""
    count = limit.count
    if count == 0:
        return _("the same day")
    match limit.unit:
        case Unit.DAYS:
            said = ngettext("%(n)d day", "%(n)d days", count)
        case Unit.WORKING_DAYS:
            said = ngettext("%(n)d working day", "%(n)d working days", count)
        case Unit.MONTHS:
            said = ngettext("%(n)d month", "%(n)d months", count)
    return said % {"n": count}


def within_in_words(limit: TimeLimit) -> str:
    """Return that something happens in a limit: "within 10 days"; no days are "on the same day"."""
    count = limit.count
    if count == 0:
        return _("on the same day")
    match limit.unit:
        case Unit.DAYS:
            said = ngettext("within %(n)d day", "within %(n)d days", count)
        case Unit.WORKING_DAYS:
            said = ngettext("within %(n)d working day", "within %(n)d working days", count)
        case Unit.MONTHS:
            said = ngettext("within %(n)d month", "within %(n)d months", count)
    return said % {"n": count}
