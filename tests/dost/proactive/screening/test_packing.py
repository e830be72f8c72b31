"""A family as bytes: the same again, few, and nothing else is taken for one."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening.family import MEMBER_ATTRIBUTES, Family
from dost.proactive.screening.packing import VERSION, from_bytes, to_bytes
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, TellingError

from .telling import BABY, HUSBAND, ON, WOMAN, refuse, tell, tell_people
from .whole_families import whole_family

BIG = 1_200


@given(seed=st.integers(0, 2**32))
def test_a_family_comes_out_as_it_went_in(seed: int) -> None:
    rng = random.Random(seed)
    family = whole_family(rng, ON)
    for _time in range(rng.randint(0, 300)):
        member, attribute = rng.choice(family.members), rng.choice(MEMBER_ATTRIBUTES)
        family = family.with_member(attribute.write(member, rng.choice((NOT_ASKED, UNKNOWN))))
    for value in (True, False, UNKNOWN, 7, Decimal("12.50"), date(2026, 1, 2), "labour"):
        if rng.random() < 0.5:
            family = family.with_answer(0, f"id_{type(value).__name__}_{value is True}", value)
    assert from_bytes(to_bytes(family), on=ON) == family


def test_a_big_family_is_few_bytes() -> None:
    children = [replace(BABY, birth_date=date(2008 + n, 1 + n, 3 + n)) for n in range(8)]
    old = [PersonRow(WOMAN.relation.PARENT, sex, date(1955, 2, 3)) for sex in "FM"]
    family = tell_people(WOMAN, HUSBAND, *children, *old)
    family = tell(family, "situation", frozenset({"disability", "care"}))
    family = tell(family, "situation_money", frozenset({"pension", "benefit"}))
    family = tell(family, "who_disability", frozenset({3, 10, 11}))
    family = tell(family, "who_pension", frozenset({10, 11}))
    for member in (3, 10, 11):
        reply = ("61-80", "general", date(2020, 1 + member % 5, 7), None, False)
        family = tell(family, "disability", reply, member=member)
    family, _asked = refuse(family)
    assert len(to_bytes(family)) <= BIG / 2


def test_a_family_of_whom_everything_is_told_is_few_bytes() -> None:
    sizes = [
        len(to_bytes(family)) / len(family.members)
        for family in (whole_family(random.Random(seed), ON) for seed in range(20))
    ]
    assert max(sizes) < 300


def sealed(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return bytes([VERSION]) + packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes([VERSION]),
        bytes([VERSION + 1]) + to_bytes(Family())[1:],
        to_bytes(Family())[:-1],
        to_bytes(Family()) + b"x",
        bytes([VERSION]) + b"\xff\xff\xff",
        sealed(b""),
        sealed(b"\x00\x00\x00"),
        sealed(b"\x01\x00\x05\x00\x00\x00"),
        sealed(b"\x01\x00\x00\xff\x01\x01\x00\x00\x00"),
        sealed(b"\x01\x00\x00\x01\x09\x00\x00\x00"),
        sealed(b"\x01\x00\x00\x00\x00\x00\x00"),
        sealed(b"\x81\x00\x00\x00\x00\x00\x00"),
        sealed(b"\x00" * 1_000_000),
    ],
    ids=lambda data: data[:12].hex() or "nothing",
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(TellingError):
        from_bytes(data, on=ON)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data: bytes) -> None:
    try:
        family = from_bytes(bytes([VERSION]) + data, on=ON)
    except TellingError:
        return
    assert from_bytes(to_bytes(family), on=ON) == family


@given(content=st.binary(max_size=120))
def test_no_content_does_harm(content: bytes) -> None:
    try:
        family = from_bytes(sealed(content), on=ON)
    except TellingError:
        return
    assert from_bytes(to_bytes(family), on=ON) == family


def test_what_was_sealed_yesterday_is_checked_today() -> None:
    family = tell_people(WOMAN, BABY)
    with pytest.raises(TellingError):
        from_bytes(to_bytes(family), on=date(2026, 1, 1))
