"""The typed definition: the stored JSON goes in and comes out the same, and nothing unknown gets through."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.definition import (
    AnswerType,
    AwardKind,
    AwardRegistry,
    Criterion,
    Definition,
    Example,
    Expectation,
    Funding,
    Mode,
    Outcome,
    Period,
    Question,
    content_hash,
)
from services_catalog.files import read_catalogue
from services_catalog.json_fields import FieldError
from services_catalog.rules import Verdict
from services_catalog.schema import CONFIDENCES
from services_catalog.time_limits import STANDARD, TimeLimit, TimeLimits, Unit
from tests.factories.services_catalog import definition, texts

WORDS = st.text("abcxyz_", min_size=1, max_size=8)
LINES = st.text("aəİшЩ0 \"'\\“{}:\n", max_size=12)
TEXTS = st.fixed_dictionaries(dict.fromkeys(("az", "en", "ru"), LINES))
DAYS = st.dates(date(2019, 4, 1), date(2030, 12, 31))
MONEY = st.decimals(0, 99_999, places=2)
EXPRESSIONS = st.none() | LINES
CODES = st.sampled_from(["05-40", "05-41", "07-06-1"])

CRITERIA = st.builds(
    Criterion,
    id=WORDS,
    require=LINES,
    text=TEXTS,
    law=LINES,
    shared=st.none() | WORDS,
    written=EXPRESSIONS,
)
QUESTIONS = st.builds(
    Question, id=WORDS, ask=TEXTS, type=st.sampled_from(AnswerType), choices=st.dictionaries(WORDS, TEXTS, max_size=3)
)
EXAMPLES = st.builds(
    Example,
    name=LINES,
    on=DAYS,
    facts=st.dictionaries(WORDS, st.none() | st.booleans() | st.integers() | LINES, max_size=3),
    expect=st.builds(
        Expectation,
        verdict=st.sampled_from(Verdict),
        amount=st.none() | MONEY,
        starts=st.none() | DAYS,
        until=st.none() | DAYS,
    ),
)


LIMIT = st.builds(
    TimeLimit, count=st.integers(0, 366), unit=st.sampled_from(Unit), law=LINES, confidence=st.sampled_from(CONFIDENCES)
)
LIMITS = st.builds(TimeLimits, decision=LIMIT, refusal_notice=LIMIT, appeal=LIMIT, appeal_answer=LIMIT)


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """At most three of them."""
    return st.lists(one, max_size=3).map(tuple)


DEFINITIONS = st.builds(
    Definition,
    code=CODES,
    valid_from=DAYS,
    basis=WORDS,
    mode=st.sampled_from(Mode),
    criteria=several(CRITERIA),
    period=st.sampled_from(Period),
    outcome=st.sampled_from(Outcome),
    amount=EXPRESSIONS,
    starts=EXPRESSIONS,
    until=EXPRESSIONS,
    payee=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    award=st.none() | st.sampled_from(AwardRegistry),
    award_kind=st.none() | st.sampled_from(AwardKind),
    funding=st.sampled_from(Funding),
    excludes=several(CODES),
    verify=several(WORDS),
    examples=several(EXAMPLES),
    questions=several(QUESTIONS),
    written=st.dictionaries(WORDS, LINES, max_size=2),
    valid_days=st.none() | st.integers(0, 400),
    stated_terms=st.none() | LIMITS,
)


@given(DEFINITIONS)
def test_what_the_database_keeps_is_read_back_the_same(one: Definition) -> None:
    assert Definition.from_json(json.loads(json.dumps(one.as_json()))) == one


def test_every_version_of_the_catalogue_is_written_as_its_file_was_read() -> None:
    versions = [version for service in read_catalogue()[0].services.values() for version in service.versions]
    assert len(versions) >= 160
    for version in versions:
        assert content_hash(Definition.from_json(version.definition).as_json()) == version.content_hash


def test_values_are_typed() -> None:
    one = Definition.from_json(
        definition(
            mode="ask_first",
            award="PENS",
            award_kind="age",
            excludes=["05-40"],
            questions=[{"id": "place", "ask": texts("Where?"), "type": "choice", "choices": {"home": texts("Home")}}],
            examples=[
                {
                    "name": "Old",
                    "on": "2026-03-01",
                    "facts": {"person.age": 70},
                    "expect": {"verdict": "entitled", "amount": "600.00", "starts": "2026-03-02"},
                }
            ],
        )
    )

    assert (one.valid_from, one.mode, one.period, one.outcome) == (
        date(2019, 4, 1),
        Mode.ASK_FIRST,
        Period.ONCE,
        Outcome.PAYMENT,
    )
    assert (one.award, one.award_kind, one.funding) == (AwardRegistry.PENS, AwardKind.AGE, Funding.BUDGET)
    assert one.excludes == ("05-40",)
    assert one.criteria[0] == Criterion("alive", "person.alive", texts("The person is alive"), "Law, art. 1")
    assert one.questions == (Question("place", texts("Where?"), AnswerType.CHOICE, {"home": texts("Home")}),)
    assert one.examples[0].expect == Expectation(Verdict.ENTITLED, Decimal("600.00"), date(2026, 3, 2))
    assert one.is_proactive
    assert one.criterion_texts["age"] == texts("The person has turned 65")


def test_what_an_older_version_does_not_say_is_as_it_always_was() -> None:
    kept = definition()
    for key in ("amount", "starts", "until", "payee", "award", "funding", "excludes", "verify", "examples", "written"):
        del kept[key]

    one = Definition.from_json(kept)

    assert (one.amount, one.payee, one.award, one.funding) == (None, ("subject",), None, Funding.BUDGET)
    assert (one.excludes, one.verify, one.examples, one.questions, one.written) == ((), (), (), (), {})
    assert (one.stated_terms, one.terms) == (None, STANDARD)
    assert "terms" not in one.as_json()


def test_a_criterion_is_shown_as_it_was_typed() -> None:
    assert Criterion("age", "(person.age >= 65)", {}, written="formula.old_enough").as_typed == "formula.old_enough"
    assert Criterion("age", "person.age >= 65", {}).as_typed == "person.age >= 65"


def test_the_parameters_it_names_are_known_wherever_they_stand() -> None:
    one = Definition.from_json(definition(starts="add_months(today, parameter.months)", until=None))

    assert one.parameters == {"test_benefit", "months"}
    assert Definition.from_json(definition(amount=None)).parameters == frozenset()


QUESTION = {"id": "place", "ask": texts("Where?"), "type": "yes_no"}
EXAMPLE = {"name": "Old", "on": "2026-03-01", "facts": {}, "expect": {"verdict": "entitled"}}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("mode", "sometimes"),
        ("mode", None),
        ("period", "yearly"),
        ("outcome", "money"),
        ("award", "XYZ"),
        ("award_kind", "youth"),
        ("funding", "lottery"),
        ("valid_from", "1 April"),
        ("basis", None),
        ("amount", 5),
        ("excludes", "05-40"),
        ("excludes", [5]),
        ("valid_days", "ten"),
        ("terms", "ten days"),
        ("terms.decision", {"law": "Law", "confidence": "assumed"}),
        ("terms.decision", {"days": 1, "months": 1, "law": "Law", "confidence": "assumed"}),
        ("terms.appeal.days", "30"),
        ("criteria", None),
        ("criteria[1]", "alive"),
        ("criteria[1].require", None),
        ("criteria[0].text", {"az": 1}),
        ("questions[0].type", "essay"),
        ("examples[0].on", "yesterday"),
        ("examples[0].expect.verdict", "perhaps"),
        ("examples[0].expect.amount", "much"),
    ],
)
def test_a_value_that_is_not_known_is_an_error_that_names_the_field(place: str, value: Any) -> None:
    kept = deepcopy(definition(questions=[QUESTION], examples=[EXAMPLE], terms=STANDARD.as_json()))
    *way, last = [int(key) if key.isdigit() else key for key in place.replace("[", ".").replace("]", "").split(".")]
    target: Any = kept
    for key in way:
        target = target[key]
    target[last] = value

    with pytest.raises(FieldError) as caught:
        Definition.from_json(kept)

    assert caught.value.where == place


@pytest.mark.parametrize("value", [None, [], "05-99", {}])
def test_something_else_is_no_definition(value: Any) -> None:
    with pytest.raises(FieldError):
        Definition.from_json(value)
