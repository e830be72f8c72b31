"""Deciding anew what an appeal or a court has changed or set aside, with the old decision kept as it was.

A decision is never changed, and no case goes back. What was refused is decided in a case of its own for the same
record, as of the same day, that takes the place of the old one (`Case.replaces`): by the appeal itself, with the facts
that are taken for proven, or by the road from its beginning. So arrears are paid by what pays every right. What was
ended runs again. A monthly right with another amount is replaced by one from its own first day on, and what was paid
for these months counts as paid (`counterparts`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from textwrap import shorten
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import MovedOn, NotPossible
from dost.cases.batch import LEASE, Move, entry, write_back
from dost.cases.codes import EndReason, EntryKind, LostGround, Proven, ReviewCause
from dost.cases.documents import written_for
from dost.cases.endings import correct_end, end
from dost.cases.exclusions import excluding_rights
from dost.cases.granting import lock_rivals
from dost.cases.matters import same_matter
from dost.cases.models import Against, Case, CaseAnswer, CaseEntry, Deliverable, Entitlement, Ruling
from dost.cases.overpaid import cancel_overpayment
from dost.cases.prior_awards import NOTHING, lock_granting, prior_awards_of
from dost.cases.proven import with_proven
from dost.cases.queries import case_number, service_name
from dost.cases.rules import evaluate
from dost.cases.stages import WITHOUT_RIGHT, Origin, Stage
from dost.cases.steps import decide
from dost.common.dates import local_day
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, PaymentOrder
from services_catalog.definition import Period
from services_catalog.queries import compiled
from services_catalog.rules import Explanation, Verdict

from .recovery_anew import set_aside
from .way import ring_piece

LONGEST_NOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Anew:
    """What is carried out: who says so, under which number, with which facts and reasons."""

    against: str
    ruling: Ruling
    origin: Origin
    number: str
    actor: Actor
    reasons: str
    facts: Mapping[str, Any]

    @property
    def source(self) -> Proven:
        """The source of facts that are taken for proven."""
        return Proven.COURT if self.origin == Origin.COURT else Proven.APPEAL


def carry_out(case: Case, what: Anew, *, now: datetime) -> Case | None:
    """Do what follows for a closed case (locked); return the case in which it is decided anew, if there is one.

    Raises:
        NotPossible: it cannot be carried out as things stand; the caller's transaction is rolled back.
    """
    if what.ruling == Ruling.UPHELD or what.against == Against.REVIEW:
        return None
    if what.against == Against.RECOVERY:
        set_aside(case, ruling=what.ruling, number=what.number, actor=what.actor, now=now)
        return None
    if what.against == Against.ENDED:
        _run_again(case, what, now=now)
        return None
    replaced = what.against in (Against.GRANTED, Against.AMOUNT)
    if replaced:
        _end_replaced(case, now=now)
    if what.ruling == Ruling.SENT_BACK:
        made = _new_case(case, what, stage=Stage.VERIFY, now=now)
        ring_piece_later(Stage.VERIFY)
        return made
    made = _new_case(case, what, stage=Stage.DECIDE, now=now)
    _grant(made, what, replaced=replaced, now=now)
    return made


def gives_right(case: Case, what: Anew, made: Case | None) -> int | None:
    """The id of the case that has a right because of what was carried out: the new one, or one that runs again.

    None where the road decides by itself: then it is no person's decision that grants.
    """
    if made is not None:
        return made.pk if what.ruling == Ruling.CHANGED else None
    return case.pk if what.against == Against.ENDED and what.ruling != Ruling.UPHELD else None


def ring_piece_later(piece: str) -> None:
    """Ring a piece of the road once this is committed."""
    transaction.on_commit(partial(ring_piece, piece))


# -- what was refused ----------------------------------------------------------------------------------------------


def grant_obstacle_anew(case: Case, found: Explanation | None) -> str:
    """Why what was refused cannot be granted with the facts of `found`, or nothing."""
    if found is None:
        return _(
            "The record the right arose from is no longer there. It can only be sent back, or the decision stands."
        )
    if found.verdict is Verdict.NOT_ENTITLED:
        return _(
            "With these facts the rule still says no. Say which fact is taken for proven, and how; or send it back."
        )
    if found.verdict is Verdict.UNKNOWN:
        return _("With these facts the rule cannot tell. Say which of those that are not known is taken for proven.")
    if decide.comes_to_nothing(case, found):
        return _("With these facts the amount comes to nothing, and a payment of nothing is not granted.")
    if found.amount is None and compiled(case.version).period != Period.NONE:
        return _("With these facts no amount can be told.")
    return ""


def _new_case(old: Case, what: Anew, *, stage: Stage, now: datetime) -> Case:
    """The case that decides anew: for the same record, by the same version, as of the same day, with the answers."""
    _free_key(old)
    made = Case.objects.create(
        service_id=old.service_id,
        version_id=old.version_id,
        person_id=old.person_id,
        about_id=old.about_id,
        applicant_voen=old.applicant_voen,
        basis=old.basis,
        basis_key=old.basis_key,
        record_id=old.record_id,
        on=old.on,
        origin=what.origin,
        replaces=old,
        stage=stage,
        opened_at=now,
        not_before=now,
        token=1,
        lease_until=now + LEASE if stage == Stage.DECIDE else None,
    )
    details = {"origin": what.origin.value, "number": what.number}
    entry(made, EntryKind.OPENED, at=now, **details).signed(what.actor).save()
    other = case_number(made.pk, made.opened_at)
    entry(old, EntryKind.ANEW, at=now, case=other).signed(what.actor).save()
    answers = CaseAnswer.objects.filter(case=old).order_by("pk")
    CaseAnswer.objects.bulk_create(
        CaseAnswer(case=made, question=row.question, value=row.value, told_at=row.told_at).signed(row.actor)
        for row in answers
    )
    rows = Case.objects.select_related("person__contact", "about").prefetch_related("version", "service")
    return rows.get(pk=made.pk)


def _free_key(old: Case) -> None:
    """Let the key of a case be another's; raises `NotPossible` where a later one of the same record is open or runs."""
    same = Case.objects.filter(same_matter(old), service=old.service_id, live=True)
    for other in same.exclude(pk=old.pk).select_for_update(no_key=True):
        if other.stage != Stage.CLOSED or other.outcome not in WITHOUT_RIGHT:
            raise NotPossible(
                _("There is a later case for the same record, %(number)s, which is open or runs. It is decided there.")
                % {"number": case_number(other.pk, other.opened_at)}
            )
    same.filter(stage=Stage.CLOSED).update(live=False)
    old.live = False


def _grant(case: Case, what: Anew, *, replaced: bool, now: datetime) -> None:
    """Grant in a new case with the facts that are taken for proven; the road pays and tells."""
    lock_granting([case.service_id])
    lock_rivals([case])
    found = with_proven(case, what.facts, source=what.source, now=now)
    obstacle = grant_obstacle_anew(case, found) or _held_or_excluded(case, found, replaced=replaced)
    if found is None or obstacle:
        raise NotPossible(obstacle)
    said = evaluate([case], today=local_day(now)).get(case.pk)
    move = decide.grant(
        case,
        found,
        now=now,
        actor=what.actor,
        note=shorten(f"{what.number}: {what.reasons}", LONGEST_NOTE, placeholder="…"),
        earlier=NOTHING if replaced else prior_awards_of([case]).get(case.pk, NOTHING),
        document=_document(case, found),
    )
    if not write_back([_signed(move, what.actor)], now=now):
        raise MovedOn
    # What was decided binds: what the registries still say otherwise does not mark the right.
    lost = sorted(one.id for one in said.criteria if one.met is not True) if said is not None else []
    Entitlement.objects.filter(case=case).update(kept=lost)
    ring_piece_later(case.stage)


def _signed(move: Move, actor: Actor) -> Move:
    rows = tuple(row.signed(actor) if isinstance(row, CaseEntry) else row for row in move.rows)
    return replace(move, rows=rows)


def _held_or_excluded(case: Case, found: Explanation | None, *, replaced: bool) -> str:
    if (
        found is not None
        and not replaced
        and decide.covered(case, found, prior_awards_of([case]).get(case.pk, NOTHING))
    ):
        return _("It is awarded already, and nothing is paid twice.")
    excluding = excluding_rights([case]).get(case.pk)
    if excluding is None:
        return ""
    return _(
        "The person has “%(service)s”, and nobody receives both. Send it back: then the person is asked to choose."
    ) % {"service": service_name(excluding)}


def _document(case: Case, found: Explanation) -> Mapping[str, Any] | None:
    """What is written on a document, with the facts that were taken for proven in the place of the registries'."""
    written = written_for([case]).get(case.pk)
    if written is None:
        return None
    proven = {fact.name: fact.as_json()["value"] for fact in found.facts if fact.source in Proven.values}
    values = {
        name: {**kept, "value": proven[name]} if name in proven else kept for name, kept in written["values"].items()
    }
    return {**written, "values": values}


# -- what was granted with another amount --------------------------------------------------------------------------


def _end_replaced(case: Case, *, now: datetime) -> None:
    """End a monthly right with the last month that was ordered, so that another can take its place from the first."""
    right = Entitlement.objects.select_for_update(no_key=True).filter(case=case).first()
    if right is None or right.period != Entitlement.Period.MONTHLY or right.ended_on is not None:
        raise NotPossible(_("Only a right that is paid by the month, and runs, can be given another amount here."))
    right.case = case
    last = PaymentOrder.objects.filter(entitlement=right).aggregate(last=Max("period"))["last"]
    right.ended_on = max(_end_of_month(last), right.starts) if last else right.starts
    right.end_reason, right.review = EndReason.DECIDED_ANEW, None
    end([right], now=now)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


# -- what was ended ------------------------------------------------------------------------------------------------


def _run_again(case: Case, what: Anew, *, now: datetime) -> None:
    """Let an ended right, or what was taken back, count again; sent back, it is marked for somebody to decide anew."""
    right = Entitlement.objects.select_for_update(no_key=True).filter(case=case).first()
    given = Deliverable.objects.select_for_update(no_key=True).filter(case=case).first()
    if right is None or right.ended_on is None:
        raise NotPossible(_("The right has not ended."))
    if right.end_reason != EndReason.CLERK:
        raise NotPossible(
            _("No member of staff ended it. If it ended with a death, the act must be corrected at its source.")
        )
    _free_key(case)
    right.case = case
    line = CaseEntry.objects.filter(case=case, what=EntryKind.ENDED).order_by("-pk").first()
    lost = [str(one) for one in line.details.get("criteria", [])] if line is not None else []
    right.ended_on, right.end_reason = None, ""
    if what.ruling == Ruling.SENT_BACK:
        right.review = {
            "criteria": lost or [LostGround.SET_ASIDE.value],
            "since": local_day(now).isoformat(),
            "cause": ReviewCause.APPEAL.value,
            "version": case.version_id,
        }
    else:
        right.kept, right.review = sorted({*right.kept, *lost}), None
    right.save(update_fields=["kept"])
    correct_end([right], now=now)
    if given is not None:
        Deliverable.objects.filter(pk=given.pk).update(ended_on=None)
    Case.objects.filter(pk=case.pk).update(live=True)
    because = Ground(GroundKind.CASE, str(case.pk))
    cancel_overpayment(right, cause=Overpayment.Cause.ENDED, because=because, now=now)
    entry(case, EntryKind.RUNS_BY_APPEAL, at=now, number=what.number).signed(what.actor).save()
    ring_piece_later("orders")
