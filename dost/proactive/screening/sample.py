"""The sample: some five thousand made-up families with the country's shape, of whom everything is known.

They are drawn by rule, from the figures of `registries.synthetic`, by a seed of their own: the same families for
everybody who asks for the same day, byte for byte, and nobody in any registry. What the asker of a family would like
done (`wishes`) is drawn beside them, by shares that are said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from random import Random
from typing import Final

from registries.synthetic import names
from registries.synthetic.chunk import draw_chunk
from registries.synthetic.community import CHUNK, Plan
from registries.synthetic.human import Home, Human

from .family import Family, Gates, Relation, Wishes
from .people import follows
from .sample_members import household_of, member_of
from .sample_rows import Records, Rows

SEED: Final = 20_261_130
FAMILIES: Final = 5_000
PEOPLE_FOR_A_FAMILY: Final = 4.4
"""A little more than live together, for homes without anybody who could answer are left out."""
MOST_KIN: Final = 12
PIECES: Final = 4
"""Into how many a community is cut, so that none is more than a few seconds' work."""

WISHED: Final = {
    "employer": 0.06,
    "work": 0.14,
    "labour_trouble": 0.04,
    "insurance_record": 0.10,
    "care_at_home": 0.05,
    "institution": 0.01,
    "aids": 0.05,
    "disagreement": 0.02,
    "raise_child": 0.02,
    "child_alone": 0.003,
    "safety": 0.01,
    "civil_papers": 0.04,
    "dispute": 0.03,
    "complaint": 0.03,
    "visit": 0.10,
    "volunteer": 0.03,
}
"""How many of those who ask look for a matter; recalled from what people came for to DOST centres, rounded."""


def families(on: date, *, count: int = FAMILIES) -> Iterator[Family]:
    """Yield the families of the sample as of a day, in an order that says nothing about them."""
    for chunk in range(_plan(count, on).chunks()):
        drawn = _draw(on, chunk, count)
        for piece in range(PIECES):
            yield from _families(drawn, chunk, piece, count)


def parts_of(count: int, *, on: date) -> int:
    """Return in how many parts a sample of so many families is drawn."""
    return _plan(count, on).chunks() * PIECES


def families_of_part(on: date, part: int, *, count: int = FAMILIES) -> list[Family]:
    """Return the families of one part of the sample, from 0, without drawing those of others.

    A part is a piece of one made-up community, which knows nothing of the others.
    """
    chunk, piece = divmod(part, PIECES)
    return _families(_draw(on, chunk, count), chunk, piece, count)


def _draw(on: date, chunk: int, count: int) -> tuple[list[Home], Rows]:
    """The homes of one community in which somebody could answer, in the order of the sample, and their records."""
    community, sheet = draw_chunk(_plan(count, on), chunk, {})
    homes = [home for home in community.homes if any(_may_answer(one) for one in home.members)]
    names.stream("screening", SEED, chunk).shuffle(homes)
    return homes, Rows(Records.of(sheet, on), on)


def _families(drawn: tuple[list[Home], Rows], chunk: int, piece: int, count: int) -> list[Family]:
    homes, rows = drawn
    part, parts = chunk * PIECES + piece, parts_of(count, on=rows.on)
    size = count * (part + 1) // parts - count * part // parts
    first = len(homes) * piece // PIECES
    random = names.stream("screening", SEED, chunk, piece)
    return [_family(home, rows, random) for home in homes[first : first + size]]


def _plan(count: int, on: date) -> Plan:
    people = int(count * PEOPLE_FOR_A_FAMILY)
    return Plan(people=-(-people // CHUNK) * CHUNK, seed=SEED, on=on.toordinal())


def _may_answer(human: Human) -> bool:
    return human.living and human.age >= 18


def _wishes(random: Random) -> Wishes:
    """What somebody made up looks for."""
    chances = [(one.name, random.random()) for one in fields(Wishes)]  # made-up people  # nosec B311
    return Wishes(**{name: chance < WISHED.get(name, 0.03) for name, chance in chances})


def _family(home: Home, rows: Rows, random: Random) -> Family:
    """The family of one home, as one of its grown people would tell of it."""
    adults = [one for one in home.members if _may_answer(one)]
    asker = adults[int(random.random() * len(adults))]  # made-up people  # nosec B311
    people = _people(asker, home)
    keys: dict[int, int] = {id(human): key for key, human in enumerate(people)}
    members = tuple(
        member_of(human, key=keys[id(human)], relation=_relation(human, asker), keys=keys, home=home, rows=rows)
        for human in people
    )
    family = Family(
        members=members,
        household=household_of(home, keys, rows),
        wishes=_wishes(random),
    )
    known = {one.name: follows(family, one.name, on=rows.on) for one in fields(Gates)}
    return replace(family, gates=Gates(**{name: value is True for name, value in known.items()}))


def _people(asker: Human, home: Home) -> list[Human]:
    """The asker first, then who lives there, then the asker's minor children elsewhere, and those who died."""
    found: dict[int, Human] = {id(asker): asker}
    found |= {id(human): human for human in home.members}
    near = [asker.spouse, asker.mother, asker.father, *asker.children]
    near += [parent for child in asker.children if child.age < 23 for parent in (child.mother, child.father)]
    near += [parent for human in home.members if human.age < 18 for parent in (human.mother, human.father)]
    for human in near:
        if human is None or len(found) >= MOST_KIN + len(home.members):
            continue
        elsewhere = human.living and (human.age < 18 or any(child.age < 18 for child in human.children))
        recently = human.died is not None and not human.divorced_on
        if elsewhere or recently:
            found.setdefault(id(human), human)
    return list(found.values())[:30]


def _relation(human: Human, asker: Human) -> Relation:
    if human is asker:
        return Relation.SELF
    if human is asker.spouse and not human.divorced_on:
        return Relation.SPOUSE
    if human in asker.children or (asker.spouse is not None and asker.married and human in asker.spouse.children):
        return Relation.CHILD
    if human in (asker.mother, asker.father):
        return Relation.PARENT
    if human.guardian is asker:
        return Relation.PLACED_CHILD
    parents = [one for one in (asker.mother, asker.father) if one is not None]
    if any(one in (human.mother, human.father) for one in parents):
        return Relation.SIBLING
    if any(human in (one.mother, one.father) for one in parents):
        return Relation.GRANDPARENT
    if any(one in asker.children for one in (human.mother, human.father) if one is not None):
        return Relation.GRANDCHILD
    if any(child in asker.children for child in human.children):
        return Relation.OTHER_PARENT
    return Relation.OTHER


__all__ = ["FAMILIES", "families", "families_of_part", "parts_of"]
