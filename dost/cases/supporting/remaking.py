"""Having a document made anew by `remake`, in a process of its own, and understanding what it says."""

from __future__ import annotations

import json
import logging
import subprocess  # nosec B404
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .refusals import REFUSALS, refusal

log = logging.getLogger(__name__)

SCRIPT: Final = Path(__file__).with_name("remake.py")
SECONDS: Final = 40
"""After so long a process is ended; it has less of the processor's time anyway."""
AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Documents that one process of ours has made anew at the same time."""
TURN_SECONDS: Final = 30
LIMITS: Final = {
    "memory": 1024 * 1024 * 1024,
    "seconds": 30,
    "pixels": 60_000_000,
    "side": 2600,
    "pages": 100,
    "points": 14_400,
    "stream": 96 * 1024 * 1024,
    "unpacked": 256 * 1024 * 1024,
}
"""Bytes of address space, of which the interpreter and its libraries take a third; seconds of the processor's time.
Pixels of one picture; the longer side of a photograph that is kept (A4 at 220 dots an inch); pages of a PDF and the
longer side of one, in points; bytes that one stream of a PDF, and all together, may unpack to."""


@dataclass(frozen=True, slots=True)
class Remade:
    """The copy of a document that is kept: what it is, its bytes, and the signatures of what it was made from."""

    media_type: str
    pages: int
    content: bytes
    signatures: list[dict[str, Any]]


def remade(files: Sequence[bytes], names: Sequence[str], *, pdf: bool) -> Remade:
    """Return the copy of a PDF, or of photographs in their order.

    Raises:
        NotTaken: a file cannot be taken, named by its name.
    """
    if not AT_ONCE.acquire(timeout=TURN_SECONDS):
        raise refusal("busy", names[0])
    try:
        said, content = _asked(files, pdf=pdf)
    finally:
        AT_ONCE.release()
    if said is None:
        raise refusal("damaged", names[0])
    if "refused" in said:
        code, nth = str(said["refused"]), int(said["nth"])
        raise refusal(code if code in REFUSALS else "damaged", names[min(nth, len(names) - 1)])
    return Remade(str(said["type"]), int(said["pages"]), content, list(said["signatures"]))


def _asked(files: Sequence[bytes], *, pdf: bool) -> tuple[dict[str, Any] | None, bytes]:
    """What the process says, and the bytes after it; None where it ended without a word."""
    asked = {"what": "pdf" if pdf else "images", "sizes": [len(one) for one in files], "limits": LIMITS}
    command = [sys.executable, "-I", str(SCRIPT)]
    try:
        ended = subprocess.run(  # nosec B603 - our own script, by a list, without a shell
            command,
            input=b"".join([json.dumps(asked).encode(), b"\n", *files]),
            capture_output=True,
            timeout=SECONDS,
            env={"LC_ALL": "C.UTF-8"},  # nothing of our own environment: it holds secrets
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("a document took longer than %s s to be made anew; it was not taken", SECONDS)
        return None, b""
    line, _newline, content = ended.stdout.partition(b"\n")
    try:
        said = json.loads(line) if ended.returncode == 0 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        log.warning("a document could not be made anew: the process ended with %s", ended.returncode)
        return None, b""
    return said, content
