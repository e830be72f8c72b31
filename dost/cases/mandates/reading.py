"""The mandates of a person, and what was done and looked at under one: both of the two read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from dost.accounts.actors import Capacity
from dost.accounts.models import AccessLog, Mandate
from dost.cases.models import CaseEntry, CorrectionEntry

MOST: Final = 200
"""Of each kind, the newest."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done under a mandate: lines of cases and of contested facts, and looks; each the newest first."""

    acts: Sequence[CaseEntry]
    contested: Sequence[CorrectionEntry]
    looks: Sequence[AccessLog]


def of_person(person_id: int) -> QuerySet[Mandate]:
    """Every mandate that a person may read, as one of its two, the newest first.

    One that was over before they accepted it is gone for them.
    """
    had = Q(agent=person_id) & (Q(ended_at=None) | Q(accepted_at__isnull=False))
    return Mandate.objects.filter(Q(grantor=person_id) | had).select_related("grantor", "agent")


def given_by(person_id: int) -> QuerySet[Mandate]:
    """The mandates that a person gave, the newest first."""
    return of_person(person_id).filter(grantor=person_id)


def had_by(person_id: int) -> QuerySet[Mandate]:
    """The mandates that were given to a person, the newest first."""
    return of_person(person_id).filter(agent=person_id)


def done_under(mandate: Mandate) -> Done:
    """What was done and looked at under a mandate; three queries.

    There is one mandate between two people at a time, so who, for whom and when say which it was.
    """
    if mandate.accepted_at is None:
        return Done((), (), ())
    if mandate.grantor_voen:
        return _done_for_employer(mandate)
    done = Q(by_person=mandate.agent, by_for=mandate.grantor, by_capacity=Capacity.MANDATE)
    done &= Q(at__gte=mandate.accepted_at)
    if mandate.ended_at is not None:
        done &= Q(at__lte=mandate.ended_at)
    acts = CaseEntry.objects.filter(done, case__person=mandate.grantor)
    acts = acts.select_related("case__service", *CaseEntry.who())
    contested = CorrectionEntry.objects.filter(done, correction__person=mandate.grantor)
    looks = AccessLog.objects.filter(done, person=mandate.grantor)
    return Done(
        acts=list(acts.order_by("-at", "-pk")[:MOST]),
        contested=list(contested.order_by("-at", "-pk")[:MOST]),
        looks=list(looks.order_by("-at", "-pk")[:MOST]),
    )


def _done_for_employer(mandate: Mandate) -> Done:
    """What its agent did on cases of the employer; they look at no person's records under it."""
    done = Q(by_person=mandate.agent, by_capacity=Capacity.EMPLOYER, at__gte=mandate.accepted_at)
    if mandate.ended_at is not None:
        done &= Q(at__lte=mandate.ended_at)
    acts = CaseEntry.objects.filter(done, case__applicant_voen=mandate.grantor_voen)
    acts = acts.select_related("case__service", *CaseEntry.who())
    return Done(acts=list(acts.order_by("-at", "-pk")[:MOST]), contested=(), looks=())
