"""What a new version means for the answers of a draft: a law, whatever is asked and answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dost.cases.drafts.resume import change_of
from services_catalog.definition import Definition
from tests.factories.drafts import QUESTIONS, TOLD, asked_by
from tests.factories.services_catalog import definition


@given(
    kept=st.sets(st.sampled_from(["alone", "rooms", "home"])),
    answered=st.sets(st.sampled_from(["alone", "rooms", "home"])),
)
def test_an_answer_remains_exactly_where_the_same_question_is_asked(kept: set[str], answered: set[str]) -> None:
    before = Definition.from_json(definition(**asked_by()))
    after = Definition.from_json(definition(**asked_by(questions=[q for q in QUESTIONS if q["id"] in kept])))
    answers = {name: TOLD[name] for name in answered}
    change = change_of(before, after, answers)
    assert change.remaining == {name: value for name, value in answers.items() if name in kept}
    assert change.lost == len(answered - kept)
    assert {one.id for one in change.asked_no_more} == {"alone", "rooms", "home"} - kept
