"""Another account for who is at the window: only in the visit in which their document was seen, and while it lasts.

Whoever redirects somebody's pension would need the person's own account at a bank (its bank is asked), the person's
visit at this desk, and silence on the person's telephone: they are told at once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dost.accounts.access import NoReason
from dost.accounts.actors import Staff
from dost.cases import handlers
from dost.payments.account_changes import AccountNumber
from dost.payments.models import AccountChange

from .at_window import sees_them
from .models import Visit


def give_account(*, visit_id: int, person_id: int, number: AccountNumber, actor: Staff, now: datetime) -> AccountChange:
    """Write down another account that the person of an open visit gives, and have its bank asked whether it is theirs.

    The visit is locked meanwhile, so that it does not end under what is done in it.

    Raises:
        NoReason: the visit is not the actor's, has ended, is of another centre or of somebody else, or is a call.
        NotPossible, AccountChangeError: as `handlers.change_account_in_person`.
    """
    with transaction.atomic():
        locked = Visit.objects.select_for_update(of=("self",)).select_related("person__contact")
        visit = locked.filter(pk=visit_id, person=person_id).first()
        if visit is None or visit.person is None or not sees_them(visit, actor, now=now):
            raise NoReason
        return handlers.change_account_in_person(
            actor=actor, person=visit.person, number=number, visit=visit.pk, now=now
        )
