"""The code for a clerk opens as what was told, read from its square or typed from paper; or says why it does not."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import segno
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening import code as code_module
from dost.proactive.screening.code import (
    PREFIX,
    OtherQuestionsError,
    in_groups,
    make_code,
    open_code,
    problem_in_words,
)
from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, put
from dost.proactive.screening.sealed import (
    AlteredError,
    ExpiredError,
    OtherKeyError,
    Purpose,
    SealError,
    seal,
)
from tests.dost.proactive.screening.square import read_square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


NOW = timezone.make_aware(datetime(2026, 11, 30, 9, 0))
ON = NOW.date()
BY_ID = {one.id: one for one in QUESTIONS}


@pytest.fixture
def family() -> Family:
    """A mother of two, whose husband works."""
    rows = (
        PersonRow(Relation.SELF, "F", date(1990, 2, 1), key=0),
        PersonRow(Relation.SPOUSE, "M", date(1988, 7, 9)),
        PersonRow(Relation.CHILD, "F", date(2019, 5, 3)),
        PersonRow(Relation.CHILD, "M", date(2026, 10, 20)),
    )
    told = put(Family(), Ask(BY_ID["people"]), rows, on=ON)
    told = put(told, Ask(BY_ID["situation"]), frozenset(), on=ON)
    return put(told, Ask(BY_ID["works"]), frozenset({1}), on=ON)


def made(family: Family) -> str:
    return make_code(family, started_at=NOW, now=NOW)


def test_it_opens_as_what_was_told(family: Family) -> None:
    opened = open_code(made(family), now=NOW + timedelta(hours=23))
    assert opened.family == family
    assert (opened.started_at, opened.until, opened.changed) == (NOW, NOW + timedelta(hours=24), ())


def test_a_square_on_a_telephone_is_read_as_the_code(family: Family) -> None:
    text = made(family)
    square = segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False)
    assert int(square.version) <= 20
    assert read_square(square) == text


def test_it_can_be_typed_from_paper(family: Family) -> None:
    text = made(family)
    typed = " ".join(in_groups(text)).lower().replace("i", "ı").replace("o", "0")
    assert open_code(f"  {typed}\n", now=NOW).family == family
    assert open_code("-".join(in_groups(text)).replace("I", "1").replace("B", "8"), now=NOW).family == family


def test_it_is_letters_and_digits_only(family: Family) -> None:
    text = made(family)
    assert text.startswith(PREFIX)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_after_a_day_it_says_so(family: Family) -> None:
    with pytest.raises(ExpiredError) as error:
        open_code(made(family), now=NOW + timedelta(hours=24))
    assert "24 hours" in problem_in_words(error.value)


def test_a_code_of_another_key_says_so(family: Family, settings: Any) -> None:
    text = made(family)
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(OtherKeyError) as error:
        open_code(text, now=NOW)
    assert "key" in problem_in_words(error.value)


def test_what_a_browser_carries_is_no_code(family: Family) -> None:
    stolen = seal(b"\0", purpose=Purpose.SESSION, started_at=NOW, now=NOW)
    with pytest.raises(AlteredError):
        open_code(PREFIX + b32encode(stolen).decode().rstrip("="), now=NOW)


def test_what_was_made_for_quite_other_questions_says_so() -> None:
    old = seal(b"\0something of long ago", purpose=Purpose.CODE, started_at=NOW, now=NOW)
    with pytest.raises(OtherQuestionsError) as error:
        open_code(PREFIX + b32encode(old).decode().rstrip("="), now=NOW)
    assert "other questions" in problem_in_words(error.value)


def test_a_question_that_is_asked_otherwise_now_is_told(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    text = made(family)
    before = code_module.fingerprint
    monkeypatch.setattr(code_module, "fingerprint", lambda one: b"xx" if one.id == "works" else before(one))
    opened = open_code(text, now=NOW)
    assert [ask.id for ask in opened.changed] == ["works"]
    assert opened.family == family


@given(place=st.integers(0, 10**6), other=st.integers(0, 27), cut=st.booleans())
def test_a_letter_changed_or_missing_never_opens(place: int, other: int, cut: bool) -> None:
    text = make_code(Family(), started_at=NOW, now=NOW)
    at = place % (len(text) - 1)  # the last letter has bits that stand for nothing
    letters = sorted(set("ACDEFGHIJKLMNPQRSTUVWXYZ234567") - {text[at]})
    changed = text[:at] + ("" if cut else letters[other]) + text[at + 1 :]
    with pytest.raises(SealError):
        open_code(changed, now=NOW)


@given(text=st.text() | st.text(alphabet="DOST234567ABC", max_size=5000).map(lambda tail: PREFIX + tail))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    with pytest.raises(SealError) as error:
        open_code(text, now=NOW)
    assert problem_in_words(error.value)
