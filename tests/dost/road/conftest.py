"""A house with its institutions in the same process: the bridge's calls go to the simulator's views directly.

What is real: the database, the rules of the catalogue, the bridge client, the simulator and its books. What is left
out is the network and the clock's waiting; `tests/chaos` has both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

import httpx
import pytest
from django.test import Client

from registries.bridge import client, transport
from registries.bridge.simulator import manners
from registries.models import Person
from tests.factories.registries import InstitutionFactory, PersonFactory


def _through_the_views(request: httpx.Request) -> httpx.Response:
    """What the network does."""
    try:
        response = Client(raise_request_exception=True).generic(
            "POST",
            request.url.path,
            request.content,
            content_type=request.headers["Content-Type"],
            headers={name: request.headers[name] for name in ("X-Request-Id", "X-Deadline")},
        )
    except OSError as error:
        raise httpx.ReadError(str(error)) from error
    content = b"".join(response) if response.streaming else response.content
    return httpx.Response(response.status_code, content=content)


def _one_after_another(jobs: Sequence[tuple[Any, Callable[[], Any]]]) -> list[Any]:
    return [transport._caught(job) for _profile, job in jobs]


@pytest.fixture(autouse=True)
def _institutions(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.ROOT_URLCONF = "registries.bridge.simulator.urls"
    settings.PARTNER_BANKS = ["ABB"]
    monkeypatch.setattr(manners, "speed_factor", 0.0)
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(_through_the_views)))
    monkeypatch.setattr(client, "spread", _one_after_another)
    for code in ("DIN", "EDLIYYE", "DVX", "DSMF", "DTSERA", "DEMX", "DMA", "MN", "SXA", "RYIH"):
        InstitutionFactory(code=code)
    transport.reset()
    yield
    transport.reset()


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests work the road themselves."""
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda *arguments: True)


@pytest.fixture
def mother() -> Person:
    return PersonFactory(surname="Əliyeva", given_name="Günay", birth_date=date(1996, 5, 1))
