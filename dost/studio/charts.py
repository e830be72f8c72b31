"""Drawings of the studio, made on the server. None stands alone: its numbers are in a table or text beside it, so each
is hidden from assistive technology. Geometry by attribute, colour by class: the content security policy allows no
inline style.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# -- steps: what a parameter was worth ---------------------------------------------------------------------------

_WIDTH: Final = 220
_HEIGHT: Final = 44
_PAD: Final = 4

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
        return _PAD + (day - first).days / days * (_WIDTH - 2 * _PAD)

    def y(value: Decimal) -> float:
        return _HEIGHT - _PAD - float(value / most) * (_HEIGHT - 2 * _PAD)

    past, coming = _step_paths(values, today, end, x, y)
    return format_html(
        '<svg class="dost-steps-chart" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<line class="dost-steps-chart__base" x1="0" x2="{}" y1="{}" y2="{}"/>'
        '<line class="dost-steps-chart__today" x1="{}" x2="{}" y1="0" y2="{}"/>'
        '<path class="dost-steps-chart__line" d="{}"/><path class="dost-steps-chart__coming" d="{}"/></svg>',
        *(_WIDTH, _HEIGHT, _WIDTH, _HEIGHT),
        *(_WIDTH, _HEIGHT - 1, _HEIGHT - 1),
        *(_n(x(max(first, today))), _n(x(max(first, today))), _HEIGHT),
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
            past.append(f"{'L' if past else 'M'}{_n(x(day))} {_n(y(value))}H{_n(x(min(until, today)))}")
            if until > today:
                coming.append(f"M{_n(x(today))} {_n(y(value))}H{_n(x(until))}")
        else:
            coming.append(f"{'L' if coming else 'M'}{_n(x(day))} {_n(y(value))}H{_n(x(until))}")
    return "".join(past), "".join(coming)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# -- bars --------------------------------------------------------------------------------------------------------


def bar(parts: Sequence[tuple[int | Decimal, str]], *, most: int | Decimal) -> SafeString:
    """Draw one horizontal bar of (value, colour) parts, as long as its share of `most`; see `dost-bar` in the styles.

    What is not zero is never thinner than a hair.
    """
    whole = float(most) or 1.0
    drawn: list[tuple[str, str, str]] = []
    start = 0.0
    for value, colour in parts:
        if value:
            length = min(max(float(value) / whole * 100, 0.8), 100 - start)
            drawn.append((colour, _n(start), _n(length)))
            start += length
    rects = format_html_join("", '<rect class="dost-bar__part--{}" x="{}%" width="{}%" height="10"/>', drawn)
    return format_html(
        '<svg class="dost-bar" width="100%" height="10" aria-hidden="true" focusable="false">{}</svg>', rects
    )


# -- the map: a tile for each economic region, about where it lies ---------------------------------------------------

TILES: Final[Mapping[str, tuple[int, int]]] = {
    "Qazax-Tovuz": (0, 0),
    "Şəki-Zaqatala": (2, 0),
    "Quba-Xaçmaz": (4, 0),
    "Gəncə-Daşkəsən": (1, 1),
    "Mərkəzi Aran": (2, 1),
    "Dağlıq Şirvan": (3, 1),
    "Abşeron-Xızı": (4, 1),
    "Bakı": (5, 1),
    "Şərqi Zəngəzur": (1, 2),
    "Qarabağ": (2, 2),
    "Mil-Muğan": (3, 2),
    "Şirvan-Salyan": (4, 2),
    "Naxçıvan": (0, 3),
    "Lənkəran-Astara": (4, 3),
}
"""Column and row of each of the 14 economic regions (decree of 7 July 2021)."""

_TILE_WIDTH: Final = 128
_TILE_HEIGHT: Final = 66
SHADES: Final = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A region on the map: its number as a text, and how much that is, for the shade."""

    region: str
    text: str
    value: Decimal


def shade(value: Decimal, most: Decimal) -> str:
    """Return the class of a shade: `up1` … `up4` for more, `down1` … for less, `none` for zero."""
    if not value or not most:
        return "none"
    step = min(int(abs(value) / most * SHADES) + 1, SHADES)
    return f"{'up' if value > 0 else 'down'}{step}"


def tile_map(tiles: Sequence[Tile]) -> SafeString:
    """Draw the regions as tiles; those that are not on the map are left to the table."""
    most = max((abs(tile.value) for tile in tiles), default=Decimal(0))
    known = {tile.region: tile for tile in tiles}
    drawn = []
    for region, (column, row) in TILES.items():
        tile = known.get(region, Tile(region, "0", Decimal(0)))
        left, top = column * _TILE_WIDTH, row * _TILE_HEIGHT
        look = shade(tile.value, most)
        box = (left + 2, top + 2, _TILE_WIDTH - 4, _TILE_HEIGHT - 4)
        drawn.append((look, *box, left + 12, top + 25, region, left + 12, top + 48, tile.text))
    body = format_html_join(
        "",
        '<g class="dost-tile dost-tile--{}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<text class="dost-tile__name" x="{}" y="{}">{}</text>'
        '<text class="dost-tile__value" x="{}" y="{}">{}</text></g>',
        drawn,
    )
    return format_html(
        '<svg class="dost-map" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        6 * _TILE_WIDTH,
        4 * _TILE_HEIGHT,
        body,
    )
