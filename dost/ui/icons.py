"""The house's icons, drawn on the server; always beside a word that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

_ICONS: Final[Mapping[str, str]] = {
    "yes": '<circle cx="10" cy="10" r="9"/><path d="M5.8 10.4l2.9 2.9 5.6-6.2"/>',
    "no": '<circle cx="10" cy="10" r="9"/><path d="M6.8 6.8l6.4 6.4m0-6.4l-6.4 6.4"/>',
    "unknown": (
        '<circle cx="10" cy="10" r="9"/><path d="M7.5 7.9a2.5 2.4 0 1 1 3.7 2.1c-.8.5-1.2.9-1.2 1.8m0 2.6v.1"/>'
    ),
    "paid": '<circle cx="10" cy="10" r="9"/><path d="M5.8 10.4l2.9 2.9 5.6-6.2"/>',
    "wait": '<circle cx="10" cy="10" r="9"/><path d="M10 5.2V10l3.2 2.2"/>',
    "clerk": '<circle cx="10" cy="10" r="9"/><path d="M6 14.2c.8-1.9 2.3-2.7 4-2.7s3.2.8 4 2.7"/>'
    '<circle cx="10" cy="7.6" r="2.1"/>',
    "work": '<circle cx="10" cy="10" r="9"/><path d="M6.4 10h.1m3.5 0h.1m3.5 0h.1"/>',
}


def icon(name: str) -> SafeString:
    """One of the house's icons; always beside a word that says the same."""
    return format_html(
        '<svg class="dost-icon dost-icon--{}" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" '
        'focusable="false">{}</svg>',
        name,
        SafeString(_ICONS[name]),  # drawings of this file  # nosec B703
    )
