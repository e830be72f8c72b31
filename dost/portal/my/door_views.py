"""The door of a citizen's own pages: signing in with the identity provider, again, and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts import citizens
from dost.accounts.addresses import let_forms_lead_out, safe_address
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.demo_citizens import DemoCitizen, demo_citizens
from dost.accounts.openid import flow
from dost.accounts.openid.answering import away_since
from dost.accounts.openid.flow import Beginning, Trouble
from dost.accounts.opens import Deed
from dost.accounts.security_log import NOBODY, Kind, origin, security_event
from dost.portal.my.page import render_my
from dost.ui.contexts import Text


@dataclass(frozen=True, slots=True)
class TroublePage:
    """What went wrong while signing in, and what to do: a heading, sentences, whether trying again may help."""

    heading: Text
    sentences: tuple[Text, ...]
    again: bool = True
    call: bool = False
    next: str = ""


NOTHING_LOST: Final = _("Nothing was changed, and nothing was lost.")

TROUBLES: Final[Mapping[Trouble, TroublePage]] = {
    Trouble.CANCELLED: TroublePage(
        _("You have not signed in"), (_("You left the sign-in before its end. That is all right."), NOTHING_LOST)
    ),
    Trouble.LOST: TroublePage(
        _("Please sign in once more"),
        (_("The sign-in was begun in another window, or too long ago. It is valid for ten minutes."), NOTHING_LOST),
    ),
    Trouble.FAILED: TroublePage(
        _("Signing in did not work"),
        (_("What the sign-in service sent could not be accepted. It is not your fault."), NOTHING_LOST),
        call=True,
    ),
    Trouble.AWAY: TroublePage(
        _("The sign-in service does not answer"),
        (_("Please try again in a few minutes. Everything that needs no sign-in works as always."),),
        call=True,
    ),
    Trouble.TOO_MANY: TroublePage(
        _("Too many sign-ins from here"), (_("Please wait five minutes and try again."),), call=True
    ),
    Trouble.NOT_AGAIN: TroublePage(
        _("You were not asked who you are"),
        (
            _("Before you change where money or messages go, you sign in anew. The sign-in service did not ask you."),
            NOTHING_LOST,
        ),
        call=True,
    ),
    Trouble.NO_FIN: TroublePage(
        _("The sign-in service did not give your FİN"),
        (_("Without it we cannot find you in the registries. Please allow it to be passed on, and try again."),),
        call=True,
    ),
    Trouble.UNKNOWN: TroublePage(
        _("We do not find you in the registries"),
        (
            _("Your sign-in worked, but no registry of the state that we ask knows your FİN yet."),
            _("It happens after a new document, or to people who have come to live here lately."),
            _("Come to a DOST centre with your identity document, or call 142: there you need no sign-in."),
        ),
        again=False,
        call=True,
    ),
    Trouble.DEAD: TroublePage(
        _("The registry has something wrong about you"),
        (
            _("A registry says of the person with this FİN what cannot be true of you."),
            _("Call 142, or come to a DOST centre with your identity document: it is put right there."),
        ),
        again=False,
        call=True,
    ),
    Trouble.OTHER_PERSON: TroublePage(
        _("This sign-in belongs to somebody else"),
        (
            _("The account you signed in with was another person’s before. For safety we open nothing."),
            _("Call 142, or come to a DOST centre with your identity document."),
        ),
        again=False,
        call=True,
    ),
}
"""The page of each trouble."""


def demo_people() -> tuple[DemoCitizen, ...]:
    """Whom one may choose to sign in as; nobody in production."""
    return () if settings.PRODUCTION else demo_citizens(timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The door: why to sign in, and one button; a demonstration lists whom to sign in as."""
    on = safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST":
        return _to_provider(request, on, again=False)
    me = citizens.signed_in_citizen(request)
    if me is not None:
        return redirect(on)
    context = {
        "next": on,
        "ended": "ended" in request.GET,
        "people": demo_people(),
        "is_staff_session": request.user.is_authenticated,
        "away_since": away_since(now=timezone.now()),
    }
    return let_forms_lead_out(render(request, "portal/my/sign_in.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def sign_in_again(request: HttpRequest, me: SignedInCitizen) -> HttpResponseBase:
    """Who they are is asked anew before they change where money or messages go."""
    on = safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST":
        return _to_provider(request, on, again=True, hint=me.citizen.subject)
    if citizens.is_fresh(request):
        return redirect(on)
    return render_my(request, me, "portal/my/sign_in_again.html", {"next": on, "sent": "sent" in request.GET})


def _to_provider(request: HttpRequest, on: str, *, again: bool, hint: str = "") -> HttpResponse:
    chosen = next((one.subject for one in demo_people() if one.slug == request.POST.get("as")), hint)
    language = translation.get_language() or settings.LANGUAGE_CODE
    return flow.begin(request, Beginning(next=on, language=language, hint=chosen, again=again))


@require_safe
@never_cache
def sign_in_callback(request: HttpRequest) -> HttpResponse:
    """What the provider sends the browser back to: on to the page that was asked for, or to what went wrong."""
    return flow.come_back(request)


@require_safe
@never_cache
def sign_in_trouble(request: HttpRequest, why: str) -> HttpResponse:
    """What went wrong while signing in, kindly, and the way on."""
    try:
        page = TROUBLES[Trouble(why)]
    except ValueError:
        raise Http404 from None
    on = safe_address(request, request.GET.get("next", ""))
    return render(request, "portal/my/sign_in_trouble.html", {"page": page, "next": on})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out here, and at the provider if it answers; here in any case."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if citizens.SESSION_KEY not in request.session:
        return redirect("my:signed_out")
    there = flow.way_out(request, language=language)
    security_event(Kind.CITIZEN_OUT, who=NOBODY, where=origin(request), what="", now=timezone.now())
    citizens.end(request.session)
    return redirect(there or f"{reverse('my:signed_out')}?here=1")


@require_safe
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """You are signed out; where the provider led back to, in the language one had read."""
    language = request.GET.get("state", "")
    if language in {code for code, _name in settings.LANGUAGES}:
        with translation.override(language):
            return redirect("my:signed_out")
    return render(request, "portal/my/signed_out.html", {"only_here": "here" in request.GET})
