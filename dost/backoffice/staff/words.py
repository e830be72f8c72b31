"""Words for accounts of staff: how one stands, what was done, what waits."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from dost.accounts.models import AccountEvent, User
from dost.ui.contexts import Tag, Text

from .contexts import State

WORDS: Final[dict[State, Text]] = {
    State.WORKING: pgettext_lazy("an account", "Working"),
    State.WAITING: pgettext_lazy("an account", "Waits for its link"),
    State.NO_ROLE: pgettext_lazy("an account", "No role"),
    State.SUSPENDED: pgettext_lazy("an account", "Suspended"),
}
TAGS: Final = {
    State.WORKING: Tag(WORDS[State.WORKING], "green"),
    State.WAITING: Tag(WORDS[State.WAITING], "blue"),
    State.NO_ROLE: Tag(WORDS[State.NO_ROLE], "yellow"),
    State.SUSPENDED: Tag(WORDS[State.SUSPENDED], "red"),
}
A_COMMAND: Final = gettext_lazy("A command of this installation")

_WAITS: Final = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
MEANS: Final = {
    State.WORKING: Q(is_active=True) & ~_WAITS & ~Q(role=""),
    State.WAITING: Q(is_active=True) & _WAITS,
    State.NO_ROLE: Q(is_active=True) & ~_WAITS & Q(role=""),
    State.SUSPENDED: Q(is_active=False),
}
"""The same in the database, for the filter."""


def state_of(user: User) -> State:
    """How it stands with an account."""
    if not user.is_active:
        return State.SUSPENDED
    if user.waits_for_link:
        return State.WAITING
    return State.WORKING if user.role else State.NO_ROLE


def name_of(user: User) -> str:
    """The name of a member of staff, or the user name of whoever has none."""
    return user.get_full_name() or user.get_username()


def role_in_words(role: str) -> Text:
    """A role in words; what stands for none."""
    return User.Role(role).label if role in User.Role else pgettext("a role", "none")


def place_in_words(role: str, centre: str) -> Text:
    """A role and the code of a centre in one line."""
    return f"{role_in_words(role)}, {centre}" if centre else role_in_words(role)


def details_of(event: AccountEvent) -> Text:
    """What an event changed, where it says: "Clerk → Supervisor, D-03"."""
    kinds = AccountEvent.What
    after = place_in_words(event.role_after, event.centre_after)
    if event.what in (kinds.ROLE_GIVEN, kinds.ROLE_ASKED):
        before = place_in_words(event.role_before, event.centre_before)
        return _("%(before)s → %(after)s") % {"before": before, "after": after}
    if event.what == kinds.INVITED or event.role_after:
        return after
    return ""
