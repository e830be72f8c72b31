"""What is typed is read or refused with what would be right; and every reply comes back as it was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.portal.screening.replies import read_reply, typed_reply
from dost.proactive.screening.questions import Ask, Choice, Field, Form, Group, Question, Reply
from dost.proactive.screening.values import EARLIEST, LATEST, UNKNOWN, Kind


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


CHOICES = (Choice("work", "Work"), Choice("war", "War"))


def question(form: Form, *fields: Field) -> Ask:
    return Ask(
        Question("q", Group.WORK, form, 1, "?", lambda *_given: True, choices=CHOICES, fields=fields, fills="gates")
    )


def line(kind: Kind, none: str = "") -> Ask:
    return question(Form.FIELDS, Field("f", kind, "Line", ("x",), choices=CHOICES, none=none))


def read(ask: Ask, **typed: str | Sequence[str]) -> Reply | tuple[str, str]:
    """The reply, or the control that is in error and the message."""
    given = read_reply(
        ask, {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in typed.items()}
    )
    return given.errors[0] if given.errors else given.reply


@pytest.mark.parametrize(
    ("chosen", "reply"),
    [
        (["work"], frozenset({"work"})),
        (["war", "work", "war"], frozenset({"work", "war"})),
        (["none"], frozenset()),
        (["unknown"], UNKNOWN),
    ],
)
def test_boxes_are_read(chosen: list[str], reply: Reply) -> None:
    assert read(question(Form.MANY), c=chosen) == reply


@pytest.mark.parametrize("chosen", [[], ["none", "work"], ["unknown", "none"], ["peace"], ["work", "<b>"]])
def test_what_cannot_be_chosen_together_or_at_all_is_refused(chosen: list[str]) -> None:
    where, message = read(question(Form.MANY), c=chosen)  # type: ignore[misc]  # an error
    assert where == "c"
    assert str(message).startswith("Choose")
    assert "<b>" not in str(message)


def test_people_are_named_by_their_keys() -> None:
    assert read(question(Form.MEMBERS), c=["0", "3"]) == frozenset({0, 3})
    assert read(question(Form.MEMBERS), c=["x"]) == ("c", "Choose from the people in the list.")
    assert read(question(Form.MEMBERS), c=["99999999999999999999"]) == ("c", "Choose from the people in the list.")
    assert read(question(Form.MEMBERS), c=["²"]) == ("c", "Choose from the people in the list.")


@pytest.mark.parametrize(
    ("kind", "typed", "reply"),
    [
        (Kind.FLAG, {"f0": "yes"}, (True,)),
        (Kind.FLAG, {"f0": "no"}, (False,)),
        (Kind.FLAG, {"f0": "unknown"}, UNKNOWN),
        (Kind.CODE, {"f0": "war"}, ("war",)),
        (Kind.REF, {"f0": "2"}, (2,)),
        (Kind.DAY, {"f0_d": "1", "f0_m": "02", "f0_y": "1990"}, (date(1990, 2, 1),)),
        (Kind.DAY, {"f0_x": "unknown"}, UNKNOWN),
        (Kind.COUNT, {"f0": "1 200"}, (1200,)),
        (Kind.MONEY, {"f0": "345,50"}, (Decimal("345.50"),)),
        (Kind.MONEY, {"f0": "345.50 ₼"}, (Decimal("345.50"),)),
    ],
)
def test_a_line_is_read(kind: Kind, typed: dict[str, str], reply: Reply) -> None:
    assert read(line(kind), **typed) == reply


def test_there_is_none_where_that_can_be_said() -> None:
    assert read(line(Kind.MAYBE_DAY, "There is no end"), f0_x="none") == (None,)
    assert read(line(Kind.REF, "Nobody"), f0="none") == (None,)
    assert isinstance(read(line(Kind.DAY), f0_x="none"), tuple)


@pytest.mark.parametrize(
    ("kind", "typed", "where"),
    [
        (Kind.FLAG, {}, "f0"),
        (Kind.FLAG, {"f0": "maybe"}, "f0"),
        (Kind.CODE, {"f0": "peace"}, "f0"),
        (Kind.REF, {"f0": "me"}, "f0"),
        (Kind.DAY, {}, "f0-d"),
        (Kind.DAY, {"f0_d": "31", "f0_m": "2", "f0_y": "1990"}, "f0-d"),
        (Kind.DAY, {"f0_d": "1", "f0_m": "2"}, "f0-d"),
        (Kind.DAY, {"f0_d": "1", "f0_m": "2", "f0_y": "90"}, "f0-d"),
        (Kind.DAY, {"f0_d": "1", "f0_m": "2", "f0_y": "1990", "f0_x": "unknown"}, "f0-d"),
        (Kind.DAY, {"f0_d": "١", "f0_m": "2", "f0_y": "1990"}, "f0-d"),
        (Kind.COUNT, {"f0": "three"}, "f0"),
        (Kind.COUNT, {"f0": "3", "f0_x": "unknown"}, "f0"),
        (Kind.COUNT, {"f0": "9" * 5000}, "f0"),
        (Kind.MONEY, {"f0": "-5"}, "f0"),
        (Kind.MONEY, {"f0": "1e9"}, "f0"),
        (Kind.MONEY, {"f0": "\x00"}, "f0"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_control(kind: Kind, typed: dict[str, str], where: str) -> None:
    control, message = read(line(kind), **typed)  # type: ignore[misc]  # an error
    assert control == where
    assert message


def test_each_line_in_error_is_told() -> None:
    two = question(Form.FIELDS, Field("a", Kind.COUNT, "A", ("x",)), Field("b", Kind.DAY, "B", ("y",)))
    assert [where for where, _message in read_reply(two, {}).errors] == ["f0", "f1-d"]


VALUES = {
    Kind.FLAG: st.booleans(),
    Kind.CODE: st.sampled_from(["work", "war"]),
    Kind.REF: st.none() | st.integers(0, 29),
    Kind.DAY: st.dates(EARLIEST, LATEST),
    Kind.MAYBE_DAY: st.none() | st.dates(EARLIEST, LATEST),
    Kind.COUNT: st.integers(0, 1500),
    Kind.MONEY: st.decimals(0, 999_999, places=2),
}


@pytest.mark.parametrize("kind", sorted(Kind))
@given(data=st.data())
def test_a_line_comes_back_as_it_was_typed(kind: Kind, data: st.DataObject) -> None:
    ask = line(kind, none="None")
    value: Any = data.draw(VALUES[kind] | st.just(UNKNOWN))
    reply: Reply = UNKNOWN if value is UNKNOWN else (value,)
    assert read_reply(ask, typed_reply(ask, reply)).reply == reply


@given(codes=st.frozensets(st.sampled_from(["work", "war"])))
def test_boxes_come_back_as_they_were_chosen(codes: frozenset[str]) -> None:
    ask = question(Form.MANY)
    assert read_reply(ask, typed_reply(ask, codes)).reply == codes
    assert read_reply(ask, typed_reply(ask, UNKNOWN)).reply is UNKNOWN


@given(typed=st.dictionaries(st.sampled_from(["f0", "f0-d", "f0-m", "f0-y", "f0-x", "c"]), st.lists(st.text())))
def test_whatever_is_typed_is_read_or_refused(typed: dict[str, list[str]]) -> None:
    for kind in Kind:
        read_reply(line(kind, "None"), typed)
    for form in (Form.MANY, Form.MEMBERS):
        read_reply(question(form), typed)
