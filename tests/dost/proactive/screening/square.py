"""Reads a square (QR code) as a telephone does: from the picture, with a decoder that is not the one that drew it."""

from __future__ import annotations

import segno
import zxingcpp


def read_square(square: segno.QRCode, *, scale: int = 4) -> str:
    """Return the text in a square's picture; raises AssertionError when nothing can be read in it."""
    rows = [bytes(0 if dark else 255 for dark in row) for row in square.matrix_iter(scale=scale, border=4)]
    picture = memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0])))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, "one square is to be read"
    return str(found[0].text)
