"""Azerbaijani names by sex and generation, drawn with the weights of `registries/data`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from random import Random

from registries.data import read

ERAS = ((1968, "old"), (1998, "middle"))
"""Whoever is born before the year has a name of that era; later ones of the era "young"."""

Draw = Callable[[], float]


class Urn:
    """Things drawn with their weights by one random number between 0 and 1."""

    def __init__(self, things: Sequence[str], weights: Sequence[int]) -> None:
        self.things = list(things)
        self._bounds = list(accumulate(weights))

    def pick(self, chance: float) -> str:
        """The thing that `chance` (0 ≤ chance < 1) falls on."""
        return self.things[bisect_right(self._bounds, chance * self._bounds[-1])]


@cache
def surnames() -> tuple[Urn, dict[str, str]]:
    """Surnames in the form for men, and the form for women of each."""
    rows = read("surnames")
    urn = Urn([row["male"] for row in rows], [int(row["weight"]) for row in rows])
    return urn, {row["male"]: row["female"] for row in rows}


@cache
def _given_names() -> dict[tuple[bool, str], Urn]:
    """Given names by (female, era)."""
    groups: dict[tuple[bool, str], list[tuple[str, int]]] = {}
    for row in read("given_names"):
        groups.setdefault((row["sex"] == "F", row["era"]), []).append((row["name"], int(row["weight"])))
    return {key: Urn([name for name, _ in rows], [weight for _, weight in rows]) for key, rows in groups.items()}


def era(year: int) -> str:
    """The generation of names that a year of birth belongs to."""
    for before, name in ERAS:
        if year < before:
            return name
    return "young"


def surname(draw: Draw) -> str:
    """A surname, in the form for men."""
    return surnames()[0].pick(draw())


def surname_for(stem: str, *, female: bool) -> str:
    """A man's surname as a man or a woman of the family bears it: Məmmədov, Məmmədova; Əlizadə both."""
    return surnames()[1].get(stem, stem) if female else stem


def given_name(draw: Draw, *, female: bool, year: int) -> str:
    """A given name for someone born in the year; one in eight bears a name of another generation."""
    chance = draw()
    generation = era(year)
    if chance < 0.125:
        chance, generation = chance * 8, "middle"
    else:
        chance = (chance - 0.125) / 0.875
    return _given_names()[female, generation].pick(chance)


def stream(*key: object) -> Random:
    """A random stream of its own for a key, the same on every machine and version of Python 3."""
    return Random("/".join(map(str, key)))  # noqa: S311 - made-up people, no secrets
