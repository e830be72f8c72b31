"""The next case: whatever is most urgent of what waits for staff and is nobody's yet, for whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from dost.accounts.actors import Staff
from dost.cases.acts import Act, possible, require_allowed
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.impartial import close_among
from dost.cases.models import Case
from dost.cases.stages import State, WaitingOn
from dost.common.dates import local_day

URGENT_FIRST: Final = (F("clock__due_on").asc(nulls_last=True), F("waiting_since").asc(nulls_last=True), "pk")
"""The order in which cases wait for staff: the soonest last day first, then the longest wait."""
LOOKED_AT: Final = 100
"""Of how many of the most urgent one is found; whoever is close to all of them picks from the list."""


def take_next(*, actor: Staff, now: datetime) -> int | None:
    """Make the most urgent case that is nobody's this actor's own, and return its id; None where nothing is left.

    Two who ask at one moment get two cases: one that somebody is taking just now is passed over. What the actor may
    not decide is passed over, too: they are not told of it, and somebody else gets it.

    Raises:
        NotAllowed: the role takes no cases over.
    """
    first = list(_for(actor).select_related("person", "entitlement").order_by(*URGENT_FIRST)[:LOOKED_AT])
    if first:
        require_allowed(Act.ASSIGN, actor=actor, person_id=first[0].person_id)
    close = close_among(first, actor, on=local_day(now))
    ids = (case.pk for case in first if case.pk not in close)
    return next((pk for pk in ids if _taken(pk, actor, now=now)), None)


def _for(actor: Staff) -> QuerySet[Case]:
    """What is nobody's yet, without what waits for a second person after this one."""
    return _nobodys().exclude(to_confirm__by=actor.user_id)


def _nobodys() -> QuerySet[Case]:
    return Case.objects.filter(state=State.WAITING, waiting_on=WaitingOn.CLERK, assigned_to=None)


@transaction.atomic
def _taken(pk: int, actor: Staff, *, now: datetime) -> bool:
    """Whether the case could be locked, is still nobody's, and is the actor's now."""
    case = (
        _nobodys()
        .select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("person", "about", "version", "service")
        .filter(pk=pk)
        .first()
    )
    if case is None or not possible(Act.ASSIGN, case=case, actor=actor):
        return False
    Case.objects.filter(pk=pk).update(assigned_to=actor.user_id)
    entry(case, EntryKind.ASSIGNED, at=now).signed(actor).save()
    return True
