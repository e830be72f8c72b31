"""Two versions side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.changes import edits
from services_catalog.changes.compare import (
    FieldChange,
    Side,
    TextChange,
    compare,
    compare_draft,
    compare_versions,
    marked,
    words,
)
from services_catalog.models import ServiceVersion
from tests.factories.studio import NEXT_YEAR, NOW, begun, published

TEXT = {"az": "60 yaşı tamam olub", "en": "Has turned 60", "ru": "Исполнилось 65 лет"}


def test_words_that_differ_stand_beside_those_that_do_not() -> None:
    assert marked(words("person.age >= 65 AND person.alive", "person.age >= 60 AND person.alive")) == (
        "person.age >= [-65-]{+60+} AND person.alive"
    )
    assert marked(words("", "new")) == "{+new+}"
    assert marked(words("same", "same")) == "same"


@given(st.text(), st.text())
def test_pieces_put_together_are_the_two_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@pytest.mark.django_db
def test_a_draft_beside_what_it_was_begun_from(small_catalogue: Path, editor: Any) -> None:
    _change_set, draft = begun(editor)
    draft = edits.set_criterion(
        draft,
        id="age",
        require="person.age >= 60",
        text=TEXT,
        law="Law, art. 2",
        replaces="age",
        revision=1,
        by=editor,
        at=NOW,
    )
    draft = edits.set_criterion(
        draft, id="poor", require="tsa.active", text=TEXT, law="Law", position=0, revision=2, by=editor, at=NOW
    )
    draft = edits.remove_item(draft, "criteria", "alive", revision=3, by=editor, at=NOW)
    draft = edits.set_fields(draft, {"amount": "300", "verify": None}, revision=4, by=editor, at=NOW)
    draft = edits.set_texts(
        draft, {"name": {**draft.texts["name"], "en": "Test money"}, "registries": []}, revision=5, by=editor, at=NOW
    )

    found = compare_draft(draft)

    assert [(item.name, item.kind) for item in found.criteria] == [
        ("poor", "added"),
        ("age", "changed"),
        ("alive", "removed"),
    ]
    assert [change.path for change in found.criteria[1].texts] == ["require", "text.az", "text.en"]
    assert found.criteria[2].before is not None
    assert found.criteria[2].before["require"] == "person.alive"
    [amount] = found.expressions
    assert (amount.before, amount.after, amount.kind) == ("parameter.test_benefit", "300", "changed")
    assert found.fields == [FieldChange("verify", "removed", ["DIN.identity"], None)]
    name, registries = sorted(found.passport, key=lambda change: change.path)
    assert isinstance(name, TextChange)
    assert marked(name.pieces) == "Test [-benefit-]{+money+}"
    assert isinstance(registries, FieldChange)
    text = found.as_text()
    assert "criteria[age] changed" in text
    assert "amount: [-parameter.test_benefit-]{+300+}" in text
    assert "texts.name.en: Test [-benefit-]{+money+}" in text
    assert "verify: DIN.identity -> –" in text


@pytest.mark.django_db
def test_two_versions_and_their_dates(small_catalogue: Path, editor: Any, publisher: Any) -> None:
    change_set, draft = begun(editor)
    edits.move_item(draft, "criteria", "age", 0, revision=1, by=editor, at=NOW)
    published(change_set, editor=editor, publisher=publisher)
    first, second = ServiceVersion.objects.order_by("number")

    found = compare_versions(first, second)

    assert [(item.name, item.kind) for item in found.criteria] == [("age", "moved"), ("alive", "moved")]
    assert (found.before.valid_until, found.after.valid_from) == (NEXT_YEAR, NEXT_YEAR)
    assert not found.expressions
    assert compare_versions(first, first).same
    assert "nothing is different" in compare_versions(first, first).as_text()


@pytest.mark.django_db
def test_a_new_service_beside_nothing(small_catalogue: Path) -> None:
    content = {"basis": "person", "criteria": [{"use": "alive"}, {"use": "alve"}, "x"], "amount": "1"}
    found = compare("05-97", Side(""), Side("new", content, {"name": {"en": "New"}}, date(2027, 1, 1)))
    assert {item.kind for item in found.criteria} == {"added"}
    assert [change.path for change in found.fields] == ["basis"]
    assert "nothing -> new from 2027-01-01" in found.as_text()
