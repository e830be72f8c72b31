from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from dost.studio.builder.trees import WAYS_TO_COMPARE, WORKED
from dost.studio.pages.rule_builder import acted, from_typed, sent_tree
from dost.studio.pages.rule_reading import Reader
from dost.studio.views.common import the_draft
from dost.studio.views.session import DraftSession
from dost.studio.wording import rule_words
from services_catalog.files import read_catalogue
from services_catalog.models import DraftService
from services_catalog.rules import parse_expression
from tests.factories.services_catalog import ParameterFactory


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
    found[f"{node.path}-of"], found[f"{node.path}-is"] = node.of, node.way
    if not node.of:
        found[f"{node.path}-fact"] = node.fact
    _fill_values([*node.args, *node.values], found)


def _fill_values(values: Any, found: QueryDict) -> None:
    for value in values:
        found[value.select_name] = value.source
        found.setlist(value.input_name, value.texts)
        _fill_values(value.args, found)


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
        "formula.old_enough OR NOT formula.old_enough",
        "years_between(person.birth_date, today) >= 65",
        "today <= add_days(add_months(person.birth_date, 12), -1)",
        "insurance.months + 12 >= 2 * insurance.months_before_2006",
        "coalesce(person.age, 0) BETWEEN 1 AND 65",
        "NOT (person.missing OR disability.active)",
        "CASE WHEN person.sex = 'F' THEN person.age >= 60 ELSE person.age >= 65 AND person.alive END",
    ],
)
def test_what_is_shown_as_a_form_is_sent_back_as_the_same(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.root is not None
    assert page.error == ""
    assert page.text == text
    assert sent_tree(place, _fields(page.root)).text == text


@pytest.mark.parametrize("text", ["formula.nothing", "person.age > CASE WHEN person.alive THEN 1 ELSE 2 END", "a b"])
def test_what_is_richer_than_the_form_stays_text(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.too_rich
    assert page.text == text
    assert sent_tree(place, sent(require=text)).text == text


def test_an_amount_by_a_scale_is_a_form_whose_scales_are_those_of_the_law(place: DraftSession) -> None:
    ParameterFactory(name="tax", type="scale", values=((date(2020, 1, 1), "0: 0.14"),))
    text = "scale(insurance.pension_capital - 200, parameter.tax) > 20"
    page = from_typed(place, text)
    assert page.root is not None
    assert (page.error, page.text) == ("", text)
    assert [name for name, _label in page.scales] == ["parameter.tax"]
    assert "parameter.tax" not in [name for name, _label in page.parameters]
    assert sent_tree(place, _fields(page.root)).text == text
    begun = sent_tree(place, sent(b__way="all", **{"b-0-of": "scale"}))
    [amount, scale] = begun.root.parts[0].args  # type: ignore[union-attr]
    assert (amount.wanted, scale.wanted, scale.source) == ("number", "scale", "parameter")


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
    assert set(rule_words.COMPARISON) == set(WAYS_TO_COMPARE)
    assert set(rule_words.WORKED) == set(WORKED)


def test_something_worked_out_is_chosen_step_by_step(place: DraftSession) -> None:
    fields = {"b-0-of": "years_between", "b-0-fact": "person.age", "b-0-is": ">="}
    page = sent_tree(place, sent(b__way="all", **fields))
    [left] = page.root.parts  # type: ignore[union-attr]
    assert [arg.source for arg in left.args] == ["fact", "today"]  # type: ignore[union-attr]
    fields |= {"b-0-a0-k": "fact", "b-0-a0-v": "person.birth_date", "b-0-a1-k": "today", "b-0-v0": "18"}
    assert sent_tree(place, sent(b__way="all", **fields)).text == "years_between(person.birth_date, today) >= 18"
    fields |= {"b-0-k0": "*", "b-0-v0a0-k": "typed", "b-0-v0a0-v": "2", "b-0-v0a1-k": "typed", "b-0-v0a1-v": "9,5"}
    assert sent_tree(place, sent(b__way="all", **fields)).text == "years_between(person.birth_date, today) >= 2 * 9.5"
    forged = fields | {"b-0-v0a1-v": "1) OR (TRUE"}
    assert sent_tree(place, sent(b__way="all", **forged)).text == ""


def test_if_has_three_places_and_loses_nothing_when_it_becomes_one(place: DraftSession) -> None:
    four = {f"b-{number}-fact": "person.alive" for number in range(4)}
    page = sent_tree(place, sent(b__way="case", **four))
    assert page.text == "CASE WHEN person.alive THEN person.alive ELSE person.alive AND person.alive END"
    page = sent_tree(place, sent(b__way="case", **{"b-0-fact": "person.alive"}))
    assert len(page.root.parts) == 3  # type: ignore[union-attr]
    assert (page.text, bool(page.error)) == ("", True)


def test_the_form_opens_and_gives_back_nearly_all_conditions_of_the_catalogue() -> None:
    """Each condition as its author typed it: what the form gives back has to be the same to the database."""
    catalogue, _problems = read_catalogue()
    book, conditions, the_same = catalogue.library.book(), 0, 0
    for service in catalogue.services.values():
        for version in service.versions:
            said = version.definition
            questions = list(said.get("questions", ()))
            reader = Reader(said["basis"], book, questions, catalogue.library)
            place = _Standing(reader.naming, book, said["basis"], questions)
            for criterion in said["criteria"]:
                shared = criterion.get("shared")
                typed = reader.shared(shared) if shared else criterion.get("written") or criterion["require"]
                conditions += 1
                the_same += _comes_back(place, typed)
    share = the_same / conditions
    print(f"{the_same} of {conditions} conditions ({share:.1%}) open as a form and come back the same")
    assert conditions > 600
    assert share >= 0.95


@dataclass
class _Standing:
    naming: Any
    parameters: Any
    basis: str
    questions: list[Any]


def _comes_back(place: _Standing, typed: str) -> bool:
    page = from_typed(place, typed)
    if page.root is None:
        return False
    again = sent_tree(place, _fields(page.root))
    if again.error or page.text != again.text:
        return False
    before, after = (
        parse_expression(text, vocabulary=place.naming, parameters=place.parameters) for text in (typed, again.text)
    )
    return before.sql_text == after.sql_text
