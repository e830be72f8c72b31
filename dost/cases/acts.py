"""What a member of staff may do with a case, and how it is done.

Every act goes the way of the workers: the case is locked, checked and claimed under a new fencing token, moved by the
same steps, and written back in one transaction with a line of the timeline that names who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.access import may_work_on_cases
from dost.accounts.models import User
from dost.common.bells import ring
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.notifications.texts import Issued
from dost.ui.contexts import Text
from dost.ui.formats import date_short
from services_catalog.definition import Period
from services_catalog.queries import definition_of
from services_catalog.rules import Explanation, Verdict

from . import choices, remedies
from .batch import LEASE, Move, closed, entry, on_to, write_back
from .endings import end
from .exclusions import right_that_cannot_end
from .models import Case, CaseEntry, Deliverable, Entitlement
from .prior_awards import HeldMeanwhile, PriorAwards, ensure_not_held, prior_awards_of
from .review import unmarked
from .rules import evaluate
from .stages import Outcome, Stage, State, WaitingOn
from .steps import decide


class Action(StrEnum):
    """An act, as its address names it."""

    ASSIGN = "assign"
    ANSWER = "answer"
    SEND_BACK = "send-back"
    GRANT = "grant"
    REFUSE = "refuse"
    NEW_ACCOUNT = "new-account"
    PAID_ONCE = "paid-once"
    KEEP = "keep"
    END = "end"
    WITHDRAW = "withdraw"


LABELS: Final[Mapping[Action, Text]] = {
    Action.ASSIGN: gettext_lazy("Take the case over"),
    Action.ANSWER: gettext_lazy("Record the person’s answer"),
    Action.SEND_BACK: gettext_lazy("Ask the institutions again"),
    Action.GRANT: gettext_lazy("Grant"),
    Action.REFUSE: gettext_lazy("Refuse"),
    Action.NEW_ACCOUNT: gettext_lazy("Ask for another account"),
    Action.PAID_ONCE: gettext_lazy("Record that the bank paid once"),
    Action.KEEP: gettext_lazy("Let the right go on"),
    Action.END: gettext_lazy("End the right"),
    Action.WITHDRAW: gettext_lazy("Take back what was issued"),
}
MOVED_ON: Final = gettext_lazy("The case has moved on meanwhile; this can no longer be done.")
HELD: Final = gettext_lazy("It is awarded already, and nothing is paid twice. The case can only be refused.")
BY_CLERK: Final = "clerk"
ASKED: Final = frozenset({"ask_first", "exclusive"})


class NotPossible(Exception):  # noqa: N818 - it reads as what it says
    """The act cannot be done to this case as it stands; the message says why, for whoever tried."""


def actions(case: Case, user: User) -> tuple[Action, ...]:
    """What this member of staff may do with the case as it stands, the most likely first."""
    if not may_work_on_cases(user):
        return ()
    found: list[Action] = []
    possible = remedies.possible(case)
    if possible.paid_once:
        found.append(Action.PAID_ONCE)
    if possible.new_account:
        found.append(Action.NEW_ACCOUNT)
    if _is_marked(case):
        found += [Action.KEEP, Action.END]
    if _stands(case):
        found.append(Action.WITHDRAW)
    if case.state == State.DONE:
        return tuple(found)
    if _waits_for_an_answer(case):
        found.append(Action.ANSWER)
    if _waits_for_a_decision(case):
        found += [Action.GRANT, Action.REFUSE, Action.SEND_BACK]
    if case.assigned_to_id != user.pk:
        found.append(Action.ASSIGN)
    return tuple(found)


def _waits_for_an_answer(case: Case) -> bool:
    waits = case.state == State.WAITING and case.waiting_on == WaitingOn.PERSON
    return waits and case.stage == Stage.CHOOSE and case.reason.get("code") in ASKED


def _is_marked(case: Case) -> bool:
    """Whether the right that a closed case granted runs and is marked because something no longer holds."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    marked = right is not None and right.ended_on is None and bool((right.review or {}).get("criteria"))
    return marked and case.state == State.DONE


def _stands(case: Case) -> bool:
    """Whether what a closed case gave has not been ended."""
    given: Deliverable | None = getattr(case, "deliverable", None)
    return given is not None and given.ended_on is None and case.state == State.DONE


def _waits_for_a_decision(case: Case) -> bool:
    return case.stage == Stage.DECIDE and case.state == State.WAITING and case.waiting_on == WaitingOn.CLERK


def assign(*, case_id: int, user: User, now: datetime) -> None:
    """Make the case this member of staff's own."""
    with transaction.atomic():
        case = _locked(case_id, Action.ASSIGN, user)
        Case.objects.filter(pk=case.pk).update(assigned_to=user)
        _signed(entry(case, "assigned", at=now), user).save()


def answer(*, case_id: int, user: User, wanted: bool, note: str, now: datetime) -> None:
    """Record what the person said, and how: with a yes the case goes on, with a no it ends.

    A yes ends a monthly payment that excludes the new right, when that is granted. What was paid once for the same
    record, or is paid to somebody else, cannot be ended: then only a no is possible.
    """
    with transaction.atomic():
        case = _locked(case_id, Action.ANSWER, user)
        excluding = right_that_cannot_end(case) if wanted else ""
        if excluding:
            raise NotPossible(
                _("%(service)s was already paid for this, and nobody receives both. Only a no can be recorded.")
                % {"service": excluding}
            )
        if not choices.record_answer(case=case, accepts=wanted, by=user, now=now):
            raise NotPossible(MOVED_ON)
        _signed(entry(case, "noted", at=now, note=note), user).save()
        if wanted:
            transaction.on_commit(partial(_ring, Stage.CHOOSE))


def send_back(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Let the institutions be asked again, after a source was corrected."""
    _act(
        case_id,
        Action.SEND_BACK,
        user,
        lambda case: on_to(case, Stage.VERIFY, rows=[entry(case, "sent_back", at=now, note=note)]),
        now=now,
    )


def grant(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Grant after having looked at what was disputed or not known.

    Nobody grants against facts that are known: where the rule says no, the source has to be corrected first. Where the
    amount cannot be told, there is nothing to grant yet.
    """

    def move(case: Case) -> Move:
        found = evaluate([case]).get(case.pk)
        try:
            ensure_not_held(case)
        except HeldMeanwhile as error:
            raise NotPossible(HELD) from error
        earlier = prior_awards_of([case]).get(case.pk, decide.NOTHING)
        obstacle = grant_obstacle(case, found, earlier)
        if found is None or obstacle:
            raise NotPossible(obstacle)
        return decide.grant(case, found, now=now, by=user, note=note, earlier=earlier)

    _act(case_id, Action.GRANT, user, move, now=now)


def refuse(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Refuse with reasons; a case whose record is gone just ends."""

    def move(case: Case) -> Move:
        found = evaluate([case]).get(case.pk)
        if found is None:
            gone = entry(case, "record_gone", at=now, note=note)
            return closed(case, outcome=Outcome.NO_RIGHT, live=False, rows=[gone])
        return decide.refuse(case, found, now=now, by=user, note=note)

    _act(case_id, Action.REFUSE, user, move, now=now)


def keep(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Let a marked right go on: the same criteria mark it no more, until they have held again."""
    with transaction.atomic():
        right, lost = _marked(case_id, Action.KEEP, user)
        right.kept = sorted({*right.kept, *lost})
        right.review = unmarked(right.review)
        right.save(update_fields=["kept", "review"])
        _signed(entry(right.case, "kept", at=now, criteria=lost, note=note), user).save()


def end_right(*, case_id: int, user: User, last_day: date, note: str, now: datetime) -> None:
    """End a marked right on a day, with reasons: later months are not paid, its award ends, and the person is told."""
    with transaction.atomic():
        right, lost = _marked(case_id, Action.END, user)
        if not right.starts <= last_day <= local_day(now):
            raise NotPossible(
                _("The last day lies between the right’s first day, %(first)s, and today.")
                % {"first": date_short(right.starts)}
            )
        right.ended_on, right.end_reason, right.review = last_day, BY_CLERK, unmarked(right.review)
        end([right], now=now)
        line = entry(right.case, "ended", at=now, on=last_day.isoformat(), criteria=lost, note=note)
        _signed(line, user).save()
        if right.case.person.died_on is None:
            Notice.objects.bulk_create([notice(right.case, Notice.Kind.ENDED, now=now)], ignore_conflicts=True)
        transaction.on_commit(partial(_ring, "notices"))


def withdraw(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Take back what was issued, with reasons: it counts no more, its key is free again, and the person is told."""
    with transaction.atomic():
        given = Deliverable.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = Case.objects.select_related("person", "version", "service", "entitlement", "deliverable").get(pk=case_id)
        if given is None or Action.WITHDRAW not in actions(case, user):
            raise NotPossible(MOVED_ON)
        today = local_day(now)
        Deliverable.objects.filter(pk=given.pk).update(ended_on=today)
        Entitlement.objects.filter(case=case).update(ended_on=today, end_reason=BY_CLERK)
        Case.objects.filter(pk=case.pk).update(live=False)
        _signed(entry(case, "withdrawn", at=now, number=given.number, note=note), user).save()
        told = Issued(given.kind, given.number)
        if case.person.died_on is None:
            Notice.objects.bulk_create([notice(case, Notice.Kind.ENDED, now=now, given=told)], ignore_conflicts=True)
        transaction.on_commit(partial(_ring, "notices"))


def _marked(case_id: int, action: Action, user: User) -> tuple[Entitlement, list[str]]:
    """The marked right of a case, locked, with its case, and what no longer holds; raises `NotPossible`."""
    right = Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
    case = Case.objects.select_related("person", "about", "version", "service", "entitlement").get(pk=case_id)
    if right is None or action not in actions(case, user):
        raise NotPossible(MOVED_ON)
    right.case = case
    return right, list((right.review or {}).get("criteria", []))


def new_account(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Pay through another account what the bank refused (see `remedies.new_account`)."""
    _remedy(remedies.new_account, ("accounts", "orders"), case_id=case_id, user=user, note=note, now=now)


def paid_once(*, case_id: int, user: User, note: str, now: datetime) -> None:
    """Take the doubtful payments for done, once settled with the bank (see `remedies.paid_once`)."""
    _remedy(remedies.paid_once, (Stage.NOTIFY,), case_id=case_id, user=user, note=note, now=now)


def _remedy(
    act: Callable[..., bool], rung: Sequence[str], *, case_id: int, user: User, note: str, now: datetime
) -> None:
    if not may_work_on_cases(user) or not act(case_id=case_id, user=user, note=note, now=now):
        raise NotPossible(MOVED_ON)
    for piece in rung:
        transaction.on_commit(partial(_ring, piece))


def what_stops_a_grant(case: Case) -> str:
    """`grant_obstacle` of a case on the data of now."""
    return grant_obstacle(case, evaluate([case]).get(case.pk), prior_awards_of([case]).get(case.pk, decide.NOTHING))


def grant_obstacle(case: Case, found: Explanation | None, earlier: PriorAwards) -> str:
    """Why the case cannot be granted as things stand, or nothing."""
    if found is None:
        return _("The record the right arose from is no longer there. The case can only be refused.")
    if found.verdict is Verdict.NOT_ENTITLED:
        return _(
            "The facts are known and the right is not there. If a fact is wrong, its source must correct it; "
            "then ask the institutions again."
        )
    if decide.covered(case, found, earlier):
        return str(HELD)
    if found.amount is None and definition_of(case.version).period != Period.NONE:
        return _("The amount cannot be told without the missing facts. Ask the institutions again when they are there.")
    return ""


# -- the way of every act ----------------------------------------------------------------------------------------


def _locked(case_id: int, action: Action, user: User) -> Case:
    """The case, locked, if this act is possible now; raises `NotPossible`."""
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "about", "version", "service")
        .get(pk=case_id)
    )
    if action not in actions(case, user):
        raise NotPossible(MOVED_ON)
    return case


def _act(case_id: int, action: Action, user: User, decide_move: Callable[[Case], Move], *, now: datetime) -> None:
    with transaction.atomic():
        case = _locked(case_id, action, user)
        case.token += 1
        Case.objects.filter(pk=case.pk).update(token=case.token, lease_until=now + LEASE)
        move = decide_move(case)
        for row in move.rows:
            if isinstance(row, CaseEntry):
                _signed(row, user)
        if not write_back([move], now=now):
            raise NotPossible(MOVED_ON)
        if move.stage != Stage.CLOSED:
            transaction.on_commit(partial(_ring, move.stage))


def _signed(line: CaseEntry, user: User) -> CaseEntry:
    line.by = user
    return line


def _ring(piece: str) -> None:
    """Ring the worker of a piece of the road; a bell that is not heard is rung again by the beat."""
    from .tasks import work  # the tasks import the road, which imports the steps

    ring(work, piece)
