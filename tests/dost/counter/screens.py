"""Paired screens of a centre, and what somebody does at a kiosk."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.test import Client

from dost.accounts.actors import staff_actor
from dost.centres.devices import add_device, pair
from dost.centres.models import Device, Ticket
from dost.counter.screens import cookie_of
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, CentreFactory

_DRAFT: Final = re.compile(r'name="draft" value="([^"]+)"')


def new_screen(kind: Device.Kind, *, now: Any, centre: str = CODE) -> tuple[str, Any]:
    """A screen of a centre that waits to be paired: its one-time code, and the supervisor who made it."""
    CentreFactory(code=centre)
    supervisor = UserFactory(supervisor=True, centre=centre)
    return add_device(actor=staff_actor(supervisor), kind=kind, place="Giriş", now=now).code, supervisor


def paired_client(kind: Device.Kind, *, now: Any, centre: str = CODE) -> Client:
    """A browser that is a screen of a centre."""
    code, _supervisor = new_screen(kind, now=now, centre=centre)
    client = Client()
    token = pair(centre=centre, kind=kind, code=code, now=now)
    for language, _name in settings.LANGUAGES:
        client.cookies[cookie_of(kind, language)] = token
    return client


def draft_in(response: Any) -> str:
    """What a kiosk's form carries."""
    found = _DRAFT.search(response.content.decode())
    assert found, response.content.decode()[:3000]
    return found[1]


def press(client: Client, before: Any = None, *, prefix: str = "/en", centre: str = CODE, **fields: str) -> Any:
    """Send a step of the kiosk, with what the page before carries."""
    carried = {"draft": draft_in(before)} if before is not None else {}
    return client.post(f"{prefix}/kiosk/{centre}/step/", {**carried, **fields})


def take(client: Client, *, cause: str = "none", **who: str) -> tuple[Any, Ticket]:
    """Go the whole road; the last page and the ticket."""
    what = press(client, step="who", **(who or {"without": "1"}))
    asked = press(client, what, step="what", quick="1")
    done = press(client, asked, step="cause", cause=cause)
    return done, Ticket.objects.latest("pk")
