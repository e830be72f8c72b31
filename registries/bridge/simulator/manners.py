"""How quickly each institution answers: seconds for a call, for an item of it, and how much that varies.

`SIMULATOR_LATENCY` in the environment scales it all: 1 is the default, 0 answers at once.
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from registries.bridge.directory import BANKS, OPERATORS

SEED = "dost"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: `base` for a call and `item` for each thing in it; `jitter` is the part of the whole that varies."""

    base: float
    item: float
    jitter: float = 0.3


_USUAL = Pace(0.08, 0.0006, 0.5)
_BANK = Pace(0.05, 0.0001)
_OPERATOR = Pace(0.02, 0.0001)

PACES: Mapping[str, Pace] = {
    "DIN": Pace(0.02, 0.00005),
    "EDLIYYE": Pace(0.05, 0.0001),
    "DVX": Pace(0.04, 0.00008),
    "DSMF": Pace(0.015, 0.00005),
    "DTSERA": Pace(0.03, 0.0001),
    "SHXCDX": Pace(0.09, 0.0004),
    "ETN": Pace(0.12, 0.0008),
    "MN": Pace(0.15, 0.001, 0.6),
    "PENITENSIAR": Pace(0.06, 0.0),
    "RYIH": Pace(0.2, 0.002, 0.8),
    **dict.fromkeys(BANKS, _BANK),
    **dict.fromkeys(OPERATORS.values(), _OPERATOR),
}


def _scale() -> float:
    text = os.environ.get("SIMULATOR_LATENCY", "1").strip() or "1"
    try:
        scale = float(text)
    except ValueError:
        scale = -1.0
    if not 0 <= scale <= 1000:
        raise ImproperlyConfigured(f"SIMULATOR_LATENCY={text!r}: expected a number from 0 to 1000, such as 0.5")
    return scale


speed_factor = _scale()
_dice = random.Random(SEED)  # noqa: S311 - nothing is kept secret with it


def latency(institution: str, items: int) -> float:
    """Seconds this institution takes for a call with so many items."""
    pace = PACES.get(institution, _USUAL)
    usual = pace.base + pace.item * items
    return speed_factor * usual * (1 + pace.jitter * (2 * _dice.random() - 1))
