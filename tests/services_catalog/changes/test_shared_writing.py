"""What is shared, published with the services that use it, and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.changes import edits, history, publish
from services_catalog.changes.errors import StudioError
from services_catalog.changes.pairs import compiled_pairs
from services_catalog.changes.reading import base_content, parameters_with
from services_catalog.changes.shared_library import library, library_of
from services_catalog.changes.shared_writing import DECREE, take_followers_in, unwrite_shared, write_shared
from services_catalog.models import ChangeSet, DraftService, Parameter, ServiceVersion, SharedVersion
from tests.factories.studio import NEXT_YEAR, NOW, confirmed, published

from .sharing import ALIVE, FIRST, messages, put, with_examples

pytestmark = pytest.mark.django_db


def test_published_every_service_that_uses_it_has_a_new_version_and_no_old_one_changes(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    before = ServiceVersion.objects.get(service="05-98")
    put(change_set, editor)
    with_examples(change_set, editor)
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 OR person.age >= 66")
    published(change_set, editor=editor, publisher=publisher)
    old, new = ServiceVersion.objects.filter(service="05-98").order_by("number")
    assert (old.definition, old.valid.upper) == (before.definition, NEXT_YEAR)
    alive, age = new.definition["criteria"]
    assert (alive["shared"], alive["require"]) == ("alive", ALIVE["require"])
    assert (age["require"], age["written"]) == ("(person.age >= 65 OR person.age >= 66)", "formula.old_enough")
    # What is drafted afterwards names it, and means what it means on its day.
    assert base_content(new)["criteria"] == base_content(old)["criteria"]
    assert library(FIRST).criteria["alive"].require == "person.alive"
    assert library(NEXT_YEAR).criteria["alive"].require == ALIVE["require"]


def test_followers_are_published_like_drafts_and_withdrawn_with_the_set(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 AND TRUE")
    put(change_set, editor, "parameter", "new_amount")
    published(change_set, editor=editor, publisher=publisher)
    assert ServiceVersion.objects.filter(service="05-98", status="published").count() == 2
    assert Parameter.objects.get(name="new_amount").bounds.most == 100
    assert Parameter.objects.get(name="new_amount").values.get().value == 50.5
    publish.withdraw(change_set, reason="Wrong", by=publisher, at=NOW)
    [version] = ServiceVersion.objects.filter(service="05-98", status="published")
    assert (version.number, version.valid.upper) == (1, None)
    assert not SharedVersion.objects.exists()
    assert not Parameter.objects.filter(name="new_amount").exists()
    assert library(NEXT_YEAR).formulas["old_enough"] == "person.age >= 65"


def test_a_rule_of_the_same_set_names_what_is_new(change_set: ChangeSet, editor: Any, publisher: Any) -> None:
    put(change_set, editor, "parameter", "new_amount", is_new=True)
    put(change_set, editor, "criterion", "not_missing", require="NOT person.gone", is_new=True)
    draft = with_examples(change_set, editor)
    draft = edits.set_field(draft, "amount", "parameter.new_amount", revision=2, by=editor, at=NOW)
    edits.use_shared(draft, "not_missing", revision=3, by=editor, at=NOW)
    assert messages(change_set) == []
    assert parameters_with(change_set)["new_amount"].value_on(NEXT_YEAR) == 50.5
    assert compiled_pairs(change_set, NEXT_YEAR)[0].code == "05-98"
    confirmed(change_set, by=editor)
    published(change_set, editor=editor, publisher=publisher)
    version = ServiceVersion.objects.get(service="05-98", number=2)
    assert version.definition["criteria"][-1]["shared"] == "not_missing"
    assert library_of(change_set).criteria["not_missing"].law == "Law, art. 1"


def test_followers_taken_in_are_drafts_like_any_other(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor)
    take_followers_in(change_set)
    assert [draft.code for draft in change_set.services.all()] == ["05-98"]
    take_followers_in(change_set)
    assert DraftService.objects.count() == 1


def test_each_kind_is_written_where_it_is_read(change_set: ChangeSet, editor: Any, publisher: Any) -> None:
    for kind, name in (("criterion", "alive"), ("formula", "old_enough"), ("parameter", "new_amount")):
        put(change_set, editor, kind, name)
    write_shared(change_set, by=publisher, at=NOW)
    rows = SharedVersion.objects.order_by("pk").values_list("kind", "name", "valid_from", "change_set")
    assert list(rows) == [
        ("criterion", "alive", NEXT_YEAR, change_set.pk),
        ("formula", "old_enough", NEXT_YEAR, change_set.pk),
    ]
    value = Parameter.objects.get(name="new_amount").values.get()
    assert (value.valid_from, value.value, value.source, value.confidence) == (
        NEXT_YEAR,
        Decimal("50.5"),
        "Act 7",
        DECREE,
    )
    told = change_set.history.filter(action=history.SHARED_PUBLISHED)
    assert {entry.subject for entry in told} == {"criterion.alive", "formula.old_enough", "parameter.new_amount"}
    unwrite_shared(change_set, by=publisher, at=NOW)
    assert not SharedVersion.objects.exists()
    assert not Parameter.objects.filter(name="new_amount").exists()
    assert change_set.history.filter(action=history.SHARED_WITHDRAWN).count() == 3
    unwrite_shared(change_set, by=publisher, at=NOW)  # an amount that is gone already stands in nobody's way


def test_a_new_amount_that_has_another_value_by_now_is_not_taken_back(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    put(change_set, editor, "parameter", "new_amount")
    write_shared(change_set, by=publisher, at=NOW)
    made = Parameter.objects.get(name="new_amount")
    made.values.create(valid_from=date(2028, 1, 1), value=60)
    with pytest.raises(StudioError, match="new_amount another value") as caught:
        unwrite_shared(change_set, by=publisher, at=NOW)
    assert caught.value.code == "replaced"
    assert made.values.count() == 2
