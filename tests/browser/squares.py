"""Squares (QR codes) read as a telephone does: on a page from what is seen, on a paper from what is drawn there."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import zxingcpp
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Locator

MARGIN: Final = 4
SCALE: Final = 4
FEWEST_STROKES: Final = 100
"""Nothing else on a paper is drawn of so many lines."""

Stroke = tuple[int, int, int]
"""A dark run of a square: its row, and the columns from and up to which it goes."""


def square_on_page(square: Locator) -> str:
    """Return the text of the square that a page shows; raises AssertionError when nothing can be read."""
    square.scroll_into_view_if_needed()
    return _read(Image.open(BytesIO(square.screenshot())).convert("L"))


def square_on_paper(content: bytes) -> str:
    """Return the text of the only square on a paper (PDF); raises AssertionError when nothing can be read."""
    with pikepdf.open(BytesIO(content)) as paper:
        squares = [strokes for page in paper.pages for strokes in _squares(page)]
    assert len(squares) == 1, "one square is drawn on the paper"
    (strokes,) = squares
    side = 1 + max(row for row, _first, _end in strokes)
    picture = Image.new("L", (side + 2 * MARGIN,) * 2, color=255)
    for row, first, end in strokes:
        for column in range(first, end):
            picture.putpixel((column + MARGIN, row + MARGIN), 0)
    return _read(picture.resize((picture.width * SCALE,) * 2, Image.Resampling.NEAREST))


def _squares(page: pikepdf.Page) -> Iterator[list[Stroke]]:
    """The paths of a page that are drawn of many lines, one unit thick, across the middle of their rows."""
    path: list[Stroke] = []
    at: tuple[float, float] = (0, 0)
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "m":
                at = float(operands[0]), float(operands[1])
            case "l":
                path.append((int(at[1]), round(at[0]), round(float(operands[0]))))
            case "S" | "B" | "f" | "n":
                if len(path) >= FEWEST_STROKES:
                    yield path
                path = []


def _read(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, "one square is to be read"
    return str(found[0].text)
