from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from dost.studio import builder
from dost.studio.pages.rule_builder import acted, from_typed, sent_tree
from dost.studio.views.common import the_draft
from dost.studio.views.session import DraftSession
from dost.studio.wording.rule_words import COMPARISON
from services_catalog.models import DraftService


@pytest.fixture
def place(draft: DraftService, rf: Any) -> DraftSession:
    """Where a condition of the draft stands."""
    return DraftSession(rf.get("/"), the_draft(draft.change_set_id, draft.code), can_edit=True)


def sent(**fields: str | list[str]) -> QueryDict:
    """A form of conditions as it is sent."""
    found = QueryDict(mutable=True)
    for key, value in fields.items():
        found.setlist(key.replace("__", "-"), value if isinstance(value, list) else [value])
    return found


def _fields(node: Any) -> QueryDict:
    """What the form of a page would send."""
    found = QueryDict(mutable=True)
    _fill(node, found)
    return found


def _fill(node: Any, found: QueryDict) -> None:
    if node.is_group:
        found[f"{node.path}-way"] = node.way
        for part in node.parts:
            _fill(part, found)
        return
    found[f"{node.path}-fact"], found[f"{node.path}-is"] = node.fact, node.way
    for value in node.values:
        found[f"{node.path}-k{value.number}"] = value.source
        found.setlist(f"{node.path}-v{value.number}", value.texts)


@pytest.mark.parametrize(
    "text",
    [
        "person.age >= 65",
        "person.alive AND (person.age >= 65 OR disability.active)",
        "NOT person.missing",
        "person.birth_date < DATE '1961-03-14'",
        "person.birth_date BETWEEN DATE '1961-03-14' AND today",
        "known(person.age)",
        "insurance.pension_capital < parameter.test_benefit",
        "person.sex IN ('F', 'M')",
    ],
)
def test_what_is_shown_as_a_form_is_sent_back_as_the_same(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.root is not None
    assert page.error == ""
    assert page.text == text
    assert sent_tree(place, _fields(page.root)).text == text


@pytest.mark.parametrize(
    "text", ["formula.old_enough", "person.age + 1 > 65", "CASE WHEN person.alive THEN TRUE ELSE FALSE END", "a b"]
)
def test_what_is_richer_than_the_form_stays_text(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.too_rich
    assert page.text == text
    assert sent_tree(place, sent(require=text)).text == text


def test_buttons_add_take_out_and_pick(place: DraftSession) -> None:
    page = acted(place, sent_tree(place, sent(b__way="any", **{"b-0-fact": "person.alive"})), "b-group:b")
    page = acted(place, page, "b-pick:b-1-0:person.age")
    assert page.error
    assert page.text == "person.alive"
    page = acted(place, page, "b-remove:b-1-1")
    assert page.root is not None
    values = page.root.parts[1].parts[0].values  # type: ignore[union-attr]
    values[0].texts = ["65"]
    page = acted(place, page, "b-refresh")
    assert (page.error, page.text) == ("", "person.alive OR person.age = 65")
    page = acted(place, acted(place, page, "b-remove:b-1"), "b-remove:b-0")
    assert [part.path for part in page.root.parts] == ["b-0"]  # type: ignore[union-attr]


def test_a_word_of_a_label_finds_the_fact(place: DraftSession) -> None:
    page = sent_tree(place, sent(b__way="all", **{"b-0-fact": "yaş"}))
    matches = page.root.parts[0].matches  # type: ignore[union-attr]
    assert "person.age" in [name for name, _label in matches]


def test_values_from_outside_never_become_more_than_values(place: DraftSession) -> None:
    for value in ("65 OR TRUE", "65); DROP TABLE x", "parameter.test_benefit", "'"):
        page = sent_tree(place, sent(b__way="all", **{"b-0-fact": "person.age", "b-0-is": ">=", "b-0-v0": value}))
        assert page.text == ""
        assert page.error
    for value in ("x OR TRUE", "(SELECT 1)", "person.age) OR (TRUE"):
        fields = {"b-0-fact": "person.age", "b-0-is": ">=", "b-0-k0": "fact", "b-0-v0": value}
        assert sent_tree(place, sent(b__way="all", **fields)).text == ""


def test_the_builder_and_the_domain_agree_about_ways() -> None:
    assert set(COMPARISON) == set(builder.WAYS_TO_COMPARE)
