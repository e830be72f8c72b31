from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from dost.ui.tile_map import TILES, Tile, shade, tile_map


def test_every_region_has_a_tile_of_its_own() -> None:
    assert len(TILES) == len(set(TILES.values())) == 14
    drawn = str(tile_map([Tile("Bakı", "+5", Decimal(5)), Tile("", "+9", Decimal(9))]))
    assert drawn.count("<rect") == 14
    assert "+5" in drawn
    assert "+9" not in drawn  # people without a district are in the table only


@pytest.mark.parametrize(
    ("value", "most", "expected"),
    [(0, 10, "none"), (10, 10, "up4"), (1, 10, "up1"), (-6, 10, "down3"), (-10, 10, "down4"), (5, 0, "none")],
)
def test_shades(value: int, most: int, expected: str) -> None:
    assert shade(Decimal(value), Decimal(most)) == expected


def test_the_map_is_well_formed_and_hidden_from_those_who_hear_the_table() -> None:
    drawn = etree.fromstring(tile_map([Tile("Bakı", "−5 <b>", Decimal(-5))]))
    assert drawn.get("aria-hidden") == "true"
    assert "style=" not in etree.tostring(drawn, encoding="unicode")
