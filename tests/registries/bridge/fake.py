"""An institution that behaves as a test tells it to: a small HTTP server without any of the simulator's code."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE


@dataclass
class Received:
    """One request that reached the server."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: tuple[str, int]

    @property
    def keys(self) -> list[str]:
        return [item["key"] for item in json.loads(self.body)["items"]]


Behaviour = Callable[["Handler", Received], None]


@dataclass
class Fake:
    """Where the server is, what it received, and how it behaves."""

    behave: Behaviour
    received: list[Received] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received(self.path, dict(self.headers), body, self.client_address)
        self.fake.received.append(received)
        self.fake.behave(self, received)

    def reply(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


def content(received: Received, **data: Any) -> bytes:
    """The right answer to every item of a request, with this data."""
    rows = [{"key": key, "found": True, "data": data} for key in received.keys]
    return json.dumps({"answers": rows, "answered_at": datetime.now(UTC).isoformat()}).encode()


def alive(handler: Handler, received: Received) -> None:
    """Everyone is alive."""
    handler.reply(content(received, alive=True, died_on=None))


def saying(body: bytes, status: int = 200) -> Behaviour:
    """Always the same, whatever was asked."""
    return lambda handler, received: handler.reply(body, status)


def waiting_for(event: threading.Event) -> Behaviour:
    """Right, but only after an event."""

    def behave(handler: Handler, received: Received) -> None:
        event.wait(PATIENCE)
        alive(handler, received)

    return behave


def once_all_have_come(count: int) -> Behaviour:
    """Right, but to nobody before `count` requests are there at the same time."""
    barrier = threading.Barrier(count)

    def behave(handler: Handler, received: Received) -> None:
        barrier.wait(PATIENCE)
        alive(handler, received)

    return behave


def trickling(handler: Handler, received: Received) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(2000):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def breaking_off(handler: Handler, received: Received) -> None:
    """Half of an answer, then the line is dead."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"answers": [')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def hanging_up(handler: Handler, received: Received) -> None:
    """No answer at all."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers hang up in these tests; that is no news."""


@contextmanager
def institution(behave: Behaviour) -> Iterator[Fake]:
    """A server for the length of the block."""
    fake = Fake(behave)
    handler = type("OneHandler", (Handler,), {"fake": fake})
    server = _Server(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
