"""A citizen's sign-in from its beginning to its end: the way to the provider, the way back, and what may go wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from requests import RequestException

from .. import addresses, citizens, throttle
from ..adapters import decrypted, encrypted
from ..security_log import NOBODY, Kind, origin, security_event
from . import provider
from .answering import Way, answered, did_not_answer
from .claims import BadClaimsError, Claims, read_claims
from .recognising import Recognised, Refusal, recognise

logger = logging.getLogger(__name__)

MOST_BEGUN: Final = 60
"""Sign-ins begun from one address in five minutes: a library, a village's one line."""
VISIT_SECONDS: Final = 15 * 60
"""How long the session of a stranger who is on the way to the provider is kept."""
_HINT: Final = "citizen_sign_out_hint"
"""Holds what tells the provider whose session it is to end: the name of a parameter, and its value, encrypted."""
_STATE: Final = "_dost_sign_in_state"
_END_SESSION: Final = "citizen_end_session"


class Trouble(StrEnum):
    """Why somebody comes back from the provider and is not signed in; a page says so, and what to do."""

    CANCELLED = "cancelled"
    LOST = "lost"
    FAILED = "failed"
    AWAY = "away"
    TOO_MANY = "too-many"
    NOT_AGAIN = "not-again"
    NO_FIN = "no-fin"
    UNKNOWN = "unknown"
    DEAD = "dead"
    OTHER_PERSON = "other-person"


_REFUSED: Final = {
    Refusal.NO_FIN: Trouble.NO_FIN,
    Refusal.UNKNOWN: Trouble.UNKNOWN,
    Refusal.DEAD: Trouble.DEAD,
    Refusal.OTHER_PERSON: Trouble.OTHER_PERSON,
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a sign-in begins with: where it leads, in which language, as whom by preference, and whether it is again."""

    next: str
    language: str
    hint: str = ""
    again: bool = False


def begin(request: HttpRequest, wish: Beginning) -> HttpResponse:
    """Send the browser to the provider; a kind page instead when it is away or somebody tries without an end."""
    state = {"next": wish.next, "data": asdict(wish)}
    if throttle.is_too_often("citizen-sign-in", origin(request), most=MOST_BEGUN):
        return to_trouble(request, Trouble.TOO_MANY, state)
    if request.session.is_empty():
        request.session.set_expiry(VISIT_SECONDS)
    asked: dict[str, str] = {"ui_locales": wish.language}
    if wish.hint:
        asked["login_hint"] = wish.hint
    if wish.again:
        asked |= {"prompt": "login", "max_age": "0"}
    client = provider.CitizenProvider(request, app=provider.the_app())
    try:
        response: HttpResponse = client.redirect(request, "login", wish.next, data=asdict(wish), auth_params=asked)
    except (RequestException, OAuth2Error, KeyError, ValueError, TypeError) as error:
        logger.warning("the identity provider cannot be asked: %s", type(error).__name__)
        did_not_answer(Way.THERE, now=timezone.now())
        return to_trouble(request, Trouble.AWAY, state)
    answered(Way.THERE)
    return response


class _Callback(OAuth2CallbackView):
    """The way back, for the sign-in whose state the browser brings."""

    def _get_state(self, request: HttpRequest, client: Any) -> Any:
        state, response = super()._get_state(request, client)
        if state is not None:
            setattr(request, _STATE, state)
            self.adapter.expected_nonce = (state.get("data") or {}).get(provider.NONCE, "")
        return state, response


def come_back(request: HttpRequest) -> HttpResponse:
    """Take what the provider sent the browser back with. Always a redirect: loading it again does nothing twice."""
    view = _Callback.adapter_view(provider.CitizenOAuth2Adapter(request))
    try:
        response: HttpResponse = view(request)
    except ImmediateHttpResponse as ready:
        response = ready.response
    except RequestException as error:
        logger.warning("the identity provider cannot be asked: %s", type(error).__name__)
        did_not_answer(Way.BACK, now=timezone.now())
        return to_trouble(request, Trouble.AWAY, getattr(request, _STATE, {}))
    except (OAuth2Error, KeyError, ValueError, TypeError, AttributeError) as error:
        logger.warning("the identity provider's answer cannot be read: %s", type(error).__name__)
        return to_trouble(request, Trouble.FAILED, getattr(request, _STATE, {}))
    return response


def finish(request: HttpRequest, data: Mapping[str, Any], state: Mapping[str, Any]) -> HttpResponse:
    """Whoever the provider named is signed in, or told why not."""
    now = timezone.now()
    answered(*Way)
    try:
        claims = read_claims(data["id_token"], data.get("userinfo") or {})
    except BadClaimsError as error:
        logger.warning("sign-in of a citizen: %s", error)
        return to_trouble(request, Trouble.FAILED, state)
    found = recognise(claims)
    if isinstance(found, Refusal):
        security_event(Kind.CITIZEN_REFUSED, who=NOBODY, where=origin(request), what=found.value, now=now)
        return to_trouble(request, _REFUSED[found], state)
    if _wish(state).again and not _is_fresh(claims, now):
        security_event(Kind.CITIZEN_REFUSED, who=NOBODY, where=origin(request), what="not again", now=now)
        return to_trouble(request, Trouble.NOT_AGAIN, state)
    _let_in(request, found, claims, now)
    request.session[_HINT] = _hint(data, claims)
    request.session[_END_SESSION] = str(data.get("end_session_endpoint", ""))
    return HttpResponseRedirect(addresses.safe_address(request, _wish(state).next))


def _let_in(request: HttpRequest, found: Recognised, claims: Claims, now: datetime) -> None:
    if found.is_new_subject:
        citizens.end_everywhere(found.citizen)
        security_event(Kind.CITIZEN_SUBJECT, who=NOBODY, where=origin(request), what="", now=now)
    proved = min(now, claims.authenticated_at) if claims.authenticated_at else None
    citizens.begin(request, found.citizen, proved_at=proved)
    security_event(Kind.CITIZEN_IN, who=NOBODY, where=origin(request), what="", now=now)


def _hint(data: Mapping[str, Any], claims: Claims) -> tuple[str, str]:
    """The ID token, as the protocol wants it; the subject where the token holds the FİN, which no address may."""
    if settings.OIDC_FIN_CLAIM in data["id_token"]:
        return "logout_hint", encrypted(claims.subject)
    return "id_token_hint", encrypted(str(data["raw"]))


def _is_fresh(claims: Claims, now: datetime) -> bool:
    """Whether they have proved it just now. A provider that was asked for it and does not say has not done it."""
    proved = claims.authenticated_at
    return proved is not None and (now - proved).total_seconds() <= settings.CITIZEN_FRESH_SECONDS


def _wish(state: Mapping[str, Any]) -> Beginning:
    kept = state.get("data") or {}
    return Beginning(
        next=str(kept.get("next", "")),
        language=str(kept.get("language", "")),
        hint=str(kept.get("hint", "")),
        again=bool(kept.get("again")),
    )


def to_trouble(request: HttpRequest, trouble: Trouble, state: Mapping[str, Any]) -> HttpResponse:
    """To the page that says what went wrong, in the language the sign-in began in, with the way on kept."""
    wish = _wish(state)
    spoken = {code for code, _name in settings.LANGUAGES}
    language = wish.language if wish.language in spoken else translation.get_language_from_request(request)
    with translation.override(language):
        there = reverse("my:sign_in_trouble", kwargs={"why": trouble.value})
    on = addresses.safe_address(request, wish.next)
    return HttpResponseRedirect(f"{there}?{urlencode({'next': on})}")


# -- signing out there, too --------------------------------------------------------------------------------------


def way_out(request: HttpRequest, *, language: str) -> str:
    """The address at the provider that ends its session and leads back; empty when it has none, or is away.

    Asked before the session is ended, which holds what the provider needs to know whose session it is to end.
    """
    endpoint = request.session.get(_END_SESSION, "")
    if not endpoint or not _is_the_providers(endpoint) or not _answers(request):
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        back = request.build_absolute_uri(reverse("my:signed_out"))
    asked = {
        **_kept_hint(request),
        "client_id": settings.OIDC_CLIENT_ID,
        "post_logout_redirect_uri": back,
        "state": language,
        "ui_locales": language,
    }
    joined = "&" if urlsplit(endpoint).query else "?"
    return f"{endpoint}{joined}{urlencode(asked)}"


def _kept_hint(request: HttpRequest) -> dict[str, str]:
    name, kept = request.session.get(_HINT, ("", ""))
    try:
        return {name: decrypted(kept)} if name else {}
    except InvalidToken:  # the secret has changed since; the provider then asks whose session it is to end
        return {}


def _is_the_providers(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}" in addresses.provider_origins()


def _answers(request: HttpRequest) -> bool:
    """Whether the provider answers; nobody is sent to a page that does not open."""
    try:
        return bool(provider.CitizenOAuth2Adapter(request).openid_config)
    except (RequestException, OAuth2Error, ValueError, TypeError, AttributeError):
        return False
