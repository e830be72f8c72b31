"""What is sealed opens as it was, for its purpose, in its time – and in no other way, whatever is done to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening.sealed import (
    IDLE,
    LIFE,
    MOST_BYTES,
    MOST_PAYLOAD,
    AlteredError,
    ExpiredError,
    OtherKeyError,
    Purpose,
    SealError,
    TooLargeError,
    seal,
    unseal,
)

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PAYLOAD = b'{"members":[{"age":34},{"age":2}]}'


def sealed(payload: bytes = PAYLOAD, purpose: Purpose = Purpose.SESSION, at: datetime = NOW) -> bytes:
    return seal(payload, purpose=purpose, started_at=NOW, now=at)


@given(payload=st.binary(max_size=1500), purpose=st.sampled_from(Purpose), later=st.integers(0, 24 * 3600 - 1))
def test_it_opens_as_it_was(payload: bytes, purpose: Purpose, later: int) -> None:
    opened = unseal(sealed(payload, purpose), purpose=purpose, now=NOW + timedelta(seconds=later))
    assert (opened.payload, opened.started_at, opened.used_at) == (payload, NOW, NOW)


@given(at=st.integers(0, len(sealed()) - 1), flip=st.integers(1, 255))
def test_whatever_is_changed_it_does_not_open(at: int, flip: int) -> None:
    text = bytearray(sealed())
    text[at] ^= flip
    with pytest.raises((AlteredError, OtherKeyError)):
        unseal(bytes(text), purpose=Purpose.SESSION, now=NOW)


@given(length=st.integers(0, len(sealed()) - 1))
def test_cut_off_it_does_not_open(length: int) -> None:
    with pytest.raises(SealError):
        unseal(sealed()[:length], purpose=Purpose.SESSION, now=NOW)


@given(noise=st.binary(max_size=2 * MOST_BYTES))
def test_noise_does_not_open(noise: bytes) -> None:
    with pytest.raises(SealError):
        unseal(noise, purpose=Purpose.CODE, now=NOW)


@given(more=st.binary(min_size=1, max_size=20))
def test_nothing_can_be_put_behind_it(more: bytes) -> None:
    with pytest.raises(AlteredError):
        unseal(sealed() + more, purpose=Purpose.SESSION, now=NOW)


@pytest.mark.parametrize("made", Purpose)
@pytest.mark.parametrize("asked", Purpose)
def test_it_opens_for_its_own_purpose_only(made: Purpose, asked: Purpose) -> None:
    text = sealed(purpose=made)
    if made is asked:
        assert unseal(text, purpose=asked, now=NOW).payload == PAYLOAD
    else:
        with pytest.raises(AlteredError, match="another purpose"):
            unseal(text, purpose=asked, now=NOW)


def test_it_can_be_read_by_nobody_and_is_never_the_same_twice() -> None:
    first, second = sealed(b"divorced" * 40), sealed(b"divorced" * 40)
    assert b"divorced" not in first
    assert first != second


def test_after_a_day_it_is_over_however_often_it_was_used() -> None:
    used = sealed(at=NOW + LIFE - timedelta(seconds=1))
    unseal(used, purpose=Purpose.SESSION, now=NOW + LIFE - timedelta(seconds=1), idle=IDLE)
    with pytest.raises(ExpiredError) as error:
        unseal(used, purpose=Purpose.SESSION, now=NOW + LIFE)
    assert error.value.since == NOW + LIFE


def test_unused_it_is_over_after_twenty_minutes() -> None:
    text = sealed()
    unseal(text, purpose=Purpose.SESSION, now=NOW + timedelta(minutes=19, seconds=59), idle=IDLE)
    with pytest.raises(ExpiredError) as error:
        unseal(text, purpose=Purpose.SESSION, now=NOW + timedelta(minutes=20), idle=IDLE)
    assert error.value.since == NOW + timedelta(minutes=20)
    assert unseal(text, purpose=Purpose.SESSION, now=NOW + timedelta(minutes=20)).payload == PAYLOAD


def test_what_comes_from_the_future_is_none_of_ours() -> None:
    with pytest.raises(AlteredError, match="future"):
        unseal(sealed(at=NOW + timedelta(minutes=5)), purpose=Purpose.SESSION, now=NOW)


def test_a_key_that_was_changed_opens_while_it_is_kept(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first" * 12, []
    text = sealed()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second" * 12, ["first" * 12]
    assert unseal(text, purpose=Purpose.SESSION, now=NOW).payload == PAYLOAD
    again = sealed()
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(again, purpose=Purpose.SESSION, now=NOW).payload == PAYLOAD
    with pytest.raises(OtherKeyError):
        unseal(text, purpose=Purpose.SESSION, now=NOW)


def test_it_never_gets_larger_than_it_may_be() -> None:

    noise = Random(1).randbytes
    assert len(sealed(noise(1990))) <= MOST_BYTES
    with pytest.raises(TooLargeError):
        sealed(noise(2049))
    with pytest.raises(TooLargeError):
        sealed(b"a" * (MOST_PAYLOAD + 1))
    assert len(sealed(b"a" * MOST_PAYLOAD)) < 200


def test_an_error_tells_nothing_of_what_was_in_it() -> None:
    text = bytearray(sealed(b"a widow with three children"))
    text[-1] ^= 1
    with pytest.raises(AlteredError) as error:
        unseal(bytes(text), purpose=Purpose.SESSION, now=NOW)
    assert "widow" not in f"{error.value!r}{error.value.__context__!r}"
