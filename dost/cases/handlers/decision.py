"""What automation must not decide: granting, refusing, and asking the institutions once more."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.actors import Actor
from dost.cases.acts import Act, NotPossible
from dost.cases.batch import Move, also, closed, entry, on_to
from dost.cases.choices import accepted
from dost.cases.codes import EntryKind
from dost.cases.corrections import require_uncontested
from dost.cases.documents import written_for
from dost.cases.exclusions import end_excluded, excluding_rights, right_that_cannot_end
from dost.cases.granting import lock_rivals
from dost.cases.models import Case, GrantToConfirm
from dost.cases.prior_awards import NOTHING, HeldMeanwhile, PriorAwards, ensure_not_held, prior_awards_of
from dost.cases.queries import service_name
from dost.cases.rules import evaluate
from dost.cases.stages import Outcome, Stage
from dost.cases.steps import decide
from dost.common.dates import local_day
from services_catalog.definition import Period
from services_catalog.queries import definition_of
from services_catalog.rules import Explanation, Verdict

from .second_person import Judged, Via, alone_or_second
from .way import move_case

HELD: Final = gettext_lazy("It is awarded already, and nothing is paid twice. The case can only be refused.")


def send_back(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Let the institutions be asked again, after a source was corrected."""
    move_case(
        case_id,
        Act.SEND_BACK,
        actor,
        lambda case: on_to(case, Stage.VERIFY, rows=[entry(case, EntryKind.SENT_BACK, at=now, note=note)]),
        note=note,
        now=now,
    )


def grant(*, case_id: int, actor: Actor, note: str, now: datetime) -> GrantToConfirm | None:
    """Grant after having looked at what was disputed or not known; return what waits for a second person, if it does.

    Nobody grants against facts that are known: where the rule says no, the source has to be corrected first. Where the
    amount cannot be told, there is nothing to grant yet. Nor beside a right that excludes it, unless the person has
    chosen this one: then that ends, as when the system grants. Above the amount of the version nothing is granted yet:
    the judgement waits for a second person.
    """
    judged = Judged(case_id, Via.DECISION, actor, note)

    def do() -> tuple[None, int]:
        return None, grant_now(case_id=case_id, actor=actor, note=note, now=now)

    return alone_or_second(judged, do, now=now)


def grant_now(*, case_id: int, actor: Actor, note: str, now: datetime) -> int:
    """Grant whatever the amount, and return the case's id: for `grant`, and for who confirms it as a second person."""

    def move(case: Case) -> Move:
        found = evaluate([case], today=local_day(now)).get(case.pk)
        try:
            ensure_not_held(case)
        except HeldMeanwhile as error:
            raise NotPossible(HELD) from error
        lock_rivals([case])
        earlier = prior_awards_of([case]).get(case.pk, NOTHING)
        obstacle = grant_obstacle(case, found, earlier)
        if found is None or obstacle:
            raise NotPossible(obstacle)
        document = written_for([case]).get(case.pk)
        granted = decide.grant(case, found, now=now, actor=actor, note=note, earlier=earlier, document=document)
        return also(granted, partial(end_excluded, case, now=now)) if accepted([case]) else granted

    move_case(case_id, Act.GRANT, actor, move, note=note, now=now)
    return case_id


def refuse(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Refuse with reasons; a case whose record is gone just ends. Not while a fact that it rests on is contested."""

    def move(case: Case) -> Move:
        require_uncontested(case)
        found = evaluate([case]).get(case.pk)
        if found is None:
            gone = entry(case, EntryKind.RECORD_GONE, at=now, note=note)
            return closed(case, outcome=Outcome.NO_RIGHT, live=False, rows=[gone])
        return decide.refuse(case, found, now=now, actor=actor, note=note)

    move_case(case_id, Act.REFUSE, actor, move, note=note, now=now)


def what_stops_a_grant(case: Case) -> str:
    """`grant_obstacle` of a case on the data of now."""
    found = evaluate([case], today=local_day(timezone.now())).get(case.pk)
    return grant_obstacle(case, found, prior_awards_of([case]).get(case.pk, NOTHING))


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
    excluding = excluding_rights([case]).get(case.pk)
    if excluding is not None:
        return _excluded(case, excluding)
    if decide.comes_to_nothing(case, found):
        return _(
            "The amount comes to nothing, and a payment of nothing is not granted. If an amount or a fact is wrong, it "
            "must be corrected; then ask the institutions again."
        )
    if found.amount is None and definition_of(case.version).period != Period.NONE:
        return _("The amount cannot be told without the missing facts. Ask the institutions again when they are there.")
    return ""


def _excluded(case: Case, excluding: str) -> str:
    cannot_end = right_that_cannot_end(case)
    if cannot_end:
        return _("“%(service)s” is given for this already, and nobody receives both. The case can only be refused.") % {
            "service": service_name(cannot_end)
        }
    return _(
        "Nobody receives this beside “%(service)s”; the person chooses. "
        "Ask the institutions again, then they are asked."
    ) % {"service": service_name(excluding)}
