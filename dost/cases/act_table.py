"""Every act: who may do it, where a case must stand, what must be given with it, and what a mandate must name.

Asked by `acts`; nothing else reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy

from dost.accounts.actors import Actor, Capacity, Staff
from dost.accounts.opens import Deed
from services_catalog.queries import definition_of

from . import remedies, second_person
from .act_terms import Act, Need, Role, Terms, Where, Who
from .appeals import conditions
from .codes import WaitingReason, reason_code
from .impartial import Apart
from .models import Case, Deliverable, Entitlement
from .recoveries import conditions as recovering
from .stages import Stage, State, WaitingOn
from .unpaid import NO_AMOUNT

EXAMINERS: Final = Who(roles=frozenset({Role.EXAMINER, Role.SUPERVISOR}))
THE_PERSON: Final = Who(
    roles=frozenset({Role.CLERK, Role.EXAMINER, Role.SUPERVISOR}), oneself=True, on_behalf=frozenset(Capacity)
)
"""The person whose matter it is, whoever may act for them, and the staff who write down what they say."""
HOLDER: Final = Who(oneself=True, on_behalf=frozenset({Capacity.PARENT, Capacity.GUARDIAN}))
"""Whose money it is, and who by law looks after it for them; a mandate opens nobody's account."""
AT_CENTRES: Final = Who(roles=frozenset({Role.CLERK, Role.SUPERVISOR}))
"""Whoever serves people at a centre; whether somebody is there with a document is for the visit to say (`centres`)."""
DESKS: Final = Who(roles=frozenset({Role.CLERK, Role.EXAMINER, Role.SUPERVISOR}))
"""Whoever speaks for the office with the person."""
SUPERVISORS: Final = Who(roles=frozenset({Role.SUPERVISOR}))
BY_LAW: Final = Who(roles=DESKS.roles, oneself=True, on_behalf=frozenset({Capacity.PARENT, Capacity.GUARDIAN}))
"""Whose right it is, who by law looks after it for them, and the staff who write down what they say."""
COMPLAINS: Final = replace(BY_LAW, roles=BY_LAW.roles | {Role.OPERATOR})
"""The same, and an operator of 142: whoever has no way to come or to write complains by telephone."""
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
    return bool(definition_of(case.version).asked)


def _is_not_asked_for_more(case: Case) -> bool:
    """Whether nothing waits for the person: what was asked for is given to what asked for it, not beside it."""
    return reason_code(case.reason) is not WaitingReason.MORE or case.state != State.WAITING


def _may_not_hand_on(case: Case, actor: Actor) -> bool:
    """Whether nobody has the case, or somebody else has: it is handed on by its holder, or by a supervisor."""
    if case.assigned_to_id is None or not isinstance(actor, Staff):
        return True
    return case.assigned_to_id != actor.user_id and actor.role != Role.SUPERVISOR


def _is_not_to_take(case: Case, actor: Actor) -> bool:
    """Whether the case is the actor's own already, or waits for a second person after them."""
    return (isinstance(actor, Staff) and case.assigned_to_id == actor.user_id) or second_person.is_first(case, actor)


_CLOSED: Final = frozenset({Stage.CLOSED})
_DONE: Final = frozenset({State.DONE})
_WAITING: Final = frozenset({State.WAITING})
_UNDECIDED: Final = frozenset({Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE})
_STOPPED_AT_THE_BANK: Final = frozenset({Stage.PAY, Stage.CLOSED})
_DECIDED: Final = frozenset({Stage.PAY, Stage.NOTIFY, Stage.CLOSED})
_TO_DECIDE: Final = Where(frozenset({Stage.DECIDE}), _WAITING, frozenset({WaitingOn.CLERK}), judged=False)
_JUDGED: Final = Where(frozenset({Stage.DECIDE, Stage.CLOSED}), _WAITING | _DONE, also=second_person.to_confirm)
_NOTE: Final = frozenset({Need.NOTE})
_ASKED_FOR_MORE: Final = Where(
    frozenset({Stage.VERIFY, Stage.DECIDE}), _WAITING, frozenset({WaitingOn.PERSON}), frozenset({WaitingReason.MORE})
)

TABLE: Final[Mapping[Act, Terms]] = {
    Act.APPLY: Terms(gettext_lazy("Apply"), APPLICANT, None, frozenset({Need.ANSWERS}), deed=Deed.APPLY),
    Act.CHANGE_ACCOUNT: Terms(gettext_lazy("Change the account"), HOLDER, None),
    Act.ACCOUNT_IN_PERSON: Terms(
        gettext_lazy("Write down another account for who is there"), AT_CENTRES, None, apart=Apart.THE_PEOPLE
    ),
    Act.PREFER: Terms(gettext_lazy("Choose how a service comes"), BY_LAW, None),
    Act.CONTEST: Terms(gettext_lazy("Say that a fact is wrong"), THE_PERSON, None, deed=Deed.CORRECT),
    Act.ANSWER_CONTEST: Terms(
        gettext_lazy("Record what the institution said"), EXAMINERS, None, frozenset({Need.NOTE})
    ),
    Act.COMPLAIN: Terms(gettext_lazy("Write a complaint or a proposal"), COMPLAINS, None),
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
    Act.ADD_DOCUMENT: Terms(
        gettext_lazy("Take in a document"),
        AT_CENTRES,
        Where(_UNDECIDED, frozenset({State.READY, State.WAITING}), also=_is_not_asked_for_more),
        frozenset({Need.DOCUMENT}),
    ),
    Act.CONFIRM_GRANT: Terms(
        gettext_lazy("Confirm as the second person"),
        EXAMINERS,
        _JUDGED,
        unless=second_person.is_no_second,
        apart=Apart.THE_PEOPLE,
    ),
    Act.SEND_BACK_GRANT: Terms(
        gettext_lazy("Send the decision back"),
        EXAMINERS,
        _JUDGED,
        _NOTE,
        unless=second_person.is_no_second,
        apart=Apart.THE_PEOPLE,
    ),
    Act.TAKE_BACK_GRANT: Terms(
        gettext_lazy("Take your decision back"), EXAMINERS, _JUDGED, unless=second_person.is_not_first
    ),
    Act.GRANT: Terms(gettext_lazy("Grant"), EXAMINERS, _TO_DECIDE, _NOTE, apart=Apart.THE_PEOPLE),
    Act.REFUSE: Terms(gettext_lazy("Refuse"), EXAMINERS, _TO_DECIDE, _NOTE, apart=Apart.THE_PEOPLE),
    Act.ASK_MORE: Terms(
        gettext_lazy("Ask the person for more"),
        EXAMINERS,
        Where(frozenset({Stage.VERIFY, Stage.DECIDE}), _WAITING, frozenset({WaitingOn.CLERK}), judged=False),
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
        Where(_CLOSED, _DONE, also=conditions.to_answer, judged=False),
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
        Where(_CLOSED, _DONE, also=conditions.has_decision, judged=False),
        frozenset({Need.COURT}),
        apart=Apart.THE_PEOPLE,
    ),
    Act.ASSIGN: Terms(
        gettext_lazy("Take the case over"),
        EXAMINERS,
        Where(OPEN, frozenset({State.READY, State.WAITING})),
        unless=_is_not_to_take,
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
