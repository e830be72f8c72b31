"""What the home page has beside the search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dost.portal.front import Took, took_of
from dost.proactive.public_figures import KEY, PublicFigures, count_figures
from tests.factories.readers import Reader
from tests.factories.service_pages import text_of

LENGTH = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def kept(*, granted: int | None, by_themselves: int | None = None, seconds: int | None = None) -> datetime:
    at = timezone.now()
    cache.set(KEY, {"at": at, "granted": granted, "by_themselves": by_themselves, "seconds": seconds})
    return at


def test_the_day_in_figures() -> None:
    kept(granted=24_310, by_themselves=23_900, seconds=41)
    page = text_of(Reader("en"), "/")
    assert "Rights assigned at least 24,310" in page
    assert "without an application at least 23,900" in page
    assert "took at most 41 seconds" in page


def test_in_the_morning_it_is_said_why_there_are_none() -> None:
    count_figures(timezone.now())
    page = text_of(Reader("en"), "/")
    assert "so that nobody can be recognised" in page
    assert "at least" not in page


def test_where_nobody_counts_nothing_is_told() -> None:
    page = text_of(Reader("en"), "/")
    assert "Today" not in page
    count_figures(timezone.now() - timedelta(minutes=11))
    assert "Today" not in text_of(Reader("en"), "/")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_home_page_is_the_same_for_everybody(language: str) -> None:
    response = Reader(language).get("/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_people_who_help_are_named() -> None:
    page = text_of(Reader("en"), "/")
    assert "Call 142" in page
    assert "Check whether it is genuine" in page
    assert "Call 142" not in text_of(Reader("en"), "/?q=pension").partition("Call centre:")[0]


@pytest.mark.parametrize(
    ("seconds", "took"),
    [
        (0, Took(1, "seconds")),
        (119, Took(119, "seconds")),
        (130, Took(3, "minutes")),
        (7_200, Took(2, "hours")),
        (200_000, Took(3, "days")),
    ],
)
def test_a_length_of_time_in_words(seconds: int, took: Took) -> None:
    assert took_of(seconds) == took


@given(seconds=st.integers(0, 10**7))
def test_it_never_says_less_than_it_took(seconds: int) -> None:
    took = took_of(seconds)
    assert seconds <= took.count * LENGTH[took.unit]


def test_figures_are_kept_as_they_are_read() -> None:
    at = kept(granted=10)
    assert PublicFigures(**cache.get(KEY)) == PublicFigures(at, 10, None, None)
