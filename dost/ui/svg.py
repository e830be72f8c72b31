"""Small drawings made on the server.

No drawing stands alone: the numbers are in the text or the table beside it, so each is hidden from assistive
technology. Only presentation attributes are used (``fill`` by class, geometry by attribute): the content
security policy allows no inline style.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | float | Decimal


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def sparkline(values: Sequence[Number], *, width: int = 160, height: int = 36, slots: int = 0) -> SafeString:
    """A line over its shaded area, with a dot at the last value.

    ``slots`` is how many values would fill the whole width (24 for a day that is still young); by default the
    values given fill it.
    """
    numbers = [float(value) for value in values]
    steps = max(slots, len(numbers), 2) - 1
    pad = 3.0
    top = max([*numbers, 1.0])
    floor = height - pad
    points = [
        (pad + index * (width - 2 * pad) / steps, floor - number / top * (height - 2 * pad))
        for index, number in enumerate(numbers)
    ]
    base = format_html('<line class="dost-spark__base" x1="0" x2="{}" y1="{}" y2="{}"/>', width, _n(floor), _n(floor))
    body = base
    if points:
        line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        area = f"{_n(points[0][0])},{_n(floor)} {line} {_n(points[-1][0])},{_n(floor)}"
        body += format_html(
            # The dot is a line of no length with round ends: unlike a circle it stays round when the drawing is
            # stretched to its box.
            '<polygon class="dost-spark__area" points="{}"/><polyline class="dost-spark__line" points="{}"/>'
            '<path class="dost-spark__dot" d="M{} {}h.01"/>',
            area,
            line,
            _n(points[-1][0]),
            _n(points[-1][1]),
        )
    return format_html(
        '<svg class="dost-spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">{}</svg>',
        width,
        height,
        body,
    )


def bar(parts: Sequence[tuple[Number, str]], *, maximum: Number, height: int = 8) -> SafeString:
    """A horizontal bar of one or more ``(value, colour)`` parts, on a track as long as ``maximum``.

    A part that is not zero is never thinner than a hair, so that one in ten thousand can still be seen.
    """
    whole = float(maximum) or 1.0
    drawn: list[tuple[str, str, str, str]] = []
    start = 0.0
    for value, colour in parts:
        if not value:
            continue
        length = max(float(value) / whole * 100, 0.8)
        drawn.append((colour, _n(start), _n(min(length, 100 - start)), str(height)))
        start = min(start + length, 100.0)
    rects = format_html_join(
        "", '<rect class="dost-bar__part dost-bar__part--{}" x="{}%" width="{}%" height="{}"/>', drawn
    )
    return format_html(
        '<svg class="dost-bar" width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="dost-bar__track" width="100%" height="{}"/>{}</svg>',
        height,
        height,
        rects,
    )


_ICONS = {
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
        SafeString(_ICONS[name]),
    )
