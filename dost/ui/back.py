"""The address of a page, to be put into another address: to come back to it after signing in."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

LONGEST: Final = 2_000
"""Characters. Quoted, it is up to three times as long, and servers and proxies take lines of eight thousand bytes."""


def address_of_page(request: HttpRequest) -> str:
    """The path that was asked for with its query; without it where both are too long to be led back to."""
    whole = request.get_full_path()
    return whole if len(whole) <= LONGEST else request.path[:LONGEST]
