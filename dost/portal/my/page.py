"""The frame of a citizen's own pages: who is signed in, for whom they act, and the sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from dost.accounts.citizens import SignedInCitizen
from dost.ui.contexts import Text

SECTIONS: Final[tuple[tuple[str, Text], ...]] = (
    ("my:home", _("Overview")),
    ("my:cases", _("My cases")),
    ("my:payments", _("Payments")),
    ("my:letters", _("Letters")),
    ("my:inbox", _("Messages")),
    ("my:choices", _("My choices")),
    ("my:data", _("My data")),
    ("my:looks", _("Who looked")),
    ("my:contact", _("Contact and language")),
)
"""The sections in the order of how often they are wanted: the name of the address, and the words."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as the page shows it."""

    name: Text
    url: str
    current: bool


def render_my(
    request: HttpRequest,
    me: SignedInCitizen,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a citizen's own page; `me` and `sections` are what its frame (`portal/my/base.html`) shows."""
    return render(request, template, {**(context or {}), "me": me, "sections": sections_of(request)}, status=status)


def sections_of(request: HttpRequest) -> tuple[Section, ...]:
    """Return the sections that are served, and which of them this page belongs to."""
    found = []
    for name, words in SECTIONS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url if name == "my:home" else request.path.startswith(url)
        found.append(Section(words, url, current))
    return tuple(found)
