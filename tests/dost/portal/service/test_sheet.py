"""The passport of a service in words: how long, what it costs, and how sure all of it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.portal.service.sayer import Sayer
from dost.portal.service.sheet import Availability, Duration, Sheet, availability_of, provenance_of, sheet_of
from services_catalog.time_limits import STANDARD
from tests.factories.service_pages import SHEET
from tests.factories.services_catalog import texts

SAY = Sayer("en")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_everything_the_passport_says_is_said_in_words() -> None:
    assert sheet_of(SHEET, STANDARD, SAY) == Sheet(
        users=("Citizens",),
        channels=("By itself, without asking", "In person at a centre"),
        answers=("Text message",),
        places=("DOST centres",),
        documents=("A photograph",),
        steps=("The birth is registered", "The money is paid"),
        refusals=("It was received already",),
        front=Duration(15, "minutes"),
        back=Duration(2, "days"),
        standard=None,
        decision="10 days",
        fee=Decimal(0),
        electronic="Fully",
        automated="Partly",
    )


def test_what_is_not_said_is_nothing_and_neither_free() -> None:
    sheet = sheet_of({}, STANDARD, SAY)
    assert sheet == Sheet(decision="10 days")
    assert not sheet.is_free
    assert sheet_of({"fee": "0.00"}, STANDARD, SAY).is_free
    assert not sheet_of({"fee": 5}, STANDARD, SAY).is_free


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, None),
        (0, None),
        (1, Duration(1, "minutes")),
        (60, Duration(60, "minutes")),
        (90, Duration(90, "minutes")),
        (120, Duration(2, "hours")),
        (1440, Duration(1, "days")),
        (1500, Duration(25, "hours")),
        (2880, Duration(2, "days")),
    ],
)
def test_a_span_is_said_in_what_it_comes_out_whole_in(minutes: int | None, said: Duration | None) -> None:
    assert sheet_of({"front_minutes": minutes}, STANDARD, SAY).front == said


def test_texts_that_lack_a_language_are_said_in_azerbaijani() -> None:
    assert sheet_of({"steps": [{"az": "Gəlir"}]}, STANDARD, SAY).steps == ("Gəlir",)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, Availability("open", "Open")),
        ({"state": "paused", "note": texts("Until June")}, Availability("paused", "Paused", "Until June")),
        (
            {"state": "seasonal", "from": "2026-06-01", "until": "2026-09-30"},
            Availability("seasonal", "Seasonal", first=date(2026, 6, 1), last=date(2026, 9, 30)),
        ),
    ],
)
def test_whether_it_can_be_had_now(said: dict[str, Any], found: Availability) -> None:
    assert availability_of(said, SAY) == found


@pytest.mark.parametrize(
    ("rule", "passport", "doubtful"),
    [
        ("verified", "verified", (False, False)),
        ("assumed", "verified", (True, False)),
        ("recalled", "computed", (True, False)),
        ("decree", "assumed", (False, True)),
        ("verified", "recalled", (False, True)),
    ],
)
def test_what_is_not_confirmed_is_doubtful(rule: str, passport: str, doubtful: tuple[bool, bool]) -> None:
    found = provenance_of({"rule": rule, "passport": passport, "note": texts("Read in the law")}, SAY)
    assert (found.rule_doubtful, found.passport_doubtful) == doubtful
    assert found.note == "Read in the law"
    assert found.rule_label
    assert found.passport_label
