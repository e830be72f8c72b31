"""The account a person is paid to: asking for another, and taking that back.

What follows once its bank has answered is `wake.changes_settled`.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, require
from dost.payments import account_changes
from dost.payments.account_changes import AccountNumber
from dost.payments.models import AccountChange
from registries.models import Person

from .way import ring_piece

PIECE = "account_changes"
"""The piece of the road that asks the banks."""


def change_account(*, actor: Actor, person: Person, number: AccountNumber, now: datetime) -> AccountChange:
    """Ask the account's bank whether it is this person's; if so, they are paid there from then on.

    Raises:
        NotAllowed: it is not the actor's own account, nor that of somebody they look after.
        AccountChangeError: it is the account already, or another change is being checked.
    """
    require(Act.CHANGE_ACCOUNT, actor=actor, person=person)
    with transaction.atomic():
        change = account_changes.ask(person_id=person.pk, number=number, actor=actor, now=now)
        transaction.on_commit(partial(ring_piece, PIECE))
    return change


def keep_account(*, actor: Actor, person: Person, now: datetime) -> None:
    """Take back the change that is being checked: the person is paid where they were.

    Raises:
        NotAllowed: as for the change itself.
        MovedOn: nothing is being checked any more; the bank has answered meanwhile.
    """
    require(Act.CHANGE_ACCOUNT, actor=actor, person=person)
    if not account_changes.take_back(person_id=person.pk, now=now):
        raise MovedOn
