"""Which institutions do not answer just now, for the banner at a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dost.cases.answering import down_now
from dost.cases.queries import institution_names


@dataclass(frozen=True, slots=True)
class Silent:
    """An institution that does not answer, by its name, and since when."""

    name: str
    since: datetime | None


def silent_now() -> tuple[Silent, ...]:
    """The institutions that do not answer; one look into the cache, and one query where there are any."""
    down = down_now()
    if not down:
        return ()
    names = institution_names()
    return tuple(Silent(names.get(one.code, one.code), one.since) for one in down)
