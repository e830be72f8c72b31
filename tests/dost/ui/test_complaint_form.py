"""What a member of staff writes down for somebody: what is missing is said beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from dost.cases.complaints.writing import LONGEST_WORDS as LONGEST_OF_THE_ENGINE
from dost.cases.complaints.writing import NEEDS
from dost.cases.models import Complaint
from dost.ui.complaint_form import LONGEST_WORDS, Choosable, WriteDownForm

About = Complaint.About
CHOOSABLE = Choosable(
    kinds=Complaint.Kind.choices,
    abouts=About.choices,
    services=[("10-07", "Appeals")],
    cases=[("7", "2026-0000007")],
    centres=[("baku-1", "Baku 1")],
    needs={str(about): names for about, names in NEEDS.items()},
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(*, by_telephone: bool = False, **changes: Any) -> WriteDownForm:
    given = {"kind": "complaint", "about": About.GENERAL, "words": "I waited.", **changes}
    return WriteDownForm(given, choosable=CHOOSABLE, by_telephone=by_telephone)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": About.SERVICE}, "service"),
        ({"about": About.CASE}, "case"),
        ({"about": About.STAFF}, "named"),
        ({"about": About.EMPLOYER}, "named"),
        ({"about": About.SERVICE, "service": "99-99"}, "service"),
        ({"words": ""}, "words"),
        ({"kind": "song"}, "kind"),
    ],
    ids=["service", "case", "staff", "employer", "no such service", "words", "kind"],
)
def test_what_it_is_about_has_to_be_named(changes: dict[str, Any], field: str) -> None:
    assert list(written(**changes).errors) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"about": About.SERVICE, "service": "10-07"},
        {"about": About.CASE, "case": "7"},
        {"about": About.STAFF, "centre": "baku-1"},
        {"about": About.STAFF, "named": "window 3"},
        {"about": About.EMPLOYER, "named": "A building firm"},
    ],
    ids=["general", "service", "case", "centre", "somebody", "employer"],
)
def test_what_is_named_is_its_subject(changes: dict[str, Any]) -> None:
    form = written(**changes)
    assert form.is_valid(), form.errors
    assert form.written_down.about == changes.get("about", About.GENERAL)
    assert form.written_down.case == (7 if "case" in changes else None)


def test_by_telephone_no_document_is_asked_for() -> None:
    form = written(by_telephone=True)
    assert "document" not in form.fields
    assert form.is_valid()
    assert form.written_down.files == ()
    assert "document" in written().fields


def test_as_much_can_be_written_as_is_taken() -> None:
    assert LONGEST_WORDS == LONGEST_OF_THE_ENGINE
