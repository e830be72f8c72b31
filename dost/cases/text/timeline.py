"""What happened to a case, in words: the lines of the timeline as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dost.cases.review import CAUSES
from dost.ui.contexts import Tag, Text
from dost.ui.formats import date_long, money
from dost.ui.words import tag, word

TITLES: Final[Mapping[str, Text]] = {
    "opened": pgettext_lazy("timeline", "A right was found"),
    "looked_again": pgettext_lazy("timeline", "The person asked the state to look again"),
    "waiting": pgettext_lazy("timeline", "Waiting"),
    "verified": pgettext_lazy("timeline", "The institutions confirmed the data"),
    "asked": pgettext_lazy("timeline", "The person was asked"),
    "rival": pgettext_lazy("timeline", "A right that excludes this one was found"),
    "answered": pgettext_lazy("timeline", "The person answered"),
    "accepted": pgettext_lazy("timeline", "The person said yes"),
    "declined": pgettext_lazy("timeline", "The person does not want it"),
    "noted": pgettext_lazy("timeline", "A note"),
    "record_gone": pgettext_lazy("timeline", "The record it arose from is no longer there"),
    "sent_back": pgettext_lazy("timeline", "Sent back to verification"),
    "assigned": pgettext_lazy("timeline", "Taken over by a member of staff"),
    "granted": pgettext_lazy("timeline", "Granted"),
    "refused": pgettext_lazy("timeline", "Refused"),
    "held": pgettext_lazy("timeline", "It is awarded already"),
    "no_right": pgettext_lazy("timeline", "No right on the day of decision"),
    "account_asked": pgettext_lazy("timeline", "The bank was asked to open an account"),
    "ordered": pgettext_lazy("timeline", "The payment was sent to the bank"),
    "account_anew": pgettext_lazy("timeline", "Another account was asked for"),
    "order_refused": pgettext_lazy("timeline", "The bank refused a payment"),
    "sent_again": pgettext_lazy("timeline", "The payment was sent to the bank again"),
    "paid_once": pgettext_lazy("timeline", "It was settled with the bank that it paid once"),
    "paid": pgettext_lazy("timeline", "Paid"),
    "told": pgettext_lazy("timeline", "The person was told"),
    "ended": pgettext_lazy("timeline", "The payment ended"),
    "to_review": pgettext_lazy("timeline", "The right must be looked at again"),
    "stands_again": pgettext_lazy("timeline", "A later rule lets the right stand"),
    "withdrawn": pgettext_lazy("timeline", "What was issued was taken back"),
    "over": pgettext_lazy("timeline", "The occasion is over; it may come again"),
    "kept": pgettext_lazy("timeline", "The right goes on"),
}

APPLICATIONS: Final = frozenset({"application", "counter"})
REASONS: Final = frozenset({"exclusive", "questions"})
"""What the person was asked, as the reason of a wait says it."""

TAGS: Final[Mapping[str, Tag]] = {
    "waiting": tag("state", "waiting"),
    "granted": tag("outcome", "granted"),
    "refused": tag("outcome", "refused"),
    "no_right": tag("outcome", "no_right"),
    "declined": tag("outcome", "declined"),
    "paid": tag("payment", "done"),
    "told": tag("message", "done"),
}


def title(what: str, details: Mapping[str, Any]) -> Text:
    """What happened, in a few words; a kind of line that nobody has given words yet is shown as it is."""
    if what == "opened" and details.get("origin") in APPLICATIONS:
        return word("origin", details["origin"])
    return TITLES.get(what, what)


def particulars(what: str, details: Mapping[str, Any], *, say_reason: Callable[[dict[str, Any]], str]) -> Text:
    """What more there is to say, or nothing. `say_reason` puts the reason of a wait in words."""
    write = _PARTICULARS.get(what)
    if what == "waiting" or details.get("code") in REASONS:
        return say_reason(dict(details))
    return write(details) if write else str(details.get("note", ""))


def _opened(details: Mapping[str, Any]) -> Text:
    origin = details.get("origin", "")
    return "" if origin in APPLICATIONS or not origin else word("origin", origin)


def _verified(details: Mapping[str, Any]) -> Text:
    count = len(details.get("questions", []))
    return ngettext("%(n)d question was asked.", "%(n)d questions were asked.", count) % {"n": count}


def _granted(details: Mapping[str, Any]) -> Text:
    amount = details.get("amount")
    return str(details.get("number", "")) if amount is None else money(Decimal(amount))


def _paid(details: Mapping[str, Any]) -> Text:
    return money(Decimal(details["total"])) if "total" in details else ""


def _told(details: Mapping[str, Any]) -> Text:
    channel = _("by SMS") if details.get("channel") == "sms" else _("in the inbox")
    problem = details.get("problem")
    return f"{channel} ({problem})" if problem else channel


def _ended(details: Mapping[str, Any]) -> Text:
    on = date_long(date.fromisoformat(details["on"])) if details.get("on") else ""
    reason = (
        pgettext_lazy("why a payment ended", "death") if details.get("reason") == "death" else details.get("reason", "")
    )
    return ", ".join(str(part) for part in (reason, on, details.get("note", "")) if part)


def _sent_again(details: Mapping[str, Any]) -> Text:
    return "; ".join(f"{one['key']} → {one['now']} ({one['problem']})" for one in details["orders"])


def _order_refused(details: Mapping[str, Any]) -> Text:
    return "; ".join(f"{one['key']} ({one['problem']})" for one in details["orders"])


def _to_review(details: Mapping[str, Any]) -> Text:
    cause = CAUSES.get(details.get("cause", ""))
    return cause.word if cause else ""


_PARTICULARS: Final[Mapping[str, Callable[[Mapping[str, Any]], Text]]] = {
    "opened": _opened,
    "verified": _verified,
    "granted": _granted,
    "paid": _paid,
    "told": _told,
    "ended": _ended,
    "to_review": _to_review,
    "sent_again": _sent_again,
    "order_refused": _order_refused,
}
