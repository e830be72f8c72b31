"""What may be done with a case, by whom, and when: one table (`act_table`), and what asks it.

The buttons of every page are made from it (`actions`), and every handler asks it again under its lock (`require`).
Nothing else in the engine asks who somebody is: steps, remedies and clocks are the system's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff, System, acts_for
from dost.common.dates import local_day
from registries.models import Person
from services_catalog.models import Service

from .act_table import BY_LAW, DESKS, TABLE
from .act_terms import KEPT_FROM, Act, MovedOn, Need, NotAllowed, NotImpartial, NotPossible, Role, Terms
from .impartial import Apart, Kept, kept_from
from .mandated import is_covered
from .models import Case

__all__ = [
    "BY_LAW",
    "DESKS",
    "KEPT_FROM",
    "TABLE",
    "Act",
    "MovedOn",
    "Need",
    "NotAllowed",
    "NotImpartial",
    "NotPossible",
    "Offered",
    "Role",
    "Terms",
    "actions",
    "may",
    "needs_of",
    "offered",
    "possible",
    "require",
    "require_allowed",
    "require_note",
]


def may(act: Act, *, actor: Actor, person_id: int, voen: str = "") -> bool:
    """Whether an actor may do this in a person's matters at all, wherever a case stands.

    `voen` is the employer whose matter it is, if it is one's: it opens to who acts for that one, not to the person.
    """
    who = TABLE[act].who
    match actor:
        case System():
            return who.system
        case Staff():
            return actor.role in who.roles
        case Oneself():
            return who.oneself and acts_for(actor) == person_id and not voen
        case OnBehalf(capacity=Capacity.EMPLOYER):
            return actor.capacity in who.on_behalf and bool(voen) and actor.voen == voen
        case OnBehalf():
            return not voen and actor.capacity in who.on_behalf and acts_for(actor) == person_id


def _stands(act: Act, case: Case, actor: Actor) -> bool:
    """Whether the case stands where this actor may do this, whoever the actor is to its people.

    Who may never do it is told without asking how the case stands, which costs queries.
    """
    where, unless = TABLE[act].where, TABLE[act].unless
    if where is None or not may(act, actor=actor, person_id=case.person_id, voen=case.applicant_voen):
        return False
    if not where.holds(case) or (unless is not None and unless(case, actor)):
        return False
    return _covered(act, actor, case.service)


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


def require_allowed(act: Act, *, actor: Actor, person_id: int, service: Service | None = None, voen: str = "") -> None:
    """Pass only whoever may do this in a person's matters, wherever a case stands; raises `NotAllowed`.

    `service` is what it is about: without one no mandate covers it. `voen` is the employer's in whose name it is.
    """
    if not may(act, actor=actor, person_id=person_id, voen=voen) or not _covered(act, actor, service):
        raise NotAllowed(act)


def require(
    act: Act,
    *,
    actor: Actor,
    case: Case | None = None,
    person: Person | None = None,
    service: Service | None = None,
    voen: str = "",
) -> None:
    """Pass only whoever may do this now: with a case (read it under its lock), or for a person before there is one,
    about a `service` if it is about one, in the name of an employer (`voen`) that they themselves act for.

    Raises:
        NotAllowed: the actor may never do this in the matters of this person.
        MovedOn: the case does not stand where this may be done.
        NotImpartial: the actor may be too close to the case, or has decided what this would judge.
    """
    person_id = case.person_id if case is not None else person.pk if person is not None else None
    if person_id is None:
        raise TypeError("case or person: name one of them")
    if case is None and voen and acts_for(actor) not in (None, person_id):
        raise NotAllowed(act)
    about, whose = (service, voen) if case is None else (case.service, case.applicant_voen)
    require_allowed(act, actor=actor, person_id=person_id, service=about, voen=whose)
    if TABLE[act].where is None:
        return
    if case is None or not _stands(act, case, actor):
        raise MovedOn
    if _kept(case, actor, TABLE[act].apart) is not None:
        raise NotImpartial


def needs_of(act: Act, actor: Actor) -> frozenset[Need]:
    """What this actor must give with an act."""
    needs = TABLE[act].needs
    return needs if isinstance(actor, Staff) else needs - {Need.NOTE}


def require_note(act: Act, *, actor: Actor, note: str) -> None:
    """Pass only with a note where the table asks this actor for one; raises `NotPossible`."""
    if Need.NOTE in needs_of(act, actor) and not note.strip():
        raise NotPossible(_("Write down your reasons."))
