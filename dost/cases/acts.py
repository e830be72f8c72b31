"""What may be done with a case, by whom, and when: one table.

The buttons of every page are made from it (`actions`), and every handler asks it again under its lock (`require`).
Nothing else in the engine asks who somebody is: steps, remedies and clocks are the system's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff, System, acts_for
from dost.accounts.models import User
from dost.accounts.opens import Deed
from dost.common.dates import local_day
from dost.ui.contexts import Text
from registries.models import Person
from services_catalog.models import Service
from services_catalog.queries import definition_of

from . import remedies
from .appeals import conditions
from .codes import WaitingReason, reason_code
from .impartial import Apart, Kept, kept_from
from .mandated import is_covered
from .models import Case, Deliverable, Entitlement
from .recoveries import conditions as recovering
from .stages import Stage, State, WaitingOn
from .unpaid import NO_AMOUNT

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
    ASK_NO_MORE = "ask-no-more"
    ANSWER = "answer"
    SEND_BACK = "send-back"
    GRANT = "grant"
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
    """Where a case must stand. A set that is empty asks nothing; `code` is that of the reason why it waits."""

    stages: frozenset[Stage]
    states: frozenset[State]
    waiting_on: frozenset[WaitingOn] = frozenset()
    codes: frozenset[WaitingReason] = frozenset()
    also: Callable[[Case], bool] | None = None

    def holds(self, case: Case) -> bool:
        """Whether the case stands here. What costs a query is asked last."""
        return (
            case.stage in self.stages
            and case.state in self.states
            and (not self.waiting_on or case.waiting_on in self.waiting_on)
            and (not self.codes or reason_code(case.reason) in self.codes)
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


# -- what the rows are made of -----------------------------------------------------------------------------------

EXAMINERS: Final = Who(roles=frozenset({Role.EXAMINER, Role.SUPERVISOR}))
THE_PERSON: Final = Who(
    roles=frozenset({Role.CLERK, Role.EXAMINER, Role.SUPERVISOR}), oneself=True, on_behalf=frozenset(Capacity)
)
"""The person whose matter it is, whoever may act for them, and the staff who write down what they say."""
HOLDER: Final = Who(oneself=True, on_behalf=frozenset({Capacity.PARENT, Capacity.GUARDIAN}))
"""Whose money it is, and who by law looks after it for them; a mandate opens nobody's account."""
DESKS: Final = Who(roles=frozenset({Role.CLERK, Role.EXAMINER, Role.SUPERVISOR}))
"""Whoever speaks for the office with the person."""
SUPERVISORS: Final = Who(roles=frozenset({Role.SUPERVISOR}))
BY_LAW: Final = Who(roles=DESKS.roles, oneself=True, on_behalf=frozenset({Capacity.PARENT, Capacity.GUARDIAN}))
"""Whose right it is, who by law looks after it for them, and the staff who write down what they say."""
APPLICANT: Final = replace(THE_PERSON, system=True)
"""The same, and an operator at the command line, who is the system here."""

OPEN: Final = frozenset(Stage) - {Stage.CLOSED}
ASKED: Final = frozenset({WaitingReason.ASK_FIRST, WaitingReason.EXCLUSIVE})


def _is_marked(case: Case) -> bool:
    """Whether the right that the case granted runs and is marked because something no longer holds."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    return right is not None and right.ended_on is None and bool((right.review or {}).get("criteria"))


def _may_end(case: Case) -> bool:
    """Whether the right runs and is marked because something no longer holds, or a month has no amount."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    return _is_marked(case) or (
        right is not None and right.ended_on is None and bool((right.review or {}).get(NO_AMOUNT))
    )


def _is_untold(case: Case) -> bool:
    """Whether something about the case has reached nobody, and nobody has told the person yet."""
    return any(notice.untold and notice.told_at is None for notice in case.notices.all())


def _is_given(case: Case) -> bool:
    """Whether what the case gave has not been ended."""
    given: Deliverable | None = getattr(case, "deliverable", None)
    return given is not None and given.ended_on is None


def _asks(case: Case) -> bool:
    """Whether the version of the case asks the person anything. Until it is decided, a later answer supersedes."""
    return bool(definition_of(case.version).questions)


def _may_not_hand_on(case: Case, actor: Actor) -> bool:
    """Whether nobody has the case, or somebody else has: it is handed on by its holder, or by a supervisor."""
    if case.assigned_to_id is None or not isinstance(actor, Staff):
        return True
    return case.assigned_to_id != actor.user_id and actor.role != Role.SUPERVISOR


def _is_assigned_to(case: Case, actor: Actor) -> bool:
    """Whether the case is the actor's own already."""
    return isinstance(actor, Staff) and case.assigned_to_id == actor.user_id


_CLOSED: Final = frozenset({Stage.CLOSED})
_DONE: Final = frozenset({State.DONE})
_WAITING: Final = frozenset({State.WAITING})
_UNDECIDED: Final = frozenset({Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE})
_STOPPED_AT_THE_BANK: Final = frozenset({Stage.PAY, Stage.CLOSED})
_DECIDED: Final = frozenset({Stage.PAY, Stage.NOTIFY, Stage.CLOSED})
_TO_DECIDE: Final = Where(frozenset({Stage.DECIDE}), _WAITING, frozenset({WaitingOn.CLERK}))
_NOTE: Final = frozenset({Need.NOTE})
_ASKED_FOR_MORE: Final = Where(
    frozenset({Stage.VERIFY, Stage.DECIDE}), _WAITING, frozenset({WaitingOn.PERSON}), frozenset({WaitingReason.MORE})
)

TABLE: Final[Mapping[Act, Terms]] = {
    Act.APPLY: Terms(gettext_lazy("Apply"), APPLICANT, None, frozenset({Need.ANSWERS}), deed=Deed.APPLY),
    Act.CHANGE_ACCOUNT: Terms(gettext_lazy("Change the account"), HOLDER, None),
    Act.PREFER: Terms(gettext_lazy("Choose how a service comes"), BY_LAW, None),
    Act.CONTEST: Terms(gettext_lazy("Say that a fact is wrong"), THE_PERSON, None, deed=Deed.CORRECT),
    Act.ANSWER_CONTEST: Terms(
        gettext_lazy("Record what the institution said"), EXAMINERS, None, frozenset({Need.NOTE})
    ),
    Act.COMPLAIN: Terms(gettext_lazy("Write a complaint or a proposal"), BY_LAW, None),
    Act.ANSWER_COMPLAINT: Terms(gettext_lazy("Answer a complaint or a proposal"), EXAMINERS, None, _NOTE),
    Act.TELL: Terms(
        gettext_lazy("Record how the person was told"),
        EXAMINERS,
        Where(frozenset(Stage), frozenset(State), also=_is_untold),
        frozenset({Need.HOW, Need.NOTE}),
    ),
    Act.PAID_ONCE: Terms(
        gettext_lazy("Record that the bank paid once"),
        EXAMINERS,
        Where(_STOPPED_AT_THE_BANK, _WAITING | _DONE, also=remedies.has_doubtful_payments),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.PAY_TO: Terms(
        gettext_lazy("Decide who receives the money"),
        EXAMINERS,
        Where(
            frozenset({Stage.PAY}),
            _WAITING,
            frozenset({WaitingOn.CLERK}),
            frozenset({WaitingReason.MINOR_PAYEE}),
        ),
        frozenset({Need.PAYEE, Need.NOTE}),
        apart=Apart.THE_PEOPLE,
    ),
    Act.NEW_ACCOUNT: Terms(
        gettext_lazy("Ask for another account"),
        EXAMINERS,
        Where(_STOPPED_AT_THE_BANK, _WAITING | _DONE, also=remedies.needs_another_account),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.SEEN_TO: Terms(
        gettext_lazy("Record what was done about the payment"),
        EXAMINERS,
        Where(_STOPPED_AT_THE_BANK, _WAITING | _DONE, also=remedies.can_be_seen_to),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.KEEP: Terms(
        gettext_lazy("Let the right go on"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=_is_marked),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.END: Terms(
        gettext_lazy("End the right"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=_may_end),
        frozenset({Need.LAST_DAY, Need.NOTE}),
        apart=Apart.THE_PEOPLE,
    ),
    Act.PROPOSE_RECOVERY: Terms(
        gettext_lazy("Propose what becomes of the excess"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.to_propose),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.DECIDE_RECOVERY: Terms(
        gettext_lazy("Decide what becomes of the excess"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.to_decide),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.CONFIRM_RECOVERY: Terms(
        gettext_lazy("Confirm as the second person"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.to_confirm),
        unless=recovering.is_no_second_person,
        apart=Apart.THE_PEOPLE,
    ),
    Act.SAY_RECOVERY: Terms(
        gettext_lazy("Write down what the person says of the proposal"),
        BY_LAW,
        Where(_CLOSED, _DONE, also=recovering.is_heard),
        frozenset({Need.TEXT}),
    ),
    Act.DROP_RECOVERY: Terms(
        gettext_lazy("Take the proposal back"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.to_drop),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.RECORD_REPAYMENT: Terms(
        gettext_lazy("Record money that was paid back"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.is_paid_back),
        apart=Apart.THE_PEOPLE,
    ),
    Act.CLOSE_OVERPAID: Terms(
        gettext_lazy("Close what was paid in excess"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=recovering.to_close),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.WITHDRAW: Terms(
        gettext_lazy("Take back what was issued"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=_is_given),
        _NOTE,
        apart=Apart.THE_PEOPLE,
    ),
    Act.ANSWER_QUESTIONS: Terms(
        gettext_lazy("Answer the questions"),
        APPLICANT,
        Where(_UNDECIDED, frozenset({State.READY, State.WAITING}), also=_asks),
        frozenset({Need.ANSWERS}),
        deed=Deed.ANSWER,
    ),
    Act.ANSWER: Terms(
        gettext_lazy("Record the person’s answer"),
        THE_PERSON,
        Where(frozenset({Stage.CHOOSE}), _WAITING, frozenset({WaitingOn.PERSON}), ASKED),
        frozenset({Need.WANTED, Need.NOTE}),
        deed=Deed.ANSWER,
    ),
    Act.GIVE_MORE: Terms(
        gettext_lazy("Take in what was asked for"),
        THE_PERSON,
        _ASKED_FOR_MORE,
        frozenset({Need.GIVEN}),
        deed=Deed.ANSWER,
    ),
    Act.GRANT: Terms(gettext_lazy("Grant"), EXAMINERS, _TO_DECIDE, _NOTE, apart=Apart.THE_PEOPLE),
    Act.REFUSE: Terms(gettext_lazy("Refuse"), EXAMINERS, _TO_DECIDE, _NOTE, apart=Apart.THE_PEOPLE),
    Act.ASK_MORE: Terms(
        gettext_lazy("Ask the person for more"),
        EXAMINERS,
        Where(frozenset({Stage.VERIFY, Stage.DECIDE}), _WAITING, frozenset({WaitingOn.CLERK})),
        frozenset({Need.REQUESTS}),
        apart=Apart.THE_PEOPLE,
    ),
    Act.ASK_NO_MORE: Terms(
        gettext_lazy("Take back what was asked"), EXAMINERS, _ASKED_FOR_MORE, _NOTE, apart=Apart.THE_PEOPLE
    ),
    Act.SEND_BACK: Terms(
        gettext_lazy("Ask the institutions again"), EXAMINERS, _TO_DECIDE, _NOTE, apart=Apart.THE_PEOPLE
    ),
    Act.REPLY: Terms(
        gettext_lazy("Answer the question"),
        DESKS,
        Where(frozenset(Stage), frozenset(State), also=conditions.waits_for_reply_of_staff),
        frozenset({Need.TEXT}),
    ),
    Act.ADMIT_APPEAL: Terms(
        gettext_lazy("Say whether the late appeal is admitted"),
        EXAMINERS,
        Where(_DECIDED, frozenset(State), also=conditions.to_admit),
        _NOTE,
        apart=Apart.THE_DECISION,
    ),
    Act.DECIDE_APPEAL: Terms(
        gettext_lazy("Decide the appeal"),
        EXAMINERS,
        Where(_CLOSED, _DONE, also=conditions.to_answer),
        frozenset({Need.RULING, Need.NOTE}),
        apart=Apart.THE_DECISION,
    ),
    Act.TAKE_BACK: Terms(
        gettext_lazy("Withdraw the application"),
        THE_PERSON,
        Where(_UNDECIDED, frozenset({State.READY, State.WAITING}), also=conditions.is_applied_for),
        _NOTE,
        deed=Deed.APPLY,
    ),
    Act.GIVE_UP: Terms(
        gettext_lazy("Give up the right"),
        BY_LAW,
        Where(_CLOSED, _DONE, also=conditions.runs_monthly),
        frozenset({Need.LAST_DAY, Need.NOTE}),
    ),
    Act.APPEAL: Terms(
        gettext_lazy("Write down an appeal"),
        THE_PERSON,
        Where(_DECIDED, frozenset(State), also=conditions.may_be_appealed),
        frozenset({Need.GROUNDS}),
        deed=Deed.APPEAL,
    ),
    Act.ASK: Terms(
        gettext_lazy("Write down a question"),
        THE_PERSON,
        Where(frozenset(Stage), frozenset(State)),
        frozenset({Need.TEXT}),
        deed=Deed.ANSWER,
    ),
    Act.REGISTER_COURT: Terms(
        gettext_lazy("Register a court decision"),
        SUPERVISORS,
        Where(_CLOSED, _DONE, also=conditions.has_decision),
        frozenset({Need.COURT}),
        apart=Apart.THE_PEOPLE,
    ),
    Act.ASSIGN: Terms(
        gettext_lazy("Take the case over"),
        EXAMINERS,
        Where(OPEN, frozenset({State.READY, State.WAITING})),
        unless=_is_assigned_to,
        apart=Apart.THE_PEOPLE,
    ),
    Act.HAND_ON: Terms(
        gettext_lazy("Hand the case on"),
        EXAMINERS,
        Where(OPEN, frozenset({State.READY, State.WAITING})),
        unless=_may_not_hand_on,
    ),
}
"""Every act; in the order in which they are offered, the most likely first."""


# -- asking it ---------------------------------------------------------------------------------------------------


def may(act: Act, *, actor: Actor, person_id: int) -> bool:
    """Whether an actor may do this in a person's matters at all, wherever a case stands."""
    who = TABLE[act].who
    match actor:
        case System():
            return who.system
        case Staff():
            return actor.role in who.roles
        case Oneself():
            return who.oneself and acts_for(actor) == person_id
        case OnBehalf():
            return actor.capacity in who.on_behalf and acts_for(actor) == person_id


def _stands(act: Act, case: Case, actor: Actor) -> bool:
    """Whether the case stands where this actor may do this, whoever the actor is to its people."""
    where = TABLE[act].where
    if where is None or not may(act, actor=actor, person_id=case.person_id) or not where.holds(case):
        return False
    unless = TABLE[act].unless
    return (unless is None or not unless(case, actor)) and _covered(act, actor, case.service)


@dataclass(frozen=True, slots=True)
class Offered:
    """What an actor may do with a case as it stands; `is_kept`: something more, were they not too close to it."""

    acts: tuple[Act, ...]
    is_kept: bool = False


def offered(case: Case, actor: Actor) -> Offered:
    """What an actor may do with the case as it stands, the most likely first. Kinship is asked once for all of it."""
    there = [act for act in TABLE if _stands(act, case, actor)]
    kept = {apart: _kept(case, actor, apart) for apart in {TABLE[act].apart for act in there}}
    free = tuple(act for act in there if kept[TABLE[act].apart] is None)
    return Offered(free, is_kept=len(free) < len(there))


def actions(case: Case, actor: Actor) -> tuple[Act, ...]:
    """What an actor may do with the case as it stands, the most likely first."""
    return offered(case, actor).acts


def possible(act: Act, *, case: Case, actor: Actor) -> bool:
    """Whether an actor may do this one thing with the case as it stands."""
    return _stands(act, case, actor) and _kept(case, actor, TABLE[act].apart) is None


def _kept(case: Case, actor: Actor, apart: Apart) -> Kept | None:
    """Why an actor is kept from the acts of a case that ask for this distance; None when they are not."""
    return kept_from(case, actor, apart=apart, on=local_day(timezone.now()))


def _covered(act: Act, actor: Actor, service: Service | None) -> bool:
    return is_covered(actor, TABLE[act].deed, service, on=local_day(timezone.now()))


def require_allowed(act: Act, *, actor: Actor, person_id: int, service: Service | None = None) -> None:
    """Pass only whoever may do this in a person's matters, wherever a case stands; raises `NotAllowed`.

    `service` is what it is about: without one no mandate covers it.
    """
    if not may(act, actor=actor, person_id=person_id) or not _covered(act, actor, service):
        raise NotAllowed(act)


def require(
    act: Act, *, actor: Actor, case: Case | None = None, person: Person | None = None, service: Service | None = None
) -> None:
    """Pass only whoever may do this now: with a case (read it under its lock), or for a person before there is one,
    about a `service` if it is about one.

    Raises:
        NotAllowed: the actor may never do this in the matters of this person.
        MovedOn: the case does not stand where this may be done.
        NotImpartial: the actor may be too close to the case, or has decided what this would judge.
    """
    person_id = case.person_id if case is not None else person.pk if person is not None else None
    if person_id is None:
        raise TypeError("case or person: name one of them")
    require_allowed(act, actor=actor, person_id=person_id, service=case.service if case is not None else service)
    if TABLE[act].where is None:
        return
    if case is None or not _stands(act, case, actor):
        raise MovedOn
    if _kept(case, actor, TABLE[act].apart) is not None:
        raise NotImpartial


def needs_of(act: Act, actor: Actor) -> frozenset[Need]:
    """What this actor must give with an act."""
    needs = TABLE[act].needs
    return needs if isinstance(actor, Staff) else needs - _NOTE


def require_note(act: Act, *, actor: Actor, note: str) -> None:
    """Pass only with a note where the table asks this actor for one; raises `NotPossible`."""
    if Need.NOTE in needs_of(act, actor) and not note.strip():
        raise NotPossible(_("Write down your reasons."))
