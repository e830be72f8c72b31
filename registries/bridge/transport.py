"""One HTTP call to an institution: deadline, timeout, breaker, and every failure told apart and put in words.

Connections and threads belong to the process that opened them: after a fork the child starts with none.

Nothing here repeats a call that might have changed something. A question may be asked once more when a kept
connection turns out to have been closed by the other side.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

import httpx
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from .answers import Answer
from .breaker import Breaker, Breakers
from .directory import Profile

CONNECT_TIMEOUT = 2.0  # seconds
LONGEST_ANSWER = 32 * 1024 * 1024  # bytes

Parsed = TypeVar("Parsed")
Result = TypeVar("Result")

_REASONS = {
    "timeout": _("did not answer within %(seconds)s s"),
    "unreachable": _("could not be reached"),
    "cut_off": _("broke off before the answer was complete"),
    "error": _("answered with an error"),
    "unreadable": _("answered with something unreadable"),
    "rejected": _("did not accept the request"),
    "too_late": _("could not be asked before the time for it ran out"),
}

NOT_DONE = frozenset({"unreachable", "too_late", "rejected"})
"""Failures after which the institution has certainly not done what it was asked to do."""


class Unavailable(Exception):  # noqa: N818 - a state of the institution, as the callers' code reads it
    """An institution gave no usable answer.

    `code` is one of `timeout`, `unreachable`, `cut_off`, `error`, `unreadable`, `rejected`, `too_late`;
    `seconds` goes with `timeout`. `asked` is false when the call was not even made, because the institution
    has failed several times just now. `answers` are those that did arrive for other parts of the same batch.
    `spoilt` are the keys of items that were answered, each with something unreadable of its own.
    """

    def __init__(
        self,
        institution: str,
        code: str,
        seconds: float | None = None,
        asked: bool = True,
        answers: Sequence[Answer] = (),
        spoilt: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(institution, code, seconds, asked, answers, spoilt)
        self.institution = institution
        self.code = code
        self.seconds = seconds
        self.asked = asked
        self.answers = tuple(answers)
        self.spoilt = spoilt

    @property
    def reason(self) -> str:
        """The reason as the second half of a sentence about the institution, in the active language."""
        return reason_in_words(self.code, self.seconds)

    @property
    def surely_not_done(self) -> bool:
        """Whether the items without an answer are certainly not done; else nobody can tell yet."""
        return not self.asked or self.code in NOT_DONE

    def __str__(self) -> str:
        return f"{self.institution} {self.reason}"


def reason_in_words(code: str, seconds: float | None = None) -> str:
    """A reason in the active language; a code that is not known is given back as it is."""
    text = _REASONS.get(code)
    if text is None:
        return code
    return gettext(text) % {"seconds": f"{seconds or 0:g}"}


class UnreadableError(ValueError):
    """The body of an answer is not what was agreed; raised by the readers of answers."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request; after `deadline` the receiver refuses it. `repeatable`: asking again changes nothing."""

    profile: Profile
    path: str
    body: bytes
    deadline: datetime
    content_type: str = "application/json"
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Reply(Generic[Parsed]):
    """What came back, read; `latency_ms` from the first byte sent to the last one read."""

    content: Parsed
    latency_ms: int


@dataclass
class _Process:
    """What one process holds: its connections, its threads, its view of who is alive."""

    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=40, keepalive_expiry=20.0),
        )
    )
    breakers: Breakers = field(default_factory=Breakers)
    pools: dict[str, ThreadPoolExecutor] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pool(self, profile: Profile) -> ThreadPoolExecutor:
        """Threads of an institution's own, so that a slow one holds up nobody else."""
        with self.lock:
            if profile.code not in self.pools:
                self.pools[profile.code] = ThreadPoolExecutor(
                    max_workers=profile.concurrency, thread_name_prefix=f"bridge-{profile.code}"
                )
            return self.pools[profile.code]


class _Own:
    """The state of this process, made when it is first needed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew, leaving open what there was: after a fork it belongs to the parent."""
        self.state: _Process | None = None
        self.lock = threading.Lock()

    def get(self) -> _Process:
        with self.lock:
            if self.state is None:
                self.state = _Process()
            return self.state

    def take(self) -> _Process | None:
        with self.lock:
            state, self.state = self.state, None
            return state


_own = _Own()
os.register_at_fork(after_in_child=_own.forget)


def reset() -> None:
    """Close this process's connections and forget which institutions failed."""
    old = _own.take()
    if old is not None:
        old.client.close()
        for pool in old.pools.values():
            pool.shutdown(wait=False, cancel_futures=True)


def base_url() -> str:
    """Where the institutions are: `BRIDGE_BASE_URL` of the settings, else the simulator."""
    return str(getattr(settings, "BRIDGE_BASE_URL", "") or getattr(settings, "SIMULATOR_URL", "")).rstrip("/")


def spread(jobs: Sequence[tuple[Profile, Callable[[], Result]]]) -> list[Result | Unavailable]:
    """Run jobs at the same time, each institution's in threads of its own; results in the order of the jobs.

    An `Unavailable` is returned in place of a result; any other exception is raised.
    """
    if len(jobs) == 1:
        return [_caught(jobs[0][1])]
    process = _own.get()
    futures: list[Future[Result | Unavailable]] = [process.pool(profile).submit(_caught, job) for profile, job in jobs]
    return [future.result() for future in futures]


def _caught(job: Callable[[], Result]) -> Result | Unavailable:
    try:
        return job()
    except Unavailable as why:
        return why


def call(request: Call, read: Callable[[bytes], Parsed]) -> Reply[Parsed]:
    """Make one call and read its answer; raises `Unavailable`, and nothing else, for whatever goes wrong
    outside.

    `read` turns the body of a 200 into what the caller wants, or raises `UnreadableError`.
    """
    profile = request.profile
    process = _own.get()
    breaker = process.breakers.of(profile.code)
    if time.time() >= request.deadline.timestamp():
        raise Unavailable(profile.code, "too_late", asked=False)
    if not breaker.admit(patience=profile.timeout + CONNECT_TIMEOUT):
        raise Unavailable(profile.code, breaker.last_code, breaker.last_seconds, asked=False)
    started = time.monotonic()
    try:
        content = read(_exchange(process.client, request))
    except UnreadableError as error:
        raise _failed(breaker, profile, "unreadable") from error
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise _failed(breaker, profile, "unreachable") from error
    except httpx.TimeoutException as error:
        raise _failed(breaker, profile, "timeout", profile.timeout) from error
    except httpx.HTTPError as error:
        raise _failed(breaker, profile, "cut_off") from error
    except _StatusError as error:
        if error.code == "too_late":
            breaker.succeeded()
            raise Unavailable(profile.code, "too_late") from error
        if 400 <= error.status < 500 and error.status != 408:
            breaker.succeeded()
            raise Unavailable(profile.code, "rejected") from error
        raise _failed(breaker, profile, "error") from error
    breaker.succeeded()
    return Reply(content, round((time.monotonic() - started) * 1000))


def _failed(breaker: Breaker, profile: Profile, code: str, seconds: float | None = None) -> Unavailable:
    breaker.failed(code, seconds)
    return Unavailable(profile.code, code, seconds)


class _StatusError(Exception):
    """A status other than 200. `code` is `too_late` only when the receiver itself refuses after the deadline.

    A bare 408 proves nothing: anything between here and there may have sent it.
    """

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.code = "too_late" if status == 408 and _error_code(body) == "too_late" else ""


def _error_code(body: bytes) -> Any:
    """The code of a refusal: `{"error": {"code": …}}`."""
    try:
        return json.loads(body)["error"]["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _exchange(client: httpx.Client, request: Call) -> bytes:
    """Send the request and return the body of a 200."""
    try:
        return _send(client, request)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        if not request.repeatable:
            raise
        return _send(client, request)


def _send(client: httpx.Client, request: Call) -> bytes:
    timeout = request.profile.timeout
    headers: dict[str, Any] = {
        "Content-Type": request.content_type,
        "X-Request-Id": uuid.uuid4().hex,
        "X-Deadline": f"{request.deadline.timestamp():.6f}",
    }
    ends = time.monotonic() + CONNECT_TIMEOUT + timeout
    with client.stream(
        "POST",
        f"{base_url()}/{request.profile.code}/{request.path}",
        content=request.body,
        headers=headers,
        timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT),
    ) as response:
        if response.status_code != 200:
            raise _StatusError(response.status_code, b"".join(islice(response.iter_bytes(4096), 1)))
        parts: list[bytes] = []
        length = 0
        for part in response.iter_bytes():
            parts.append(part)
            length += len(part)
            if length > LONGEST_ANSWER:
                raise UnreadableError("the answer is too long")
            if time.monotonic() > ends:
                raise httpx.ReadTimeout("the answer trickles")
    return b"".join(parts)
