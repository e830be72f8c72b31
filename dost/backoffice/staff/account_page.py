"""The page of one account, and what waits for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.accounts import staffing
from dost.accounts.account_events import Acting
from dost.accounts.actors import Staff
from dost.accounts.models import MANAGES_ACCOUNTS, AccountEvent, OneTimeLink, PendingChange, User

from . import words
from .contexts import AccountPage, ActLink, ChangeRow, State
from .listing import event_row

MOST_EVENTS: Final = 10


def account_page(user: User, *, by: Acting, now: datetime) -> AccountPage:
    """What an account administrator sees of an account."""
    state = words.state_of(user)
    link = OneTimeLink.objects.filter(user=user, closed_at=None, expires_at__gt=now).first()
    events = AccountEvent.objects.filter(whom=user).select_related("whom", "by").order_by("-at", "-pk")[:MOST_EVENTS]
    return AccountPage(
        name=words.name_of(user),
        username=user.username,
        role=words.role_in_words(user.role),
        centre=dict(staffing.centres()).get(user.centre, user.centre),
        state=words.TAGS[state],
        fin=pgettext("a FİN", "written down") if user.fin else pgettext("a FİN", "not written down"),
        lacks_fin=user.lacks_fin,
        made_at=user.date_joined,
        signed_in_at=user.last_login,
        link_until=link.expires_at if link else None,
        acts=_acts(user, state, by),
        pending=changes(PendingChange.objects.filter(user=user), by=by),
        events=tuple(event_row(event, may_open=False) for event in events),
        history_url=f"{reverse('staff:history')}?q={user.username}",
    )


def changes(rows: QuerySet[PendingChange], *, by: Acting) -> tuple[ChangeRow, ...]:
    """What of these still waits for a second person, the oldest first, with what the reader may do about it."""
    waiting = rows.filter(outcome="").select_related("user", "asked_by").order_by("asked_at", "pk")
    return tuple(_change(change, by) for change in waiting)


def _change(change: PendingChange, by: Acting) -> ChangeRow:
    manages = isinstance(by.actor, Staff) and by.actor.role in MANAGES_ACCOUNTS
    may = staffing.may_confirm(change, by)
    is_role = change.kind == PendingChange.Kind.ROLE
    return ChangeRow(
        what=PendingChange.Kind(change.kind).label,
        details=words.place_in_words(change.role, change.centre) if is_role else "",
        whom=words.name_of(change.user),
        whom_url=reverse("staff:account", args=[change.user_id]) if manages else "",
        asked_by=words.name_of(change.asked_by),
        asked_at=change.asked_at,
        confirm_url=reverse("staff:close_change", args=[change.pk, "confirm"]) if may else "",
        decline_url=reverse("staff:close_change", args=[change.pk, "decline"]) if may else "",
        withdraw_url=reverse("staff:close_change", args=[change.pk, "withdraw"]) if manages else "",
    )


def _acts(user: User, state: State, by: Acting) -> tuple[ActLink, ...]:
    """What can be done as things stand; nothing to one's own account."""
    if isinstance(by.actor, Staff) and by.actor.user_id == user.pk:
        return ()

    def act(words_of_it: str, name: str, *, warning: bool = False) -> ActLink:
        return ActLink(words_of_it, reverse("staff:act", args=[user.pk, name]), warning)

    role = ActLink(_("Change role or centre"), reverse("staff:role", args=[user.pk]))
    fin = ActLink(_("Change the FİN") if user.fin else _("Write down the FİN"), reverse("staff:fin", args=[user.pk]))
    if state is State.SUSPENDED:
        return (act(_("Restore"), "restore"),)
    if state is State.WAITING:
        return (act(_("Make a new link"), "link"), role, fin, act(_("Suspend"), "suspend", warning=True))
    return (role, fin, act(_("Set up anew"), "reset"), act(_("Suspend"), "suspend", warning=True))
