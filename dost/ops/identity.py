"""The identity provider of a demonstration: `oidc-provider-mock` with the people of `dost.accounts.demo_citizens`.

It stands where digital.login stands in production, speaks the same protocol, and refuses to run there. It knows this
one client only, verifies PKCE (which the package leaves out), and lets nobody invent people. Its key for signing lives
as long as its process, so it runs with one worker: `granian … --workers 1 dost.ops.identity:application`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
# Plain http, on the loopback interface only; the package asks for this to be said.
os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")

import flask
import jinja2
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package uses a part of Authlib that leaves it one day; both are pinned
    import oidc_provider_mock
    from oidc_provider_mock import _app as package
    from oidc_provider_mock._storage import Client

from dost.accounts.demo_citizens import DemoCitizen, demo_citizens
from registries.demonstration import refuse_in_production

UNKNOWN: Final = DemoCitizen(slug="unknown", fin="0000000", name="Naməlum Şəxs", story="")
"""Somebody whom the provider knows and no registry does."""

OPEN: Final = frozenset(
    {
        "/healthz",
        "/.well-known/openid-configuration",
        "/jwks",
        "/oauth2/authorize",
        "/oauth2/token",
        "/oauth2/end_session",
        "/oauth2/end_session/confirm",
        "/userinfo",
    }
)
"""What the package answers here; the rest of it makes clients and people, which nobody may."""

_CHALLENGES: Final = 1000
"""Codes whose challenge is remembered at most; each is asked for once, seconds later."""


@dataclass(frozen=True, slots=True)
class OurClient:
    """The one client: its id and secret, and where the provider may send a browser back to."""

    client_id: str
    secret: str
    redirect_uris: tuple[str, ...]
    signed_out_uris: tuple[str, ...]


def our_client() -> OurClient:
    """The front office of this installation, at the names its pages answer to."""
    origins = [f"http://{host}:{settings.PORT}" for host in ("localhost", "127.0.0.1")]
    if settings.PUBLIC_URL not in origins:
        origins.append(settings.PUBLIC_URL)
    callback, signed_out = reverse("my:sign_in_callback"), reverse("my:signed_out")
    return OurClient(
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        redirect_uris=tuple(f"{origin}{callback}" for origin in origins),
        signed_out_uris=tuple(f"{origin}{signed_out}" for origin in origins),
    )


class _TokenWithoutFin(package.OpenIDCode):
    """ID tokens that leave the FİN out: they travel in addresses when somebody signs out. UserInfo holds it."""

    def generate_user_info(self, user: Any, scope: str) -> Any:
        claims = super().generate_user_info(user, scope)
        return {name: value for name, value in claims.items() if name != settings.OIDC_FIN_CLAIM}


# The package has no other place to say so.
package.OpenIDCode = _TokenWithoutFin  # type: ignore[misc]


People = Callable[[], Iterable[DemoCitizen]]
"""Who may be chosen now: some stories are told of other people every month."""


def make_app(people: People, client: OurClient) -> flask.Flask:
    """The provider for these people and this client.

    Raises:
        DemonstrationOnlyError: this installation is a production.
    """
    refuse_in_production("the identity provider of the demonstration")
    app = oidc_provider_mock.app(
        require_client_registration=True,
        require_nonce=True,
        issue_refresh_token=False,
    )
    app.debug = False
    # without the debugger that the package wraps around
    app.wsgi_app = getattr(app.wsgi_app, "app", app.wsgi_app)  # type: ignore[method-assign]
    own, theirs = jinja2.FileSystemLoader(settings.BASE_DIR / "templates" / "identity"), app.jinja_loader
    app.jinja_loader = jinja2.ChoiceLoader([own, theirs] if theirs is not None else [own])
    app.jinja_env.globals.update({"_": gettext, "language": translation.get_language})
    app.add_url_rule("/healthz", view_func=lambda: {"ok": True})
    _register(app, client)
    _Guard(app, people, client)
    return app


def _claims(one: DemoCitizen) -> dict[str, object]:
    return {settings.OIDC_FIN_CLAIM: one.fin, "name": one.name}


def _register(app: flask.Flask, client: OurClient) -> None:
    """Make our client known: the package has no other way in than the storage of a request."""
    with app.test_request_context("/"):
        app.preprocess_request()
        flask.g.oidc_provider_mock_storage.store_client(
            Client(
                id=client.client_id,
                secret=client.secret,
                redirect_uris=list(client.redirect_uris),
                allowed_scopes=("openid", "profile"),
                token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method  # nosec B106
            )
        )


class _Guard:
    """What a provider of the state would do and the package does not, before and after each of its answers."""

    def __init__(self, app: flask.Flask, people: People, client: OurClient) -> None:
        self.people, self.client = people, client
        self.challenges: dict[str, str] = {}
        app.before_request(self.before)
        app.after_request(self.after)
        app.context_processor(self.page)

    def before(self) -> Any:
        """Refuse what is closed, a person nobody knows, a code without its verifier, a way out of the house."""
        asked = flask.request
        _speak(asked.values.get("ui_locales", ""))
        if asked.path not in OPEN:
            flask.abort(HTTPStatus.NOT_FOUND)
        if asked.path == "/oauth2/authorize" and (refusal := self._refuse_authorization()):
            return refusal
        if asked.path == "/oauth2/token" and not self._is_verified():
            return {"error": "invalid_grant", "error_description": "code_verifier"}, HTTPStatus.BAD_REQUEST
        if asked.path.startswith("/oauth2/end_session"):
            return self._end_session()
        return None

    def _refuse_authorization(self) -> Any:
        asked = flask.request
        if asked.args.get("code_challenge_method") != "S256" or not asked.args.get("code_challenge"):
            return {"error": "invalid_request", "error_description": "code_challenge"}, HTTPStatus.BAD_REQUEST
        if asked.method != "POST":
            return None
        if asked.form.get("action") == "deny":
            return self._deny()
        one = self._known().get(asked.form.get("sub", ""))
        if one is None:
            flask.abort(HTTPStatus.BAD_REQUEST)
        claims = {**_claims(one), "auth_time": int(time.time())}
        flask.g.oidc_provider_mock_storage.store_user(oidc_provider_mock.User(sub=one.subject, claims=claims))
        return None

    def _deny(self) -> Any:
        """Back with what somebody said who does not want to, and with the state, which the package leaves out."""
        there = flask.request.args.get("redirect_uri", "")
        if there not in self.client.redirect_uris:
            flask.abort(HTTPStatus.BAD_REQUEST)
        said = urlencode({"error": "access_denied", "state": flask.request.args.get("state", "")})
        return flask.redirect(f"{there}?{said}", code=HTTPStatus.SEE_OTHER)

    def _is_verified(self) -> bool:
        """Whether whoever brings a code is who asked for it (RFC 7636, section 4.6)."""
        challenge = self.challenges.pop(flask.request.form.get("code", ""), None)
        verifier = flask.request.form.get("code_verifier", "")
        digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        return challenge is not None and hmac.compare_digest(made, challenge)

    def _end_session(self) -> Any:
        """Back to where one signed out, at once: this provider keeps nobody signed in, so there is nothing to ask."""
        there = flask.request.values.get("post_logout_redirect_uri", "")
        if there not in self.client.signed_out_uris:
            flask.abort(HTTPStatus.BAD_REQUEST)
        state = urlencode({"state": flask.request.values.get("state", "")})
        return flask.redirect(f"{there}?{state}", code=HTTPStatus.SEE_OTHER)

    def after(self, response: flask.Response) -> flask.Response:
        """Remember the challenge of a code that is given out; keep every page out of caches and frames."""
        there = parse_qs(urlsplit(response.headers.get("Location", "")).query)
        if flask.request.path == "/oauth2/authorize" and (code := there.get("code")):
            if len(self.challenges) >= _CHALLENGES:
                self.challenges.pop(next(iter(self.challenges)))
            self.challenges[code[0]] = flask.request.args["code_challenge"]
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    def page(self) -> dict[str, object]:
        """What the page of choosing shows besides: everybody, and who was chosen before already."""
        known = self._known()
        return {"people": list(known.values()), "chosen": known.get(flask.request.args.get("login_hint", ""))}

    def _known(self) -> dict[str, DemoCitizen]:
        return {one.subject: one for one in self.people()}


def _speak(wanted: str) -> None:
    spoken = {code for code, _name in settings.LANGUAGES}
    translation.activate(next((code for code in wanted.split() if code in spoken), settings.LANGUAGE_CODE))


def _serve() -> flask.Flask:
    import django  # deferred: Django is set up first

    django.setup()
    return make_app(lambda: (*demo_citizens(timezone.localdate()), UNKNOWN), our_client())


def __getattr__(name: str) -> Any:
    """`application` for granian, made when it asks: importing this module starts nothing."""
    if name == "application":
        return _serve()
    raise AttributeError(name)
