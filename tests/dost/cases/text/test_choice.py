"""A choice laid out side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dost.cases.text.choice import choice_view
from dost.notifications.offers import Offer, Side

NEW = Side("05-22", {"en": "New"}, Decimal(250), is_paid=True, is_monthly=True, starts=date(2026, 3, 1), law=("Law 1",))
OLD = Side("05-21", {"en": "Old"}, Decimal(220), is_paid=True, is_monthly=True, case_id=7)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_there_is_nothing_to_lay_out_where_nothing_is_excluded() -> None:
    assert choice_view(Offer(NEW)) is None


def test_right_asked_about_comes_first_then_what_it_costs() -> None:
    view = choice_view(Offer(NEW, ends=(OLD,), not_given=(replace(OLD, service="05-23"),)))

    assert view is not None
    assert [(side.code, str(side.standing.word)) for side in view.sides] == [
        ("05-22", "Asked about"),
        ("05-21", "Ends with a yes"),
        ("05-23", "Not given after a yes"),
    ]
    first, second, _third = view.sides
    assert (str(first.name), first.amount, str(first.period)) == ("New", Decimal(250), "monthly")
    assert first.starts == date(2026, 3, 1)
    assert (first.law, second.case_id, view.only_no, view.change) == (("Law 1",), 7, False, "")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal(250), "With a yes 30.00\xa0₼ a month more is paid."),
        (Decimal(190), "With a yes 30.00\xa0₼ a month less is paid."),
        (Decimal(220), "With a yes as much is paid as before."),
        (None, ""),
    ],
)
def test_what_a_yes_changes_is_said_in_a_sum(amount: Decimal | None, words: str) -> None:
    view = choice_view(Offer(replace(NEW, amount=amount), ends=(OLD,)))

    assert view is not None
    assert view.change == words


def test_what_cannot_end_leaves_only_a_no() -> None:
    view = choice_view(Offer(NEW, stays=(replace(OLD, is_monthly=False),)))

    assert view is not None
    assert (view.only_no, view.change, str(view.sides[1].standing.word)) == (True, "", "Stays; nobody receives both")
    assert str(view.sides[1].period) == "once"


def test_sum_that_is_not_there_is_said_in_words() -> None:
    unknown = choice_view(Offer(replace(NEW, amount=None), ends=(OLD,)))
    nothing = choice_view(Offer(replace(NEW, amount=None, is_paid=False), ends=(OLD,)))

    assert unknown is not None
    assert nothing is not None
    assert str(unknown.sides[0].no_amount) == "known with the decision"
    assert (str(nothing.sides[0].no_amount), str(nothing.sides[0].period)) == ("not a payment", "")
