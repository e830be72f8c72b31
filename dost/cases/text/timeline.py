"""What happened to a case, in words: the lines of the timeline as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dost.cases.codes import EndReason, EntryKind, ReviewCause, Told, WaitingReason, reason_code
from dost.cases.models import FactCorrection, RecoveryWay, Ruling
from dost.cases.queries import service_name
from dost.cases.stages import ASKED_FOR, Origin, Outcome, State
from dost.common.problems import problem_in_words
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, month_of_key
from dost.ui.contexts import Tag, Text
from dost.ui.formats import date_long, money
from dost.ui.words import tag
from services_catalog.models import in_language

from . import words
from .evidence_text import question

ASKED_OF_THE_PERSON: Final = frozenset({WaitingReason.EXCLUSIVE, WaitingReason.QUESTIONS})
"""What the person was asked, as the reason of a wait says it."""

_WAYS: Final[Mapping[str, Text]] = {
    Notice.Channel.SMS: _("by SMS"),
    Notice.Channel.EMAIL: _("by e-mail"),
    Notice.Channel.LETTER: _("by a letter on paper"),
    Notice.Channel.INBOX: _("in the inbox"),
}

TAGS: Final[Mapping[str, Tag]] = {
    EntryKind.WAITING: words.tag(State.WAITING),
    EntryKind.GRANTED: words.tag(Outcome.GRANTED),
    EntryKind.REFUSED: words.tag(Outcome.REFUSED),
    EntryKind.NO_RIGHT: words.tag(Outcome.NO_RIGHT),
    EntryKind.DECLINED: words.tag(Outcome.DECLINED),
    EntryKind.PAID: tag("payment", "done"),
    EntryKind.TOLD: tag("message", "done"),
}


def title(what: str, details: Mapping[str, Any]) -> Text:
    """What happened, in a few words; a kind of line that nobody has given words yet is shown as it is."""
    if what == EntryKind.OPENED and details.get("origin") in ASKED_FOR:
        return Origin(details["origin"]).label
    return EntryKind(what).label if what in EntryKind.values else what


def particulars(what: str, details: Mapping[str, Any], *, say_reason: Callable[[dict[str, Any]], str]) -> Text:
    """What more there is to say, or nothing. `say_reason` puts the reason of a wait in words."""
    write = _PARTICULARS.get(what)
    if what == EntryKind.WAITING or reason_code(details) in ASKED_OF_THE_PERSON:
        return say_reason(dict(details))
    return write(details) if write else str(details.get("note", ""))


def _opened(details: Mapping[str, Any]) -> Text:
    origin = details.get("origin", "")
    return "" if origin in ASKED_FOR or not origin else Origin(origin).label


def _verified(details: Mapping[str, Any]) -> Text:
    count = len(details.get("questions", []))
    return ngettext("%(n)d question was asked.", "%(n)d questions were asked.", count) % {"n": count}


def _granted(details: Mapping[str, Any]) -> Text:
    amount = details.get("amount")
    return str(details.get("number", "")) if amount is None else money(Decimal(amount))


def _starts_with_amount(details: Mapping[str, Any]) -> Text:
    right, amount = (date_long(date.fromisoformat(details[name])) for name in ("right", "amount"))
    words = {"right": right, "amount": amount}
    return _("The right is there since %(right)s; there is an amount since %(amount)s.") % words


def _paid(details: Mapping[str, Any]) -> Text:
    return money(Decimal(details["total"])) if "total" in details else ""


def _told(details: Mapping[str, Any]) -> Text:
    channel = told_by(details.get("channel", ""))
    if "note" in details:
        return f"{channel}: {details['note']}"
    problem = problem_in_words(details.get("problem") or "")
    return f"{channel} ({problem})" if problem else channel


def told_by(way: str) -> Text:
    """By what way somebody was told: one of the ways of a message, or of a member of staff."""
    if way in Told.values:
        return Told(way).label
    return _WAYS.get(way, _WAYS[Notice.Channel.INBOX])


def _not_told(details: Mapping[str, Any]) -> Text:
    return problem_in_words(details.get("problem", ""))


def _payee_chosen(details: Mapping[str, Any]) -> Text:
    return ", ".join(part for part in (details["payee"], details.get("note", "")) if part)


def _ended(details: Mapping[str, Any]) -> Text:
    on = date_long(date.fromisoformat(details["on"])) if details.get("on") else ""
    reason = EndReason(details["reason"]).label if details.get("reason") else ""
    return ", ".join(str(part) for part in (reason, on, details.get("note", "")) if part)


def _orders(details: Mapping[str, Any]) -> Text:
    """The months of payments with what became of each, by what people call them: never by their keys."""
    return "; ".join(_order(one) for one in details["orders"])


def _order(one: Mapping[str, Any]) -> str:
    month, problem = month_of_key(one["key"]), problem_in_words(one["problem"])
    return f"{month} ({problem})" if month and problem else month or str(problem)


def _to_review(details: Mapping[str, Any]) -> Text:
    return ReviewCause(details["cause"]).label if details.get("cause") else ""


def _due(details: Mapping[str, Any]) -> Text:
    """By which day it is to be decided, or was."""
    return date_long(date.fromisoformat(details["due"])) if details.get("due") else ""


def _months(details: Mapping[str, Any]) -> str:
    return ", ".join(f"{month[5:]}.{month[:4]}" for month in details.get("months", []))


def _of_months(details: Mapping[str, Any]) -> Text:
    """Months, how much in all, on what ground: `10.2026, 11.2026: 60,00 ₼ (Decree 88)`."""
    total = money(Decimal(details["total"])) if "total" in details else ""
    title = f" ({details['title']})" if details.get("title") else ""
    return ": ".join(part for part in (_months(details), str(total)) if part) + title


def _overpaid(details: Mapping[str, Any]) -> Text:
    cause = Overpayment.Cause(details["cause"]).label if details.get("cause") else ""
    return ". ".join(str(part) for part in (cause, _of_months(details)) if part)


def _overpaid_seen(details: Mapping[str, Any]) -> Text:
    return f"{money(Decimal(details['total']))}. {details.get('note', '')}"


def _contest_ended(details: Mapping[str, Any]) -> Text:
    state = FactCorrection.State(details["state"]).label if details.get("state") else ""
    return ": ".join(str(part) for part in (details.get("number", ""), state) if part)


def _reconsidered(details: Mapping[str, Any]) -> Text:
    if details.get("then"):
        return _("Case %(number)s") % {"number": details["then"]}
    return _("Case %(number)s") % {"number": details["before"]} if details.get("before") else ""


def _appealed(details: Mapping[str, Any]) -> Text:
    return str(details.get("number", ""))


def _ruled(details: Mapping[str, Any]) -> Text:
    """What was decided; the reasons are in the letter."""
    said = str(Ruling(details["ruling"]).label) if details.get("ruling") else ""
    return ", ".join(part for part in (str(details.get("court", "")), str(details.get("number", "")), said) if part)


def _recovery(details: Mapping[str, Any]) -> Text:
    """The number, what becomes of it, how much, and why, as far as the line says."""
    way = RecoveryWay(details["way"]).label if details.get("way") else ""
    total = money(Decimal(details["total"])) if details.get("total") else ""
    parts = (details.get("number", ""), way, total, details.get("because", ""), details.get("note", ""))
    return ", ".join(str(part) for part in parts if part)


def _other_case(details: Mapping[str, Any]) -> Text:
    return gettext("Case %(number)s") % {"number": details["case"]} if details.get("case") else ""


def _given_up(details: Mapping[str, Any]) -> Text:
    on = date_long(date.fromisoformat(details["on"])) if details.get("on") else ""
    return ", ".join(part for part in (on, str(details.get("note", ""))) if part)


def what_was_asked(details: Mapping[str, Any]) -> str:
    """What a line about requests names: documents and questions, in the active language where they have names in it.

    Empty for a line that does not say.
    """
    asked = details.get("asked", ())
    named = (in_language(one["named"]) if one.get("named") else one.get("words", "") for one in asked)
    return "; ".join(name for name in named if name)


def _more_asked(details: Mapping[str, Any]) -> Text:
    what, until = what_was_asked(details), details.get("until")
    if not what or not until:
        return what
    return _("%(what)s; by %(day)s") % {"what": what, "day": date_long(date.fromisoformat(until))}


_PARTICULARS: Final[Mapping[str, Callable[[Mapping[str, Any]], Text]]] = {
    EntryKind.OPENED: _opened,
    EntryKind.VERIFIED: _verified,
    EntryKind.MORE_ASKED: _more_asked,
    EntryKind.MORE_PART: what_was_asked,
    EntryKind.MORE_GIVEN: what_was_asked,
    EntryKind.DOCUMENT_ADDED: lambda details: str(details.get("title", "")),
    EntryKind.RIVAL: lambda details: service_name(details["service"]),
    EntryKind.GRANTED: _granted,
    EntryKind.STARTS_WITH_AMOUNT: _starts_with_amount,
    EntryKind.PAID: _paid,
    EntryKind.TOLD: _told,
    EntryKind.ENDED: _ended,
    EntryKind.END_MOVED: _ended,
    EntryKind.TO_REVIEW: _to_review,
    EntryKind.SENT_AGAIN: _orders,
    EntryKind.ORDER_REFUSED: _orders,
    EntryKind.NO_AMOUNT: _of_months,
    EntryKind.UNPAID: _of_months,
    EntryKind.DIFFERENCE: _of_months,
    EntryKind.OVERPAID: _overpaid,
    EntryKind.OWED_AFTER_ALL: _overpaid,
    EntryKind.OVERPAID_SEEN: _overpaid_seen,
    EntryKind.ORDER_RETURNED: _orders,
    EntryKind.ORDER_WITHHELD: _orders,
    EntryKind.NOT_TOLD: _not_told,
    EntryKind.TERM_NEAR: _due,
    EntryKind.TERM_PASSED: _due,
    EntryKind.NO_ANSWER: lambda details: question(details["institution"], details["question"]),
    EntryKind.PAYEE_CHOSEN: _payee_chosen,
    EntryKind.DOCUMENT_UNSAFE: lambda details: str(details.get("title", "")),
    EntryKind.CONTESTED: lambda details: str(details.get("number", "")),
    EntryKind.CONTEST_ENDED: _contest_ended,
    EntryKind.RECONSIDERED: _reconsidered,
    EntryKind.RECKONED_AGAIN: lambda details: str(details.get("number", "")),
    EntryKind.APPEALED: _appealed,
    EntryKind.APPEAL_DECIDED: _ruled,
    EntryKind.COURT: _ruled,
    EntryKind.ANEW: _other_case,
    EntryKind.RECOVERY_PROPOSED: _recovery,
    EntryKind.RECOVERY_SAID: _recovery,
    EntryKind.RECOVERY_UNHEARD: _recovery,
    EntryKind.RECOVERY_JUDGED: _recovery,
    EntryKind.RECOVERY_DECIDED: _recovery,
    EntryKind.RECOVERY_SENT_BACK: _recovery,
    EntryKind.RECOVERY_DROPPED: _recovery,
    EntryKind.RECOVERY_OVERTAKEN: _recovery,
    EntryKind.RECOVERY_SET_ASIDE: _recovery,
    EntryKind.REPAID: _recovery,
    EntryKind.REPAID_WRONG: _recovery,
    EntryKind.OWED_BACK: _recovery,
    EntryKind.GIVEN_BACK: _recovery,
    EntryKind.RIGHT_GIVEN_UP: _given_up,
}
