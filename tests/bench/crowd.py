"""People who open a page at the same time, as they come: not one waits for another to have been answered.

*N people at once* are N people with ten seconds between their pages: arrivals by chance, N/10 a second. A closed loop
would ask less of a slow server, and so flatter it.
"""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

BETWEEN_PAGES: Final = 10.0  # seconds from one page of a person to their next


@dataclass(frozen=True, slots=True)
class Page:
    """A request: method, path, headers, and the body of a form.

    `browser` names a browser that keeps what it got, and asks again whether that has changed.
    """

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: str | None = None
    browser: str = ""


@dataclass(slots=True)
class Answered:
    """What a crowd met: seconds of each page, how many were not as expected, and what the load itself cost.

    `unchanged` are the answers that a browser had already, `tags` what each of the browsers has.
    """

    took: list[float] = field(default_factory=list)
    failed: int = 0
    unchanged: int = 0
    tags: dict[str, str] = field(default_factory=dict)
    load_cpu_seconds: float = 0.0


def crowd(
    address: str, page_of: Callable[[random.Random], Page], *, people: int, seconds: float, expected: int = 200
) -> Answered:
    """Let people come for some time, and wait for the last of them.

    `page_of` says what the next one opens; `expected` is the status that is an answer.
    """
    host = str(urlsplit(address).netloc)
    chance = random.Random(people)
    answered, lock = Answered(), threading.Lock()
    before, until = _own_cpu(), time.monotonic() + seconds
    running = []
    while time.monotonic() < until:
        time.sleep(chance.expovariate(people / BETWEEN_PAGES))
        one = threading.Thread(target=_open, args=(host, page_of(chance), expected, answered, lock), daemon=True)
        one.start()
        running.append(one)
    for one in running:
        one.join()
    answered.load_cpu_seconds = _own_cpu() - before
    return answered


def _open(host: str, page: Page, expected: int, answered: Answered, lock: threading.Lock) -> None:
    connection = http.client.HTTPConnection(host, timeout=60)
    started = time.monotonic()
    held, tag, unchanged = answered.tags.get(page.browser), None, False
    asks = {"If-None-Match": held} if held else {}
    try:
        connection.request(page.method, page.path, body=page.body, headers={**page.headers, **asks})
        answer = connection.getresponse()
        answer.read()
        tag, unchanged = answer.headers["ETag"], bool(held) and answer.status == http.client.NOT_MODIFIED
        good = unchanged or answer.status == expected
    except OSError:
        good = False
    finally:
        connection.close()
    with lock:
        answered.took.append(time.monotonic() - started)
        answered.failed += not good
        answered.unchanged += unchanged
        if page.browser and tag:
            answered.tags[page.browser] = tag


def _own_cpu() -> float:
    times = os.times()
    return times.user + times.system
