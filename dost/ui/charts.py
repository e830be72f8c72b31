"""Small drawings made on the server.

No drawing stands alone: the numbers are in the text or the table beside it, so each is hidden from assistive
technology. Only presentation attributes are used (``fill`` by class, geometry by attribute): the content
security policy allows no inline style.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | float | Decimal


def _short(value: float) -> str:
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
    base = format_html(
        '<line class="dost-spark__base" x1="0" x2="{}" y1="{}" y2="{}"/>', width, _short(floor), _short(floor)
    )
    body = base
    if points:
        line = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        area = f"{_short(points[0][0])},{_short(floor)} {line} {_short(points[-1][0])},{_short(floor)}"
        body += format_html(
            # The dot is a line of no length with round ends: unlike a circle it stays round when the drawing is
            # stretched to its box.
            '<polygon class="dost-spark__area" points="{}"/><polyline class="dost-spark__line" points="{}"/>'
            '<path class="dost-spark__dot" d="M{} {}h.01"/>',
            area,
            line,
            _short(points[-1][0]),
            _short(points[-1][1]),
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
        drawn.append((colour, _short(start), _short(min(length, 100 - start)), str(height)))
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


# -- steps: dated values -----------------------------------------------------------------------------------------------

_STEPS_WIDTH: Final = 220
_STEPS_HEIGHT: Final = 44
_STEPS_PAD: Final = 4

_ToX = Callable[[date], float]
_ToY = Callable[[Decimal], float]


def steps(values: Sequence[tuple[date, Decimal]], *, today: date) -> SafeString:
    """Draw dated values, oldest first, as steps up to a year from today; what is to come is dashed."""
    if not values:
        return SafeString("")
    first, last = values[0][0], max(values[-1][0], today)
    end = date(last.year + 1, 1, 1)
    days = max((end - first).days, 1)
    most = max(value for _day, value in values) or Decimal(1)

    def x(day: date) -> float:
        return _STEPS_PAD + (day - first).days / days * (_STEPS_WIDTH - 2 * _STEPS_PAD)

    def y(value: Decimal) -> float:
        return _STEPS_HEIGHT - _STEPS_PAD - float(value / most) * (_STEPS_HEIGHT - 2 * _STEPS_PAD)

    past, coming = _step_paths(values, today, end, x, y)
    return format_html(
        '<svg class="dost-steps-chart" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<line class="dost-steps-chart__base" x1="0" x2="{}" y1="{}" y2="{}"/>'
        '<line class="dost-steps-chart__today" x1="{}" x2="{}" y1="0" y2="{}"/>'
        '<path class="dost-steps-chart__line" d="{}"/><path class="dost-steps-chart__coming" d="{}"/></svg>',
        *(_STEPS_WIDTH, _STEPS_HEIGHT, _STEPS_WIDTH, _STEPS_HEIGHT),
        *(_STEPS_WIDTH, _STEPS_HEIGHT - 1, _STEPS_HEIGHT - 1),
        *(_short(x(max(first, today))), _short(x(max(first, today))), _STEPS_HEIGHT),
        past,
        coming,
    )


def _step_paths(values: Sequence[tuple[date, Decimal]], today: date, end: date, x: _ToX, y: _ToY) -> tuple[str, str]:
    """Return the path up to today and the one after it."""
    past: list[str] = []
    coming: list[str] = []
    for number, (day, value) in enumerate(values):
        until = values[number + 1][0] if number + 1 < len(values) else end
        if day <= today:
            past.append(f"{'L' if past else 'M'}{_short(x(day))} {_short(y(value))}H{_short(x(min(until, today)))}")
            if until > today:
                coming.append(f"M{_short(x(today))} {_short(y(value))}H{_short(x(until))}")
        else:
            coming.append(f"{'L' if coming else 'M'}{_short(x(day))} {_short(y(value))}H{_short(x(until))}")
    return "".join(past), "".join(coming)
