from __future__ import annotations

import pytest

from dost.studio.forms.texts import FORMS
from dost.studio.wording.text_parts import GROUPS, LISTS, PARTS, THREE, at, labels, titles
from services_catalog.labels import LABELS


def test_every_part_has_a_title_and_a_form_and_every_place_a_label() -> None:
    assert titles().keys() == PARTS.keys() == FORMS.keys()
    assert {place for places in PARTS.values() for place in places} == labels().keys()


def test_every_place_stands_in_one_part() -> None:
    places = [place for places in PARTS.values() for place in places]

    assert len(places) == len(set(places))
    assert {*THREE, *LISTS, *GROUPS} <= set(places)


def test_every_group_of_codes_has_words() -> None:
    assert set(GROUPS.values()) <= LABELS.keys()


@pytest.mark.parametrize(
    ("place", "there"),
    [("name", {"az": "Ad"}), ("passport.fee", "0"), ("passport.days", None), ("area", None), ("name.az.x", None)],
)
def test_a_place_that_is_not_there_holds_nothing(place: str, there: object) -> None:
    assert at({"name": {"az": "Ad"}, "passport": {"fee": "0"}}, place) == there


def test_a_passport_that_is_none_holds_nothing() -> None:
    assert at({"passport": "nonsense"}, "passport.fee") is None
