"""The drawings: their geometry, and that they are hidden from those who hear the numbers instead."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import etree

from dost.ui import charts

TODAY = date(2026, 11, 23)


def _widths(drawing: str) -> list[float]:
    return [float(width) for width in re.findall(r'part--\w+" x="[\d.]+%" width="([\d.]+)%"', drawing)]


def test_bar_shares_its_length_by_value() -> None:
    assert _widths(charts.bar([(30, "green"), (10, "red")], maximum=80)) == [37.5, 12.5]


def test_bar_shows_one_in_ten_thousand() -> None:
    assert _widths(charts.bar([(1, "red")], maximum=10_000)) == [0.8]


@pytest.mark.parametrize("maximum", [0, Decimal(0)])
def test_bar_of_nothing_is_only_a_track(maximum: charts.Number) -> None:
    assert _widths(charts.bar([(0, "green")], maximum=maximum)) == []


def test_bar_never_leaves_its_track() -> None:
    assert sum(_widths(charts.bar([(50, "green"), (80, "red"), (3, "grey")], maximum=100))) <= 100


def test_sparkline_of_a_young_day_leaves_room_for_the_hours_to_come() -> None:
    drawing = charts.sparkline([0, 2, 4], slots=24)
    line = re.search(r'polyline class="[^"]+" points="([^"]+)"', drawing)
    assert line is not None
    last_x = float(line[1].split()[-1].split(",")[0])
    assert last_x < 160 / 8


def test_sparkline_puts_the_highest_value_on_top() -> None:
    drawing = charts.sparkline([1, 8, 2])
    line = re.search(r'polyline class="[^"]+" points="([^"]+)"', drawing)
    assert line is not None
    heights = [float(point.split(",")[1]) for point in line[1].split()]
    assert heights.index(min(heights)) == 1
    assert min(heights) >= 0


@pytest.mark.parametrize("values", [[], [0], [Decimal("1.5"), Decimal(2)]])
def test_sparkline_is_well_formed_whatever_it_is_given(values: list[charts.Number]) -> None:
    etree.fromstring(charts.sparkline(values))


@pytest.mark.parametrize("drawing", [charts.sparkline([1, 2]), charts.bar([(1, "blue")], maximum=2)])
def test_drawings_are_hidden_from_assistive_technology_and_need_no_style(drawing: str) -> None:
    assert etree.fromstring(drawing).get("aria-hidden") == "true"
    assert "style=" not in drawing


def test_steps_go_up_to_today_and_on_in_dashes() -> None:
    past = str(charts.steps([(date(2020, 1, 1), Decimal(100)), (date(2025, 1, 1), Decimal(200))], today=TODAY))
    line = past.split('__line" d="')[1].partition('"')[0]
    assert line.startswith("M4 ")
    assert line.count("H") == 2
    coming = past.split('__coming" d="')[1].partition('"')[0]
    assert coming.count("H") == 1
    assert str(charts.steps([], today=TODAY)) == ""
    future = str(charts.steps([(TODAY + timedelta(days=90), Decimal(5))], today=TODAY))
    assert '__line" d=""' in future
