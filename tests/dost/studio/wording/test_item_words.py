from __future__ import annotations

from pathlib import Path

import pytest

from dost.studio.wording.item_words import called, names_in, names_in_changes
from dost.studio.wording.words import place
from services_catalog.changes.paths import difference
from tests.factories.services_catalog import texts

CONTENT = {
    "criteria": [{"id": "alive", "text": texts("Is alive"), "require": "person.alive"}],
    "questions": [{"id": "works", "ask": texts("Do you work?")}],
}


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Shared criteria are those of the small catalogue."""


def test_items_are_called_by_what_they_say() -> None:
    names = names_in(CONTENT)
    assert names == {("criteria", "alive"): "Is alive", ("questions", "works"): "Do you work?"}
    assert place("criteria[alive].require", names) == "Criterion “Is alive”, condition"
    assert place("criteria[other].require", names) == "Criterion “other”, condition"


def test_a_shared_criterion_is_called_by_its_own_text() -> None:
    [(key, name)] = names_in({"criteria": [{"use": "alive"}]})
    assert (key, name) == ("criteria", "alive")


def test_what_a_difference_adds_or_takes_out_is_called_by_what_it_says_itself() -> None:
    for before, after in (({}, CONTENT), (CONTENT, {})):
        assert names_in_changes(difference(before, after)) == names_in(CONTENT)


def test_what_says_nothing_keeps_its_short_name() -> None:
    assert called("criteria", "alive", {}) == "alive"
    assert called("examples", "A mother", {"name": "A mother"}) == "A mother"
    assert names_in("nonsense") == {}
    assert names_in_changes([{"path": "not [ a place", "before": None, "after": 1}]) == {}
