"""Asking ClamAV's daemon whether something holds harmful code: its INSTREAM command, over TCP or a unix socket.

The daemon is where `CLAMD_URL` says; without one nothing is scanned, and the document says so. What the daemon cannot
say in time is not known, never clean.
"""

from __future__ import annotations

import contextlib
import logging
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)

CHUNK: Final = 64 * 1024
MOST_ANSWER: Final = 4096


class Verdict(StrEnum):
    """What a scan has said."""

    CLEAN = "clean"
    HARMFUL = "harmful"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Scan:
    """A verdict and the daemon's own word for it: the name of what was found, or why nothing is known."""

    verdict: Verdict
    said: str = ""


def scan(content: bytes) -> Scan:
    """Ask the daemon about some bytes; `NOT_KNOWN` where there is none, or it does not say yes or no in time."""
    if not settings.CLAMD_URL:
        return Scan(Verdict.NOT_KNOWN, "no scanner is set up")
    try:
        return _understood(_ask(content))
    except OSError as error:
        log.warning("the scanner for viruses did not answer: %s", error.__class__.__name__)
        return Scan(Verdict.NOT_KNOWN, "the scanner did not answer")


def _ask(content: bytes) -> bytes:
    """What the daemon answers; it may answer, and close, before it has read everything."""
    with _connected() as door:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            door.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                door.sendall(len(chunk).to_bytes(4, "big") + chunk)
            door.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < MOST_ANSWER:
            more = door.recv(MOST_ANSWER)
            if not more:
                break
            answer += more
        return answer


def _connected() -> socket.socket:
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.settimeout(settings.CLAMD_SECONDS)
        try:
            door.connect(where.path)
        except OSError:
            door.close()
            raise
        return door
    return socket.create_connection((where.hostname, where.port or 3310), timeout=settings.CLAMD_SECONDS)


def _understood(answer: bytes) -> Scan:
    """`stream: OK`, `stream: NAME FOUND`, and whatever else is no answer to the question."""
    said = answer.partition(b"\0")[0].decode(errors="replace").strip()
    about, _colon, rest = said.partition(": ")
    if about == "stream" and rest == "OK":
        return Scan(Verdict.CLEAN, "OK")
    if about == "stream" and rest.endswith(" FOUND"):
        return Scan(Verdict.HARMFUL, rest.removesuffix(" FOUND")[:100])
    log.warning("the scanner for viruses said neither yes nor no")
    return Scan(Verdict.NOT_KNOWN, rest[:100] or said[:100] or "the scanner did not answer")
