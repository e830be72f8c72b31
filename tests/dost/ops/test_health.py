"""GET /healthz."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dost.ops import health, heartbeat
from tests.patience import PATIENCE

NAMES = ["web", "database", "broker", "worker", "beat", "simulator", "identity"]
PROMISED = health.PATIENCE
NOWHERE = "redis://127.0.0.1:1/0"


class FakeSimulator(BaseHTTPRequestHandler):
    """Answers whatever ``status`` says."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeSimulator]]:
    server = HTTPServer(("127.0.0.1", 0), FakeSimulator)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name in ("SIMULATOR_URL", "IDENTITY_URL"):
        monkeypatch.setattr(settings, name, f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(FakeSimulator, "status", 200)
    yield FakeSimulator
    server.shutdown()
    server.server_close()


@pytest.fixture
def silence() -> Iterator[None]:
    """A broker without signs of life, before and after."""
    with heartbeat.client() as broker:
        broker.delete(*map(heartbeat.key, ("worker", "beat", "task")))
        yield
        broker.delete(*map(heartbeat.key, ("worker", "beat", "task")))


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough for a busy machine; the tests about quickness set their own."""
    monkeypatch.setattr(health, "PATIENCE", 20.0)


def without_numbers(text: str) -> str:
    return re.sub(r"[0-9]+", "N", text)


def get(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/healthz")
    return answer.status_code, json.loads(answer.content)


@pytest.mark.django_db
def test_healthz_is_ok_when_everything_is_up(client: Client, simulator: type[FakeSimulator], silence: None) -> None:
    heartbeat.breathe("worker")
    heartbeat.breathe("beat")
    status, body = get(client)
    assert {name: without_numbers(check["detail"]) for name, check in body["checks"].items()} == {
        "web": "answers",
        "database": "answers",
        "broker": "answers",
        "worker": "alive N s ago",
        "beat": "alive N s ago",
        "simulator": "answers",
        "identity": "answers",
    }
    assert all(check["ok"] for check in body["checks"].values())
    assert body["status"] == "ok"
    assert status == 200


@pytest.mark.django_db
def test_healthz_names_what_gives_no_sign_of_life(
    client: Client, simulator: type[FakeSimulator], silence: None
) -> None:
    with heartbeat.client() as broker:
        broker.set(heartbeat.key("worker"), repr(time.time() - 60))
    simulator.status = 500
    status, body = get(client)
    assert status == 503
    assert body["status"] == "degraded"
    assert {name: without_numbers(check["detail"]) for name, check in body["checks"].items() if not check["ok"]} == {
        "worker": "no sign of life for N s",
        "beat": "no sign of life",
        "simulator": "answers N",
        "identity": "answers N",
    }


def test_healthz_is_quick_when_everything_is_dead(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", NOWHERE)
    monkeypatch.setattr(settings, "SIMULATOR_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(settings, "IDENTITY_URL", "http://127.0.0.1:1")
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "1")
    status, body = get(client)
    assert status == 503
    assert not any("no answer within" in check["detail"] for check in body["checks"].values())  # nothing was awaited
    assert [name for name in NAMES if not body["checks"][name]["ok"]] == NAMES[1:]


def test_healthz_says_what_hangs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(20)
        port = mute.getsockname()[1]
        monkeypatch.setattr(settings, "REDIS_URL", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(settings, "SIMULATOR_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setattr(settings, "IDENTITY_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setitem(settings.DATABASES["default"], "PORT", str(port))
        status, body = get(client)
    assert status == 503
    assert [name for name in NAMES if not body["checks"][name]["ok"]] == NAMES[1:]


def test_healthz_waits_for_nothing_that_hangs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def hang() -> health.Check:
        let_go.wait(PATIENCE)
        return health.Check(ok=True, detail="answers")

    monkeypatch.setattr(health, "PATIENCE", 2.0)
    for name in NAMES[1:]:
        monkeypatch.setitem(health.CHECKS, name, hang)
    status, body = get(client)
    let_go.set()  # only now: whoever had waited for them would have had an answer
    assert status == 503
    assert body["checks"].pop("web")["ok"]
    assert {check["detail"] for check in body["checks"].values()} == {"no answer within 2 s"}


def test_healthz_promises_an_answer_within_a_second_and_a_half() -> None:
    assert PROMISED < 1.5


def test_healthz_tells_no_addresses_or_secrets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "hunter2")
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "1")
    text = client.get("/healthz").content.decode()
    assert "hunter2" not in text
    assert "127.0.0.1" not in text


def test_healthz_takes_only_reading_methods(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_healthz_is_never_cached(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECKS", {"web": health.check_web})
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
