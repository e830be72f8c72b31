"""The frame of every page of the person at the window: who they are, why they are open, and that nobody else is.

No address says whose page it is. The open visit of whoever asks says it, at every request; so nothing of the last
visit is left in a browser, and a page that is called up again shows the person of today or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts.access import NoReason, actor_of, log_access, reason_for, role_required
from dost.accounts.actors import Staff
from dost.centres.at_hand import AtHand, NobodyYet, at_hand
from dost.centres.at_window import SERVES, sees_them
from dost.centres.calls import TAKES_CALLS
from dost.centres.models import Visit
from dost.common.dates import local_day
from dost.ui.contexts import Text
from dost.ui.formats import time_short
from registries.models import Person

from .whose import is_of_another, of_person, of_visit

AT_WINDOW: Final = SERVES
"""Whoever serves people: their visits, and their stated purposes, open a person's page."""


@dataclass(frozen=True, slots=True)
class Window:
    """A request of a member of staff with somebody before them."""

    actor: Staff
    hand: AtHand
    now: datetime

    @property
    def person(self) -> Person:
        """Whose pages these are."""
        return self.hand.person

    @property
    def on(self) -> date:
        """The day, in Baku."""
        return local_day(self.now)

    @property
    def whose(self) -> str:
        """What names the person in the forms of these pages."""
        return of_visit(self.hand.visit) if self.hand.visit is not None else of_person(self.person)

    def log(self, *, registries: tuple[str, ...] = (), service_code: str = "") -> None:
        """Write down a look at the person, with the reason that opens them."""
        log_access(
            actor=self.actor,
            people=[self.person.pk],
            purpose=self.hand.reason.purpose,
            reason=self.hand.reason.note,
            registries=registries,
            service_code=service_code,
            now=self.now,
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """The identity bar: who it is, since when they are open and why, and until when under a stated purpose."""

    name: str
    fin: str
    born: date
    age: int
    district: str
    phone_masked: str
    language: Text
    died: date | None
    why: Text
    in_visit: bool


View = Callable[..., HttpResponseBase]
DESK: Final = "desk:home"
"""The name of the page on which the visit is ended or handed on."""


def at_window(view: View) -> View:
    """Let a view run with whoever is before the reader (`Window`), for those who serve people.

    Where a visit is open and nobody is identified yet, it leads to the question who it is. Nobody at all is a refusal:
    `NoReason`, 403 in words, in the log of security events. Of a caller nothing opens here, whatever they answered: on
    the telephone nobody has seen a document (`on_telephone`). What is sent from a page of somebody else is not done.
    """

    @never_cache
    @role_required(AT_WINDOW)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now, actor = timezone.now(), actor_of(request)
        there = ""
        try:
            hand = at_hand(actor, now=now)
        except NobodyYet:
            there = reverse("person:identify")
        else:
            there = reverse("calls:person") if is_call(hand) else ""
        if not there and is_of_another(request, Window(actor, hand, now).whose):
            there = reverse("person:page")
        if there:
            return HttpResponseClientRedirect(there) if getattr(request, "htmx", False) else redirect(there)
        return view(request, Window(actor, hand, now), *args, **kwargs)

    return guarded


def on_telephone(view: View) -> View:
    """Let a view run with whoever is on the telephone and was identified; anybody else is a refusal (`NoReason`)."""

    @never_cache
    @role_required(TAKES_CALLS)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now, actor = timezone.now(), actor_of(request)
        try:
            hand = at_hand(actor, now=now)
        except NobodyYet:
            return redirect("calls:home")
        window = Window(actor, hand, now)
        if not is_call(hand):
            raise NoReason
        if is_of_another(request, window.whose):
            return redirect("calls:home")
        return view(request, window, *args, **kwargs)

    return guarded


def is_call(hand: AtHand) -> bool:
    """Whether somebody is on the telephone, not at a window."""
    return hand.visit is not None and hand.visit.channel == Visit.Channel.TELEPHONE


def render_person(
    request: HttpRequest, window: Window, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the person, with their bar above it."""
    framed = {**context, "bar": bar_of(window), "desk_url": desk_url(), "whose": window.whose}
    return render(request, template, framed, status=status)


def desk_url() -> str:
    """Where the visit is ended; empty where no desks are served."""
    try:
        return reverse(DESK)
    except NoReverseMatch:
        return ""


def bar_of(window: Window) -> Bar:
    """The bar; no query."""
    person, born = window.person, window.person.birth_date
    last = person.died_on or window.on
    return Bar(
        name=person.full_name,
        fin=person.fin,
        born=born,
        age=last.year - born.year - ((last.month, last.day) < (born.month, born.day)),
        district=person.district.name if person.district else "",
        phone_masked=masked_phone(person.phone),
        language=Person.Language(person.language).label,
        died=person.died_on,
        why=_why(window.hand),
        in_visit=window.hand.visit is not None,
    )


def masked_phone(phone: str) -> str:
    """A telephone number of which operator and the last two digits show."""
    return f"{phone[:4]} {phone[4:6]} ••• •• {phone[-2:]}" if len(phone) == 13 else ""


def require_reason(window: Window, person_id: int) -> None:
    """Pass only where the record of this person is open to the reader, too; raises `NoReason`."""
    if person_id != window.person.pk or reason_for(window.actor, person_id, now=window.now) is None:
        raise NoReason


def _why(hand: AtHand) -> Text:
    if hand.visit is not None:
        how = Visit.Identified(hand.visit.identified_by).label
        return _("Visit since %(time)s. %(how)s") % {"time": time_short(hand.visit.began_at), "how": how}
    until = time_short(hand.reason.until) if hand.reason.until else ""
    return _("Without a visit, for a stated purpose, until %(time)s: %(note)s") % {
        "time": until,
        "note": hand.reason.note,
    }


def require_visit(window: Window) -> Visit:
    """The visit, where the person is at the window and their document was seen in it.

    Raises `NoReason` under a purpose that was stated: what a person gives away they give themselves, here.
    """
    visit = window.hand.visit
    if visit is None or not sees_them(visit, window.actor, now=window.now):
        raise NoReason
    return visit
