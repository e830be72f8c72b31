"""What a person is asked to choose between, as values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dost.notifications.offers import Offer, Side

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
