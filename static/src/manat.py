"""Draws ``static/manat.woff2``: the manat sign ₼ and nothing else: many systems have no font with it.

Run with ``python static/src/manat.py static/manat.woff2`` where fonttools and brotli are installed. The
stylesheet's unicode-range keeps it to that one character; browsers embolden it themselves.
"""

# ruff: noqa: INP001 - a script beside the styles, not a package

from __future__ import annotations

import math
import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM, HEIGHT, WIDTH, STROKE = 1000, 690, 700, 96


def _ring(pen: TTGlyphPen) -> None:
    """An arch open at the foot: the outer curve from left to right, the inner one back."""
    centre, outer, foot, top = WIDTH / 2, WIDTH / 2 - 40, 0, 560
    inner = outer - STROKE
    steps = 24
    springing = top - outer

    def arc(radius: float, *, back: bool) -> list[tuple[int, int]]:
        angles = [math.pi - math.pi * i / steps for i in range(steps + 1)]
        points = [(round(centre + radius * math.cos(a)), round(springing + radius * math.sin(a))) for a in angles]
        return points[::-1] if back else points

    outline = [
        (round(centre - outer), foot),
        *arc(outer, back=False),
        (round(centre + outer), foot),
        (round(centre + inner), foot),
        *arc(inner, back=True),
        (round(centre - inner), foot),
    ]
    pen.moveTo(outline[0])
    for point in outline[1:]:
        pen.lineTo(point)
    pen.closePath()


def _stem(pen: TTGlyphPen) -> None:
    left = round(WIDTH / 2 - STROKE / 2)
    pen.moveTo((left, 60))
    for point in ((left, HEIGHT), (left + STROKE, HEIGHT), (left + STROKE, 60)):
        pen.lineTo(point)
    pen.closePath()


def main(path: str) -> None:
    """Build the font and write it."""
    pen = TTGlyphPen(None)
    _ring(pen)
    _stem(pen)
    empty = TTGlyphPen(None).glyph()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "manat"])
    builder.setupCharacterMap({0x20BC: "manat"})
    builder.setupGlyf({".notdef": empty, "manat": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (WIDTH, 0), "manat": (WIDTH, 40)})
    builder.setupHorizontalHeader(ascent=930, descent=-240)
    builder.setupOS2(sTypoAscender=930, sTypoDescender=-240, usWinAscent=930, usWinDescent=240)
    builder.setupNameTable({"familyName": "DOST Manat", "styleName": "Regular"})
    builder.setupPost()
    builder.font.flavor = "woff2"
    builder.save(path)


if __name__ == "__main__":
    main(sys.argv[1])
