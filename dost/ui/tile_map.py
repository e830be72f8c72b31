"""The map of the country: a tile for each economic region, about where it lies. No map server, no outline to mend.

Like every drawing it stands beside a table of its numbers, and is hidden from assistive technology.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
        shaded = shade(tile.value, most)
        box = (left + 2, top + 2, _TILE_WIDTH - 4, _TILE_HEIGHT - 4)
        drawn.append((shaded, *box, left + 12, top + 25, region, left + 12, top + 48, tile.text))
    body = format_html_join(
        "",
        '<g class="dost-maptile dost-maptile--{}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<text class="dost-maptile__name" x="{}" y="{}">{}</text>'
        '<text class="dost-maptile__value" x="{}" y="{}">{}</text></g>',
        drawn,
    )
    return format_html(
        '<svg class="dost-map" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        6 * _TILE_WIDTH,
        4 * _TILE_HEIGHT,
        body,
    )
