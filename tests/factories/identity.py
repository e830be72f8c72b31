"""The identity provider of the demonstration, running in a thread, for tests that sign in as a browser does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import werkzeug.serving
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from dost.accounts.demo_citizens import DemoCitizen
from dost.ops.identity import OurClient, make_app

HOST = "http://testserver"
CALLBACK = f"{HOST}/my/sign-in/callback/"
SIGNED_OUT = f"{HOST}/my/signed-out/"


def somebody(slug: str, fin: str) -> DemoCitizen:
    """Somebody whom the provider knows by this FİN."""
    return DemoCitizen(slug=slug, fin=fin, name=slug.title(), story="")


@dataclass(slots=True)
class Provider:
    """The provider as a test drives it: `url`, the people it knows, and what a browser does on its page."""

    url: str
    app: Any
    server: werkzeug.serving.BaseWSGIServer
    people: list[DemoCitizen]

    def stop(self) -> None:
        """Answer nobody any more."""
        self.server.shutdown()
        self.server.server_close()

    def choose(self, address: str, slug: str) -> str:
        """Choose somebody on the page at this address; returns where the browser is sent then."""
        answer = httpx.post(address, data={"sub": f"demo-{slug}"}, trust_env=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def deny(self, address: str) -> str:
        """Leave the page half way; returns where the browser is sent then."""
        return httpx.post(address, data={"action": "deny"}, trust_env=False).headers["Location"]


@contextmanager
def running_provider(*people: DemoCitizen, host: str = HOST) -> Iterator[Provider]:
    """Run the provider with these people, for a site at `host`; the settings name it as long as the block lasts."""
    client = OurClient(
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        redirect_uris=(CALLBACK.replace(HOST, host),),
        signed_out_uris=(SIGNED_OUT.replace(HOST, host),),
    )
    app = make_app(lambda: people, client)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        with override_settings(OIDC_ISSUER=url, IDENTITY_URL=url):
            yield Provider(url, app, server, list(people))
    finally:
        server.shutdown()
        server.server_close()


def begin(client: Client, *, to: str = "/my/sign-in/", **sent: str) -> str:
    """Press the button of the sign-in page; returns the provider's address that the browser is sent to."""
    response = client.post(to, sent)
    assert response.status_code == 302, response.content
    return response.headers["Location"]


def asked_of(address: str) -> dict[str, str]:
    """What the address of an authorization asks."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(client: Client, address: str) -> HttpResponse:
    """Follow the provider's redirect into the house, one step."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")  # type: ignore[return-value]


def sign_in_through(client: Client, provider: Provider, slug: str, **sent: str) -> HttpResponse:
    """The whole way: the button, the provider's page, and back."""
    return come_back(client, provider.choose(begin(client, **sent), slug))
