"""Where django-allauth asks this house when somebody signs in with the identity provider.

allauth carries the conversation; who the person is, and what becomes of it, is said by the pages that `on_finished` and
`on_trouble` name. No user, no e-mail address and no account of allauth is ever made for a citizen.
"""

from __future__ import annotations

import functools
import logging
from typing import Any, NoReturn

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import HttpRequest

from .flow import Trouble, finish, to_trouble
from .provider import CitizenProvider, the_app

logger = logging.getLogger(__name__)


class CitizenAdapter(DefaultSocialAccountAdapter):
    """One provider, known from the settings, and no account behind a sign-in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: accounts of staff are given, and citizens have none."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one there is."""
        return [the_app()]

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> CitizenProvider:
        """The one there is, whatever it is called."""
        return CitizenProvider(request, app=the_app())

    def get_requests_session(self) -> requests.Session:
        """As allauth asks providers, each within its time; a demonstration's is here and behind no proxy."""
        session = requests.Session()
        session.trust_env = settings.PRODUCTION
        session.request = functools.partial(  # type: ignore[method-assign]
            session.request, timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT, allow_redirects=False
        )
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """The provider has said who it is: the flow of allauth ends here, before it looks for an account."""
        raise ImmediateHttpResponse(finish(request, sociallogin.account.extra_data, sociallogin.state))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        """Somebody left half way, the provider failed, or the state is gone: a kind page, and the way back."""
        if error == AuthError.CANCELLED or request.GET.get("error") == "access_denied":
            trouble = Trouble.CANCELLED
        elif isinstance(exception, requests.RequestException):
            trouble = Trouble.AWAY
        elif exception is None and "error" not in request.GET:
            trouble = Trouble.LOST
        else:
            trouble = Trouble.FAILED
        state = (extra_context or {}).get("state") or {}
        if exception is not None:
            logger.warning("sign-in of a citizen: %s", type(exception).__name__)
        raise ImmediateHttpResponse(to_trouble(request, trouble, state))
