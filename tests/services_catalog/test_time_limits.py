"""The time limits of the law: as files write them, as the database keeps them, and in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.definition import Definition, content_hash
from services_catalog.files import read_catalogue
from services_catalog.law_checks import law_problems
from services_catalog.limit_words import limit_in_words, within_in_words
from services_catalog.located import Document
from services_catalog.schema import CONFIDENCES, Reader
from services_catalog.terms_written import limits_as_written, read_limits
from services_catalog.time_limits import MOST, NAMES, STANDARD, TimeLimit, TimeLimits, Unit, limits_from_json
from tests.factories.services_catalog import definition

DECISION = {"days": 10, "law": "Law, art. 1", "confidence": "verified"}
LIMITS = st.sampled_from(Unit).flatmap(
    lambda unit: st.builds(
        TimeLimit,
        count=st.integers(1, MOST[unit]),
        unit=st.just(unit),
        law=st.sampled_from(["Law, art. 1", "Labour Code (618-IQ, 01.02.1999)"]),
        confidence=st.sampled_from(CONFIDENCES),
    )
)
SEVERAL = st.builds(TimeLimits, **dict.fromkeys(NAMES, LIMITS))


def read(value: Any) -> tuple[dict[str, Any], list[str]]:
    reader = Reader(Document("x.yaml"))
    found = read_limits(reader, value, ("terms",))
    return found, [problem.message for problem in reader.problems]


@given(SEVERAL)
def test_what_is_written_is_read_the_same(limits: TimeLimits) -> None:
    stored = limits.as_json()
    assert limits_from_json(stored) == limits
    assert read(limits_as_written(stored)) == (stored, [])


def test_what_is_left_out_is_as_for_everybody_and_stands_written_out() -> None:
    stored, problems = read({"decision": DECISION})
    assert problems == []
    assert limits_from_json(stored) == TimeLimits(
        TimeLimit(10, Unit.DAYS, "Law, art. 1", "verified"),
        STANDARD.refusal_notice,
        STANDARD.appeal,
        STANDARD.appeal_answer,
    )
    assert limits_as_written(stored) == {"decision": DECISION}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "“decision” is missing."),
        ("ten days", "a mapping is expected"),
        ({"decision": {**DECISION, "days": 367}}, "from 0 to 366"),
        ({"decision": {**DECISION, "days": -1}}, "from 0 to 366"),
        ({"decision": {**DECISION, "days": True}}, "from 0 to 366"),
        ({"decision": {**DECISION, "months": 1}}, "in one of: days, working_days, months"),
        ({"decision": {"law": "Law", "confidence": "verified"}}, "in one of: days, working_days, months"),
        ({"decision": {"days": 10, "confidence": "verified"}}, "“law” is missing."),
        ({"decision": {"days": 10, "law": "Law"}}, "“confidence” is missing."),
        ({"decision": {**DECISION, "confidence": "sure"}}, "“sure” is not right here."),
        ({"decision": DECISION, "appeal": {**DECISION, "days": 0}}, "At least 1 is expected here."),
        ({"decision": DECISION, "apeal": DECISION}, "Did you mean appeal?"),
    ],
)
def test_what_is_wrong_is_said(value: Any, says: str) -> None:
    with translation.override("en"):
        _stored, problems = read(value)
    assert any(says in problem for problem in problems), problems


def test_a_decision_may_fall_on_the_same_day() -> None:
    stored, problems = read({"decision": {**DECISION, "days": 0}})
    assert problems == []
    assert limits_from_json(stored).decision.count == 0


def test_a_version_without_limits_has_the_standard_ones_and_keeps_its_hash() -> None:
    before = definition(award_kind=None)
    before.pop("terms", None)
    one = Definition.from_json(before)
    assert one.terms == STANDARD
    assert one.as_json() == before
    assert content_hash(one.as_json()) == content_hash(before)


def test_another_limit_is_another_content() -> None:
    other = {**STANDARD.as_json(), "decision": {**DECISION, "days": 11}}
    assert content_hash(definition(terms=other)) != content_hash(definition(terms=STANDARD.as_json()))


# -- the catalogue -------------------------------------------------------------------------------------------------


def test_every_version_of_the_catalogue_states_its_limits_by_a_law_that_is_listed() -> None:
    catalogue, problems = read_catalogue()
    assert problems == []
    assert law_problems(catalogue) == []
    terms = {}
    for code, service in catalogue.services.items():
        for version in service.versions:
            assert "terms" in version.definition, code
            terms[code] = Definition.from_json(version.definition).terms
    assert len(terms) == 160
    assert terms["05-40"].decision == TimeLimit(10, Unit.DAYS, "Social Benefits Law (55-IIIQ, 07.02.2006)", "verified")
    assert terms["05-40"].refusal_notice.confidence == "verified"
    assert terms["06-00"].decision == TimeLimit(15, Unit.WORKING_DAYS, "CM decision 37 (05.02.2016)", "verified")
    assert terms["10-07"].decision.unit is Unit.WORKING_DAYS
    assert {one.appeal.count for one in terms.values()} == {30}
    assert {(one.appeal_answer.count, one.appeal_answer.unit) for one in terms.values()} == {(1, Unit.MONTHS)}
    assert {(one.refusal_notice.count, one.refusal_notice.unit) for one in terms.values()} == {(5, Unit.DAYS)}


def test_a_law_that_is_not_listed_is_found() -> None:
    catalogue, _problems = read_catalogue()
    version = catalogue.services["05-40"].versions[0]
    version.definition["terms"]["decision"]["law"] = "Law on nothing"
    assert [one.message for one in law_problems(catalogue) if "Law on nothing" in one.message]


# -- in words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "unit", "language", "said", "within"),
    [
        (10, Unit.DAYS, "en", "10 days", "within 10 days"),
        (1, Unit.DAYS, "en", "1 day", "within 1 day"),
        (15, Unit.WORKING_DAYS, "en", "15 working days", "within 15 working days"),
        (1, Unit.MONTHS, "en", "1 month", "within 1 month"),
        (0, Unit.DAYS, "en", "the same day", "on the same day"),
        (10, Unit.DAYS, "az", "10 gün", "10 gün ərzində"),
        (15, Unit.WORKING_DAYS, "az", "15 iş günü", "15 iş günü ərzində"),
        (1, Unit.MONTHS, "az", "1 ay", "1 ay ərzində"),
        (1, Unit.DAYS, "ru", "1 день", "в течение 1 дня"),
        (2, Unit.WORKING_DAYS, "ru", "2 рабочих дня", "в течение 2 рабочих дней"),
        (21, Unit.WORKING_DAYS, "ru", "21 рабочий день", "в течение 21 рабочего дня"),
        (1, Unit.MONTHS, "ru", "1 месяц", "в течение 1 месяца"),
    ],
)
def test_a_limit_is_said_in_the_readers_language(count: int, unit: Unit, language: str, said: str, within: str) -> None:
    limit = TimeLimit(count, unit, "Law", "assumed")
    with translation.override(language):
        assert limit_in_words(limit) == said
        assert within_in_words(limit) == within
