"""Why a case waits, said with what people call things: no code of a service, of a question or of a payment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from dost.cases.codes import EntryKind, contradicted_by, excluded_by
from dost.cases.text.reasons import in_words
from dost.cases.text.timeline import particulars
from dost.payments.models import month_of_key
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import ServiceFactory, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_right_that_excludes_is_named() -> None:
    ServiceFactory(code="90-2", name=texts("Old right"))

    held, found = in_words(excluded_by("90-2").as_json()), in_words(excluded_by("90-2", 7).as_json())

    assert held == "The person already has a right that excludes this one: “Old right”."
    assert found == "Another right was found that excludes this one: “Old right”."


def test_service_that_nobody_has_published_here_is_told_by_its_code() -> None:
    assert "“90-9”" in in_words(excluded_by("90-9").as_json())


def test_question_of_an_institution_is_said_as_people_ask_it() -> None:
    InstitutionFactory(code="DIN")

    assert "DIN.alive" not in in_words(contradicted_by("DIN", "alive").as_json())


@pytest.mark.parametrize(
    ("key", "month"), [("E5-202610", "10.2026"), ("E5-202611-2", "11.2026"), ("E5-202612-D1-3", "12.2026"), ("X", "")]
)
def test_month_of_an_order_is_read_from_its_key(key: str, month: str) -> None:
    assert month_of_key(key) == month


@pytest.mark.parametrize("kind", [EntryKind.SENT_AGAIN, EntryKind.ORDER_REFUSED, EntryKind.ORDER_RETURNED])
def test_lines_about_payments_name_the_month_and_no_key(kind: EntryKind) -> None:
    details = {"orders": [{"key": "E5-202610", "now": "E5-202610-2", "problem": "AC04"}]}

    text = str(particulars(kind, details, say_reason=str))

    assert text.startswith("10.2026 (")
    assert "E5" not in text


def test_line_about_a_right_that_excludes_names_it() -> None:
    ServiceFactory(code="90-2", name=texts("Old right"))

    assert particulars(EntryKind.RIVAL, {"service": "90-2"}, say_reason=str) == "Old right"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (
            {"asked": [{"named": texts("Lease"), "words": ""}, {"words": "Where was it?"}], "until": "2026-12-14"},
            "Lease; Where was it?; by 14 December 2026",
        ),
        ({"asked": [{"named": {}, "words": "Where did you live?"}]}, "Where did you live?"),
        ({"until": "2026-12-14"}, ""),
        ({}, ""),
    ],
    ids=["all", "no day", "nothing asked", "empty"],
)
def test_line_about_what_was_asked_names_what_it_knows(details: dict[str, Any], said: str) -> None:
    text = str(particulars(EntryKind.MORE_ASKED, details, say_reason=str))

    assert text.replace("\N{NO-BREAK SPACE}", " ") == said
