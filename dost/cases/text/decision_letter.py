"""What the letter about a decision says: that a right was granted, or that it was not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.cases.letter_content import Pair, Written
from dost.cases.models import Case, Decision, Deliverable, Entitlement
from dost.cases.stages import APPLIED
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentAccount
from dost.ui.formats import date_long, money
from services_catalog.definition import Period
from services_catalog.queries import compiled

from .explained import decided
from .letter_text import LetterWords, Said, decided_by, ground_said, in_order, quoted, sum_lines, write
from .results import TITLES

SHOWN_OF_AN_ACCOUNT = 4
"""The last characters of an account's number, by which its owner knows it and nobody else can use it."""


def granted_letter(
    decision: Decision,
    right: Entitlement,
    *,
    given: Deliverable | None,
    account: PaymentAccount | None,
    words: LetterWords,
) -> Written:
    """The letter that a right was granted; `account` is where it is paid to, as far as that is known."""
    case = decision.case

    def say() -> Said:
        view = decided(
            decision,
            compiled(case.version),
            names=words.institutions(),
            by="",
            worked_out=words.worked_out(_way(decision)),
        )
        # A month's amount can be another than that of the day of decision (`terms`): then the sum would not be its.
        same = view.amount is not None and view.amount.total == right.amount
        return Said(
            title=_("Granted: %(service)s") % {"service": quoted(case.service.title)},
            answer=_granted(case, right, given),
            details=tuple(_terms(right, given, account)),
            reasons=(decision.note,) if decision.note else (),
            grounds=tuple(ground_said(one) for one in view.criteria),
            sums=sum_lines(view.amount) if same else (),
            total=money(right.amount) if same and right.amount is not None else "",
            law=tuple(map(str, view.law)),
            decided=decided_by(decision.actor, words, on=decision.on),
        )

    return write(case.person, say)


def refused_letter(decision: Decision, *, words: LetterWords) -> Written:
    """The letter that a right was not granted: what failed first, and all that was looked at."""
    case = decision.case

    def say() -> Said:
        view = decided(decision, compiled(case.version), names=words.institutions(), by="")
        return Said(
            title=_("Not granted: %(service)s") % {"service": quoted(case.service.title)},
            answer=_refused(case, fails=any(one.result is False for one in view.criteria)),
            reasons=(decision.note,) if decision.note else (),
            grounds=tuple(ground_said(one) for one in in_order(view.criteria)),
            law=tuple(map(str, view.law)),
            decided=decided_by(decision.actor, words, on=decision.on),
        )

    return write(case.person, say)


def _way(decision: Decision) -> tuple[Any, ...]:
    """All that the sum of a decision depends on: decisions alike in it are worked out once."""
    amount = compiled(decision.version).rule.amount
    if amount is None:
        return (decision.version_id,)
    facts = tuple(str(decision.facts.get(bound.name, {}).get("value")) for bound in amount.facts)
    return decision.version_id, decision.on, facts, tuple(sorted(decision.parameters.items()))


# -- the answer ------------------------------------------------------------------------------------------------------


def _granted(case: Case, right: Entitlement, given: Deliverable | None) -> str:
    words = {"service": quoted(case.service.title), "day": date_long(right.starts)}
    if given is not None:
        return _("%(service)s was granted to you.") % words
    if right.amount is None or right.period == Period.NONE:
        return _("Your right to %(service)s was confirmed.") % words
    words["amount"] = money(right.amount)
    if right.period == Period.MONTHLY:
        return _("%(service)s was granted to you: %(amount)s a month from %(day)s.") % words
    return _("%(service)s was granted to you: %(amount)s, paid once.") % words


def _refused(case: Case, *, fails: bool) -> str:
    words = {"service": quoted(case.service.title)}
    if case.origin in APPLIED:
        answer = _("Your application for %(service)s was not granted.") % words
    else:
        answer = _("%(service)s was not granted to you.") % words
    if fails:
        return f"{answer} " + _("What is marked “not met” below is why.")
    return answer


# -- what it is granted with -------------------------------------------------------------------------------------


def _terms(right: Entitlement, given: Deliverable | None, account: PaymentAccount | None) -> list[Pair]:
    if given is not None:
        pairs = [Pair(str(TITLES[given.kind]), given.number)]
        if given.valid_until:
            pairs.append(Pair(_("Valid until"), date_long(given.valid_until)))
        return pairs
    if right.amount is None or right.period == Period.NONE:
        return []
    monthly = right.period == Period.MONTHLY
    pairs = [
        Pair(_("Amount"), money(right.amount)),
        Pair(pgettext("how often", "Paid"), str(Entitlement.Period(right.period).label)),
    ]
    if monthly:
        pairs.append(Pair(_("From"), date_long(right.starts)))
        pairs.append(Pair(_("Until"), _until(right.until)))
    pairs.append(Pair(pgettext("where money goes", "Account"), account_in_words(account)))
    return pairs


def _until(day: date | None) -> str:
    if day is not None:
        return date_long(day)
    return pgettext("a right", "no last day is set: it runs as long as the conditions are met")


def account_in_words(account: PaymentAccount | None) -> str:
    """An account as a letter names it: its last characters; or that it was not open on the day of the letter."""
    if account is None or account.state != DeliveryState.DONE or not account.iban:
        return _("not known yet on the day of this letter")
    return _("the one that ends in %(end)s") % {"end": account.iban[-SHOWN_OF_AN_ACCOUNT:]}
