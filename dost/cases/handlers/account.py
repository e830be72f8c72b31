"""The account a person is paid to: asking for another, and taking that back.

The person does it signed in freshly, or says it at a centre, where a member of staff who has seen their document writes
it down (`centres.accounts` knows of the visit). What follows once its bank has answered is `wake.changes_settled`.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Staff
from dost.accounts.representation import acts_for_themselves
from dost.cases.acts import Act, MovedOn, NotPossible, require
from dost.cases.impartial import circle_of
from dost.common.dates import local_day
from dost.notifications.account_notices import given_at_centre
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


class TooClose(NotPossible):
    """Whoever writes it down may be close to whose account it is; what it is they are not told (`cases.impartial`)."""

    def __init__(self) -> None:
        super().__init__(_("This account is not for you to write down. Another member of staff does it."))


def require_account_in_person(*, actor: Staff, person: Person, now: datetime) -> None:
    """Pass a member of staff who may write down another account of a person who is there.

    Raises:
        NotAllowed: the role may not.
        TooClose: it is their own account, or that of somebody close to them, or nobody knows who they are.
        NotPossible: the person does not act for themselves: a child, a ward; or they have died.
    """
    require(Act.ACCOUNT_IN_PERSON, actor=actor, person=person)
    on = local_day(now)
    circle = circle_of(actor.user_id, on=on)
    if circle is None or person.pk in circle:
        raise TooClose
    if not acts_for_themselves(person, on=on):
        raise NotPossible(
            _("Whoever looks after this person by law gives their account, on the pages of their own sign-in.")
        )


def change_account_in_person(
    *, actor: Staff, person: Person, number: AccountNumber, visit: int, now: datetime
) -> AccountChange:
    """The same for a person who is there, written down by a member of staff in a visit, of which this is the number.

    The bank is asked as ever whether the account is this person's, so nobody is paid to another's. The person is told
    at once, before the bank answers. Only `centres.accounts` calls this: whether the visit is one, it has asked.

    Raises:
        NotPossible: as `require_account_in_person`.
        AccountChangeError: it is the account already, or another change is being checked.
    """
    require_account_in_person(actor=actor, person=person, now=now)
    with transaction.atomic():
        change = account_changes.ask(person_id=person.pk, number=number, actor=actor, now=now, in_visit=visit)
        given_at_centre(person, change=change.pk, ending=change.iban[-4:], now=now).save()
        for piece in (PIECE, "notices", "emails"):
            transaction.on_commit(partial(ring_piece, piece))
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
