"""The words of the table of acts: what is done, with what, by whom, where, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.actors import Actor, Capacity
from dost.accounts.models import User
from dost.accounts.opens import Deed
from dost.ui.contexts import Text

from .codes import WaitingReason, reason_code
from .impartial import Apart
from .models import Case
from .stages import Stage, State, WaitingOn

Role = User.Role


class Act(StrEnum):
    """An act, as its address names it."""

    APPLY = "apply"
    PREFER = "prefer"
    ANSWER_QUESTIONS = "answer-questions"
    ASSIGN = "assign"
    HAND_ON = "hand-on"
    ASK_MORE = "ask-more"
    GIVE_MORE = "give-more"
    ADD_DOCUMENT = "add-document"
    ASK_NO_MORE = "ask-no-more"
    ANSWER = "answer"
    SEND_BACK = "send-back"
    GRANT = "grant"
    CONFIRM_GRANT = "confirm-grant"
    SEND_BACK_GRANT = "send-back-grant"
    TAKE_BACK_GRANT = "take-back-grant"
    REFUSE = "refuse"
    NEW_ACCOUNT = "new-account"
    PAID_ONCE = "paid-once"
    SEEN_TO = "seen-to"
    PAY_TO = "pay-to"
    KEEP = "keep"
    END = "end"
    CLOSE_OVERPAID = "close-overpaid"
    WITHDRAW = "withdraw"
    TELL = "tell"
    CHANGE_ACCOUNT = "change-account"
    ACCOUNT_IN_PERSON = "account-in-person"
    CONTEST = "contest"
    ANSWER_CONTEST = "answer-contest"
    COMPLAIN = "complain"
    ANSWER_COMPLAINT = "answer-complaint"
    ASK = "ask"
    REPLY = "reply"
    TAKE_BACK = "take-back"
    GIVE_UP = "give-up"
    APPEAL = "appeal"
    ADMIT_APPEAL = "admit-appeal"
    DECIDE_APPEAL = "decide-appeal"
    REGISTER_COURT = "register-court"
    PROPOSE_RECOVERY = "propose-recovery"
    SAY_RECOVERY = "say-recovery"
    DECIDE_RECOVERY = "decide-recovery"
    CONFIRM_RECOVERY = "confirm-recovery"
    DROP_RECOVERY = "drop-recovery"
    RECORD_REPAYMENT = "record-repayment"


class Need(StrEnum):
    """What must be given with an act."""

    NOTE = "note"
    """Reasons in writing, or how the person said it. Only of staff: a citizen's act is their own word."""
    LAST_DAY = "last-day"
    WANTED = "wanted"
    """A yes or a no."""
    PAYEE = "payee"
    """Who receives the money: the person, or one of those who may for them."""
    HOW = "how"
    """By what way the person was told."""
    REQUESTS = "requests"
    """What the person is asked for, why, and until when."""
    GIVEN = "given"
    """What was asked for: words, or documents."""
    DOCUMENT = "document"
    """A document, and what it is."""
    ANSWERS = "answers"
    """Answers to the questions of the service's version."""
    TEXT = "text"
    """What is asked, or answered."""
    GROUNDS = "grounds"
    """Why somebody does not agree, and why they say so late."""
    RULING = "ruling"
    """What an appeal is answered with, and what is taken for proven."""
    COURT = "court"
    """Which court, its number, its day, what it says, and what follows."""


class NotPossible(Exception):  # noqa: N818 - it reads as what it says
    """The act cannot be done to this case as it stands; the message says why, for whoever tried."""


class MovedOn(NotPossible):
    """The case is not, or no longer, where this act may be done."""

    def __init__(self) -> None:
        super().__init__(_("The case has moved on meanwhile; this can no longer be done."))


class NotAllowed(NotPossible):
    """Whoever tries may never do this: their role or kind is not in the table, or it is not their matter."""

    def __init__(self, act: Act) -> None:
        super().__init__(_("You may not do this."))
        self.act = act


class NotImpartial(NotPossible):
    """Whoever tries may be too close to the case to decide it; what it is they are not told (`cases.impartial`)."""

    def __init__(self) -> None:
        super().__init__(KEPT_FROM)


KEPT_FROM: Final = gettext_lazy(
    "This case is not for you to decide: nobody decides where they, or anybody close to them, might be concerned, nor "
    "on what they have decided themselves. Another member of staff takes it."
)
"""Said to whoever is kept from a case, whatever the reason: it tells of nobody's family."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may do something: staff of these roles; citizens for themselves, and for somebody as these; a command."""

    roles: frozenset[Role] = frozenset()
    oneself: bool = False
    system: bool = False
    on_behalf: frozenset[Capacity] = frozenset()


@dataclass(frozen=True, slots=True)
class Where:
    """Where a case must stand. A set that is empty asks nothing; `codes` are those of the reason why it waits.

    `judged`: also where somebody has granted what waits for a second person; nothing else that decides is done then.
    """

    stages: frozenset[Stage]
    states: frozenset[State]
    waiting_on: frozenset[WaitingOn] = frozenset()
    codes: frozenset[WaitingReason] = frozenset()
    also: Callable[[Case], bool] | None = None
    judged: bool = True

    def holds(self, case: Case) -> bool:
        """Whether the case stands here. What costs a query is asked last."""
        return (
            case.stage in self.stages
            and case.state in self.states
            and (not self.waiting_on or case.waiting_on in self.waiting_on)
            and (not self.codes or reason_code(case.reason) in self.codes)
            and (self.judged or case.to_confirm_id is None)
            and (self.also is None or self.also(case))
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """A row of the table. `where` is None for what is done before there is a case; `unless` asks of the actor too.

    `apart` is what a member of staff must stand apart from: whoever decides is never close to whom it is about. `deed`
    is what a mandate must name to cover it.
    """

    label: Text
    who: Who
    where: Where | None
    needs: frozenset[Need] = frozenset()
    unless: Callable[[Case, Actor], bool] | None = None
    apart: Apart = Apart.NOTHING
    deed: Deed | None = None
