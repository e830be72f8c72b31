"""Institutions that answer in the process of the test: the bridge's calls go to the simulator's views directly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import httpx
import pytest
from django.test import Client

from registries.bridge import client, transport
from registries.bridge.simulator import manners
from tests.factories.registries import InstitutionFactory

CODES = ("DIN", "EDLIYYE", "DVX", "DSMF", "DTSERA", "DEMX", "DMA", "MN", "SXA", "RYIH")
SIMULATOR = "registries.bridge.simulator.urls"


def answer_here(settings: Any, monkeypatch: pytest.MonkeyPatch, *, urlconf: str = SIMULATOR) -> None:
    """Have all institutions, and let them answer at once; `urlconf` holds the simulator's addresses."""
    settings.ROOT_URLCONF = urlconf
    settings.PARTNER_BANKS = ["ABB"]
    monkeypatch.setattr(manners, "speed_factor", 0.0)
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(_through_the_views)))
    monkeypatch.setattr(client, "spread", _one_after_another)
    for code in CODES:
        InstitutionFactory(code=code)
    transport.reset()


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
