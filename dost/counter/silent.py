"""What does not answer just now, for the banner at a window: institutions, and the sign-in of citizens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dost.cases.answering import quiet_now
from dost.cases.queries import institution_names


@dataclass(frozen=True, slots=True)
class Silent:
    """An institution that does not answer, by its name, and since when."""

    name: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Silence:
    """What does not answer; `sign_in_since`: since when citizens cannot sign in, None while they can."""

    institutions: tuple[Silent, ...] = ()
    sign_in_since: datetime | None = None


def silent_now(*, now: datetime) -> Silence:
    """What does not answer; one look into the cache, and one query where there are institutions."""
    quiet = quiet_now(now=now)
    names = institution_names() if quiet.institutions else {}
    return Silence(
        tuple(Silent(names.get(one.code, one.code), one.since) for one in quiet.institutions), quiet.sign_in_since
    )
