"""What was typed on a page, read into a reply of the screening; and a reply, written as it would be typed.

Typed are names and texts of a form. The names are alike for every question: `c` for boxes and for people who can be
named, `f0`, `f1` … for lines; of a line that is a day `f0-d`, `f0-m`, `f0-y`. Beside a line `f0-x` says that there is
nothing to write into it: "I don't know", or "there is none".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from dost.proactive.screening.family import Family
from dost.proactive.screening.questions import Ask, Field, Form, Reply
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, Kind, Untold, Value
from registries.numerals import NumeralError, read_decimal, read_whole
from services_catalog.numeral_words import in_words

BOXES: Final = "c"
NOT_KNOWN: Final = "unknown"
NONE: Final = "none"
YES: Final = "yes"
NO: Final = "no"
ASIDE: Final = "-x"
PARTS_OF_A_DAY: Final = ("d", "m", "y")
MOST_LETTERS: Final = 40  # of anything that is typed; more is no number and no day

Typed = Mapping[str, Sequence[str]]
"""The texts of a form by name."""


@dataclass(frozen=True, slots=True)
class ReadReply:
    """What was read: a reply, or what is wrong, as (id of the control, message)."""

    reply: Reply = NOT_ASKED
    errors: tuple[tuple[str, str], ...] = ()


def line_name(number: int) -> str:
    """Return the name of a line of a question."""
    return f"f{number}"


def read_reply(ask: Ask, typed: Typed) -> ReadReply:
    """Return what was typed in answer to a question that is not about who belongs to the family."""
    if ask.question.form is Form.FIELDS:
        return _read_lines(ask, typed)
    return _read_boxes(ask, typed)


def typed_reply(ask: Ask, reply: Reply) -> Typed:
    """Return how a reply is typed; nothing for NOT_ASKED."""
    if reply is NOT_ASKED:
        return {}
    if ask.question.form is Form.FIELDS:
        lines = (reply,) * len(ask.question.fields) if isinstance(reply, Untold) else reply
        typed: dict[str, Sequence[str]] = {}
        for number, (one, value) in enumerate(zip(ask.question.fields, lines, strict=True)):
            typed |= _typed_line(line_name(number), one, value)  # type: ignore[arg-type]  # lines hold values
        return typed
    if isinstance(reply, Untold):
        return {BOXES: [NOT_KNOWN]}
    return {BOXES: sorted(str(one) for one in reply) or [NONE]}


def members_named(family: Family) -> frozenset[str]:
    """Return the keys of everybody, as they are typed."""
    return frozenset(str(one.key) for one in family.members)


# -- boxes -------------------------------------------------------------------------------------------------------


def _read_boxes(ask: Ask, typed: Typed) -> ReadReply:
    chosen = list(dict.fromkeys(typed.get(BOXES, ())))
    where = BOXES
    if not chosen:
        return ReadReply(errors=((where, _("Choose what applies, or “None of these”, or “I don’t know”.")),))
    if len(chosen) > 1 and {NONE, NOT_KNOWN} & set(chosen):
        return ReadReply(errors=((where, _("Choose either what applies, or “None of these”, or “I don’t know”.")),))
    if chosen == [NOT_KNOWN]:
        return ReadReply(UNKNOWN)
    if chosen == [NONE]:
        return ReadReply(frozenset[str]())
    if ask.question.form is Form.MEMBERS:
        if not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in chosen):
            return ReadReply(errors=((where, _("Choose from the people in the list.")),))
        return ReadReply(frozenset(int(one) for one in chosen))
    if not set(chosen) <= {one.code for one in ask.question.choices}:
        return ReadReply(errors=((where, _("Choose from the answers in the list.")),))
    return ReadReply(frozenset(chosen))


# -- lines -------------------------------------------------------------------------------------------------------


class ReadLineError(ValueError):
    """A line that cannot be read; the message says what would be right."""


def _read_lines(ask: Ask, typed: Typed) -> ReadReply:
    values: list[Value] = []
    errors: list[tuple[str, str]] = []
    for number, one in enumerate(ask.question.fields):
        name = line_name(number)
        try:
            values.append(read_line(name, one, typed))
        except ReadLineError as error:
            errors.append((first_control(name, one), str(error)))
    if errors:
        return ReadReply(errors=tuple(errors))
    if all(value is UNKNOWN for value in values):
        return ReadReply(UNKNOWN)
    return ReadReply(tuple(values))


def first_control(name: str, field: Field) -> str:
    """Return the id of the control to which an error of a line leads."""
    return f"{name}-d" if field.kind in (Kind.DAY, Kind.MAYBE_DAY) else name


def read_line(name: str, field: Field, typed: Typed) -> Value:
    """Return the value of one line; raises an error with what would be right."""
    aside = _text(typed, f"{name}{ASIDE}")
    written = _is_written(name, field, typed)
    if aside and written and field.kind not in _CHOSEN:
        raise ReadLineError(_("Write an answer, or choose the box below it, not both."))
    if aside == NOT_KNOWN:
        return UNKNOWN
    if aside == NONE and field.none:
        return None
    if not written:
        raise ReadLineError(_("Answer this, or choose “I don’t know”."))
    return _READERS[field.kind](name, field, typed)


def _is_written(name: str, field: Field, typed: Typed) -> bool:
    if field.kind in (Kind.DAY, Kind.MAYBE_DAY):
        return any(_text(typed, f"{name}-{part}") for part in PARTS_OF_A_DAY)
    return bool(_text(typed, name))


def _text(typed: Typed, name: str) -> str:
    given = typed.get(name, ())
    return given[-1].strip()[: MOST_LETTERS + 1] if given else ""


def _flag(name: str, _field: Field, typed: Typed) -> Value:
    chosen = _text(typed, name)
    if chosen not in (YES, NO, NOT_KNOWN):
        raise ReadLineError(_("Answer yes, no, or “I don’t know”."))
    return UNKNOWN if chosen == NOT_KNOWN else chosen == YES


def _code(name: str, field: Field, typed: Typed) -> Value:
    chosen = _text(typed, name)
    if chosen == NOT_KNOWN:
        return UNKNOWN
    if chosen not in {one.code for one in field.choices}:
        raise ReadLineError(_("Choose one of the answers in the list."))
    return chosen


def _ref(name: str, _field: Field, typed: Typed) -> Value:
    chosen = _text(typed, name)
    if chosen in (NOT_KNOWN, NONE):
        return UNKNOWN if chosen == NOT_KNOWN else None
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 4):
        raise ReadLineError(_("Choose a family member."))
    return int(chosen)


def read_day(name: str, typed: Typed) -> date:
    """Return the day written in three fields; raises an error with what would be right."""
    parts = [_text(typed, f"{name}-{part}") for part in PARTS_OF_A_DAY]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts) or len(parts[2]) != 4:
        raise ReadLineError(_("Write day, month and year in digits, such as 27 3 1984."))
    day, month, year = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        raise ReadLineError(_("There is no such day. Write one such as 27 3 1984.")) from None


def _day(name: str, _field: Field, typed: Typed) -> Value:
    return read_day(name, typed)


def _count(name: str, _field: Field, typed: Typed) -> Value:
    try:
        return int(read_whole(_text(typed, name)))
    except NumeralError as error:
        raise ReadLineError(in_words(error, places=0) or _("Write a whole number, such as 12.")) from None


def _money(name: str, _field: Field, typed: Typed) -> Value:
    try:
        return Decimal(read_decimal(_text(typed, name), digits=8, places=2, negative=False, currency=True))
    except NumeralError as error:
        raise ReadLineError(in_words(error, places=2) or _("Write a sum in manats, such as 345.50.")) from None


_READERS: Final[Mapping[Kind, Callable[[str, Field, Typed], Value]]] = {
    Kind.FLAG: _flag,
    Kind.CODE: _code,
    Kind.REF: _ref,
    Kind.DAY: _day,
    Kind.MAYBE_DAY: _day,
    Kind.COUNT: _count,
    Kind.MONEY: _money,
}
_CHOSEN: Final = frozenset({Kind.FLAG, Kind.CODE, Kind.REF})
"""Kinds that are chosen from a list, with "I don't know" in it."""


def _typed_line(name: str, field: Field, value: Value) -> dict[str, Sequence[str]]:
    if value is NOT_ASKED:
        return {}
    if value is UNKNOWN or value is None:
        word = NONE if value is None else NOT_KNOWN
        return {name: [word]} if field.kind in _CHOSEN else {f"{name}{ASIDE}": [word]}
    if isinstance(value, date):
        return typed_day(name, value)
    if isinstance(value, bool):
        return {name: [YES if value else NO]}
    return {name: [str(value)]}


def typed_day(name: str, day: date) -> dict[str, Sequence[str]]:
    """Return a day as it is written in three fields."""
    return {f"{name}-d": [str(day.day)], f"{name}-m": [str(day.month)], f"{name}-y": [f"{day.year:04}"]}
