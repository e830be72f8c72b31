"""The frame of a citizen's own pages: who is signed in, for whom they act, and the sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dost.accounts.citizens import SignedInCitizen
from dost.accounts.who import CAPACITIES
from dost.ui.back import address_of_page
from dost.ui.contexts import Text

SECTIONS: Final[tuple[tuple[str, Text], ...]] = (
    ("my:home", _("Overview")),
    ("my:cases", _("My cases")),
    ("my:payments", _("Payments")),
    ("my:appointments", _("Appointments")),
    ("my:letters", _("Letters")),
    ("my:inbox", _("Messages")),
    ("my:choices", _("My choices")),
    ("my:data", _("My data")),
    ("my:looks", _("Who looked")),
    ("my:contact", _("Contact and language")),
)
"""The sections in the order of how often they are wanted: the name of the address, and the words.

What is wanted rarely stands elsewhere: complaints at the foot of pages, mandates where one chooses for whom to act.
"""
BY_MANDATE: Final = frozenset({"my:home", "my:cases", "my:letters", "my:inbox"})
"""Those that open to whoever acts under a mandate, with what it covers."""

FOR_EMPLOYERS: Final[tuple[tuple[str, Text], ...]] = (
    ("my:employer", _("The employer")),
    ("my:cases", _("Cases")),
    ("my:letters", _("Letters")),
    ("my:inbox", _("Messages")),
)
"""The sections of whoever acts for an employer."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as the page shows it."""

    name: Text
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around each page of a citizen: `capacity` in words while they act for somebody, else empty.

    The session ends at `ends_at`, in `idle_seconds`, if nothing comes any more, and `full_seconds` after whatever does
    come; `ended_url` is where that leads.
    """

    capacity: Text
    ends_at: datetime | None
    idle_seconds: int
    full_seconds: int
    ended_url: str


def render_my(
    request: HttpRequest,
    me: SignedInCitizen,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a citizen's own page; `me`, `frame` and `sections` are what `portal/my/base.html` shows."""
    shown = {**(context or {}), "me": me, "frame": frame_of(request, me), "sections": sections_of(request, me)}
    return render(request, template, shown, status=status)


def frame_of(request: HttpRequest, me: SignedInCitizen) -> Frame:
    """Return what the frame says of the session: as what somebody acts, and when it ends for want of requests."""
    left = (me.ends_at - timezone.now()).total_seconds() if me.ends_at else settings.CITIZEN_IDLE_SECONDS
    back = address_of_page(request) if request.method in {"GET", "HEAD"} else reverse("my:home")
    return Frame(
        capacity=CAPACITIES[me.capacity, me.citizen.person.sex] if me.capacity else "",
        ends_at=me.ends_at,
        idle_seconds=max(int(left), 1),
        full_seconds=settings.CITIZEN_IDLE_SECONDS,
        ended_url=f"{reverse('my:sign_in')}?{urlencode({'ended': '1', 'next': back})}",
    )


def sections_of(request: HttpRequest, me: SignedInCitizen) -> tuple[Section, ...]:
    """Return the sections that are served and open to the reader, and which of them this page belongs to."""
    found = []
    sections = SECTIONS if me.employer is None else FOR_EMPLOYERS
    for name, words in sections:
        if me.employer is None and not me.opens.is_whole and name not in BY_MANDATE:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url if name == "my:home" else request.path.startswith(url)
        found.append(Section(words, url, current))
    return tuple(found)
