"""The sample: made-up families of the country's shape, the same for everybody, byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import date

from dost.proactive.screening.family import Family, Gates, Wishes, check_family
from dost.proactive.screening.packing import to_bytes
from dost.proactive.screening.sample import WISHED, families, families_of_part, parts_of

ON = date(2026, 11, 30)
SOME = 400


def drawn(on: date = ON) -> list[Family]:
    return list(families(on, count=SOME))


def test_the_same_day_gives_the_same_families_to_everybody() -> None:
    def digest() -> str:
        return hashlib.sha256(repr(drawn()).encode()).hexdigest()

    assert digest() == digest()


def test_the_sample_is_the_one_that_is_shipped() -> None:
    """Whoever draws it, wherever: a seed, the figures of the synthetic registries, and a day are these bytes."""
    digest = hashlib.sha256()
    for family in drawn():
        digest.update(to_bytes(family))
    assert digest.hexdigest() == "dba51bfb1c84c461c15d721dfe59be2ff1c9f3beb66c22a3dbc5bb6dcf3ae03e"


def test_a_part_is_drawn_without_those_before_it() -> None:
    parts = [families_of_part(ON, part, count=SOME) for part in range(parts_of(SOME, on=ON))]
    assert [family for part in parts for family in part] == drawn()


def test_the_whole_sample_is_as_large_as_it_says_and_each_family_can_be() -> None:
    found = drawn()
    assert len(found) == SOME
    for family in found:
        check_family(family, on=ON)


def test_everything_is_told_at_the_gates_and_of_wishes() -> None:
    for family in drawn()[:50]:
        assert all(isinstance(getattr(family.gates, one.name), bool) for one in fields(Gates))
        assert all(isinstance(getattr(family.wishes, one.name), bool) for one in fields(Wishes))


def test_the_shape_is_the_country_s() -> None:
    found = drawn()
    people = [member for family in found for member in family.members if member.died_on is None]
    disabled = sum(member.disability.has is True for member in people) / len(people)
    works = sum(family.asker.job.has is True for family in found) / SOME
    minors = sum(member.birth_date > date(2008, 11, 30) for member in people if isinstance(member.birth_date, date))
    assert 0.03 < disabled < 0.12
    assert 0.15 < works < 0.45
    assert 0.15 < minors / len(people) < 0.40


def test_another_day_gives_families_of_that_day() -> None:
    assert drawn(date(2027, 3, 1)) != drawn()


def test_every_wish_has_its_share() -> None:
    assert WISHED.keys() == {one.name for one in fields(Wishes)}
