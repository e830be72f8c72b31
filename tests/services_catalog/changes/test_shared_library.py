"""What services share on a day: the files, over them what was published, over that what a set drafts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import shared_library
from services_catalog.changes.shared_library import asked_once, library, library_of, shared_content
from services_catalog.library import Library
from services_catalog.models import ChangeSet, SharedVersion
from tests.factories.services_catalog import CRITERIA_YAML, FORMULAS_YAML
from tests.factories.studio import NEXT_YEAR, ChangeSetFactory

from .sharing import ALIVE, FIRST, put

pytestmark = pytest.mark.django_db


def publish(since: date, require: str) -> None:
    """Say of `alive` what is required from a day on."""
    content = {**ALIVE, "require": require}
    SharedVersion.objects.create(
        kind="criterion", name="alive", valid_from=since, content=content, change_set=ChangeSetFactory()
    )


def test_it_is_read_once_until_a_file_or_a_version_changes(small_catalogue: Path) -> None:
    first = library(FIRST)
    assert library(NEXT_YEAR) is first
    path = small_catalogue / "formulas.yaml"
    path.write_text(FORMULAS_YAML.replace("65", "70"), encoding="utf-8")
    assert library(FIRST).formulas["old_enough"] == "person.age >= 70"


def test_what_only_versions_name_is_known_and_files_say_it_first(small_catalogue: Path) -> None:
    (small_catalogue / "formulas.yaml").write_text("{}\n", encoding="utf-8")
    (small_catalogue / "criteria.yaml").write_text("{}\n", encoding="utf-8")
    known = library(FIRST)
    assert (known.criteria["alive"].require, known.formulas["old_enough"]) == ("person.alive", "person.age >= 65")
    (small_catalogue / "criteria.yaml").write_text(CRITERIA_YAML.replace("person.alive", "NOT person.missing"))
    assert library(FIRST).criteria["alive"].require == "NOT person.missing"


def test_what_was_published_counts_from_its_day_the_last_first(small_catalogue: Path) -> None:
    publish(date(2027, 6, 1), "FALSE")
    publish(NEXT_YEAR, "1 > 0")
    publish(NEXT_YEAR, "TRUE")  # of two from the same day the later one
    days = (date(2026, 12, 31), NEXT_YEAR, date(2027, 5, 31), date(2027, 6, 1))
    assert [library(day).criteria["alive"].require for day in days] == [
        "person.alive",
        "TRUE",
        "TRUE",
        "FALSE",
    ]


def test_a_set_sees_its_own_drafts_and_nobody_else_does(change_set: ChangeSet, editor: Any) -> None:
    draft = put(change_set, editor)
    assert library_of(change_set).criteria["alive"].require == ALIVE["require"]
    assert library_of(change_set, drafts=False).criteria["alive"].require == "person.alive"
    assert library(NEXT_YEAR).criteria["alive"].require == "person.alive"
    put(change_set, editor, require="person.age > 5", revision=draft.revision)
    assert library_of(change_set).criteria["alive"].require == "person.age > 5"


def test_a_criterion_says_what_its_formulas_say_in_the_set(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "criterion", "old", require="formula.old_enough", is_new=True)
    assert library_of(change_set).criteria["old"].require == "(person.age >= 65)"
    put(change_set, editor, "formula", "old_enough")
    assert library_of(change_set).criteria["old"].require == "(person.age >= 70)"
    put(change_set, editor, "criterion", "wrong", require="formula.no_such  AND\nTRUE", is_new=True)
    assert library_of(change_set).criteria["wrong"].require == "formula.no_such AND TRUE"


def test_what_everyone_meets_is_still_met_by_everyone(
    change_set: ChangeSet, small_catalogue: Path, editor: Any
) -> None:
    (small_catalogue / "criteria.yaml").write_text(CRITERIA_YAML + "  everyone: true\n", encoding="utf-8")
    put(change_set, editor)
    put(change_set, editor, name="here", is_new=True)
    known = library_of(change_set)
    assert (known.criteria["alive"].everyone, known.criteria["here"].everyone) == (True, False)


def test_laying_over_leaves_what_lies_below_alone(change_set: ChangeSet, editor: Any) -> None:
    below = library(NEXT_YEAR)
    put(change_set, editor)
    put(change_set, editor, "formula", "new_one", is_new=True)
    assert "new_one" in library_of(change_set).formulas
    assert library(NEXT_YEAR) is below
    assert "new_one" not in below.documents["formulas"].data
    assert below.documents["criteria"].data["alive"]["require"] == "person.alive"


def test_only_so_many_are_kept(change_set: ChangeSet, editor: Any) -> None:
    revision = None
    for age in range(shared_library._MOST_KEPT + 3):
        revision = put(change_set, editor, require=f"person.age > {age}", revision=revision).revision
        assert library_of(change_set) is library_of(change_set)
    assert len(shared_library._layered) <= shared_library._MOST_KEPT


# -- one of them -----------------------------------------------------------------------------------------------------


def test_one_of_them_is_told_as_a_file_writes_it(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "criterion", "old", require="NOT\n formula.old_enough", is_new=True)
    known = library_of(change_set)
    assert shared_content(known, "criterion", "old") == {**ALIVE, "require": "NOT formula.old_enough"}
    assert shared_content(known, "formula", "old_enough") == {
        "value": "person.age >= 65",
        "label": {"az": "Yaşı çatır", "en": "Is old enough", "ru": "Достаточно лет"},
    }


@pytest.mark.parametrize(("kind", "name"), [("criterion", "old_enough"), ("formula", "alive"), ("parameter", "alive")])
def test_what_there_is_not_is_none(small_catalogue: Path, kind: str, name: str) -> None:
    assert shared_content(library(FIRST), kind, name) is None
    assert shared_content(Library(), kind, name) is None


# -- asked once ------------------------------------------------------------------------------------------------------


def test_inside_one_asking_each_day_is_looked_for_once(
    small_catalogue: Path, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    library(FIRST)
    with asked_once(), django_assert_num_queries(4):
        for day in (FIRST, NEXT_YEAR, FIRST, NEXT_YEAR):
            library(day)
        with asked_once():
            library(FIRST)
    with django_assert_num_queries(4):
        library(FIRST)
        library(FIRST)


def test_what_is_published_afterwards_counts_even_when_the_asking_failed(small_catalogue: Path) -> None:
    @asked_once()
    def failing() -> None:
        library(NEXT_YEAR)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    publish(NEXT_YEAR, "TRUE")
    assert library(NEXT_YEAR).criteria["alive"].require == "TRUE"
