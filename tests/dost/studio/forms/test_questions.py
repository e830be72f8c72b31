from __future__ import annotations

from typing import Any

import pytest

from dost.studio.forms.questions import MOST_CHOICES, QuestionForm

CHOICE = {"id": "who", "ask": {"az": "Kim?"}, "type": "choice", "choices": {"parent": {"az": "Valideyn"}, "other": {}}}


def sent(question: dict[str, Any], **changes: str) -> dict[str, Any]:
    """A question as its form sends it."""
    return {**QuestionForm.begin(question), **changes}


@pytest.mark.parametrize("question", [CHOICE, {"id": "pregnant", "ask": {"ru": "р", "en": "e"}, "type": "yes_no"}])
def test_a_question_is_written_as_a_file_writes_it(question: dict[str, Any]) -> None:
    form = QuestionForm(sent(question))

    assert form.is_valid(), form.errors
    assert form.written() == question


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Who is it"},
        {"code-0": "Parent"},
        {"code-0": "other"},
        {"code-0": ""},
        {"type": "yes_no"},
        {"code-0": "", "choice-0_az": "", "code-1": ""},
    ],
)
def test_answers_go_with_a_choice_and_each_has_a_code_of_its_own(changes: dict[str, str]) -> None:
    assert not QuestionForm(sent(CHOICE, **changes)).is_valid()


def test_more_rows_keep_what_was_typed_and_have_an_end() -> None:
    form = QuestionForm(initial=QuestionForm.resent(sent(CHOICE)), spare=4)

    assert len(form.answers) == 6
    assert form["choice-0_az"].value() == "Valideyn"
    assert len(QuestionForm(initial={}, spare=1_000).answers) == MOST_CHOICES
