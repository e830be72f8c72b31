"""Ways of handing life events over: into the inbox, to an address over HTTP, or into a file of JSON lines."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

import httpx
from joserfc.jwk import Key

from registries.intake import receive
from registries.intake.keys import kid_of
from registries.intake.signature import HEADER, sign

from .demo_keys import ALGORITHM

Event = dict[str, Any]
PATIENCE = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds to wait before each new attempt, when nobody answers."""


class DeliveryError(Exception):
    """The events could not be handed over; the message says to whom and why."""


class Delivery(Protocol):
    """Hands events over and counts what became of them."""

    def __call__(self, events: Sequence[Event]) -> Counter[str]:
        """Hand over; returns how many were applied, duplicate, refused (or written)."""


def into_inbox(events: Sequence[Event]) -> Counter[str]:
    """Receive the events in this process."""
    return Counter(receipt.status for receipt in receive(events))


class Post:
    """Posts events to the bridge, signed by their institutions; waits and tries again when it is not there or is busy.

    An event that was taken although the answer got lost is a duplicate the next time. Events of several institutions go
    in several requests, each institution's run of them in its own, so that their order stays.
    """

    def __init__(self, url: str, keys: Mapping[str, Key], *, forever: bool = False) -> None:
        self._url, self._keys, self._forever = url, keys, forever
        self._path = httpx.URL(url).path
        self._client = httpx.Client(timeout=60)

    def __call__(self, events: Sequence[Event]) -> Counter[str]:
        """Post all of them."""
        counts: Counter[str] = Counter()
        for institution, run in groupby(events, key=lambda event: str(event.get("institution", ""))):
            counts += self._post(institution, list(run))
        return counts

    def _post(self, institution: str, events: list[Event]) -> Counter[str]:
        body = json.dumps(events, ensure_ascii=False, default=str).encode()
        for wait in self._waits():
            try:
                answer = self._client.post(self._url, content=body, headers=self._headers(institution, body))
            except httpx.TransportError as error:
                reason = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code in {200, 207}:
                    return Counter(receipt["status"] for receipt in answer.json()["receipts"])
                reason = f"HTTP {answer.status_code}: {answer.text[:200]}"
                if answer.status_code < 500 and answer.status_code != 429:
                    break
            time.sleep(wait)
        raise DeliveryError(f"{self._url} did not take the events: {reason}")

    def _headers(self, institution: str, body: bytes) -> dict[str, str]:
        """A signature of its own for each attempt: a number that was seen is refused."""
        key = self._keys.get(institution)
        if key is None:
            raise DeliveryError(f"there is no key of {institution or 'an event without an institution'} to sign with")
        signature = sign(
            body,
            key,
            kid=kid_of(institution, key),
            algorithm=ALGORITHM,
            method="POST",
            path=self._path,
            now=datetime.now(UTC),
        )
        return {"Content-Type": "application/json", HEADER: signature}

    def _waits(self) -> Iterator[float]:
        yield from PATIENCE
        while self._forever:
            yield PATIENCE[-1]


class Lines:
    """Writes events into a file, one JSON object on a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __call__(self, events: Sequence[Event]) -> Counter[str]:
        """Write and flush."""
        for event in events:
            self._out.write(json.dumps(event, ensure_ascii=False, default=str) + "\n")
        self._out.flush()
        return Counter(written=len(events))


class Opened:
    """A file of JSON lines that is closed at the end; `-` is the standard output, which is not."""

    def __init__(self, path: str, standard: TextIO) -> None:
        self._mine = path != "-"
        try:
            self.out = Path(path).open("w", encoding="utf-8") if self._mine else standard  # noqa: SIM115
        except OSError as error:
            raise DeliveryError(f"{path}: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._mine:
            self.out.close()


def read_lines(path: Path) -> Iterator[Event]:
    """The events of a file that `Lines` wrote; raises DeliveryError naming the line that is not an event."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    event = json.loads(line)
                except ValueError as error:
                    raise DeliveryError(f"{path}: line {number} is not JSON: {error}") from error
                if not isinstance(event, dict):
                    raise DeliveryError(f"{path}: line {number} is not an event (a JSON object)")
                yield event
    except (OSError, UnicodeDecodeError) as error:
        raise DeliveryError(f"{path}: {error}") from error
