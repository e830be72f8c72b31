"""Slowing down whoever guesses passwords: failed sign-ins are counted for a name at an address, and for an address."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS: Final = 5 * 60
MOST_BY_NAME: Final = 5
MOST_BY_ADDRESS: Final = 50


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy that sets it, the last hop it reports."""
    forwarded = str(request.headers.get("X-Forwarded-For", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_blocked(*, username: str, address: str) -> bool:
    """Whether so many sign-ins failed just now that this one is not even tried."""
    by_name, by_address = _keys(username, address)
    counts: dict[str, int] = cache.get_many([by_name, by_address])
    return counts.get(by_name, 0) >= MOST_BY_NAME or counts.get(by_address, 0) >= MOST_BY_ADDRESS


def count_failure(*, username: str, address: str) -> None:
    """Count a failed sign-in."""
    for key in _keys(username, address):
        if not cache.add(key, 1, timeout=WINDOW_SECONDS):
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two
                cache.set(key, 1, timeout=WINDOW_SECONDS)


def forget_failures(*, username: str, address: str) -> None:
    """A sign-in that succeeded clears the count of its name; that of the address stays."""
    cache.delete(_keys(username, address)[0])


def _keys(username: str, address: str) -> tuple[str, str]:
    name = hashlib.sha256(f"{username.casefold()}\n{address}".encode()).hexdigest()
    where = hashlib.sha256(address.encode()).hexdigest()
    return f"sign-in:name:{name}", f"sign-in:address:{where}"
