"""Looking at rights again when an institution has corrected a fact: what was refused, and what was paid.

What comes by itself is found by the detection, which looks at the institution's event like at any other. Two things it
does not do. An application that was refused on the wrong fact goes the road once more, as of the day it was made, with
the answers that were given: nobody need apply again for what they were wrongly refused. And a right that was granted on
the wrong fact is reckoned anew with the right one: what is owed for months already paid is ordered, what was paid in
excess is put before a clerk (`cases.differences`). The decision itself stays as it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.differences import EVER, reckon
from dost.cases.models import (
    Case,
    CaseAnswer,
    CorrectedFacts,
    CorrectionEntry,
    Decision,
    Entitlement,
    FactCorrection,
)
from dost.cases.queries import case_number
from dost.cases.rules import decided_facts, evaluate, frozen_facts
from dost.cases.stages import APPLIED, Outcome, Stage
from dost.common.bulk import among
from dost.payments.grounds import Ground, GroundKind
from services_catalog.rules import Verdict

from .history import note
from .open import concerns
from .subjects import record_models

What = CorrectionEntry.What


def look_again(correction: FactCorrection, *, now: datetime) -> None:
    """Look at what was refused and what was granted on a fact that has been corrected, in the caller's transaction."""
    cases = _cases(correction)
    _reckon([case for case in cases if case.outcome == Outcome.GRANTED], correction, now=now)
    _reconsider([case for case in cases if _was_refused(case)], correction, now=now)


def _cases(correction: FactCorrection) -> list[Case]:
    """The decided cases of the people concerned whose rule reads the fact."""
    people = sorted({correction.person_id, correction.about_id})
    theirs = among("person", people) | among("about", people)
    decided = Case.objects.filter(theirs, outcome__in=[Outcome.GRANTED, Outcome.REFUSED])
    found = decided.select_related("person", "about", "version", "service").order_by("pk")
    return [case for case in found if concerns(correction, case)]


def _was_refused(case: Case) -> bool:
    return case.outcome == Outcome.REFUSED and case.stage == Stage.CLOSED and case.origin in APPLIED


# -- what was refused ------------------------------------------------------------------------------------------------


def _reconsider(cases: Sequence[Case], correction: FactCorrection, *, now: datetime) -> None:
    """Open the last refused application of each matter once more, where the rule no longer says no."""
    last = {(case.service_id, case.basis, case.basis_key, case.applicant_voen): case for case in cases}
    found = evaluate(list(last.values()))
    for case in last.values():
        if case.pk in found and found[case.pk].verdict is not Verdict.NOT_ENTITLED:
            _open_once_more(case, correction, now=now)


def _open_once_more(case: Case, correction: FactCorrection, *, now: datetime) -> None:
    Case.objects.filter(pk=case.pk, outcome=Outcome.REFUSED).update(live=False)
    try:
        with transaction.atomic():
            again = _copy(case, now=now)
    except IntegrityError:  # somebody has applied again meanwhile, or the detection was quicker
        return
    before, then = (case_number(one.pk, one.opened_at) for one in (case, again))
    entry(again, EntryKind.RECONSIDERED, at=now, number=correction.number, before=before).save()
    entry(case, EntryKind.RECONSIDERED, at=now, number=correction.number, then=then).save()
    note(correction, What.RECONSIDERED, at=now, case=again.pk, number=then)


def _copy(case: Case, *, now: datetime) -> Case:
    """A new case of the same matter as of the same day, with the answers that were given."""
    again = Case.objects.create(
        service_id=case.service_id,
        version_id=case.version_id,
        person_id=case.person_id,
        about_id=case.about_id,
        applicant_voen=case.applicant_voen,
        basis=case.basis,
        basis_key=case.basis_key,
        record_id=case.record_id,
        on=case.on,
        origin=case.origin,
        opened_at=now,
        not_before=now,
    )
    CaseAnswer.objects.bulk_create(
        CaseAnswer(case=again, question=row.question, value=row.value, told_at=row.told_at).signed(row.actor)
        for row in case.answers.order_by("pk")
    )
    entry(again, EntryKind.OPENED, at=now, origin=str(case.origin)).save()
    return again


# -- what was granted ------------------------------------------------------------------------------------------------


def _reckon(cases: Sequence[Case], correction: FactCorrection, *, now: datetime) -> None:
    """Reckon what these cases granted with the facts of now, where those say another thing than the decision's."""
    decisions = {row.case_id: row for row in Decision.objects.filter(case__in=[case.pk for case in cases])}
    known = decided_facts(decisions.values())
    found = evaluate(cases)
    changed = []
    for case in cases:
        decision = decisions.get(case.pk)
        if decision is None or case.pk not in found or found[case.pk].verdict is not Verdict.ENTITLED:
            continue
        facts = frozen_facts(found[case.pk])
        if _values(facts) != _values(known[decision.pk]):
            CorrectedFacts.objects.get_or_create(
                decision=decision, correction=correction, defaults={"facts": facts, "at": now}
            )
            changed.append(case)
    if not changed:
        return
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(case__in=changed)
        .exclude(period=Entitlement.Period.NONE)
        .select_related("case", "person")
        .order_by("pk")
    )
    came = reckon(rights, window=EVER, because=_ground(correction), now=now)
    for case in changed:
        entry(case, EntryKind.RECKONED_AGAIN, at=now, number=correction.number).save()
    note(
        correction,
        What.RECKONED,
        at=now,
        owed=str(came.total),
        months=came.months,
        excess=str(came.lowered_total),
    )


def _values(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: fact["value"] for name, fact in facts.items()}


def _ground(correction: FactCorrection) -> Ground:
    """What a difference rests on: the record that stands now; of a fact in no one field, what somebody said of it."""
    model = record_models().get(correction.table)
    if model is not None:
        same = model._default_manager.filter(source=correction.source, reference=correction.reference)
        row = same.filter(superseded_at=None).first()
        if row is not None:
            return Ground(GroundKind.RECORD, f"{row._meta.db_table}:{row.pk}", correction.number)
    return Ground(GroundKind.RECORD, f"cases_factcorrection:{correction.pk}", correction.number)
