"""The codes that cases keep: why one waits, what happened to it, why a right ended or must be looked at again.

A code's label is its word, in every language, and there is no other place of words for it; its colour is in
`text.words`, and a wait with its particulars is said in a sentence by `text.reasons`. What is stored are the values:
they never change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WaitingReason(models.TextChoices):
    """Why a case waits: the code in `Case.reason`."""

    INSTITUTION = "institution", _("An institution has not answered")
    ASK_FIRST = "ask_first", _("Asked, no answer yet")
    EXCLUSIVE = "exclusive", _("Another right excludes this one")
    QUESTIONS = "questions", _("Questions are not answered yet")
    MORE = "more", _("More was asked of the person")
    CONTRADICTION = "contradiction", _("An institution’s answer contradicts the registry")
    UNKNOWN = "unknown", _("A fact that the rule needs is not known")
    HELD = "held", _("It is awarded already")
    NOTHING = "nothing", _("The amount comes to nothing")
    FAILED = "failed", _("The system could not work on the case")
    ANEW = "anew", _("It must be decided anew, and the data still say no")
    NO_PAYEE = "no_payee", _("There is nobody alive to pay to")
    MINOR_PAYEE = "minor_payee", _("The person is too young to be paid")
    ACCOUNT = "account", _("The account is being opened")
    ORDERS = "orders", _("The payment is on its way")
    ACCOUNT_REFUSED = "account_refused", _("The bank refused")
    NO_AMOUNT = "no_amount", _("No amount can be told")
    NOTICE = "notice", _("The message is on its way")
    TERM_PASSED = "term_passed", _("The time limit passed before an institution answered")
    CONTESTED = "contested", _("A fact is called wrong, and its institution has not answered")
    SECOND_PERSON = "second_person", _("A second person must confirm what was granted")


class EntryKind(models.TextChoices):
    """What a line of the timeline tells: `CaseEntry.what`."""

    OPENED = "opened", pgettext_lazy("timeline", "A right was found")
    LOOKED_AGAIN = "looked_again", pgettext_lazy("timeline", "The person asked the state to look again")
    WAITING = "waiting", pgettext_lazy("timeline", "Waiting")
    VERIFIED = "verified", pgettext_lazy("timeline", "The institutions confirmed the data")
    ASKED = "asked", pgettext_lazy("timeline", "The person was asked")
    RIVAL = "rival", pgettext_lazy("timeline", "A right that excludes this one was found")
    ANSWERED = "answered", pgettext_lazy("timeline", "The person answered")
    MORE_ASKED = "more_asked", pgettext_lazy("timeline", "More was asked of the person")
    MORE_PART = "more_part", pgettext_lazy("timeline", "The person gave part of what was asked")
    MORE_GIVEN = "more_given", pgettext_lazy("timeline", "The person gave what was asked")
    MORE_LAPSED = "more_lapsed", pgettext_lazy("timeline", "The day passed without what was asked")
    MORE_TAKEN_BACK = "more_taken_back", pgettext_lazy("timeline", "What was asked is not needed any more")
    ACCEPTED = "accepted", pgettext_lazy("timeline", "The person said yes")
    DECLINED = "declined", pgettext_lazy("timeline", "The person does not want it")
    NOTED = "noted", pgettext_lazy("timeline", "A note")
    RECORD_GONE = "record_gone", pgettext_lazy("timeline", "The record it arose from is no longer there")
    SENT_BACK = "sent_back", pgettext_lazy("timeline", "Sent back to verification")
    ASSIGNED = "assigned", pgettext_lazy("timeline", "Taken over by a member of staff")
    HANDED_ON = "handed_on", pgettext_lazy("timeline", "Handed on to another member of staff")
    GRANTED = "granted", pgettext_lazy("timeline", "Granted")
    REFUSED = "refused", pgettext_lazy("timeline", "Refused")
    STARTS_WITH_AMOUNT = "starts_with_amount", pgettext_lazy("timeline", "The right starts with its first amount")
    HELD = "held", pgettext_lazy("timeline", "It is awarded already")
    NO_RIGHT = "no_right", pgettext_lazy("timeline", "No right on the day of decision")
    ACCOUNT_ASKED = "account_asked", pgettext_lazy("timeline", "The bank was asked to open an account")
    ORDERED = "ordered", pgettext_lazy("timeline", "The payment was sent to the bank")
    ACCOUNT_ANEW = "account_anew", pgettext_lazy("timeline", "Another account was asked for")
    ORDER_REFUSED = "order_refused", pgettext_lazy("timeline", "The bank refused a payment")
    SENT_AGAIN = "sent_again", pgettext_lazy("timeline", "The payment was sent to the bank again")
    ORDER_RETURNED = "order_returned", pgettext_lazy("timeline", "A payment came back from the bank")
    ORDER_WITHHELD = "order_withheld", pgettext_lazy("timeline", "A payment was kept back")
    ORDER_SEEN_TO = "order_seen_to", pgettext_lazy("timeline", "A member of staff has seen to the payment")
    PAYEE_CHOSEN = "payee_chosen", pgettext_lazy("timeline", "It was decided who receives the money")
    NOT_TOLD = "not_told", pgettext_lazy("timeline", "A message was kept back")
    PAID_ONCE = "paid_once", pgettext_lazy("timeline", "It was settled with the bank that it paid once")
    PAID = "paid", pgettext_lazy("timeline", "Paid")
    TOLD = "told", pgettext_lazy("timeline", "The person was told")
    ENDED = "ended", pgettext_lazy("timeline", "The payment ended")
    TO_REVIEW = "to_review", pgettext_lazy("timeline", "The right must be looked at again")
    STANDS_AGAIN = "stands_again", pgettext_lazy("timeline", "A later rule lets the right stand")
    WITHDRAWN = "withdrawn", pgettext_lazy("timeline", "What was issued was taken back")
    OVER = "over", pgettext_lazy("timeline", "The occasion is over; it may come again")
    KEPT = "kept", pgettext_lazy("timeline", "The right goes on")
    NO_AMOUNT = "no_amount", pgettext_lazy("timeline", "No amount can be told for a month")
    UNPAID = "unpaid", pgettext_lazy("timeline", "A month that is due is not paid")
    DIFFERENCE = "difference", pgettext_lazy("timeline", "A difference was sent to the bank")
    OVERPAID = "overpaid", pgettext_lazy("timeline", "More was paid than was owed")
    OVERPAID_SEEN = "overpaid_seen", pgettext_lazy("timeline", "What was paid in excess was looked at")
    OWED_AFTER_ALL = "owed_after_all", pgettext_lazy("timeline", "What was called paid in excess was owed")
    RUNS_AGAIN = "runs_again", pgettext_lazy("timeline", "The payment runs again: the death was recorded wrongly")
    END_MOVED = "end_moved", pgettext_lazy("timeline", "The last day was corrected with the day of death")
    DOCUMENT_ADDED = "document_added", pgettext_lazy("timeline", "A document was handed in")
    DOCUMENT_UNSAFE = "document_unsafe", pgettext_lazy("timeline", "A document cannot be opened: a virus was found")
    TERM_NEAR = "term_near", pgettext_lazy("timeline", "The time limit of the law ends soon")
    TERM_PASSED = "term_passed", pgettext_lazy("timeline", "The time limit of the law has passed")
    NO_ANSWER = "no_answer", pgettext_lazy("timeline", "An institution did not answer within the time limit")
    QUESTION = "question", pgettext_lazy("timeline", "The person asked something")
    REPLY = "reply", pgettext_lazy("timeline", "The question was answered")
    GIVEN_UP = "given_up", pgettext_lazy("timeline", "The person withdrew the application")
    RIGHT_GIVEN_UP = "right_given_up", pgettext_lazy("timeline", "The person gave up the right")
    APPEALED = "appealed", pgettext_lazy("timeline", "An appeal was lodged")
    APPEAL_ADMITTED = "appeal_admitted", pgettext_lazy("timeline", "The late appeal was admitted")
    APPEAL_TOO_LATE = "appeal_too_late", pgettext_lazy("timeline", "The appeal came too late and was not admitted")
    APPEAL_DECIDED = "appeal_decided", pgettext_lazy("timeline", "The appeal was decided")
    COURT = "court", pgettext_lazy("timeline", "A court decision was registered")
    ANEW = "anew", pgettext_lazy("timeline", "It is decided anew")
    RUNS_BY_APPEAL = "runs_by_appeal", pgettext_lazy("timeline", "The right runs again: its end was set aside")
    RECORD_CORRECTED = (
        "record_corrected",
        pgettext_lazy("timeline", "Its record was corrected or annulled"),
    )
    CONTESTED = "contested", pgettext_lazy("timeline", "A fact was called wrong")
    CONTEST_ENDED = "contest_ended", pgettext_lazy("timeline", "The fact is no longer contested")
    RECOVERY_PROPOSED = "recovery_proposed", pgettext_lazy("timeline", "It was proposed what becomes of the excess")
    RECOVERY_SAID = "recovery_said", pgettext_lazy("timeline", "The person said something about the proposal")
    RECOVERY_UNHEARD = "recovery_unheard", pgettext_lazy("timeline", "The person was not heard from in time")
    RECOVERY_JUDGED = "recovery_judged", pgettext_lazy("timeline", "It was decided; a second person must confirm")
    RECOVERY_DECIDED = "recovery_decided", pgettext_lazy("timeline", "It was decided what becomes of the excess")
    RECOVERY_SENT_BACK = "recovery_sent_back", pgettext_lazy("timeline", "The second person did not confirm")
    RECOVERY_DROPPED = "recovery_dropped", pgettext_lazy("timeline", "The proposal about the excess was taken back")
    RECOVERY_OVERTAKEN = "recovery_overtaken", pgettext_lazy("timeline", "Something else is known of the excess now")
    RECOVERY_SET_ASIDE = "recovery_set_aside", pgettext_lazy("timeline", "The decision about the excess was set aside")
    REPAID = "repaid", pgettext_lazy("timeline", "Money was paid back")
    REPAID_WRONG = "repaid_wrong", pgettext_lazy("timeline", "A repayment that was recorded wrongly was taken out")
    OWED_BACK = "owed_back", pgettext_lazy("timeline", "What was paid back is owed to the person")
    GIVEN_BACK = "given_back", pgettext_lazy("timeline", "What was owed back was paid to the person")
    GRANT_JUDGED = "grant_judged", pgettext_lazy("timeline", "It was decided; a second person checks it")
    GRANT_CONFIRMED = "grant_confirmed", pgettext_lazy("timeline", "A second person confirmed the decision")
    GRANT_SENT_BACK = "grant_sent_back", pgettext_lazy("timeline", "The second person sent the decision back")
    GRANT_TAKEN_BACK = "grant_taken_back", pgettext_lazy("timeline", "The decision was taken back before it counted")
    GRANT_OVERTAKEN = "grant_overtaken", pgettext_lazy("timeline", "The case went on; the decision does not count")
    RECONSIDERED = "reconsidered", pgettext_lazy("timeline", "Looked at again, because a fact was corrected")
    RECKONED_AGAIN = "reckoned_again", pgettext_lazy("timeline", "Reckoned again, because a fact was corrected")


class Told(models.TextChoices):
    """How a member of staff told a person what no message could: `channel` of a line `told`."""

    BY_PHONE = "by_phone", pgettext_lazy("how somebody was told", "by telephone")
    AT_THE_WINDOW = "at_window", pgettext_lazy("how somebody was told", "in a centre")
    AT_HOME = "at_home", pgettext_lazy("how somebody was told", "at home")
    BY_LETTER = "by_letter", pgettext_lazy("how somebody was told", "by a letter")


class EndReason(models.TextChoices):
    """Why a right ended before its last day: `Entitlement.end_reason`, and the `stop_reason` of its award."""

    DEATH = "death", pgettext_lazy("why a payment ended", "death")
    CLERK = "clerk", pgettext_lazy("why a payment ended", "by a member of staff")
    CHOSE_ANOTHER = "chose another right", pgettext_lazy("why a payment ended", "another right was chosen")
    GIVEN_UP = "given up", pgettext_lazy("why a payment ended", "the person gave it up")
    DECIDED_ANEW = "decided anew", pgettext_lazy("why a payment ended", "it was decided anew")


TOLD_OTHERWISE: Final = (EndReason.GIVEN_UP, EndReason.DECIDED_ANEW)
"""Ends that a letter of another kind tells of: what the person gave up, and what an appeal put another right for."""


class ReviewCause(models.TextChoices):
    """Why a right is marked for somebody to look at: `cause` in `Entitlement.review`, of a refused month its `code`."""

    RULE = "rule", _("The rule changed")
    FACTS = "facts", _("The facts changed")
    ORDER_REFUSED = "order_refused", _("A month was refused")
    NO_AMOUNT = "no_amount", _("A month has no amount")
    UNPAID = "unpaid", _("A month is not paid")
    OWED = "owed", _("A difference is not paid")
    OVERPAID = "overpaid", _("Paid in excess")
    APPEAL = "appeal", _("An appeal was granted")
    ORDER_RETURNED = "order_returned", _("A payment came back")
    ORDER_WITHHELD = "order_withheld", _("A payment was kept back")


OF_AN_ORDER: Final = (ReviewCause.ORDER_REFUSED, ReviewCause.ORDER_RETURNED, ReviewCause.ORDER_WITHHELD)
"""Marks of what became of a payment: `code` and `period` in `Entitlement.review`; they stand for ended rights too."""


class Proven(models.TextChoices):
    """Who took a fact for proven otherwise than the registries say: the source of such a fact in a decision."""

    APPEAL = "appeal", _("taken for proven on appeal")
    COURT = "court", _("found by a court")


class LostGround(models.TextChoices):
    """What a right can lose beside the criteria of its rule: it stands among them in `Entitlement.review`."""

    RECORD_GONE = "record_gone", _("The record the right arose from is no longer there or no longer valid")
    NOT_IN_FORCE = "not_in_force", _("The service is no longer in force")
    SET_ASIDE = "set_aside", _("Its end was set aside by an appeal or a court, to be decided anew")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case waits, with the particulars that the sentence needs. Those that have any are made by a function."""

    code: WaitingReason
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `Case.reason` keeps it: the code and the particulars side by side."""
        return {"code": self.code.value, **self.details}


def no_answer_of(institution: str, *, what: str, seconds: float | None) -> Reason:
    """An institution does not answer; `what` it did is a code of `registries.bridge.transport`."""
    return Reason(WaitingReason.INSTITUTION, {"institution": institution, "what": what, "seconds": seconds})


def contradicted_by(institution: str, question: str) -> Reason:
    """An institution says otherwise than the registry, in answer to a question of its own (`alive`)."""
    details = {"institution": institution, "question": f"{institution}.{question}"}
    return Reason(WaitingReason.CONTRADICTION, details)


def unknown_facts(names: Sequence[str]) -> Reason:
    """Facts without which the rule says neither yes nor no."""
    return Reason(WaitingReason.UNKNOWN, {"facts": list(names)})


def comes_to(amount: Decimal | None) -> Reason:
    """The rule says yes, and the amount is nothing: a parameter or a fact is wrong."""
    return Reason(WaitingReason.NOTHING, {"amount": str(amount)})


def excluded_by(service: str, open_case: int = 0) -> Reason:
    """The person is asked, for a right to this service excludes the one found.

    `open_case` is the case that goes before, if the right is not held yet: when it ends without a right, the one that
    waits goes on (`batch`).
    """
    behind = {"case": open_case} if open_case else {}
    return Reason(WaitingReason.EXCLUSIVE, {"service": service, **behind})


def contested_by(institution: str, correction: int, number: str) -> Reason:
    """A fact that the rule reads is called wrong, and the institution it comes from has not answered.

    `correction` is the id of what somebody said, `number` that of its receipt.
    """
    details = {"institution": institution, "correction": correction, "number": number}
    return Reason(WaitingReason.CONTESTED, details)


def unanswered(questions: Sequence[str]) -> Reason:
    """An application lacks the answers to these questions."""
    return Reason(WaitingReason.QUESTIONS, {"questions": list(questions)})


def more_asked(until: date, *, before: Mapping[str, Any]) -> Reason:
    """A member of staff has asked the person for more, by a day; `before` is what the case waited for till then."""
    return Reason(WaitingReason.MORE, {"until": until.isoformat(), "before": dict(before)})


MORE: Final = "more"
"""Beside the reason why a case waits for staff: what became of what the person was asked for (`MoreAsked.State`)."""


def second_person_asked(above: Decimal) -> Reason:
    """Somebody has granted more than one may grant alone (AZN): a second person confirms it, or sends it back."""
    return Reason(WaitingReason.SECOND_PERSON, {"above": str(above)})


SECOND: Final = "second"
"""Beside the reason why a case waits for staff: what became of what it was to be confirmed (`GrantToConfirm.State`)."""


def no_answer_in_time(institution: str, question: str) -> Reason:
    """The time limit has passed and an institution has not answered a question of its own (`alive`)."""
    return Reason(WaitingReason.TERM_PASSED, {"institution": institution, "question": f"{institution}.{question}"})


def refused_by_bank(problem: str) -> Reason:
    """The bank has refused the account or a payment, and said why."""
    return Reason(WaitingReason.ACCOUNT_REFUSED, {"problem": problem})


def reason_code(stored: Mapping[str, Any]) -> WaitingReason | None:
    """The code of a reason as `Case.reason` keeps it; None when there is none, or none that is known."""
    code = stored.get("code")
    return WaitingReason(code) if code in WaitingReason.values else None
