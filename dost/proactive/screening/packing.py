"""A family as few bytes, for a cookie or a code that a clerk reads: told attributes only, and nothing that runs.

A version byte, then deflated: numbers in seven-bit groups. Whatever is read is checked like what is typed in, so bytes
that somebody has forged are refused with `TellingError`. Whether they are ours at all is for whoever sealed them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from .family import (
    ASKER,
    FAMILY_ATTRIBUTES,
    MEMBER_ATTRIBUTES,
    AnswerValue,
    Attribute,
    Family,
    GivenAnswer,
    Member,
    Relation,
    check_family,
)
from .values import EARLIEST, MOST_MEMBERS, NOT_ASKED, UNKNOWN, Kind, TellingError, Value

VERSION: Final = 1
"""Changes with `parts`, `family` and `questions`: what an older version wrote is not read."""
MOST_BYTES: Final = 16_000
"""More than this is never inflated: a family of thirty is a fifth of it."""
MOST_ANSWERS: Final = 400
MOST_ID: Final = 60
RELATIONS: Final = tuple(Relation)
BROKEN: Final = "family"


def to_bytes(family: Family) -> bytes:
    """Return the family as bytes; the same family always as the same."""
    out = bytearray()
    _put(out, len(family.members))
    for member in family.members:
        _put(out, member.key)
        _put(out, RELATIONS.index(member.relation))
        _put_attributes(out, MEMBER_ATTRIBUTES, member)
    _put_attributes(out, FAMILY_ATTRIBUTES, family)
    _put(out, len(family.answers))
    for one in family.answers:
        _put_answer(out, one)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return bytes([VERSION]) + packer.compress(bytes(out)) + packer.flush()


def from_bytes(data: bytes, *, on: date) -> Family:
    """Return the family that `to_bytes` wrote; raises `TellingError` for anything else, or what cannot be on a day."""
    if not data or data[0] != VERSION:
        raise TellingError(_("These answers were kept by another version. Please answer again."), where=BROKEN)
    try:
        inflater = zlib.decompressobj(-15)
        content = inflater.decompress(data[1:], MOST_BYTES)
    except zlib.error as broken:
        raise _broken() from broken
    if not inflater.eof or inflater.unused_data:
        raise _broken()
    reader = _Reader(content)
    members = tuple(_read_member(reader) for _number in range(reader.number(MOST_MEMBERS)))
    family: Family = _read_attributes(reader, FAMILY_ATTRIBUTES, Family(members=members))
    answers = tuple(_read_answer(reader) for _number in range(reader.number(MOST_ANSWERS)))
    if not reader.at_end or list(answers) != sorted(set(answers)):
        raise _broken()
    family = replace(family, answers=answers)
    check_family(family, on=on)
    return family


def _broken() -> TellingError:
    return TellingError(_("These answers cannot be read. Please answer again."), where=BROKEN)


# -- numbers -----------------------------------------------------------------------------------------------------


def _put(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.place = content, 0

    @property
    def at_end(self) -> bool:
        return self.place == len(self.content)

    def number(self, most: int) -> int:
        """The next number, not beyond `most`, written as short as it can be."""
        value = shift = 0
        while True:
            if self.at_end or shift > 35:
                raise _broken()
            byte = self.content[self.place]
            self.place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        if value > most or (byte == 0 and shift > 7):
            raise _broken()
        return value

    def text(self) -> str:
        length = self.number(MOST_ID)
        raw = self.content[self.place : self.place + length]
        self.place += length
        if len(raw) != length or not raw.isascii():
            raise _broken()
        return raw.decode("ascii")


# -- attributes --------------------------------------------------------------------------------------------------

# Each told attribute is the distance from the one before it, then 0 for "I don't know", or 1 and its value.


def _put_attributes(out: bytearray, attributes: tuple[Attribute, ...], owner: Any) -> None:
    before = -1
    for place, attribute in enumerate(attributes):
        value = attribute.read(owner)
        if value is NOT_ASKED:
            continue
        _put(out, place - before)
        before = place
        _put(out, 0 if value is UNKNOWN else 1 + _number_of(attribute, value))
    _put(out, 0)


def _read_attributes(reader: _Reader, attributes: tuple[Attribute, ...], owner: Any) -> Any:
    place = -1
    while step := reader.number(len(attributes)):
        place += step
        if place >= len(attributes):
            raise _broken()
        attribute = attributes[place]
        number = reader.number(2**31)
        owner = attribute.write(owner, UNKNOWN if number == 0 else _value_of(attribute, number - 1))
    return owner


def _number_of(attribute: Attribute, value: Any) -> int:
    kind = attribute.kind
    if kind is Kind.CODE:
        number: int = attribute.limits["codes"].index(value)
        return number
    if kind in (Kind.MAYBE_DAY, Kind.REF):
        return 0 if value is None else 1 + _PLAIN[kind](value)
    return _PLAIN[kind](value)


_PLAIN: Final[dict[Kind, Callable[[Any], int]]] = {
    Kind.FLAG: int,
    Kind.COUNT: int,
    Kind.REF: int,
    Kind.DAY: lambda value: (value - EARLIEST).days,
    Kind.MAYBE_DAY: lambda value: (value - EARLIEST).days,
    Kind.MONEY: lambda value: int(value * 100),
}


def _value_of(attribute: Attribute, number: int) -> Value:
    kind = attribute.kind
    if kind is Kind.CODE:
        codes: tuple[str, ...] = attribute.limits["codes"]
        if number >= len(codes):
            raise _broken()
        return codes[number]
    if kind in (Kind.MAYBE_DAY, Kind.REF):
        return None if number == 0 else _plain_value(kind, number - 1)
    return _plain_value(kind, number)


def _plain_value(kind: Kind, number: int) -> Value:
    if kind is Kind.FLAG:
        if number > 1:
            raise _broken()
        return bool(number)
    if kind is Kind.MONEY:
        return Decimal(number) / 100
    if kind in (Kind.DAY, Kind.MAYBE_DAY):
        return _day(number)
    return number


def _day(number: int) -> date:
    try:
        return EARLIEST + timedelta(days=number)
    except OverflowError as broken:
        raise _broken() from broken


def _read_member(reader: _Reader) -> Member:
    key = reader.number(MOST_MEMBERS)
    relation = RELATIONS[reader.number(len(RELATIONS) - 1)]
    if key == ASKER and relation is not Relation.SELF:
        raise _broken()
    member: Member = _read_attributes(reader, MEMBER_ATTRIBUTES, Member(key, relation))
    return member


# -- answers -----------------------------------------------------------------------------------------------------


def _put_answer(out: bytearray, one: GivenAnswer) -> None:
    _put(out, one.member)
    _put(out, len(one.id))
    out.extend(one.id.encode("ascii"))
    place, number = _encoded(one.value)
    _put(out, place)
    if isinstance(one.value, str):
        _put(out, len(one.value))
        out.extend(one.value.encode("ascii"))
    elif number is not None:
        _put(out, number)


def _encoded(value: AnswerValue) -> tuple[int, int | None]:
    """The kind of an answer and its number, if it has one.

    The kinds: 0 unknown, 1 no, 2 yes, 3 number, 4 money, 5 day, 6 word.
    """
    if isinstance(value, bool):
        return 2 if value else 1, None
    if isinstance(value, int):
        return 3, value
    if isinstance(value, Decimal):
        return 4, int(value * 100)
    if isinstance(value, date):
        return 5, (value - EARLIEST).days
    return (6, None) if isinstance(value, str) else (0, None)


def _read_answer(reader: _Reader) -> GivenAnswer:
    member, id_ = reader.number(MOST_MEMBERS), reader.text()
    return GivenAnswer(member, id_, _decoded(reader))


def _decoded(reader: _Reader) -> AnswerValue:
    kind = reader.number(6)
    if kind in (1, 2):
        return kind == 2
    if kind == 0:
        return UNKNOWN
    if kind == 6:
        return reader.text()
    number = reader.number(2**31)
    if kind == 3:
        return number
    return Decimal(number) / 100 if kind == 4 else _day(number)
