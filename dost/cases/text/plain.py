"""A case told to its own person: where it is, who has it now, what happens next and by when, what has happened.

The same record as staff read, in fewer words: what only staff need – notes, who took over, how often an institution was
asked – is left out, and a member of staff is an office, not a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.actors import OnBehalf, Staff
from dost.accounts.who import who
from dost.cases.clock.reckon import Clock
from dost.cases.codes import EntryKind, WaitingReason, reason_code
from dost.cases.models import Case, CaseEntry
from dost.cases.stages import ANEW, APPLIED, Outcome, Stage, State, WaitingOn
from dost.ui.contexts import Tag, Text
from dost.ui.formats import money

from .term_text import TermView, term_for_person
from .timeline import particulars


@dataclass(frozen=True, slots=True)
class NowView:
    """Where a case is: a word, who has it, what happens next, and by when; ``term`` None once it is decided."""

    state: Tag
    who: Text
    next: Text
    term: TermView | None
    needs_person: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of what happened, newest first. ``by`` is said where it was not the system."""

    at: datetime
    title: Text
    text: Text = ""
    by: Text = ""


ON_ITS_WAY: Final = Tag(gettext_lazy("On its way"), "blue")
NEEDS_YOU: Final = Tag(gettext_lazy("Needs you"), "yellow")
RUNS: Final = Tag(gettext_lazy("You have it"), "green")
REFUSED: Final = Tag(gettext_lazy("Not granted"), "red")
OVER: Final = Tag(gettext_lazy("Closed"), "grey")


def now_view(case: Case, *, names: Mapping[str, str], clock: Clock | None) -> NowView:
    """Where a case is now, by the names of institutions; with its clock while it is not decided."""
    waits = case.state == State.WAITING
    needs_person = waits and case.waiting_on == WaitingOn.PERSON
    return NowView(
        state=state_of(case),
        who=who_has(case.waiting_on if waits else "", case.reason if waits else {}, names=names, done=_is_done(case)),
        next=what_is_next(case),
        term=term_for_person(clock) if clock is not None else None,
        needs_person=needs_person,
    )


def state_of(case: Case) -> Tag:
    """How a case stands, in a word or two."""
    if case.outcome == Outcome.REFUSED:
        return REFUSED
    if case.outcome in (Outcome.NO_RIGHT, Outcome.DECLINED, Outcome.GIVEN_UP):
        return OVER
    if _is_done(case):
        return RUNS if case.outcome == Outcome.GRANTED and case.live else OVER
    return NEEDS_YOU if case.state == State.WAITING and case.waiting_on == WaitingOn.PERSON else ON_ITS_WAY


def _is_done(case: Case) -> bool:
    return case.state == State.DONE


def who_has(waiting_on: str, reason: Mapping[str, Any], *, names: Mapping[str, str], done: bool = False) -> Text:
    """Who has a case now; nobody once it is closed."""
    if done:
        return ""
    if waiting_on == WaitingOn.INSTITUTION:
        code = reason.get("institution", "")
        return names.get(code, code) or _("an institution")
    if not waiting_on:
        return _("the system, right now")
    return {
        WaitingOn.PERSON: _("you"),
        WaitingOn.CLERK: _("a member of staff of the DOST Agency"),
        WaitingOn.BANK: _("the bank"),
        WaitingOn.OPERATOR: _("the telephone operator"),
    }[WaitingOn(waiting_on)]


def what_is_next(case: Case) -> Text:
    """What happens next, in a sentence; for a closed case what remains to be known."""
    if case.outcome == Outcome.REFUSED:
        return _("It was decided that there is no right.")
    if case.outcome == Outcome.DECLINED:
        return _("You said that you do not want it. Nothing more happens.")
    if case.outcome == Outcome.GIVEN_UP:
        return _("You withdrew the application. Nothing more happens; you may apply again.")
    if case.outcome == Outcome.NO_RIGHT:
        return _("On the day of decision the right was no longer there. Nothing more happens.")
    if _is_done(case):
        return _("Everything is done. You need do nothing.") if case.live else _("It is over. You need do nothing.")
    code = reason_code(case.reason) if case.state == State.WAITING else None
    return _WAITS[code]() if code in _WAITS else _STAGES[Stage(case.stage)]()


_STAGES: Final[Mapping[Stage, Callable[[], str]]] = {
    Stage.VERIFY: lambda: _("The institutions are asked whether the data are right. Then it is decided."),
    Stage.CHOOSE: lambda: _("It is checked whether you must be asked. Then it is decided."),
    Stage.DECIDE: lambda: _("It is decided. Then it is paid or issued."),
    Stage.PAY: lambda: _("The money is sent to your account. Then you get a message."),
    Stage.NOTIFY: lambda: _("You get a message. Then everything is done."),
    Stage.CLOSED: lambda: _("Everything is done. You need do nothing."),
}
_WAITS: Final[Mapping[WaitingReason | None, Callable[[], str]]] = {
    WaitingReason.INSTITUTION: lambda: _("An institution has not answered yet. It is asked again by itself."),
    WaitingReason.ASK_FIRST: lambda: _("Say whether you want it. Nothing is given before you say yes."),
    WaitingReason.EXCLUSIVE: lambda: _("Choose between two rights that nobody can have together."),
    WaitingReason.QUESTIONS: lambda: _(
        "A few answers are missing that only you can give. Call 142 or come to a centre."
    ),
    WaitingReason.MORE: lambda: _(
        "We asked you for something. Add it, or say why you cannot. Nothing is decided against you meanwhile."
    ),
    WaitingReason.CONTRADICTION: lambda: _("Two institutions say different things. A member of staff finds out."),
    WaitingReason.CONTESTED: lambda: _(
        "A fact is called wrong. Nothing is refused before its institution has answered; then it is decided."
    ),
    WaitingReason.UNKNOWN: lambda: _("Something is missing in the registries. A member of staff finds it out."),
    WaitingReason.HELD: lambda: _("It seems to be awarded already. A member of staff looks."),
    WaitingReason.NOTHING: lambda: _("The amount must be looked at. A member of staff does it."),
    WaitingReason.FAILED: lambda: _("The system could not go on. A member of staff does it."),
    WaitingReason.ANEW: lambda: _("It is decided anew by a member of staff."),
    WaitingReason.NO_PAYEE: lambda: _("A member of staff finds out who can be paid."),
    WaitingReason.MINOR_PAYEE: lambda: _("A member of staff decides who receives the money for somebody so young."),
    WaitingReason.ACCOUNT: lambda: _("The bank opens an account for you. Then the money is sent."),
    WaitingReason.ORDERS: lambda: _("The money is on its way to your account. Then you get a message."),
    WaitingReason.ACCOUNT_REFUSED: lambda: _("The bank did not accept it. A member of staff finds out why."),
    WaitingReason.NO_AMOUNT: lambda: _("No amount is laid down for these months yet. It goes on by itself when it is."),
    WaitingReason.NOTICE: lambda: _("A message to you is on its way. Then everything is done."),
    WaitingReason.SECOND_PERSON: lambda: _(
        "A second person at the DOST Agency checks what a member of staff has worked out. You need do nothing."
    ),
    WaitingReason.TERM_PASSED: lambda: _(
        "An institution did not answer in time. A member of staff decides without it."
    ),
}


# -- what happened -----------------------------------------------------------------------------------------------

_TITLES: Final[Mapping[str, Text]] = {
    EntryKind.OPENED: gettext_lazy("We saw that you may have a right to it"),
    EntryKind.LOOKED_AGAIN: gettext_lazy("You asked us to look again"),
    EntryKind.WAITING: gettext_lazy("It waited"),
    EntryKind.VERIFIED: gettext_lazy("The institutions confirmed the data"),
    EntryKind.ASKED: gettext_lazy("We asked you"),
    EntryKind.ANSWERED: gettext_lazy("You gave answers"),
    EntryKind.MORE_ASKED: gettext_lazy("We asked you for something"),
    EntryKind.MORE_PART: gettext_lazy("You gave part of what we asked for"),
    EntryKind.MORE_GIVEN: gettext_lazy("You gave what we asked for"),
    EntryKind.DOCUMENT_ADDED: gettext_lazy("You handed in a document"),
    EntryKind.MORE_LAPSED: gettext_lazy("The day passed; a member of staff looks what can be done"),
    EntryKind.MORE_TAKEN_BACK: gettext_lazy("We do not need any more what we asked you for"),
    EntryKind.ACCEPTED: gettext_lazy("You said yes"),
    EntryKind.DECLINED: gettext_lazy("You said no"),
    EntryKind.RECORD_GONE: gettext_lazy("The record it arose from is no longer there"),
    EntryKind.SENT_BACK: gettext_lazy("The data are checked once more"),
    EntryKind.GRANT_JUDGED: gettext_lazy("A second person checks it"),
    EntryKind.GRANT_CONFIRMED: gettext_lazy("The second person agreed"),
    EntryKind.GRANT_SENT_BACK: gettext_lazy("The second person asked to look at it again"),
    EntryKind.GRANT_TAKEN_BACK: gettext_lazy("A member of staff looks at it again"),
    EntryKind.GRANT_OVERTAKEN: gettext_lazy("It is looked at anew"),
    EntryKind.GRANTED: gettext_lazy("It was granted to you"),
    EntryKind.REFUSED: gettext_lazy("It was not granted"),
    EntryKind.STARTS_WITH_AMOUNT: gettext_lazy("The right starts with its first amount"),
    EntryKind.HELD: gettext_lazy("You have it already"),
    EntryKind.NO_RIGHT: gettext_lazy("On the day of decision there was no right"),
    EntryKind.ACCOUNT_ASKED: gettext_lazy("The bank was asked to open an account for you"),
    EntryKind.ORDERED: gettext_lazy("The payment was sent to the bank"),
    EntryKind.ORDER_REFUSED: gettext_lazy("The bank did not accept a payment"),
    EntryKind.SENT_AGAIN: gettext_lazy("The payment was sent to the bank again"),
    EntryKind.ORDER_RETURNED: gettext_lazy("A payment came back from the bank"),
    EntryKind.PAYEE_CHOSEN: gettext_lazy("It was decided who receives the money"),
    EntryKind.PAID: gettext_lazy("The money is in your account"),
    EntryKind.TOLD: gettext_lazy("We sent you a message"),
    EntryKind.ENDED: gettext_lazy("The payment ended"),
    EntryKind.WITHDRAWN: gettext_lazy("What was issued was taken back"),
    EntryKind.OVER: gettext_lazy("It is over; it may come again"),
    EntryKind.DIFFERENCE: gettext_lazy("A difference was sent to the bank"),
    EntryKind.RUNS_AGAIN: gettext_lazy("The payment runs again"),
    EntryKind.END_MOVED: gettext_lazy("The last day was corrected"),
    EntryKind.RECORD_CORRECTED: gettext_lazy("The record it arose from was corrected"),
    EntryKind.DOCUMENT_UNSAFE: gettext_lazy("A document of yours holds a virus and cannot be opened"),
    EntryKind.TERM_PASSED: gettext_lazy("The time limit passed; a member of staff was told"),
    EntryKind.NO_ANSWER: gettext_lazy("An institution did not answer in time; a member of staff decides"),
    EntryKind.CONTESTED: gettext_lazy("You said that a fact is wrong"),
    EntryKind.CONTEST_ENDED: gettext_lazy("The fact is no longer contested"),
    EntryKind.RECONSIDERED: gettext_lazy("We looked at it again, because a fact was corrected"),
    EntryKind.RECKONED_AGAIN: gettext_lazy("We reckoned it again, because a fact was corrected"),
    EntryKind.QUESTION: gettext_lazy("You asked us something"),
    EntryKind.REPLY: gettext_lazy("We answered your question"),
    EntryKind.GIVEN_UP: gettext_lazy("You withdrew the application"),
    EntryKind.RIGHT_GIVEN_UP: gettext_lazy("You gave up the right"),
    EntryKind.APPEALED: gettext_lazy("You appealed"),
    EntryKind.APPEAL_ADMITTED: gettext_lazy("Your late appeal is looked at"),
    EntryKind.APPEAL_TOO_LATE: gettext_lazy("Your appeal came too late"),
    EntryKind.APPEAL_DECIDED: gettext_lazy("Your appeal was decided"),
    EntryKind.COURT: gettext_lazy("A court has decided"),
    EntryKind.ANEW: gettext_lazy("It is decided anew"),
    EntryKind.RUNS_BY_APPEAL: gettext_lazy("It runs again"),
    EntryKind.RECOVERY_PROPOSED: gettext_lazy("It was proposed what becomes of money paid in excess"),
    EntryKind.RECOVERY_SAID: gettext_lazy("You said what you think of the proposal"),
    EntryKind.RECOVERY_UNHEARD: gettext_lazy("You said nothing of the proposal in time; a member of staff decides"),
    EntryKind.RECOVERY_DECIDED: gettext_lazy("It was decided what becomes of money paid in excess"),
    EntryKind.RECOVERY_DROPPED: gettext_lazy("The proposal about money paid in excess was taken back"),
    EntryKind.RECOVERY_OVERTAKEN: gettext_lazy("What was paid in excess is looked at anew"),
    EntryKind.RECOVERY_SET_ASIDE: gettext_lazy("The decision about money paid in excess was set aside"),
    EntryKind.REPAID: gettext_lazy("Money that you paid back has come in"),
    EntryKind.REPAID_WRONG: gettext_lazy("A repayment that was recorded wrongly was taken out"),
    EntryKind.OWED_BACK: gettext_lazy("What you paid back is owed to you"),
    EntryKind.GIVEN_BACK: gettext_lazy("What was owed back was paid to you"),
}
"""What is told of a case, and how; kinds that are not here are the staff's own work."""
_WITH_PARTICULARS: Final = frozenset(
    {
        EntryKind.GRANTED,
        EntryKind.PAID,
        EntryKind.DIFFERENCE,
        EntryKind.STARTS_WITH_AMOUNT,
        EntryKind.MORE_ASKED,
        EntryKind.MORE_PART,
        EntryKind.MORE_GIVEN,
        EntryKind.DOCUMENT_ADDED,
        EntryKind.DOCUMENT_UNSAFE,
        EntryKind.CONTESTED,
        EntryKind.CONTEST_ENDED,
        EntryKind.RECONSIDERED,
        EntryKind.APPEALED,
        EntryKind.APPEAL_DECIDED,
        EntryKind.COURT,
        EntryKind.ANEW,
        EntryKind.RIGHT_GIVEN_UP,
        EntryKind.RECOVERY_PROPOSED,
        EntryKind.RECOVERY_DECIDED,
        EntryKind.REPAID,
        EntryKind.REPAID_WRONG,
        EntryKind.OWED_BACK,
        EntryKind.GIVEN_BACK,
    }
)


def happened(entries: Iterable[CaseEntry], *, names: Mapping[str, str]) -> tuple[Happened, ...]:
    """What happened to a case, from its lines, newest first; the lines come with `select_related(*CaseEntry.who())`."""
    return tuple(_happened(entry, names) for entry in entries if entry.what in _TITLES)


def _happened(entry: CaseEntry, names: Mapping[str, str]) -> Happened:
    return Happened(at=entry.at, title=_title(entry), text=_text(entry, names), by=_by(entry))


def _title(entry: CaseEntry) -> Text:
    if entry.what == EntryKind.OPENED and entry.details.get("origin") in APPLIED:
        return _("You applied for it")
    if entry.what == EntryKind.OPENED and entry.details.get("origin") in ANEW:
        return _("It is decided anew")
    return _TITLES[entry.what]


def _text(entry: CaseEntry, names: Mapping[str, str]) -> Text:
    if entry.what == EntryKind.WAITING:
        return _waited(entry.details, names)
    if entry.what == EntryKind.ENDED:
        return particulars(
            entry.what, {key: value for key, value in entry.details.items() if key != "note"}, say_reason=str
        )
    return particulars(entry.what, entry.details, say_reason=str) if entry.what in _WITH_PARTICULARS else ""


def _waited(details: Mapping[str, Any], names: Mapping[str, str]) -> Text:
    code = reason_code(details)
    if code is WaitingReason.INSTITUTION:
        institution = details.get("institution", "")
        return _("For %(whom)s") % {"whom": names.get(institution, institution)}
    return _WAITS[code]() if code in _WAITS else ""


def _by(entry: CaseEntry) -> Text:
    """Who it was: a member of staff by their office, whoever acted for the person by name; nobody for the system."""
    match entry.actor:
        case Staff():
            return _("a member of staff of the DOST Agency")
        case OnBehalf():
            return str(who(entry))
        case _:
            return ""


def headline(*, amount: Decimal | None, monthly: bool, paid: bool, on_its_way: bool) -> str:
    """The answer before any explanation: how much, and where it is."""
    if amount is None or amount <= 0:
        return _("It is on its way to you") if on_its_way else _("You have this right")
    words = {"amount": money(amount)}
    if on_its_way:
        return (
            _("%(amount)s a month is on its way to you") if monthly else _("%(amount)s is on its way to you")
        ) % words
    if monthly:
        return _("You receive %(amount)s a month") % words
    return (_("You were paid %(amount)s") if paid else _("You have a right to %(amount)s")) % words
