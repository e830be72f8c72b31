"""Which cases a contested fact holds open: nothing is refused, lowered or ended while its institution has not answered.

A case is held when its rule, or the basis its right arises from, may read what is contested about one of its people.
That is read from the SQL of the facts (`registries.facts.columns`), and is rather one case too many than one too few:
what is held is only late, and never lost. A grant is not held.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dost.cases.acts import NotPossible
from dost.cases.codes import Reason, WaitingReason, contested_by
from dost.cases.models import Case, FactCorrection
from dost.cases.stages import Stage, State
from dost.cases.waits import let_go
from dost.common.bulk import among
from registries.facts.columns import basis_may_read, may_read
from services_catalog.queries import compiled

from .subjects import model_of


def contested(case: Case) -> bool:
    """Whether a fact that the rule of a case reads is called wrong, and its institution has not answered."""
    return bool(held_open([case]))


def held_open(cases: Sequence[Case]) -> dict[int, FactCorrection]:
    """Of some cases those that a contested fact holds open, by id, with the oldest that does. One query."""
    people = {pk for case in cases for pk in (case.person_id, case.about_id) if pk is not None}
    if not people:
        return {}
    found = list(open_corrections(people).order_by("-pk"))
    return {case.pk: one for one in found for case in cases if concerns(one, case)} if found else {}


def open_corrections(people: Collection[int]) -> QuerySet[FactCorrection]:
    """The corrections of these people, or about them, that nobody has answered for good."""
    theirs = among("person", list(people)) | among("about", list(people))
    return FactCorrection.objects.filter(theirs, state__in=FactCorrection.OPEN)


def concerns(correction: FactCorrection, case: Case) -> bool:
    """Whether the rule of a case may read what a correction is about, about one of the case's people."""
    people = {case.person_id, case.about_id}
    if correction.person_id not in people and correction.about_id not in people:
        return False
    rule = compiled(case.version).rule
    if correction.fact:
        return any(bound.fact.name == correction.fact for bound in rule.facts)
    table, column = _column(correction)
    return basis_may_read(case.basis, table, column) or any(may_read(one.fact, table, column) for one in rule.facts)


def _column(correction: FactCorrection) -> tuple[str, str]:
    model = model_of(correction.table)
    column = model._meta.get_field(correction.field).column if correction.field else ""  # type: ignore[union-attr]
    return model._meta.db_table, column or ""


def reason_of(correction: FactCorrection) -> Reason:
    """Why a case that a correction holds open waits."""
    return contested_by(correction.institution, correction.pk, correction.number)


def require_uncontested(case: Case) -> None:
    """Pass only where nothing holds the case open; raises `NotPossible` that names what does."""
    holding = held_open([case]).get(case.pk)
    if holding is not None:
        raise NotPossible(
            _(
                "A fact that this rests on is called wrong (%(number)s), and its institution has not answered. "
                "Until then nothing is refused, lowered or ended; a right may be granted."
            )
            % {"number": holding.number}
        )


def go_on(correction: FactCorrection, *, now: datetime) -> int:
    """Let the cases go on that waited for this correction; return how many."""
    waits = Q(reason__code=WaitingReason.CONTESTED, reason__correction=correction.pk)
    return let_go(Case.objects.filter(waits, stage=Stage.DECIDE, state=State.WAITING), now=now)
