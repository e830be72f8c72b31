"""What a member of staff may do with a case, and how it is done.

Every act goes the way of the workers: the case is locked, checked and claimed under a new fencing token, moved by the
same steps, and written back in one transaction with a line of the timeline that names who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.access import may_work_on_cases
from dost.accounts.models import User
from dost.bells import ring
from dost.calendar import local_day
from dost.ui.contexts import Text
from services_catalog.rules import Explanation, Verdict

from .batch import LEASE, Move, closed, entry, on_to, write_back
from .models import Case, CaseEntry, Entitlement
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


LABELS: Final[Mapping[Action, Text]] = {
    Action.ASSIGN: gettext_lazy("Take the case over"),
    Action.ANSWER: gettext_lazy("Record the person’s answer"),
    Action.SEND_BACK: gettext_lazy("Ask the institutions again"),
    Action.GRANT: gettext_lazy("Grant"),
    Action.REFUSE: gettext_lazy("Refuse"),
}
ASKED: Final = frozenset({"ask_first", "exclusive"})


class NotPossible(Exception):  # noqa: N818 - it reads as what it says
    """The act cannot be done to this case as it stands; the message says why, for whoever tried."""


def actions(case: Case, user: User) -> tuple[Action, ...]:
    """What this member of staff may do with the case as it stands, the most likely first."""
    if not may_work_on_cases(user) or case.state == State.DONE:
        return ()
    found: list[Action] = []
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


def _waits_for_a_decision(case: Case) -> bool:
    return case.stage == Stage.DECIDE and case.state == State.WAITING and case.waiting_on == WaitingOn.CLERK


def assign(*, case_id: int, user: User, now: datetime) -> None:
    """Make the case this member of staff's own."""
    with transaction.atomic():
        case = _locked(case_id, Action.ASSIGN, user)
        Case.objects.filter(pk=case.pk).update(assigned_to=user)
        line = entry(case, "assigned", at=now)
        line.by = user
        line.save()


def answer(*, case_id: int, user: User, wanted: bool, note: str, now: datetime) -> None:
    """Record what the person said: with a yes the case goes on to the decision, with a no it ends.

    A yes to a right that excludes another counts only when the other is no longer there: two rights that exclude each
    other are never paid together.
    """

    def move(case: Case) -> Move:
        if not wanted:
            said = entry(case, "answered_no", at=now, note=note)
            return closed(case, outcome=Outcome.DECLINED, live=True, rows=[said])
        rival = _rival_still_there(case, on=now)
        if rival:
            raise NotPossible(
                _("The person still holds %(service)s, and nobody may hold both. It must end first.")
                % {"service": rival}
            )
        return on_to(case, Stage.DECIDE, rows=[entry(case, "answered_yes", at=now, note=note)])

    _act(case_id, Action.ANSWER, user, move, now=now)


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
        obstacle = grant_obstacle(case, found)
        if found is None or obstacle:
            raise NotPossible(obstacle)
        return decide.grant(case, found, now=now, by=user, note=note)

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


def grant_obstacle(case: Case, found: Explanation | None) -> str:
    """Why the case cannot be granted as things stand, or nothing."""
    if found is None:
        return _("The record the right arose from is no longer there. The case can only be refused.")
    if found.verdict is Verdict.NOT_ENTITLED:
        return _(
            "The facts are known and the right is not there. If a fact is wrong, its source must correct it; "
            "then ask the institutions again."
        )
    if found.amount is None and case.version.definition["period"] != Entitlement.Period.NONE:
        return _("The amount cannot be told without the missing facts. Ask the institutions again when they are there.")
    return ""


def _rival_still_there(case: Case, *, on: datetime) -> str:
    """The code of a right the person holds that excludes this one, or nothing."""
    excluded = case.version.definition.get("excludes", [])
    today = local_day(on)
    running = Entitlement.objects.filter(
        Q(until=None) | Q(until__gte=today),
        Q(ended_on=None) | Q(ended_on__gte=today),
        person=case.person_id,
        service__in=excluded,
        period=Entitlement.Period.MONTHLY,
    )
    same_record = Case.objects.filter(
        service__in=excluded, basis=case.basis, basis_key=case.basis_key, live=True, outcome=Outcome.GRANTED
    ).exclude(entitlement__period=Entitlement.Period.MONTHLY)
    codes = [*running.values_list("service_id", flat=True)[:1], *same_record.values_list("service_id", flat=True)[:1]]
    return codes[0] if codes else ""


# -- the way of every act ----------------------------------------------------------------------------------------


def _locked(case_id: int, action: Action, user: User) -> Case:
    """The case, locked, if this act is possible now; raises `NotPossible`."""
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "about", "version", "service")
        .get(pk=case_id)
    )
    if action not in actions(case, user):
        raise NotPossible(_("The case has moved on meanwhile; this can no longer be done."))
    return case


@dataclass(frozen=True)
class _Bell:
    """What to ring once the move is committed."""

    stage: str

    def ring(self) -> None:
        """Ring the worker of the stage; a bell that is not heard is rung again by the beat."""
        from .tasks import work  # the tasks import the road, which imports the steps

        if self.stage != Stage.CLOSED:
            ring(work, self.stage)


def _act(case_id: int, action: Action, user: User, decide_move: Callable[[Case], Move], *, now: datetime) -> None:
    with transaction.atomic():
        case = _locked(case_id, action, user)
        case.token += 1
        Case.objects.filter(pk=case.pk).update(token=case.token, lease_until=now + LEASE)
        move = decide_move(case)
        _sign(move.rows, user)
        if not write_back([move], now=now):
            raise NotPossible(_("The case has moved on meanwhile; this can no longer be done."))
        transaction.on_commit(partial(_Bell.ring, _Bell(move.stage)))


def _sign(rows: tuple[Any, ...], user: User) -> None:
    for row in rows:
        if isinstance(row, CaseEntry):
            row.by = user
