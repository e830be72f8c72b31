from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dost.studio.pages.problems import problems_of
from services_catalog.changes import amounts, drafts, edits
from services_catalog.changes.checking import check_change_set
from services_catalog.models import ChangeSet
from tests.factories.studio import NOW, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A set with an amount, and nothing else said."""
    made = drafts.create(title="Decree", by=editor, at=NOW)
    amounts.set_parameter(made, name="test_benefit", value=1300, by=editor, at=NOW)
    return made


def test_what_a_set_lacks_is_told_apart_from_what_is_wrong(bare: ChangeSet) -> None:
    found = problems_of(bare, check_change_set(bare))
    assert found.missing == {"ground", "valid_from", "source"}
    assert found.others == ()
    assert len(found.serious) == 3


def test_each_leads_to_its_field_and_names_the_amount_in_words(bare: ChangeSet) -> None:
    found = {problem.where: problem.url for problem in problems_of(bare, check_change_set(bare)).serious}
    assert found == {
        "First day": reverse("studio:edit", args=[bare.pk]) + "#id_valid_from",
        "Legal ground": reverse("studio:edit", args=[bare.pk]) + "#id_ground",
        "Test benefit, Source": reverse("studio:amounts", args=[bare.pk]) + "#source-test_benefit",
    }


def test_an_empty_set_leads_to_where_something_is_added(small_catalogue: Path, editor: Any) -> None:
    empty = drafts.create(title="Empty", ground="Act", by=editor, at=NOW)
    found = problems_of(empty, check_change_set(empty))
    assert [problem.url for problem in found.others] == [reverse("studio:set", args=[empty.pk]) + "#contents"]


def test_what_is_wrong_in_a_service_is_not_asked_for_when_it_is_handed_in(small_catalogue: Path, editor: Any) -> None:
    change_set, draft = begun(editor)
    edits.set_field(draft, "amount", "parameter.tset_benefit", revision=1, by=editor, at=NOW)
    found = problems_of(change_set, check_change_set(change_set))
    assert found.missing == frozenset()
    assert set(found.serious) <= set(found.others)
    assert all(problem.where.startswith("05-98") for problem in found.serious)
