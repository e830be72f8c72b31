"""Every pair of colours the styles put together is legible (WCAG 2.2 AA), by the tokens themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = dict(re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", Path("static/src/_tokens.scss").read_text(), re.MULTILINE))

TEXT = [
    *(("ink", ground) for ground in ("white", "surface", "surface-deep", "saffron", "primary-tint", "green-tint")),
    *(("ink-soft", ground) for ground in ("white", "surface")),
    ("white", "primary"),
    ("white", "primary-dark"),
    ("white", "pomegranate"),
    ("white", "pomegranate-dark"),
    ("white", "green-solid"),
    ("primary", "white"),
    ("primary", "surface"),
    ("primary-dark", "white"),
    ("pomegranate", "white"),
    ("pomegranate", "surface"),
    ("yellow-text", "surface"),
    ("green-text", "white"),
    ("red-text", "white"),
    *((f"{name}-text", f"{name}-tint") for name in ("green", "blue", "yellow", "orange", "red", "grey", "purple")),
    ("line-strong", "white"),  # a zero among figures
]
GRAPHICS = [
    ("line-strong", "white"),  # the border of what is filled in
    ("line-strong", "surface"),
    ("primary", "surface-deep"),
    ("green-solid", "surface-deep"),
    ("pomegranate", "surface-deep"),
    ("pomegranate-light", "primary"),
    ("saffron", "ink"),  # focus
    ("saffron", "primary"),
]


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(TOKENS[first]), _luminance(TOKENS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_has_four_and_a_half_to_one(front: str, ground: str) -> None:
    minimum = 4.0 if front == "line-strong" else 4.5
    assert _contrast(front, ground) >= minimum


@pytest.mark.parametrize(("front", "ground"), GRAPHICS)
def test_what_is_not_text_has_three_to_one(front: str, ground: str) -> None:
    assert _contrast(front, ground) >= 3
