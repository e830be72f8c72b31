"""What a question is expected to settle, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening.scoring import OpenCriterion, OpenRight, credits_of, scores

ASKS = st.frozensets(st.sampled_from("abcde"), max_size=3)
CRITERIA = st.lists(st.builds(OpenCriterion, asks=ASKS, fails=st.floats(0.01, 0.99)), max_size=5).map(tuple)
RIGHTS = st.builds(OpenRight, service=st.just("s"), worth=st.floats(1, 1e4), chance=st.floats(0, 1), criteria=CRITERIA)


def right(*criteria: tuple[str, float], worth: float = 100.0) -> OpenRight:
    return OpenRight("s", worth, 1.0, tuple(OpenCriterion(frozenset(asks), fails) for asks, fails in criteria))


def test_the_only_question_of_the_only_criterion_settles_all() -> None:
    assert credits_of(right(("a", 0.3)), "a") == {"a": pytest.approx(1.0)}


def test_of_two_criteria_the_one_that_fails_more_often_is_asked_first() -> None:
    credit = credits_of(right(("a", 0.9), ("b", 0.1)), "ab")
    assert credit["a"] == pytest.approx(0.9 + 0.1 / 2)
    assert credit["b"] == pytest.approx(0.1 + 0.9 / 2)


def test_questions_of_one_criterion_share_it() -> None:
    credit = credits_of(right(("ab", 0.8)), "ab")
    assert credit["a"] == credit["b"] < 1


def test_what_cannot_be_asked_gets_nothing() -> None:
    assert credits_of(right(("a", 0.5), ("z", 0.5)), "a").keys() == {"a"}


def test_a_hard_question_counts_for_less() -> None:
    found = scores([right(("a", 0.5)), right(("b", 0.5))], {"a": 1.0, "b": 3.0}).settled
    assert found["a"] == pytest.approx(3 * found["b"])


@given(one=RIGHTS)
def test_a_credit_is_a_share(one: OpenRight) -> None:
    credit = credits_of(one, "abcde")
    assert all(0 < share <= 1 + 1e-9 for share in credit.values())
    assert credit.keys() == {ask for criterion in one.criteria for ask in criterion.asks}


@given(rights=st.lists(RIGHTS, max_size=4), more=RIGHTS)
def test_another_open_right_never_makes_a_question_worth_less(rights: list[OpenRight], more: OpenRight) -> None:
    difficulty = dict.fromkeys("abcde", 1.0)
    before, after = scores(rights, difficulty), scores([*rights, more], difficulty)
    assert all(after.settled[ask] >= score - 1e-9 for ask, score in before.settled.items())
    assert all(after.expected[ask] >= score - 1e-9 for ask, score in before.expected.items())


@given(rights=st.lists(RIGHTS, max_size=4))
def test_what_is_expected_is_what_would_be_settled_of_what_is_likely(rights: list[OpenRight]) -> None:
    found = scores(rights, dict.fromkeys("abcde", 1.0))
    weighed = scores([replace(one, worth=one.worth * one.chance) for one in rights], dict.fromkeys("abcde", 1.0))
    assert found.expected == weighed.settled
