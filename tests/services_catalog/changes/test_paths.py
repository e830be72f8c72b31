"""Drafts place by place: taken apart and put together, compared and undone, merged."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.changes.paths import difference, flatten, merge, path_of, text_of, undone, unflatten

words = st.sampled_from(["alive", "age", "resident", "order", "a b", "x.y", 'with "quotes"', "ə]", ""])
plain = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "1", "text"])
leaves = plain | st.lists(plain, max_size=3)
mappings = st.dictionaries(words, leaves | st.dictionaries(words, leaves, max_size=2), max_size=3)
items = st.lists(st.fixed_dictionaries({"id": words}, optional={"require": plain, "text": mappings}), max_size=4)
examples = st.lists(st.fixed_dictionaries({"name": words}, optional={"facts": mappings}), max_size=3)
states = st.fixed_dictionaries(
    {"texts": mappings, "withdraws": st.booleans()},
    optional={"criteria": items, "examples": examples, "amount": plain, "excludes": st.lists(words, max_size=2)},
)


@given(states)
def test_a_state_taken_apart_is_put_together_again(state: dict[str, Any]) -> None:
    assert unflatten(flatten(state)) == state


@given(states)
def test_places_survive_being_written_as_text(state: dict[str, Any]) -> None:
    for path in flatten(state):
        assert path_of(text_of(path)) == path


@given(states, states)
def test_a_difference_can_be_undone(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert undone(after, difference(before, after)) == before


@given(states)
def test_nothing_differs_from_itself(state: dict[str, Any]) -> None:
    assert difference(state, deepcopy(state)) == []


@given(states, states)
def test_what_only_one_changed_is_kept(base: dict[str, Any], changed: dict[str, Any]) -> None:
    for mine, theirs in ((changed, base), (base, changed)):
        result = merge(base, mine, theirs)
        assert not result.clashes
        assert flatten(result.state) == flatten(changed)


@given(states, states)
def test_the_same_change_twice_is_no_clash(base: dict[str, Any], changed: dict[str, Any]) -> None:
    result = merge(base, deepcopy(changed), changed)
    assert not result.clashes
    assert result.state == changed


@given(states, states, states)
def test_choosing_settles_every_clash(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    clashes = merge(base, mine, theirs).clashes
    for choice in ("mine", "theirs"):
        assert not merge(base, mine, theirs, choices={clash.path: choice for clash in clashes}).clashes


BASE: dict[str, Any] = {
    "criteria": [
        {"id": "alive", "require": "person.alive", "text": {"az": "a", "en": "b", "ru": "c"}},
        {"id": "age", "require": "person.age >= 65", "text": {"az": "a", "en": "b", "ru": "c"}},
    ],
    "amount": "parameter.x",
    "texts": {"name": {"az": "A", "en": "B", "ru": "C"}},
    "withdraws": False,
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(BASE), **changes}


def test_differences_name_criteria_by_their_id() -> None:
    after = deepcopy(BASE)
    after["criteria"][1]["text"]["en"] = "better"
    after["criteria"].reverse()
    assert difference(BASE, after) == [
        {"path": "criteria.order", "kind": "changed", "before": ["alive", "age"], "after": ["age", "alive"]},
        {"path": "criteria[age].text.en", "kind": "changed", "before": "b", "after": "better"},
    ]


def test_two_who_change_different_words_do_not_clash() -> None:
    mine, theirs = deepcopy(BASE), deepcopy(BASE)
    mine["criteria"][1]["require"] = "person.age >= 60"
    theirs["criteria"][1]["text"]["az"] = "yaşı"
    theirs["amount"] = "parameter.y"
    result = merge(BASE, mine, theirs)
    assert not result.clashes
    assert result.state["criteria"][1] == {
        "id": "age",
        "require": "person.age >= 60",
        "text": {"az": "yaşı", "en": "b", "ru": "c"},
    }
    assert result.state["amount"] == "parameter.y"
    assert [change["path"] for change in result.only_mine] == ["criteria[age].require"]
    assert sorted(change["path"] for change in result.only_theirs) == ["amount", "criteria[age].text.az"]


def test_both_adding_a_criterion_keeps_both() -> None:
    new = {"id": "poor", "require": "TRUE"}
    other = {"id": "resident", "require": "person.resident"}
    result = merge(BASE, changed(criteria=[*BASE["criteria"], new]), changed(criteria=[other, *BASE["criteria"]]))
    assert not result.clashes
    assert [item["id"] for item in result.state["criteria"]] == ["resident", "alive", "age", "poor"]


def test_removing_what_the_other_changed_is_a_clash_of_the_whole_criterion() -> None:
    mine = changed(criteria=[BASE["criteria"][0]])
    theirs = deepcopy(BASE)
    theirs["criteria"][1]["require"] = "person.age >= 60"
    result = merge(BASE, mine, theirs)
    assert [clash.path for clash in result.clashes] == ["criteria[age]"]
    kept = merge(BASE, mine, theirs, choices={"criteria[age]": "theirs"}).state
    gone = merge(BASE, mine, theirs, choices={"criteria[age]": "mine"}).state
    assert [item.get("require") for item in kept["criteria"]] == ["person.alive", "person.age >= 60"]
    assert [item["id"] for item in gone["criteria"]] == ["alive"]


def test_two_orders_clash_only_when_both_moved_what_was_there() -> None:
    three = [*BASE["criteria"], {"id": "poor", "require": "TRUE"}]
    base = changed(criteria=three)
    mine = changed(criteria=[three[2], three[0], three[1]])
    theirs = changed(criteria=[three[1], three[0], three[2]])
    assert [clash.path for clash in merge(base, mine, theirs).clashes] == ["criteria.order"]
    assert not merge(base, mine, changed(criteria=three[:2])).clashes


@pytest.mark.parametrize("text", ["criteria[", "a..b", '"open', "a b"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a place"):
        path_of(text)
