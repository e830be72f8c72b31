"""A public page has an address in each language; which language an address is in, and the same page in another.

Azerbaijani, the language of the state, has no prefix (`/services/05-40/`); the others have theirs
(`/ru/services/05-40/`). The offices' addresses have no language: there it is the reader's own choice (decision 22).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils import translation

from dost.common.audiences import Entry, piece_of

_PREFIXED: Final = re.compile(
    rf"^/+(?:{'|'.join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)})(?=/|$)"
)


def language_of(path: str, urlconf: str | None = None) -> str | None:
    """Return the language of a public page's address; None where the address has none, as in the offices.

    An address that leads nowhere is in the language of its prefix too, so that its 404 can be read.
    """
    offices = _without_language(urlconf or settings.ROOT_URLCONF)
    if offices is None or path.lstrip("/").partition("/")[0] in offices:
        return None
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def in_language(address: str, language: str) -> str:
    """Return the address of the same public page in another language, with its query; always one of this host."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{prefix}/{_PREFIXED.sub('', address).lstrip('/')}"


@cache
def _without_language(urlconf: str) -> frozenset[str] | None:
    """Return what addresses without a language begin with; None when no address of the configuration has one."""
    entries = get_resolver(urlconf).url_patterns
    if not any(isinstance(entry.pattern, LocalePrefixPattern) for entry in entries):
        return None
    plain = [entry for entry in entries if not isinstance(entry.pattern, LocalePrefixPattern)]
    return frozenset(route.partition("/")[0] for route in _routes(plain)) - {""}


def _routes(entries: Iterable[Entry], prefix: str = "") -> Iterable[str]:
    for entry in entries:
        route = prefix + piece_of(entry)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, route)
        else:
            yield route
