"""How far a screening is: what was told, in which order it was asked, and what somebody wants to be asked next.

payload = length of the family's bytes (2) · the family (`packing`) · the rest as JSON
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from .family import Family
from .packing import from_bytes, to_bytes
from .questions import Ask
from .values import TellingError

MOST_PAGES: Final = 400
_SIZE: Final = 2


class ProgressError(ValueError):
    """These bytes are no progress of ours."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A screening that goes on. `pages` are the ids of what was asked (`Ask.id`), in the order of its pages.

    `wanted` is the id of what somebody chose to be asked next, `service` the code of the service they came from; both
    may be empty.
    """

    family: Family = field(default_factory=Family)
    pages: tuple[str, ...] = ()
    wanted: str = ""
    service: str = ""

    def replied(self, family: Family, ask: Ask) -> Progress:
        """Return the progress after a reply; its page is the next one, unless it has one already."""
        pages = self.pages if ask.id in self.pages else (*self.pages, ask.id)
        return replace(self, family=family, pages=pages, wanted="" if self.wanted == ask.id else self.wanted)

    def arising(self, asks: Iterable[Ask]) -> Progress:
        """Return the progress without pages of what does not arise any more."""
        ids = {ask.id for ask in asks}
        return replace(
            self,
            pages=tuple(page for page in self.pages if page in ids),
            wanted=self.wanted if self.wanted in ids else "",
        )


def to_payload(progress: Progress) -> bytes:
    """Return the progress as bytes."""
    family = to_bytes(progress.family)
    rest = json.dumps([progress.pages, progress.wanted, progress.service], separators=(",", ":"))
    return len(family).to_bytes(_SIZE) + family + rest.encode()


def from_payload(payload: bytes, *, on: date) -> Progress:
    """Return the progress of bytes as of a day; raises `ProgressError`, also for what is no family (any more)."""
    size = int.from_bytes(payload[:_SIZE])
    try:
        family = from_bytes(payload[_SIZE : _SIZE + size], on=on)
    except TellingError as error:
        raise ProgressError("the family cannot be read") from error
    try:
        pages, wanted, service = json.loads(payload[_SIZE + size :])
        texts = [*pages, wanted, service]
    except (ValueError, TypeError) as error:
        raise ProgressError("the pages cannot be read") from error
    if len(pages) > MOST_PAGES or not all(isinstance(one, str) for one in texts):
        raise ProgressError("the pages are no list of ids")
    return Progress(family, tuple(pages), wanted, service)
