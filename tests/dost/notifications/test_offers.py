"""What a person is asked to choose between, as values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.notifications.offers import Offer, Side, as_json, from_json

NEW = Side("05-22", {"en": "New"}, Decimal(250), is_paid=True, is_monthly=True)
OLD = Side("05-21", {"en": "Old"}, Decimal(220), is_paid=True, is_monthly=True)
SENSITIVE = replace(OLD, is_sensitive=True)
LOSSES = ("ends", "not_given", "stays")


def test_a_right_beside_whatever_there_is_asks_for_no_choice() -> None:
    offer = Offer(NEW)
    assert (offer.is_exclusive, offer.is_sensitive, offer.change_a_month) == (False, False, None)


@pytest.mark.parametrize("loss", LOSSES)
def test_whatever_it_costs_asks_for_a_choice(loss: str) -> None:
    assert Offer(NEW, **{loss: (OLD,)}).is_exclusive


@pytest.mark.parametrize("loss", LOSSES)
def test_one_sensitive_right_makes_the_whole_offer_sensitive(loss: str) -> None:
    assert Offer(replace(NEW, is_sensitive=True)).is_sensitive
    assert Offer(NEW, **{loss: (OLD, SENSITIVE)}).is_sensitive
    assert not Offer(NEW, **{loss: (OLD, OLD)}).is_sensitive


@pytest.mark.parametrize(
    ("gain", "ends", "change"),
    [
        (250, [220], 30),
        (190, [220], -30),
        (220, [220], 0),
        (250, [100, 180], -30),
        (0, [220], -220),
    ],
)
def test_what_a_yes_changes_is_the_new_amount_less_all_that_end(gain: int, ends: list[int], change: int) -> None:
    lost = tuple(replace(OLD, amount=Decimal(amount)) for amount in ends)
    assert Offer(replace(NEW, amount=Decimal(gain)), ends=lost).change_a_month == Decimal(change)


@pytest.mark.parametrize(
    "offer",
    [
        Offer(NEW),
        Offer(NEW, not_given=(OLD,)),
        Offer(NEW, stays=(OLD,)),
        Offer(NEW, ends=(OLD,), not_given=(OLD,)),
        Offer(replace(NEW, amount=None), ends=(OLD,)),
        Offer(replace(NEW, is_monthly=False), ends=(OLD,)),
        Offer(NEW, ends=(OLD, replace(OLD, amount=None))),
        Offer(NEW, ends=(OLD, replace(OLD, is_monthly=False))),
    ],
)
def test_what_a_yes_changes_is_not_told_where_it_cannot_be(offer: Offer) -> None:
    assert offer.change_a_month is None


# -- over a year ---------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 30)


def year(offer: Offer) -> tuple[date, Decimal, Decimal, Decimal]:
    found = offer.over_a_year(today=TODAY)
    assert found is not None
    return found.first, found.with_yes, found.with_no, found.change


def test_a_year_begins_with_the_month_in_which_the_new_right_does() -> None:
    offer = Offer(replace(NEW, starts=date(2027, 1, 15)), ends=(OLD,))
    assert year(offer) == (date(2027, 1, 1), Decimal(3000), Decimal(2640), Decimal(360))


def test_a_year_begins_now_where_the_new_right_began_before() -> None:
    assert year(Offer(replace(NEW, starts=date(2026, 1, 1)), ends=(OLD,)))[0] == date(2026, 11, 1)
    assert year(Offer(NEW, ends=(OLD,)))[0] == date(2026, 11, 1)


def test_only_the_months_of_a_right_count() -> None:
    ending = replace(OLD, until=date(2027, 1, 31))  # November, December, January
    assert year(Offer(NEW, ends=(ending,)))[2] == Decimal(660)
    later = replace(OLD, starts=date(2027, 10, 1))  # the last of the twelve months
    assert year(Offer(NEW, not_given=(later,)))[2] == Decimal(220)
    over = replace(OLD, until=date(2026, 10, 31))
    assert year(Offer(NEW, ends=(over,)))[2] == Decimal(0)


def test_what_is_paid_once_counts_once_and_what_is_not_money_nothing() -> None:
    once = replace(OLD, is_monthly=False, amount=Decimal(600))
    assert year(Offer(NEW, not_given=(once,)))[1:3] == (Decimal(3000), Decimal(600))
    paper = replace(OLD, amount=None, is_paid=False, is_monthly=False)
    assert year(Offer(NEW, ends=(paper,)))[2] == Decimal(0)


@pytest.mark.parametrize(
    "offer",
    [
        Offer(NEW),
        Offer(NEW, ends=(OLD,), stays=(OLD,)),
        Offer(replace(NEW, amount=None), ends=(OLD,)),
        Offer(NEW, ends=(replace(OLD, amount=None),)),
    ],
    ids=["nothing excluded", "no yes possible", "gain unknown", "loss unknown"],
)
def test_a_year_is_not_told_where_it_cannot_be(offer: Offer) -> None:
    assert offer.over_a_year(today=TODAY) is None


days = st.dates(date(2024, 1, 1), date(2029, 12, 31)) | st.none()
sides = st.builds(
    Side,
    service=st.sampled_from(["05-21", "05-22"]),
    name=st.fixed_dictionaries({"az": st.text(max_size=5), "en": st.text(max_size=5)}),
    amount=st.decimals(min_value=0, max_value=5000, places=2) | st.none(),
    is_paid=st.booleans(),
    is_monthly=st.booleans(),
    starts=days,
    until=days,
    law=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    case_id=st.integers(1, 10**9) | st.none(),
    is_sensitive=st.booleans(),
)
some = st.lists(sides, max_size=2).map(tuple)
offers = st.builds(Offer, gain=sides, ends=some, not_given=some, stays=some)


@given(offers)
def test_what_a_timeline_keeps_is_the_offer_itself(offer: Offer) -> None:
    assert from_json(json.loads(json.dumps(as_json(offer)))) == offer


@given(sides, st.dates(date(2025, 1, 1), date(2028, 12, 31)))
def test_twelve_months_are_the_most_a_year_pays(side: Side, today: date) -> None:
    paid = replace(side, amount=side.amount or Decimal(1))
    found = Offer(replace(NEW, starts=None), ends=(paid,)).over_a_year(today=today)
    assert found is not None
    assert Decimal(0) <= found.with_no <= 12 * (paid.amount or Decimal(0))
