"""The services beside one: which are ruled out by the conditions, which are chosen between, which may help too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dost.portal.service.neighbours import Neighbours, neighbours_of
from dost.portal.service.sayer import Sayer
from dost.portal.service.versions import version_on
from services_catalog.queries import compile_version, definition_of
from tests.factories.readers import Reader
from tests.factories.service_pages import service, text_of
from tests.factories.services_catalog import texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
HELP = {"telephones": [{"number": "102", "text": texts("The police")}], "confidential": [], "neighbours": []}


def beside(code: str) -> Neighbours:
    version = version_on(code, ON)
    assert version is not None
    excluded = definition_of(version).excludes
    return neighbours_of(version.service, compile_version(version), excluded, on=ON, say=Sayer("en"))


def requires(text: str, **changes: Any) -> dict[str, Any]:
    return {"criteria": [{"id": "a", "require": text, "text": texts(text), "law": "Law"}], **changes}


def test_related_are_of_the_same_life_event_with_what_they_give() -> None:
    service("05-99", changes={"excludes": ["05-97"]})
    service("05-97")
    service("05-96")
    service("05-95", life_events=["illness"])
    found = beside("05-99")
    assert [one.code for one in found.chosen] == ["05-97"]
    [related] = found.related
    assert (related.code, related.worth.figure.replace("\xa0", " ")) == ("05-96", "600 ₼")


def test_what_only_employers_do_is_suggested_to_employers() -> None:
    service("05-97", audiences=["employers"])
    service("05-98", audiences=["employers"])
    service("05-99")
    assert [one.code for one in beside("05-99").related] == []
    assert "05-97" in [one.code for one in beside("05-98").related]


def test_who_cannot_have_the_right_to_both_is_not_told_to_choose() -> None:
    service("05-99", changes=requires("person.age >= 65", excludes=["05-97", "05-98"]))
    service("05-98", changes=requires("person.age < 65", excludes=["05-99"]))
    service("05-97", changes=requires("person.age >= 60", excludes=["05-99"]))

    found = beside("05-99")

    assert [one.code for one in found.impossible] == ["05-98"]
    assert [one.code for one in found.chosen] == ["05-97"]
    assert "you choose" not in text_of(Reader("en"), "/services/05-98/")
    assert "rule each other out" in text_of(Reader("en"), "/services/05-98/")
    assert "you choose" in text_of(Reader("en"), "/services/05-97/")


def test_what_people_in_danger_look_for_is_suggested_nowhere() -> None:
    service("05-99")
    service("05-96", sensitive=True)
    service("05-97", sensitive=True, help=HELP)
    assert [one.code for one in beside("05-99").related] == ["05-96"]
