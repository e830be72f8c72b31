"""The citizen of a request: who has signed in, in whose matters, and the guards of their pages.

A citizen is not a `User`: their session names a row of `Citizen`, never a member of staff, and no page of one kind
opens for the other. Who somebody is was said by the identity provider; as what they act for somebody else is looked up
in the registries at each request, so that it ends by itself on the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from dost.ui.back import address_of_page
from registries.models import Person

from . import employers, representation, sessions
from .actors import Capacity, OnBehalf, Oneself
from .addresses import let_forms_lead_out, safe_address
from .employers import Employer
from .models import Citizen, Mandate, Session
from .opens import Deed, Opens, opens
from .own_looks import OwnLook, log_own_look
from .security_log import NOBODY, Kind, origin, security_event
from .signals import citizen_signed_in

SESSION_KEY: Final = sessions.CITIZEN_KEY
"""Holds the id of the `Citizen` whose session it is."""
SIGNED_IN_AT: Final = "citizen_signed_in_at"
"""Holds when they last proved to the identity provider who they are, in seconds since 1970; 0 when it did not say."""
ACTING_FOR: Final = "citizen_acting_for"
"""Holds the id of the person they act for; absent while they act for themselves."""
EMPLOYER: Final = "citizen_acting_for_employer"
"""Holds the VÖEN of the employer they act for; never beside the id of a person."""
POLLED: Final = "X-Polled"
"""Sent by pages that refresh themselves: nobody is there because of it, so it keeps no session alive."""
_KEPT: Final = "_dost_signed_in_citizen"
_ENDED: Final = "_dost_acting_ended"


@dataclass(frozen=True, slots=True)
class SignedInCitizen:
    """Who has signed in, and whose matters the pages are about: their own, or somebody's.

    `capacity` is as what they act for somebody; None where the matters are their own. `mandate` is by which mandate.
    `employer` is whose matters they are where it is an employer; `person` is then the citizen, who acts for it.
    `ends_at` is when the session ends if nothing comes any more.
    """

    citizen: Citizen
    person: Person
    capacity: Capacity | None = None
    ends_at: datetime | None = None
    mandate: Mandate | None = None
    employer: Employer | None = None

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
            voen=self.voen,
        )

    @property
    def voen(self) -> str:
        """The VÖEN of the employer they act for; empty where they act for none."""
        return "" if self.employer is None else self.employer.voen

    @property
    def person_id(self) -> int:
        """The id of the person whose matters these are: whatever a page reads is read by this id."""
        return self.person.pk

    @property
    def acts_for_somebody(self) -> bool:
        """Whether these are somebody else's matters."""
        return self.capacity is not None

    @property
    def opens(self) -> Opens:
        """What of the matters opens to whoever acts in this capacity."""
        return opens(self.capacity, self.mandate, self.voen)

    @property
    def reads_sensitive(self) -> bool:
        """Whether matters of services that a leak would harm are told here: to the person alone (decision 25).

        A child may be in a shelter from its father, and it is the father who acts for it: to him they are not there.
        """
        return self.capacity is None


View = Callable[..., HttpResponseBase]


# -- the session -------------------------------------------------------------------------------------------------

_carried: set[str] = set()


def carry_into_sign_in(name: str) -> None:
    """Let what a visitor's session holds under this name be there after signing in, too; sections call it at the start.

    Everything else a session held before is gone with it, and so is its key.
    """
    _carried.add(name)


def begin(request: HttpRequest, citizen: Citizen, *, proved_at: datetime | None) -> None:
    """Begin a citizen's session under a new key; whoever was signed in before, staff or citizen, is signed out.

    `proved_at` is when they proved to the provider who they are; None when it did not say, which is not lately. Who
    signs in again goes on acting for whom they acted for.
    """
    session = request.session
    same = session.get(SESSION_KEY) == citizen.pk
    kept = {ACTING_FOR, EMPLOYER} if same else set()
    if USER_KEY not in session and (same or SESSION_KEY not in session):
        kept |= _carried
    carried = {name: session[name] for name in kept if name in session}
    logout(request)
    request.session.update(carried)
    request.session[SESSION_KEY] = citizen.pk
    request.session[SIGNED_IN_AT] = int(proved_at.timestamp()) if proved_at else 0
    agent = str(request.headers.get("User-Agent", ""))
    sessions.begin(request.session, address=origin(request), agent=agent, now=timezone.now())
    rotate_token(request)
    _forget(request)
    citizen_signed_in.send(sender=None, person_id=citizen.person_id)


def end(session: SessionBase) -> None:
    """End the session, with everything in it."""
    session.flush()


def end_everywhere(citizen: Citizen) -> None:
    """End all sessions of a citizen."""
    Session.objects.filter(citizen=citizen).delete()


def drop(session: SessionBase) -> bool:
    """Take the citizen out of a session that becomes a member of staff's; whether there was one."""
    there = SESSION_KEY in session
    for name in [key for key in session.keys() if key.startswith(SESSION_KEY)]:  # noqa: SIM118 - a session, no dict
        del session[name]
    return there


# -- who it is ---------------------------------------------------------------------------------------------------


def signed_in_citizen(request: HttpRequest) -> SignedInCitizen | None:
    """Return the citizen of a request; None for strangers and for staff. One query, once a request.

    Three when they act for somebody: the registries are asked each time.
    """
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _read(request))
    found: SignedInCitizen | None = getattr(request, _KEPT)
    return found


def _forget(request: HttpRequest) -> None:
    for name in (_KEPT, _ENDED):
        if hasattr(request, name):
            delattr(request, name)


def _read(request: HttpRequest) -> SignedInCitizen | None:
    session = request.session
    key = session.get(SESSION_KEY)
    if key is None or USER_KEY in session:
        return None
    citizen = Citizen.objects.select_related("person").filter(pk=key).first()
    if citizen is None or citizen.person.died_on is not None:
        return None
    if POLLED not in request.headers:
        sessions.note_seen(session, now=timezone.now())
    ends_at = sessions.end_of(session, sessions.of_citizens())
    other_id = session.get(ACTING_FOR)
    voen = session.get(EMPLOYER)
    if voen is not None:
        acts = employers.acts_for_employer(citizen.person, voen, on=_today())
        if acts is not None:
            return _for_employer(citizen, acts, ends_at)
        _stop_acting(request)
        return SignedInCitizen(citizen=citizen, person=citizen.person, ends_at=ends_at)
    if other_id is None:
        return SignedInCitizen(citizen=citizen, person=citizen.person, ends_at=ends_at)
    found = representation.represents(citizen.person, other_id, on=_today())
    if found is None:
        _stop_acting(request)
        return SignedInCitizen(citizen=citizen, person=citizen.person, ends_at=ends_at)
    return _acting(citizen, found, ends_at)


def _acting(citizen: Citizen, found: representation.Represented, ends_at: datetime | None) -> SignedInCitizen:
    return SignedInCitizen(citizen, found.person, found.capacity, ends_at, found.mandate)


def _for_employer(citizen: Citizen, acts: employers.ActsFor, ends_at: datetime | None) -> SignedInCitizen:
    return SignedInCitizen(citizen, citizen.person, Capacity.EMPLOYER, ends_at, acts.mandate, acts.employer)


def _today() -> date:
    return timezone.localdate()


def _stop_acting(request: HttpRequest) -> None:
    """It has ended: from now on they act for themselves, and no page opens before they know."""
    for name in (ACTING_FOR, EMPLOYER):
        request.session.pop(name, None)
    rotate_token(request)
    setattr(request, _ENDED, True)
    security_event(Kind.ACTING, who=NOBODY, where=origin(request), what="ended by the registries", now=timezone.now())


# -- acting for somebody -----------------------------------------------------------------------------------------


def act_for(request: HttpRequest, me: SignedInCitizen, other_id: int) -> SignedInCitizen | None:
    """Begin to act for somebody; None, and nothing changes, where the registries do not say that they may.

    Forms that were open before are refused afterwards: they were about somebody else.
    """
    now = timezone.now()
    found = representation.represents(me.citizen.person, other_id, on=_today())
    if found is None:
        security_event(Kind.ACTING, who=NOBODY, where=origin(request), what="refused", now=now)
        return None
    request.session.pop(EMPLOYER, None)
    request.session[ACTING_FOR] = other_id
    rotate_token(request)
    _forget(request)
    acting = _acting(me.citizen, found, me.ends_at)
    setattr(request, _KEPT, acting)
    log_own_look(acting.actor, OwnLook.ACTING, registries=["POPULATION"], now=now)
    security_event(Kind.ACTING, who=NOBODY, where=origin(request), what=found.capacity.value, now=now)
    return acting


def act_for_employer(request: HttpRequest, me: SignedInCitizen, voen: str) -> SignedInCitizen | None:
    """Begin to act for an employer; None, and nothing changes, where neither its register nor a mandate says so."""
    now = timezone.now()
    found = employers.acts_for_employer(me.citizen.person, voen, on=_today())
    if found is None:
        security_event(Kind.ACTING, who=NOBODY, where=origin(request), what="refused", now=now)
        return None
    request.session.pop(ACTING_FOR, None)
    request.session[EMPLOYER] = voen
    rotate_token(request)
    _forget(request)
    acting = _for_employer(me.citizen, found, me.ends_at)
    setattr(request, _KEPT, acting)
    security_event(Kind.ACTING, who=NOBODY, where=origin(request), what=Capacity.EMPLOYER.value, now=now)
    return acting


def act_for_oneself(request: HttpRequest) -> None:
    """Go back to one's own matters."""
    acted = [request.session.pop(name, None) for name in (ACTING_FOR, EMPLOYER)]
    if any(one is not None for one in acted):
        rotate_token(request)
        security_event(Kind.ACTING, who=NOBODY, where=origin(request), what="stopped", now=timezone.now())
    _forget(request)


# -- the guards --------------------------------------------------------------------------------------------------


_BY_MANDATE: Final = "_dost_by_mandate"
_FOR_EMPLOYERS: Final = "_dost_for_employers"


def by_mandate(deed: Deed) -> Callable[[View], View]:
    """Say that a page opens to whoever acts under a mandate that covers this; a page that says nothing does not.

    It stands below `citizen_required`, or below what stands in its place. Of which services the page then shows
    anything is asked of `SignedInCitizen.opens`.
    """

    def mark(view: View) -> View:
        setattr(view, _BY_MANDATE, deed)
        return view

    return mark


def for_employers(view: View) -> View:
    """Say that a page opens to whoever acts for an employer: that it reads by `opens.rows` only, nothing of a person.

    It stands below `by_mandate`, whose deed is asked too. A page that says nothing does not open.
    """
    setattr(view, _FOR_EMPLOYERS, True)
    return view


def citizen_required(view: View) -> View:
    """Let a view run only for a citizen, who is its second argument; nobody's browser keeps the page.

    A stranger is led to the sign-in and back (a fragment's request makes the whole page go there). A member of staff
    gets 403: what they may see of a person opens in their office, with a reason. Whoever acted for somebody and may
    not any more is told so first: nothing is shown, and nothing done, in whose name it was not meant. What a mandate
    does not open is not found under it (`by_mandate`), nor for an employer what is not for employers (`for_employers`).
    """
    deed: Deed | None = getattr(view, _BY_MANDATE, None)
    opens_to_employers: bool = getattr(view, _FOR_EMPLOYERS, False)

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        me = signed_in_citizen(request)
        if me is None:
            if request.user.is_authenticated:
                raise PermissionDenied(_("These pages are for citizens. You are signed in as a member of staff."))
            return to_citizen_sign_in(request)
        if getattr(request, _ENDED, False):
            return _go(request, f"{reverse('my:acting_for')}?{urlencode({'ended': '1'})}")
        if not me.opens.deed(deed) or (me.employer is not None and not opens_to_employers):
            raise Http404
        return let_forms_lead_out(view(request, me, *args, **kwargs))

    return guarded


def fresh_sign_in_required(view: View) -> View:
    """Let a view run only for a citizen who has proved lately who they are; stands in the place of `citizen_required`.

    For pages and forms that change where money or messages go: at a screen left open, or with a stolen session, nobody
    redirects either. Whoever has not is asked to sign in again, and comes back to the page; a form that was sent is not
    carried out then, and the page before signing in says so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, me: SignedInCitizen, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, me, *args, **kwargs)
        sent = request.method not in {"GET", "HEAD"}
        asked = {"next": _back(request), **({"sent": "1"} if sent else {})}
        return _go(request, f"{reverse('my:sign_in_again')}?{urlencode(asked)}")

    return citizen_required(guarded)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the citizen of this session has proved who they are in the last minutes."""
    proved = request.session.get(SIGNED_IN_AT, 0)
    age = timezone.now() - datetime.fromtimestamp(proved, tz=UTC)
    return age.total_seconds() <= settings.CITIZEN_FRESH_SECONDS


def to_citizen_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the citizens' sign-in, and from there back to the page that was asked for."""
    asked = {"next": _back(request)}
    if getattr(request.session, "ran_out_of_citizen", False):
        asked["ended"] = "1"
    return _go(request, f"{reverse('my:sign_in')}?{urlencode(asked)}")


def _back(request: HttpRequest) -> str:
    """The page to come back to: this one; of a fragment or a form, the page it stood on, if the browser says which."""
    htmx: Any = getattr(request, "htmx", None)
    if htmx:
        return safe_address(request, htmx.current_url_abs_path or "")
    if request.method in {"GET", "HEAD"}:
        return address_of_page(request)
    return safe_address(request, str(request.headers.get("Referer", "")))


def _go(request: HttpRequest, there: str) -> HttpResponse:
    return HttpResponseClientRedirect(there) if getattr(request, "htmx", None) else redirect(there)
