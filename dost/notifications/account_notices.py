"""What a person is told of the account their payments go to.

It goes where they are reached, so that somebody whose account is changed by another hears of it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from dost.common.delivery import DeliveryState
from registries.models import Person

from .models import Notice
from .notices import addressed
from .reach import reach_of


def account(person: Person, *, change: int, ending: str, accepted: bool, now: datetime) -> Notice:
    """Build (not save) the notice that payments go to another account from now on, or that one was not accepted.

    `change` is the id of the change, `ending` the last four of the account's number.
    """
    kind = Notice.Kind.ACCOUNT if accepted else Notice.Kind.ACCOUNT_NO
    with translation.override(reach_of(person).language):
        text = (_changed() if accepted else _not_accepted()) % {"ending": ending}
    return _notice(person, kind, text, change=change, now=now)


def given_at_centre(person: Person, *, change: int, ending: str, now: datetime) -> Notice:
    """Build (not save) the notice that another account was given at a centre; saved the moment it is given.

    Whoever was not there hears of it before its bank answers, in time to call.
    """
    with translation.override(reach_of(person).language):
        text = _(
            "DOST: at a DOST centre an account ending in %(ending)s was given for your payments. Its bank is asked now "
            "whether it is yours. If you were not there, call 142 at once."
        ) % {"ending": ending}
    return _notice(person, Notice.Kind.ACCOUNT_IN, text, change=change, now=now)


def _changed() -> str:
    return _(
        "DOST: from now on your payments go to the account ending in %(ending)s. "
        "If you did not ask for this, call 142 at once."
    )


def _not_accepted() -> str:
    return _(
        "DOST: the bank did not confirm that the account ending in %(ending)s is yours. "
        "Your payments go where they went before. Questions: 142."
    )


def _notice(person: Person, kind: Notice.Kind, text: str, *, change: int, now: datetime) -> Notice:
    made = addressed(person, kind, text, ways=reach_of(person).ways(), number=change, now=now)
    made.key = f"NAC{change}-{kind}"
    if made.channel == Notice.Channel.INBOX and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY
    return made
