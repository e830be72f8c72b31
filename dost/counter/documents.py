"""What somebody types at the door, or holds to the reader, which types it: a FİN, an appointment, or a screening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_LETTERS: Final = 4_000
"""The code of a screening is long; whatever is longer than this is none."""
_FIN: Final = re.compile(r"[0-9A-HJ-NP-Z]{6,7}")
_APPOINTMENT: Final = re.compile(r"[A-Za-z0-9_-]{10,32}")
_SCREENING: Final = re.compile(r"D[O0]ST[A-Z2-7018]{60,}")
_ALIKE: Final = str.maketrans({"İ": "I", "ı": "i"})


class Kind(StrEnum):
    """What it is."""

    FIN = "fin"
    APPOINTMENT = "appointment"
    SCREENING = "screening"


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown; `code` is empty for a screening: it is opened at the desk, and nothing of it is noted here."""

    kind: Kind
    code: str = ""


def read(text: str) -> Shown | None:
    """Return what was typed; None when it is none of them. An address in a QR code counts by its last part."""
    whole = "".join(text.split()).translate(_ALIKE)
    if not whole or len(whole) > MOST_LETTERS:
        return None
    upper = whole.upper()
    if _FIN.fullmatch(upper):
        return Shown(Kind.FIN, upper)
    if _SCREENING.fullmatch(upper.replace("-", "")):
        return Shown(Kind.SCREENING)
    last = whole.rstrip("/").rpartition("/")[2]
    return Shown(Kind.APPOINTMENT, last) if _APPOINTMENT.fullmatch(last) else None
