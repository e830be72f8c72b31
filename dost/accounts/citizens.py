"""The citizen of a request: who has signed in, in whose matters, and the guard of their pages.

A citizen is not a `User`: their session names a row of `Citizen`, never a member of staff, and no page of one kind
opens for the other. Who somebody is was said by the identity provider; as what they act for somebody else is looked up
in the registries at each request, so that it ends by itself on the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from registries.models import Person

from .actors import Capacity, OnBehalf, Oneself
from .models import Citizen
from .signals import citizen_signed_in

SESSION_KEY: Final = "citizen"
"""Holds the id of the `Citizen` whose session it is."""
SIGNED_IN_AT: Final = "citizen_signed_in_at"
"""Holds when the identity provider last said who they are, in seconds since 1970."""
_KEPT: Final = "_dost_signed_in_citizen"


@dataclass(frozen=True, slots=True)
class SignedInCitizen:
    """Who has signed in, and whose matters the pages are about: their own, or somebody's.

    `capacity` is as what they act for somebody; None where the matters are their own.
    """

    citizen: Citizen
    person: Person
    capacity: Capacity | None = None

    @property
    def actor(self) -> Oneself | OnBehalf:
        """Who acts, for everything that is done or looked at."""
        if self.capacity is None:
            return self.citizen.actor
        return OnBehalf(
            person_id=self.citizen.person_id,
            subject=self.citizen.subject,
            of=self.person.pk,
            capacity=self.capacity,
        )

    @property
    def person_id(self) -> int:
        """The id of the person whose matters these are: whatever a page reads is read by this id."""
        return self.person.pk

    @property
    def acts_for_somebody(self) -> bool:
        """Whether these are somebody else's matters."""
        return self.capacity is not None


View = Callable[..., HttpResponseBase]


def begin(request: HttpRequest, citizen: Citizen) -> None:
    """Begin a citizen's session; whoever was signed in before, staff or citizen, is signed out, with a new key."""
    logout(request)
    request.session[SESSION_KEY] = citizen.pk
    request.session[SIGNED_IN_AT] = int(timezone.now().timestamp())
    citizen_signed_in.send(sender=None, person_id=citizen.person_id)


def end(session: SessionBase) -> None:
    """End the session, with everything in it."""
    session.flush()


def signed_in_citizen(request: HttpRequest) -> SignedInCitizen | None:
    """Return the citizen of a request; None for strangers and for staff. One query, once a request."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _read(request))
    found: SignedInCitizen | None = getattr(request, _KEPT)
    return found


def _read(request: HttpRequest) -> SignedInCitizen | None:
    key = request.session.get(SESSION_KEY)
    if key is None:
        return None
    citizen = Citizen.objects.select_related("person").filter(pk=key).first()
    return None if citizen is None else SignedInCitizen(citizen=citizen, person=citizen.person)


def citizen_required(view: View) -> View:
    """Let a view run only for a citizen, who is its second argument; nobody's browser keeps the page.

    A stranger is led to the sign-in and back (a fragment's request makes the whole page go there). A member of staff
    gets 403: what they may see of a person opens in their office, with a reason.
    """

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        me = signed_in_citizen(request)
        if me is not None:
            return view(request, me, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied(_("These pages are for citizens. You are signed in as a member of staff."))
        return to_citizen_sign_in(request)

    return guarded


def to_citizen_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the citizens' sign-in, and from there back to the page that was asked for."""
    htmx: Any = getattr(request, "htmx", None)
    if htmx:
        back = htmx.current_url_abs_path or reverse("my:home")
    else:
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("my:home")
    there = f"{reverse('my:sign_in')}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(there) if htmx else redirect(there)
