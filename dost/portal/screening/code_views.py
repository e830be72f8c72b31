"""The page with the code for a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dost.proactive.screening.code import in_groups, make_code
from dost.proactive.screening.sealed import LIFE, TooLargeError

from .state import Carried, keep, screening_required

LARGEST_EASY: Final = 20
"""Up to this version (97 squares across) a telephone's screen is read with some of it hidden, too (level M)."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """What `portal/screening/code.html` shows. `square` is empty when there is too much for a code."""

    square: SafeString | str
    groups: tuple[str, ...]
    until: datetime
    back: str


@require_safe
@screening_required
def code(request: HttpRequest, carried: Carried) -> HttpResponse:
    """What was told, as a square that a clerk reads, and as a text."""
    back = reverse("screening:result")
    until = carried.started_at + LIFE
    try:
        text = make_code(carried.family, started_at=carried.started_at, now=carried.now)
        page = CodePage(square_of(text), in_groups(text), until, back)
    except TooLargeError:
        page = CodePage("", (), until, back)
    return keep(render(request, "portal/screening/code.html", {"page": page}), carried)


def square_of(text: str) -> SafeString:
    """Return the square (QR code) of a text of capital letters and digits, as SVG."""
    square = segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False)
    if int(square.version) > LARGEST_EASY:
        square = segno.make_qr(text, mode="alphanumeric", error="l", boost_error=False)
    drawn = square.svg_inline(
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="dost-square__svg",
        lineclass=None,
        title=_("Code for a clerk"),
    )
    return mark_safe(drawn)  # drawn here of letters and digits  # noqa: S308  # nosec B308 B703
