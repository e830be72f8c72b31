"""Lists of services: what a row says, and in which order rows stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.portal.lists import FIELDS, Row, by_weight, row, rows_of, stands_beside, with_examples
from services_catalog.finding.worths import ShortWorth
from services_catalog.guides import Guide, Guides
from services_catalog.models import Service
from tests.factories.service_pages import service
from tests.factories.services_catalog import texts

NumQueries = Callable[[int], AbstractContextManager[Any]]
ON = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _guides(monkeypatch: pytest.MonkeyPatch) -> None:
    """05-77 leads in one life event, before 05-78."""
    guides = Guides({"illness": Guide(leads=("05-77", "05-78"))}, (), {})
    monkeypatch.setattr("dost.portal.lists.known_guides", lambda: guides)


def one(code: str, *, paid: int = 0, state: str = "open", **given: Any) -> Row:
    worth = ShortWorth(pays=paid > 0, least=Decimal(paid) if paid else None)
    said = {"name": code, "summary": "", "delivery": "proactive", "digitized": True}
    return row(code, **{**said, "worth": worth, "audiences": ["families"], **given}, state=state)


def order(*rows: Row, leads: tuple[str, ...] = ()) -> list[str]:
    return [one.code for one in by_weight(rows, leads=leads)]


# -- a row ---------------------------------------------------------------------------------------------------------


def test_a_row_says_what_comes_by_itself_and_what_only_a_centre_does() -> None:
    by_itself = one("05-91")
    assert (by_itself.by_itself, by_itself.at_centre_only, by_itself.delivery) == (True, False, "Comes by itself")
    assert by_itself.url == "/en/services/05-91/"
    asked = one("05-91", delivery="counter", digitized=False)
    assert (asked.by_itself, asked.at_centre_only) == (False, True)


def test_only_what_is_not_open_says_its_state() -> None:
    is_open, paused = one("05-91"), one("05-92", state="paused")
    assert (is_open.state, is_open.state_label) == ("", "")
    assert (paused.state, paused.state_label) == ("paused", "Paused")


# -- the order -------------------------------------------------------------------------------------------------------


def test_money_is_before_the_rest_and_the_larger_sum_before_the_smaller() -> None:
    assert order(one("05-91"), one("05-92", paid=50), one("05-93", paid=500)) == ["05-93", "05-92", "05-91"]


def test_where_only_the_most_is_known_that_counts() -> None:
    at_most = one("05-92", worth=ShortWorth(pays=True, most=Decimal(400)))
    assert order(one("05-91", paid=300), at_most) == ["05-92", "05-91"]


def test_what_leads_here_is_first_whatever_it_pays() -> None:
    rows = one("05-91", paid=500), one("05-92"), one("05-93", paid=1)
    assert order(*rows, leads=("05-93", "05-92")) == ["05-93", "05-92", "05-91"]


def test_what_leads_anywhere_is_before_a_larger_sum_and_after_money() -> None:
    rows = one("05-78", paid=1), one("05-77", paid=1), one("05-91", paid=500)
    assert order(*rows) == ["05-77", "05-78", "05-91"]
    assert order(one("05-77"), one("05-91", paid=1)) == ["05-91", "05-77"]


def test_what_cannot_be_had_now_is_last_even_if_it_leads() -> None:
    rows = one("05-91", paid=500, state="paused"), one("05-92", state="closed"), one("05-93", state="seasonal")
    assert order(*rows, leads=("05-91",)) == ["05-93", "05-91", "05-92"]


def test_what_is_for_everyone_is_before_what_is_for_some_and_the_code_decides_at_last() -> None:
    assert order(one("05-93"), one("05-92"), one("05-94", audiences=["everyone"])) == ["05-94", "05-92", "05-93"]


# -- what the database says ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_rows_take_three_queries_whatever_their_number(django_assert_num_queries: NumQueries, count: int) -> None:
    for number in range(count):
        service(f"05-9{number}", name=texts(f"Benefit {number}"), receives=texts("Money"))
    read = list(Service.objects.values(*FIELDS))
    rows_of(read, on=ON, language="en")  # what an amount can be is reckoned once
    with django_assert_num_queries(3):
        rows = rows_of(read, on=ON, language="en")
    assert len(rows) == count
    assert (rows[0].name, rows[0].summary, rows[0].audiences) == ("Benefit 0", "Summary of 05-90", ("pensioners",))
    assert (rows[0].worth.figure.replace("\xa0", " "), rows[0].worth.gives) == ("600 ₼", "Money")


@pytest.mark.django_db
def test_a_text_that_lacks_is_said_in_azerbaijani_and_a_name_by_its_code() -> None:
    service("05-91", name={"az": "Müavinət"}, summary={}, availability={})
    service("05-92", name={}, availability={"state": "paused"})
    rows = rows_of(list(Service.objects.values(*FIELDS)), on=ON, language="ru")
    assert [(one.name, one.state) for one in rows] == [("Müavinət", ""), ("05-92", "paused")]
    assert rows[0].summary == ""
    assert rows_of([], on=ON, language="ru") == ()


# -- what else lists say ---------------------------------------------------------------------------------------------


def test_a_description_takes_as_many_examples_as_fit() -> None:
    assert with_examples("Of old age:", ["A pension", "Home visits"]) == "Of old age: A pension. Home visits."
    assert with_examples("Short.", ["x" * 300, "Fits"]) == "Short. Fits."
    assert len(with_examples("a" * 290, ["b" * 8])) == 300
    assert len(with_examples("a" * 290, ["b" * 9])) == 290


@pytest.mark.parametrize(
    ("sensitive", "picked", "may"), [(False, (), True), (True, (), False), (True, ("05-91",), True)]
)
def test_what_is_sensitive_stands_beside_others_only_by_hand(
    sensitive: bool, picked: tuple[str, ...], may: bool
) -> None:
    assert stands_beside({"code": "05-91", "sensitive": sensitive}, picked=picked) is may
