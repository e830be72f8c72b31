"""django-allauth's OpenID Connect client, with what it leaves out: a nonce, the signature of every ID token, the issuer
of the discovery document, and when somebody proved who they are.

Nothing of a citizen becomes a user: the provider gives allauth no name and no e-mail address, and the adapter ends the
flow before allauth would look for an account.
"""

from __future__ import annotations

import secrets
import time
from typing import Any, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from . import id_token

PROVIDER: Final = "openid_connect"
PROVIDER_ID: Final = "identity"
NAME: Final = "digital.login"
NONCE: Final = "nonce"


def the_app() -> SocialApp:
    """This installation as the provider knows it, from the settings: no row of allauth's tables is asked for."""
    return SocialApp(
        provider=PROVIDER,
        provider_id=PROVIDER_ID,
        name=NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_ISSUER,
            "oauth_pkce_enabled": True,
            "scope": list(settings.OIDC_SCOPE),
            "token_auth_method": "client_secret_post",  # the name of a method  # nosec B105
        },
    )


class CitizenOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """The conversation with the provider."""

    expected_nonce: str = ""
    """What the ID token must carry, of the state of this sign-in."""

    def __init__(self, request: HttpRequest, provider_id: str = PROVIDER_ID) -> None:
        super().__init__(request, provider_id)

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, of the issuer that was asked and no other (OpenID Connect Discovery, 4.3)."""
        document: dict[str, Any] = super().openid_config
        if str(document.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the discovery document is of another issuer")
        return document

    @property
    def basic_auth(self) -> bool:
        """How the client says who it is: in the body, unless the provider takes only the header."""
        methods = self.openid_config.get("token_endpoint_auth_methods_supported", ["client_secret_post"])
        return "client_secret_post" not in methods

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to, at the host they came to."""
        with translation.override(settings.LANGUAGE_CODE):  # the provider knows this one address
            return str(build_absolute_uri(request, reverse("my:sign_in_callback")))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """What the provider says, as allauth carries it: the verified ID token, and UserInfo for what it leaves out.

        Raises:
            OAuth2Error: there is no ID token, its signature, issuer, audience, time or nonce is wrong.
        """
        raw = kwargs["response"].get("id_token")
        if not isinstance(raw, str):
            raise OAuth2Error("the provider gave no ID token")
        expected = id_token.Expected(
            issuer=self.openid_config["issuer"], client_id=app.client_id, nonce=self.expected_nonce
        )
        try:
            claims = id_token.verify(raw, self._keys(), expected, now=int(time.time()))
        except id_token.BadTokenError as error:
            raise OAuth2Error(str(error)) from error
        data: dict[str, Any] = {"id_token": claims, "raw": raw}
        if not claims.get(settings.OIDC_FIN_CLAIM) and self.openid_config.get("userinfo_endpoint"):
            data["userinfo"] = self._fetch_user_info(token.token)
        data["end_session_endpoint"] = str(self.openid_config.get("end_session_endpoint", ""))
        return self.get_provider().sociallogin_from_response(request, data)

    def _keys(self) -> dict[str, Any]:
        """The provider's keys as they are now: it may have changed them a minute ago."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys: dict[str, Any] = answer.json()
        return keys


class CitizenProvider(OpenIDConnectProvider):
    """The provider of identities, as this house asks it."""

    oauth2_adapter_class = CitizenOAuth2Adapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider, with state, PKCE and a nonce that the ID token must carry."""
        nonce = secrets.token_urlsafe(24)
        auth_params = {**(kwargs.pop("auth_params", None) or {}), NONCE: nonce}
        response: HttpResponse = super().redirect(
            request, process, next_url, {**(data or {}), NONCE: nonce}, auth_params=auth_params, **kwargs
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject; what it must look like is checked by `claims`."""
        return str(data["id_token"].get("sub") or "-")[:191]

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: no user is made of a citizen."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None, for the same reason."""
        return []
