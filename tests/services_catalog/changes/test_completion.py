"""What is offered where somebody types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.changes.completion import Suggestion, complete
from services_catalog.library import Library, SharedCriterion
from services_catalog.rules import Bracket, Parameter, ParameterBook, Scale, ValueType

LABEL = {"az": "Minimum əməkhaqqı", "en": "Minimum wage", "ru": "Минимальная зарплата"}
TAX = Scale((Bracket(Decimal(0), Decimal("0.03")), Bracket(Decimal(2500), Decimal("0.1"))))
BOOK = ParameterBook(
    [
        Parameter("pension_age", ValueType.INTEGER, ((date(2019, 1, 1), 65),), LABEL),
        Parameter("income_tax", ValueType.SCALE, ((date(2019, 1, 1), TAX),), dict.fromkeys(LABEL, "Income tax")),
    ]
)
TEXT = {"az": "Sağdır", "en": "Is living", "ru": "Жив"}
LIBRARY = Library(
    criteria={"alive": SharedCriterion("alive", "person.alive", TEXT, "Law", ("alive",))},
    formulas={"old_enough": "person.age >= 65"},
)


def offered(text: str, *, basis: str = "person", **more: Any) -> list[Suggestion]:
    """What is offered at the bar in the text."""
    cursor = text.index("|")
    return complete(text.replace("|", ""), cursor, basis=basis, parameters=BOOK, known=LIBRARY, **more)


def names(text: str, **more: Any) -> list[str]:
    return [suggestion.insert for suggestion in offered(text, **more)]


def test_a_name_is_completed_by_its_beginning_and_replaced_as_a_whole() -> None:
    [first, *_rest] = offered("person.alive AND person.ag|xx > 1")
    assert first.insert == "person.age"
    assert (first.start, first.end) == (17, 28)
    assert (first.kind, first.type, first.unit, first.registry) == ("fact", "integer", "years", "POPULATION")
    assert first.example
    assert set(first.label) == {"az", "en", "ru"}


def test_a_name_is_found_by_a_part_of_it() -> None:
    assert "person.birth_date" in names("birth|")


@pytest.mark.parametrize("typed", ["əməkhaqq", "emekhaqq", "wage", "зарплат", "МИНИМ"])
def test_a_parameter_is_found_by_words_of_its_label(typed: str) -> None:
    [found] = [s for s in offered(f"person.age > {typed}|") if s.kind == "parameter"]
    assert (found.insert, found.example) == ("parameter.pension_age", "65")


def test_formulas_functions_criteria_and_today_are_offered() -> None:
    assert names("formula.o|") == ["formula.old_enough"]
    assert names("years_b|")[0] == "years_between("
    assert "today" in names("tod|")
    [criterion] = [s for s in offered("livi|") if s.kind == "criterion"]
    assert (criterion.insert, criterion.meaning, criterion.label["ru"]) == ("(person.alive)", "alive", "Жив")


@pytest.mark.parametrize(
    "text",
    [
        "scale(employment.wage, |",
        "scale(employment.wage, parameter.inc|",
        "scale(greatest(employment.wage, 5) , |)",
        "SCALE(scale(employment.wage, parameter.income_tax), |",
    ],
)
def test_behind_the_amount_only_scales_are_offered(text: str) -> None:
    [found] = offered(text)
    assert (found.insert, found.type, found.example) == ("parameter.income_tax", "scale", "")
    assert "the part above" in found.meaning


@pytest.mark.parametrize("text", ["scale(|", "greatest(scale(employment.wage, parameter.income_tax), |"])
def test_elsewhere_everything_is_offered(text: str) -> None:
    assert len(offered(text)) > 1


def test_only_what_the_basis_has_is_offered() -> None:
    library = Library(
        criteria={"born": SharedCriterion("born", "birth.born_alive", TEXT, "Law", ("born",))},
        formulas={"age_of_child": "months_between(birth.date, today)", "doubled": "2 * formula.age_of_child"},
    )

    def kinds(basis: str) -> list[tuple[str, str]]:
        found = complete("", 0, basis=basis, parameters=BOOK, known=library, most=5_000)
        return [(s.insert, s.type) for s in found if s.kind in ("formula", "criterion")]

    assert kinds("person") == []
    assert sorted(kinds("birth")) == [
        ("(birth.born_alive)", "boolean"),
        ("formula.age_of_child", "integer"),
        ("formula.doubled", "integer"),
    ]


def test_after_a_comparison_with_a_list_its_values_come_first() -> None:
    found = offered("person.sex = |")
    assert {s.insert for s in found[:2]} == {"'F'", "'M'"}
    assert found[0].kind == "code"
    assert found[0].label["en"]


@pytest.mark.parametrize("text", ["person.sex IN (|", "person.sex NOT IN ('F', |", "person.sex <> |"])
def test_lists_offer_values_too(text: str) -> None:
    assert names(text)[0] in ("'F'", "'M'")


def test_inside_quotation_marks_only_values_are_offered() -> None:
    assert names("person.sex = 'F|'") == ["'F'"]
    [found] = offered("person.sex = 'F|' AND person.alive")
    assert (found.start, found.end) == (13, 16)
    assert names("person.age = 'x|") == []


def test_after_a_comparison_what_has_its_type_comes_first_and_not_the_fact_itself() -> None:
    found = offered("person.birth_date <= |")
    assert found[0].type == "date"
    assert "person.birth_date" not in [s.insert for s in found[:5]]
    assert all(s.kind != "criterion" for s in found)


def test_facts_of_other_roles_say_whom_they_are_about() -> None:
    [first, *_rest] = offered("mother.employment.act|", basis="birth")
    assert first.insert == "mother.employment.active"
    assert first.about["en"] == "the mother"


def test_answers_are_offered_where_they_are_asked_for() -> None:
    ask = {"az": "Ödəyirsiniz?", "en": "Do you pay?", "ru": "Вы платите?"}
    assert "answer.pays" in names("pay|", questions=[{"id": "pays", "ask": ask, "type": "yes_no"}])
    assert "answer.pays" not in names("pay|")


def test_what_means_nothing_offers_nothing() -> None:
    assert names("zzzzzz|") == []
    assert names("x|", basis="nothing") == []
    assert len(names("|")) == 30
