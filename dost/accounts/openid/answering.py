"""Whether the identity provider answers: what this house has seen itself of the last sign-ins, and nothing more.

Nobody asks the provider for this. Each sign-in tells: on the way to it (its discovery document) and on the way back
(its tokens and keys) it answered, or it did not. Two failures of one way without an answer between are taken for an
outage; it is over with the first answer, or when nobody has tried for a while. So the button stays where it was:
whoever presses it finds out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.core.cache import cache

ENOUGH: Final = 2
"""Failures that make an outage: one alone is anybody's bad line."""
FADES: Final = timedelta(minutes=10)
"""After so long without another failure nothing is said any more, rather than something old."""


class Way(StrEnum):
    """Where in a sign-in the provider is asked."""

    THERE = "there"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures of one way since its last answer."""

    first_at: datetime
    last_at: datetime
    number: int


def key_of(way: Way) -> str:
    """Under which name the cache keeps it, for whoever reads several things at once."""
    return f"identity-provider-{way}"


KEYS: Final = tuple(key_of(way) for way in Way)


def did_not_answer(way: Way, *, now: datetime) -> None:
    """Keep that the provider did not answer."""
    seen: Failures | None = cache.get(key_of(way))
    if seen is None or _is_faded(seen, now):
        seen = Failures(now, now, 0)
    cache.set(key_of(way), Failures(seen.first_at, now, seen.number + 1), FADES.total_seconds())


def answered(*ways: Way) -> None:
    """Keep that the provider answered on these ways."""
    cache.delete_many(key_of(way) for way in ways)


def away_since(*, now: datetime) -> datetime | None:
    """Since when the provider has not answered; None while it does, as far as anybody has seen."""
    return away_of(cache.get_many(KEYS).values(), now=now)


def away_of(cached: Iterable[Any], *, now: datetime) -> datetime | None:
    """The same, of what the cache holds under `KEYS`."""
    seen = [one for one in cached if isinstance(one, Failures) and one.number >= ENOUGH and not _is_faded(one, now)]
    return min((one.first_at for one in seen), default=None)


def _is_faded(seen: Failures, now: datetime) -> bool:
    return seen.last_at <= now - FADES
