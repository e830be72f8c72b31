"""Slowing down whoever guesses passwords: failed tries are counted for a name at an address, for an address, and for a
name wherever they come from."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

ADDRESS_LENGTH: Final = 64
WINDOW_SECONDS: Final = 5 * 60
MOST_BY_NAME: Final = 5
MOST_BY_ADDRESS: Final = 50
MOST_ANYWHERE: Final = 30
"""For one name from all addresses together: many machines guess no faster; a stranger's mistakes seldom reach it."""


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy that sets it, the last hop it reports.

    At most `ADDRESS_LENGTH` printable letters: a header can hold anything.
    """
    forwarded = str(request.headers.get("X-Forwarded-For", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        reported = forwarded.rpartition(",")[2].strip()
    else:
        reported = str(request.META.get("REMOTE_ADDR", ""))
    return "".join(letter for letter in reported if letter.isprintable())[:ADDRESS_LENGTH]


def is_blocked(*, username: str, address: str) -> bool:
    """Whether so many sign-ins failed just now that this one is not even tried."""
    keys = _keys(username, address)
    counts: dict[str, int] = cache.get_many(keys)
    limits = (MOST_BY_NAME, MOST_BY_ADDRESS, MOST_ANYWHERE)
    return any(counts.get(key, 0) >= most for key, most in zip(keys, limits, strict=True))


def count_failure(*, username: str, address: str) -> None:
    """Count a failed sign-in."""
    for key in _keys(username, address):
        if not cache.add(key, 1, timeout=WINDOW_SECONDS):
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two
                cache.set(key, 1, timeout=WINDOW_SECONDS)


def forget_failures(*, username: str, address: str) -> None:
    """A sign-in that succeeded clears the count of its name there; those of the address and of all addresses stay."""
    cache.delete(_keys(username, address)[0])


def is_too_often(what: str, address: str, *, most: int) -> bool:
    """Count that an address does this once more; whether it has done it more than `most` times in five minutes.

    The address is not kept: what is counted under, for five minutes, is made with the key of the house, and nobody who
    reads it can tell the address from it (the hash alone of one of four billion addresses would be no secret).
    """
    key = f"{what}:address:{salted_hmac('dost.accounts.throttle', address, algorithm='sha256').hexdigest()}"
    if cache.add(key, 1, timeout=WINDOW_SECONDS):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=WINDOW_SECONDS)
        return False


def _keys(username: str, address: str) -> tuple[str, str, str]:
    """The keys for a name at an address, for the address, and for the name anywhere."""
    name = hashlib.sha256(f"{username.casefold()}\n{address}".encode()).hexdigest()
    where = hashlib.sha256(address.encode()).hexdigest()
    anywhere = hashlib.sha256(username.casefold().encode()).hexdigest()
    return f"sign-in:name:{name}", f"sign-in:address:{where}", f"sign-in:anywhere:{anywhere}"
