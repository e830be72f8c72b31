"""For whom an address is: said on the URL configuration, beside each include, and asked here by whoever must know.

An entry of the configuration is wrapped in `public`, `citizens_only`, `staff_only` or `institutions_only`. The wrapping
opens and closes nothing – each view asks for its own permission – but it is what the second step leaves open, and what
a test holds every view against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver

Entry = URLPattern | URLResolver


class Audience(StrEnum):
    """Whom an address is for."""

    ANYBODY = "anybody"
    CITIZENS = "citizens"
    STAFF = "staff"
    INSTITUTIONS = "institutions"


_MARK: Final = "_dost_audience"


def public(entry: Entry) -> Entry:
    """Mark an entry as open to anybody, signed in or not."""
    return _marked(entry, Audience.ANYBODY)


def citizens_only(entry: Entry) -> Entry:
    """Mark an entry as a citizen's own: no member of staff opens it, and no stranger."""
    return _marked(entry, Audience.CITIZENS)


def staff_only(entry: Entry) -> Entry:
    """Mark an entry as an office's: nobody opens it without having signed in."""
    return _marked(entry, Audience.STAFF)


def institutions_only(entry: Entry) -> Entry:
    """Mark an entry as for the institutions' systems, which show a token."""
    return _marked(entry, Audience.INSTITUTIONS)


def _marked(entry: Entry, audience: Audience) -> Entry:
    setattr(entry, _MARK, audience)
    return entry


def audiences(urlconf: str | None = None) -> dict[str, Audience]:
    """The audience of every route (as `ResolverMatch.route` names it) of a URL configuration, or of the project's.

    A page with an address in each language is one route, named without the language. What is not marked, and stands
    below nothing that is, is for staff: forgetting the mark closes, it never opens.
    """
    return _audiences(urlconf or get_resolver().urlconf_name)


@cache
def _audiences(urlconf: str) -> dict[str, Audience]:
    found: dict[str, Audience] = {}
    for route, audience in _walk(get_resolver(urlconf), "", Audience.STAFF):
        found.setdefault(route, audience)  # of two that are written alike the first is served
    return found


def _walk(resolver: URLResolver, prefix: str, audience: Audience) -> Iterator[tuple[str, Audience]]:
    for entry in resolver.url_patterns:
        own = getattr(entry, _MARK, audience)
        route = prefix + piece_of(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route, own)
        else:
            yield route, own


def piece_of(entry: Entry) -> str:
    """What an entry adds to the route of what is below it; a language's prefix, which differs by reader, nothing."""
    return "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)


def _audience_of(matched: str, urlconf: str | None) -> Audience | None:
    """Return the audience of the route of a `ResolverMatch`, which may begin with the prefix of a language.

    A regular expression below a prefix has lost its `^` there, so it is looked for without.
    """
    bare = re.sub(rf"^(?:{'|'.join(code for code, _name in settings.LANGUAGES)})/", "", matched)
    return _matched(urlconf or get_resolver().urlconf_name).get(bare.removeprefix("^"))


@cache
def _matched(urlconf: str) -> dict[str, Audience]:
    return {route.removeprefix("^"): audience for route, audience in _audiences(urlconf).items()}


def is_public(route: str, urlconf: str | None = None) -> bool:
    """Whether an address opens to anybody; `route` is that of its `ResolverMatch`."""
    return _audience_of(route, urlconf) is Audience.ANYBODY


def is_for_citizens(route: str, urlconf: str | None = None) -> bool:
    """Whether an address is a citizen's own; `route` is that of its `ResolverMatch`."""
    return _audience_of(route, urlconf) is Audience.CITIZENS


def is_for_institutions(route: str, urlconf: str | None = None) -> bool:
    """Whether an address is for the institutions' systems; `route` is that of its `ResolverMatch`."""
    return _audience_of(route, urlconf) is Audience.INSTITUTIONS
