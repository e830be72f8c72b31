"""What letters about money that was paid in excess say: what is proposed, and what was decided, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.accounts.actors import Actor
from dost.cases.letter_content import Pair, SumLine, Written
from dost.cases.models import ASKS_BACK, Recovery, RecoveryTerms, RecoveryWay, WriteOffRule
from dost.payments.models import OverpaidMonth, Overpayment
from dost.ui.formats import date_long, money
from services_catalog.formats import month
from services_catalog.laws import law_as_read

from .letter_text import LetterWords, Said, decided_by, quoted, write


@dataclass(frozen=True, slots=True)
class Expected:
    """One instalment as the letter lists it."""

    month: date
    amount: Decimal


def asked_letter(recovery: Recovery, months: Sequence[OverpaidMonth], *, actor: Actor, on: date) -> Written:
    """The letter that something is proposed, and until when the person can say something about it."""
    case, words = recovery.case, LetterWords()

    def say() -> Said:
        assert recovery.heard_by is not None  # who is asked for money is heard
        service, day = quoted(case.service.title), date_long(recovery.heard_by)
        return Said(
            title=_("You are heard: money paid in excess for %(service)s") % {"service": service},
            answer=_(
                "For %(service)s more was paid than was owed: %(amount)s. It is proposed that it be paid back. "
                "Nothing is decided yet: you can say what you think of it until %(day)s."
            )
            % {"service": service, "amount": money(recovery.amount), "day": day},
            details=(*_particulars(recovery), Pair(_("You can say something until"), day), *terms_said(recovery)),
            reasons=(_cause(recovery.overpayment), recovery.reasons),
            sums=months_said(months),
            total=money(sum((one.paid - one.due for one in months), Decimal(0))),
            law=tuple(map(law_as_read, case.service.law)),
            decided=_("It is not decided. %(proposed)s") % {"proposed": _proposed_by(actor, words, on=on)},
            appeal=(
                _(
                    "Say what is wrong, what you cannot pay and why, or that you agree: in your DOST under “My cases”, "
                    "in any DOST centre, or by letter. You can add documents."
                ),
                _("If you say nothing, that is not taken for a yes. Then a member of staff decides by what is known."),
                _("Questions: call 142 or come to any DOST centre."),
            ),
        )

    return write(case.person, say)


def decided_letter(
    recovery: Recovery,
    terms: RecoveryTerms,
    months: Sequence[OverpaidMonth],
    plan: Sequence[Expected],
    *,
    heard: str,
    actor: Actor,
    second: bool,
    on: date,
) -> Written:
    """The letter with what was decided, why, how the sum comes about, and the plan. `heard`: how the person stood."""
    case, words = recovery.case, LetterWords()

    def say() -> Said:
        service, amount = quoted(case.service.title), money(recovery.amount)
        told = {"service": service, "amount": amount}
        asked = terms.way in ASKS_BACK
        if asked:
            title = _("To be paid back: %(service)s") % told
            answer = _("For %(service)s %(amount)s was paid in excess. It is to be paid back.") % told
        else:
            title = _("Not asked back: %(service)s") % told
            answer = _("For %(service)s %(amount)s was paid in excess. You need not pay it back.") % told
        return Said(
            title=title,
            answer=f"{answer} {_way_in_words(terms)}".strip(),
            details=(*_particulars(recovery), *terms_said(terms)),
            reasons=tuple(
                part for part in (_cause(recovery.overpayment), terms.reasons, _heard(heard), _plan_said(plan)) if part
            ),
            sums=months_said(months),
            total=money(sum((one.paid - one.due for one in months), Decimal(0))),
            law=tuple(map(law_as_read, case.service.law)),
            decided=" ".join(
                part
                for part in (
                    decided_by(actor, words, on=on),
                    _("A second member of staff has confirmed it.") if second else "",
                )
                if part
            ),
            appeal=None if asked else (_("Questions: call 142 or come to any DOST centre."),),
        )

    return write(case.person, say)


def dropped_letter(recovery: Recovery, *, reasons: str, actor: Actor, on: date) -> Written:
    """The letter that what was proposed is proposed no more."""
    case, words = recovery.case, LetterWords()

    def say() -> Said:
        service = quoted(case.service.title)
        return Said(
            title=_("Taken back: the proposal about %(service)s") % {"service": service},
            answer=_("What was proposed to you under %(number)s is taken back. You need do nothing now.")
            % {"number": recovery.number},
            details=_particulars(recovery),
            reasons=(reasons,),
            decided=decided_by(actor, words, on=on),
            appeal=(_("Questions: call 142 or come to any DOST centre."),),
        )

    return write(case.person, say)


def terms_said(terms: RecoveryTerms) -> tuple[Pair, ...]:
    """Terms as a letter, or a page, lists them."""
    if terms.way == RecoveryWay.WRITE_OFF:
        return (Pair(_("By the rule"), str(WriteOffRule(terms.rule).label)),)
    if terms.first_month is None:
        return ()
    if terms.way == RecoveryWay.AT_ONCE:
        return (Pair(_("In one sum"), money(terms.monthly)), Pair(_("In the month"), month(terms.first_month)))
    return (
        Pair(_("Instalments"), str(terms.instalments)),
        Pair(_("A month"), money(terms.monthly)),
        Pair(_("First month"), month(terms.first_month)),
    )


def months_said(months: Sequence[OverpaidMonth]) -> tuple[SumLine, ...]:
    """The months with what was paid, what was owed, and the excess."""
    return tuple(
        SumLine(
            label=month(one.period),
            value=money(one.paid - one.due),
            note=_("paid %(paid)s, due %(due)s") % {"paid": money(one.paid), "due": money(one.due)},
        )
        for one in months
    )


# -- parts -----------------------------------------------------------------------------------------------------------


def _particulars(recovery: Recovery) -> tuple[Pair, ...]:
    return (
        Pair(_("Number"), recovery.number),
        Pair(_("Paid in excess"), money(recovery.amount)),
        Pair(_("Noted on"), date_long(recovery.overpayment.learnt_on)),
    )


def _cause(overpayment: Overpayment) -> str:
    return f"{Overpayment.Cause(overpayment.cause).label}."


def _proposed_by(actor: Actor, words: LetterWords, *, on: date) -> str:
    office = words.centre(getattr(actor, "centre", "")) or "DOST"
    return _("A member of staff (%(who)s) proposed it on %(day)s.") % {"who": office, "day": date_long(on)}


def _way_in_words(terms: RecoveryTerms) -> str:
    if terms.way == RecoveryWay.WRITE_OFF:
        return f"{WriteOffRule(terms.rule).label}."
    return ""


def _heard(heard: str) -> str:
    if heard == Recovery.State.HEARD:
        return _("You were heard, and what you said was weighed.")
    if heard == Recovery.State.UNHEARD:
        return _("You were asked what you think of it, and nothing came in time; that was not taken for a yes.")
    return ""


def _plan_said(plan: Sequence[Expected]) -> str:
    if not plan:
        return ""
    if len(plan) == 1:
        return _("Please pay %(amount)s in %(month)s.") % {
            "amount": money(plan[0].amount),
            "month": month(plan[0].month),
        }
    count = len(plan) - 1
    return ngettext(
        "Please pay %(amount)s a month from %(month)s on, %(n)d time, and %(last)s in %(end)s. "
        "Nothing is kept back from your payments.",
        "Please pay %(amount)s a month from %(month)s on, %(n)d times, and %(last)s in %(end)s. "
        "Nothing is kept back from your payments.",
        count,
    ) % {
        "amount": money(plan[0].amount),
        "month": month(plan[0].month),
        "n": count,
        "last": money(plan[-1].amount),
        "end": month(plan[-1].month),
    }
