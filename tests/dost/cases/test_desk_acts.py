"""What a person says and staff write down: one table of words and functions for every office."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

from dost.accounts.actors import Staff, staff_actor
from dost.cases import desk_acts, handlers
from dost.cases.acts import TABLE, Act, Need, Role
from dost.cases.desk_acts import SAID
from dost.cases.models import CaseMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

NOW = timezone.now()
CLERK = Staff(user_id=7, role=Role.CLERK, centre="BAKI-1")
ROWS = pytest.mark.parametrize("act", sorted(SAID), ids=str)


@ROWS
def test_whatever_is_said_a_clerk_may_write_down_and_it_is_about_a_case(act: str) -> None:
    terms = TABLE[Act(act)]
    assert Role.CLERK in terms.who.roles
    assert terms.where is not None


@ROWS
def test_nothing_of_it_decides_anything(act: str) -> None:
    """What only staff decide needs somebody apart from the people; what a person says, a clerk only writes down."""
    terms = TABLE[Act(act)]
    assert terms.apart == "nothing"
    assert not terms.needs & {Need.RULING, Need.COURT, Need.PAYEE, Need.REQUESTS}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_act_has_words_of_its_own_in_each_language(language: str) -> None:
    with translation.override(language):
        for words in ("explanation", "button", "done"):
            said = [str(getattr(asked, words)) for asked in SAID.values()]
            assert all(said)
            assert len(set(said)) == len(said)


def test_what_gives_something_up_is_asked_with_a_warning() -> None:
    assert {act for act, asked in SAID.items() if asked.warning} == {Act.TAKE_BACK, Act.GIVE_UP}


DOES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    Act.ANSWER_QUESTIONS: ("answer_questions", {"answers": {"rooms": 2}}, {"answers": {"rooms": 2}}),
    Act.ANSWER: ("record_choice", {"answer": "no", "note": "she said so"}, {"wanted": False, "note": "she said so"}),
    Act.ASK: ("ask", {"text": "When?"}, {"text": "When?"}),
    Act.TAKE_BACK: ("take_back", {"note": "she said so"}, {"note": "she said so"}),
    Act.GIVE_UP: ("give_up", {"last_day": NOW, "note": "x"}, {"last_day": NOW, "note": "x"}),
    Act.APPEAL: (
        "lodge_appeal",
        {"grounds": "I am 66", "late_reason": "ill"},
        {"grounds": "I am 66", "late_reason": "ill"},
    ),
    Act.REPLY: ("reply", {"text": "Tomorrow"}, {"text": "Tomorrow"}),
}


def test_no_act_is_left_out_here() -> None:
    assert set(DOES) == set(SAID)


@ROWS
def test_it_is_done_by_its_function_with_what_was_given_and_nothing_else(
    act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, given, passed = DOES[act]
    called: list[dict[str, Any]] = []
    where = desk_acts if hasattr(desk_acts, name) else handlers
    monkeypatch.setattr(where, name, lambda **more: called.append(more))
    SAID[Act(act)].do(5, CLERK, {**given, "csrf": "not passed on"}, NOW)
    assert called == [{"case_id": 5, "actor": CLERK, "now": NOW, **passed}]


@pytest.mark.django_db
def test_a_question_is_written_down_with_whoever_wrote_it() -> None:
    case, actor = CaseFactory(), staff_actor(UserFactory(clerk=True))
    SAID[Act.ASK].do(case.pk, actor, {"text": "When?"}, timezone.now())
    message = CaseMessage.objects.get(case=case)
    assert (message.text, message.side, message.actor) == ("When?", CaseMessage.Side.PERSON, actor)
