"""What letters about a right that was granted say: that it ended, runs again, or is worth another amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from dost.accounts.actors import SYSTEM, Actor
from dost.cases.codes import EndReason, LostGround
from dost.cases.letter_content import GroundSaid, Pair, SumLine, Written
from dost.cases.models import Case, Decision, Deliverable, Entitlement
from dost.ui.formats import date_long, money
from services_catalog.compiled import CompiledVersion
from services_catalog.formats import month
from services_catalog.laws import law_as_read
from services_catalog.models import in_language
from services_catalog.queries import compiled
from services_catalog.rules import Explanation

from .arithmetic import Known, amount_view, amount_worth
from .explained import standing
from .letter_text import LetterWords, Said, decided_by, ground_said, months_lines, quoted, sum_lines, write

Months = Mapping[date, Decimal]
"""Sums in AZN by the first day of the month they are for."""


@dataclass(frozen=True, slots=True)
class End:
    """Why a right ended: `reason` is an `EndReason`; who ended it, with which words.

    `lost` are the criteria (or `LostGround`) that no longer held, of the rule `rule`, and `found` what it says now,
    where that was asked. `chosen` is the case whose right was chosen instead; `overpaid` what was paid for months after
    the end.
    """

    reason: str
    actor: Actor = SYSTEM
    note: str = ""
    lost: tuple[str, ...] = ()
    rule: CompiledVersion | None = None
    found: Explanation | None = None
    chosen: Case | None = None
    overpaid: Months | None = None


def ended_letter(right: Entitlement, end: End, *, on: date, words: LetterWords) -> Written:
    """The letter that a right ended on its `ended_on`: why, and what was paid beyond."""
    case = right.case
    last_day = right.ended_on
    assert last_day is not None

    def say() -> Said:
        over = end.overpaid or {}
        return Said(
            title=_("Ended: %(service)s") % {"service": quoted(case.service.title)},
            answer=_("%(service)s has ended. Its last day was %(day)s.")
            % {"service": quoted(case.service.title), "day": date_long(last_day)},
            details=(Pair(_("Last day"), date_long(last_day)),),
            reasons=tuple(_why_ended(case, end) + _told_overpaid(over)),
            grounds=_lost(case, end, words),
            sums=months_lines([(month(period), amount) for period, amount in sorted(over.items())]),
            total=money(sum(over.values(), Decimal(0))) if over else "",
            law=tuple(map(law_as_read, case.service.law)),
            decided=decided_by(end.actor, words, on=on),
        )

    return write(case.person, say)


def withdrawn_letter(
    case: Case, given: Deliverable, *, actor: Actor, note: str, on: date, words: LetterWords
) -> Written:
    """The letter that what was issued was taken back, and why."""

    def say() -> Said:
        return Said(
            title=_("No longer valid: %(service)s") % {"service": quoted(case.service.title)},
            answer=_("%(service)s, number %(number)s, was taken back on %(day)s and is no longer valid.")
            % {"service": quoted(case.service.title), "number": given.number, "day": date_long(on)},
            details=(Pair(_("Number"), given.number),),
            reasons=(note,) if note else (),
            law=tuple(map(law_as_read, case.service.law)),
            decided=decided_by(actor, words, on=on),
        )

    return write(case.person, say)


def resumed_letter(right: Entitlement, *, on: date, words: LetterWords) -> Written:
    """The letter that a payment runs again which had ended with a death that was recorded wrongly."""
    case = right.case

    def say() -> Said:
        amount = money(right.amount) if right.amount is not None else ""
        return Said(
            title=_("Runs again: %(service)s") % {"service": quoted(case.service.title)},
            answer=_("%(service)s runs again. It had ended because of a record of a death that was wrong.")
            % {"service": quoted(case.service.title)},
            details=(Pair(_("Granted amount"), amount), Pair(_("From"), date_long(right.starts))),
            reasons=(_("The months in between are due as if it had not ended."),),
            law=tuple(map(law_as_read, case.service.law)),
            decided=decided_by(SYSTEM, words, on=on),
        )

    return write(case.person, say)


@dataclass(frozen=True, slots=True)
class NewAmount:
    """Another amount a month: what it was, what it is, from which month on, and by which acts of law."""

    before: Decimal
    now: Decimal
    since: date
    acts: tuple[str, ...] = ()


def amount_letter(right: Entitlement, decision: Decision, change: NewAmount, *, words: LetterWords) -> Written:
    """The letter that a month is worth another amount than the one before: both, since when, and how it comes about."""
    case = right.case

    def say() -> Said:
        sums = _sums(decision, change, words)
        told = {
            "service": quoted(case.service.title),
            "month": month(change.since),
            "now": money(change.now),
            "before": money(change.before),
        }
        return Said(
            title=_("Another amount: %(service)s") % {"service": quoted(case.service.title)},
            answer=_("From %(month)s on %(service)s is %(now)s a month. Before it was %(before)s.") % told,
            details=(
                Pair(_("Before"), money(change.before)),
                Pair(_("Now"), money(change.now)),
                Pair(_("From"), date_long(change.since)),
            ),
            reasons=tuple(_("The amount was set anew by: %(act)s.") % {"act": act} for act in _acts(change.acts)),
            sums=sums,
            total=money(change.now) if sums else "",
            law=tuple(map(law_as_read, case.service.law)),
            decided=decided_by(SYSTEM, words, on=change.since),
        )

    return write(case.person, say)


@dataclass(frozen=True, slots=True)
class Arrears:
    """What months already paid are worth otherwise by law that reaches back: what was paid, and what is owed, by month.

    `title` is the act of law, where it has one.
    """

    paid: Months
    owed: Months
    title: str = ""


def arrears_letter(right: Entitlement, arrears: Arrears, *, on: date, words: LetterWords) -> Written:
    """The letter that months already paid are worth more, or less, than was paid for them."""
    case = right.case
    change = sum(arrears.owed.values(), Decimal(0)) - sum(arrears.paid.values(), Decimal(0))

    def say() -> Said:
        told = {"service": quoted(case.service.title), "amount": money(abs(change))}
        if change > 0:
            answer = _("For months already paid %(service)s is worth %(amount)s more than was paid.") % told
            more = _("The difference is paid besides the months themselves.")
        else:
            answer = _("For months already paid %(service)s is worth %(amount)s less than was paid.") % told
            more = _overpaid_is_looked_at()
        return Said(
            title=_("Another amount: %(service)s") % {"service": quoted(case.service.title)},
            answer=answer,
            reasons=(
                *(_("The amount was set anew by: %(act)s.") % {"act": act} for act in _acts((arrears.title,))),
                more,
            ),
            sums=tuple(_month(period, arrears.paid[period], owed) for period, owed in sorted(arrears.owed.items())),
            total=money(abs(change)),
            law=tuple(map(law_as_read, case.service.law)),
            decided=decided_by(SYSTEM, words, on=on),
        )

    return write(case.person, say)


def _month(period: date, paid: Decimal, owed: Decimal) -> SumLine:
    note = _("paid %(paid)s, due %(due)s") % {"paid": money(paid), "due": money(owed)}
    return SumLine(label=month(period), value=money(abs(owed - paid)), note=note)


def _acts(titles: Sequence[str]) -> list[str]:
    return [law_as_read(title) for title in titles if title]


# -- why it ended ----------------------------------------------------------------------------------------------------


def _why_ended(case: Case, end: End) -> list[str]:
    said = []
    if end.reason == EndReason.CHOSE_ANOTHER:
        if end.chosen is not None:
            other = {"other": quoted(end.chosen.service.title)}
            said.append(_("You have chosen %(other)s, and nobody receives both.") % other)
        else:
            said.append(_("Another right was chosen, and nobody receives both."))
    elif end.reason == EndReason.DEATH:
        said.append(_died(case))
    if end.note:
        said.append(end.note)
    return said


def _died(case: Case) -> str:
    about = case.about
    if about is None or about.died_on is None:
        return _("It ended with a death.")
    words = {"name": about.full_name, "day": date_long(about.died_on)}
    return _("It was paid for %(name)s, whose death on %(day)s was recorded. We are sorry for your loss.") % words


def _lost(case: Case, end: End, words: LetterWords) -> tuple[GroundSaid, ...]:
    """What no longer holds, with the facts as they are now where the rule was asked; else the condition alone."""
    rule = end.rule or (compiled(case.version) if end.lost else None)
    if rule is None:
        return ()
    if end.found is not None:
        view = standing(case, end.found, rule, names=words.institutions())
        failed = [one for one in view.criteria if one.result is False]
        if failed:
            return tuple(ground_said(one) for one in failed)
    written = {one.id: one for one in rule.definition.criteria}
    return tuple(
        GroundSaid(
            text=in_language(written[one].text) if one in written else str(LostGround(one).label),
            result="not_met",
            result_text=_no_longer_met(),
            law=law_as_read(written[one].law) if one in written else "",
        )
        for one in end.lost
        if one in written or one in LostGround.values
    )


def _no_longer_met() -> str:
    return _("No longer met")


def _told_overpaid(over: Months) -> list[str]:
    if not over:
        return []
    return [_("Months after the last day had been paid already; they stand below."), _overpaid_is_looked_at()]


def _overpaid_is_looked_at() -> str:
    return _("Nothing is taken back automatically: a member of staff looks at it.")


def _sums(decision: Decision, change: NewAmount, words: LetterWords) -> tuple[SumLine, ...]:
    """How the new amount comes about; nothing where it does not follow from the rule of the decision alone."""
    rule = compiled(decision.version)
    amount = rule.rule.amount
    if amount is None:
        return ()
    facts = {name: fact["value"] for name, fact in decision.facts.items()}
    parameters = rule.rule.parameter_values(change.since)
    way = (rule.version_id, change.since, tuple(str(facts.get(bound.name)) for bound in amount.facts))
    known = Known(facts=facts, parameters=parameters, on=change.since, worked_out=words.worked_out(way))
    if amount_worth(rule.rule, known=known) != change.now:
        return ()
    return sum_lines(amount_view(rule.rule, known=known, total=change.now, period=rule.period))
