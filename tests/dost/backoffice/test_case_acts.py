"""What staff do with a case: how the page of each act asks for it, and what does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils import timezone, translation

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.backoffice import case_acts
from dost.backoffice.case_acts import ACTS, ON_ITS_RECOVERY, form_of, links
from dost.cases import acts, desk_acts, handlers
from dost.cases.acts import TABLE, Act, Need, needs_of
from dost.cases.models import Case, Ruling
from dost.cases.text.appeal_letter import Court
from dost.ui.question_form import QuestionForm
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory, texts

pytestmark = pytest.mark.django_db

EXAMINER = Staff(user_id=7, role=User.Role.EXAMINER)
NOW = timezone.now()
NOTE = "The ministry confirmed it"
BEFORE = (
    Act.APPLY,
    Act.PREFER,
    Act.CHANGE_ACCOUNT,
    Act.ACCOUNT_IN_PERSON,
    Act.CONTEST,
    Act.ANSWER_CONTEST,
    Act.COMPLAIN,
    Act.ANSWER_COMPLAINT,
)
"""What is done before there is a case, or of something that is none."""
ELSEWHERE = {*case_acts.WITHOUT_PAGE, *case_acts.OWN_PAGES, *case_acts.ON_ITS_APPEAL, *ON_ITS_RECOVERY}
"""What needs a button only, and what has a page of its own."""
AT_THE_COUNTER = {Act.ADD_DOCUMENT}
"""What is done with the person there, and has its page at the counter alone."""
WITHOUT_PAGE = {*BEFORE, *ELSEWHERE, *AT_THE_COUNTER}
OF_STAFF = [act for act, terms in TABLE.items() if terms.who.roles and act not in WITHOUT_PAGE]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def asking() -> Case:
    question = {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"}
    made: Case = CaseFactory(version=VersionFactory(changes={"questions": [question]}))
    return made


# -- every act has a page ----------------------------------------------------------------------------------------


def test_every_act_of_staff_on_a_case_has_a_page() -> None:
    assert set(ACTS) == set(OF_STAFF)


def test_every_page_says_what_the_act_does_in_words_of_its_own() -> None:
    for words in ("explanation", "button", "done"):
        said = [str(getattr(asked, words)) for asked in ACTS.values()]
        assert all(said)
        assert len(set(said)) == len(said)


def test_what_takes_something_away_or_cannot_be_undone_is_asked_with_a_warning() -> None:
    assert {act for act, asked in ACTS.items() if asked.warning} == {
        Act.REFUSE,
        Act.END,
        Act.WITHDRAW,
        Act.PAID_ONCE,
        Act.TAKE_BACK,
        Act.GIVE_UP,
        Act.REGISTER_COURT,
    }


COURT = {"court": "Baku", "number": "2-1", "decided_on": date(2026, 3, 2), "says": "It is annulled", "ruling": "upheld"}

HANDLERS: dict[Act, tuple[str, dict[str, Any], dict[str, Any]]] = {
    Act.ANSWER_QUESTIONS: ("answer_questions", {"answers": {"rooms": "3"}}, {"answers": {"rooms": "3"}}),
    Act.ANSWER: ("record_choice", {"answer": "yes", "note": NOTE}, {"wanted": True, "note": NOTE}),
    Act.TELL: ("tell", {"how": "by_phone", "note": NOTE}, {"how": "by_phone", "note": NOTE}),
    Act.PAY_TO: ("pay_to", {"payee": 11, "note": NOTE}, {"payee": 11, "note": NOTE}),
    Act.END: (
        "end_right",
        {"last_day": date(2026, 3, 31), "note": NOTE},
        {"last_day": date(2026, 3, 31), "note": NOTE},
    ),
    Act.GIVE_UP: (
        "give_up",
        {"last_day": date(2026, 3, 31), "note": NOTE},
        {"last_day": date(2026, 3, 31), "note": NOTE},
    ),
    Act.REPLY: ("reply", {"text": "Tomorrow."}, {"text": "Tomorrow."}),
    Act.ASK: ("ask", {"text": "When?"}, {"text": "When?"}),
    Act.APPEAL: (
        "lodge_appeal",
        {"grounds": "I am 66.", "late_reason": ""},
        {"grounds": "I am 66.", "late_reason": ""},
    ),
    Act.REGISTER_COURT: (
        "register_court",
        {**COURT, "fact.person.age": 66, "fact.person.alive": ""},
        {
            "court": Court("Baku", "2-1", date(2026, 3, 2), "It is annulled"),
            "ruling": Ruling.UPHELD,
            "facts": {"person.age": 66},
        },
    ),
    Act.CONFIRM_GRANT: ("confirm_grant", {}, {}),
    Act.TAKE_BACK_GRANT: ("take_back_grant", {}, {}),
}
"""Of acts that need more than a note, or are not called like what does them: its name, what is given and passed on."""


@pytest.mark.parametrize("act", OF_STAFF)
def test_every_act_is_done_by_what_it_is_called_after(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    name, given, passed = HANDLERS.get(act, (act.value.replace("-", "_"), {"note": NOTE}, {"note": NOTE}))
    called: list[dict[str, Any]] = []
    where = desk_acts if act is Act.ANSWER_QUESTIONS else handlers
    monkeypatch.setattr(where, name, lambda **given: called.append(given))

    ACTS[act].do(5, EXAMINER, given, NOW)

    assert called == [{"case_id": 5, "actor": EXAMINER, "now": NOW, **passed}]


def test_a_no_is_not_taken_for_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    monkeypatch.setattr(handlers, "record_choice", lambda *, wanted, **_given: said.append(wanted))

    for answer in ("yes", "no"):
        ACTS[Act.ANSWER].do(5, EXAMINER, {"answer": answer, "note": NOTE}, NOW)

    assert said == [True, False]


# -- the form of an act ------------------------------------------------------------------------------------------

FIELDS = {
    Need.NOTE: {"note"},
    Need.LAST_DAY: {"last_day"},
    Need.WANTED: {"answer"},
    Need.PAYEE: {"payee"},
    Need.HOW: {"how"},
    Need.ANSWERS: {"answers.rooms"},
    Need.TEXT: {"text"},
    Need.GROUNDS: {"grounds", "late_reason"},
    Need.COURT: {*COURT, "fact.person.age", "fact.person.alive"},
}


@pytest.mark.parametrize("act", OF_STAFF)
def test_a_form_asks_for_what_the_act_needs_and_no_more(act: Act) -> None:
    case = asking()
    form = form_of(act, case, None)

    assert set(form.fields) == set().union(*(FIELDS[need] for need in needs_of(act, EXAMINER)))
    assert not form.is_bound
    assert form_of(act, case, {}).is_valid() is not bool(form.fields), "what is asked is required"


def test_the_money_of_a_child_goes_to_the_child_or_to_whoever_may_receive_it() -> None:
    child = PersonFactory(birth_date=date(2015, 1, 1))
    mother = KinshipFactory(person=child, kind="mother").relative
    stranger = PersonFactory()
    case = CaseFactory(person=child)

    offered: Any = form_of(Act.PAY_TO, case, None).fields["payee"]
    assert [value for value, _words in offered.choices] == [str(mother.pk), str(child.pk)]

    def chosen(payee: int) -> forms.Form:
        return form_of(Act.PAY_TO, case, {"payee": str(payee), "note": NOTE})

    assert chosen(mother.pk).is_valid()
    assert not chosen(stranger.pk).is_valid()


def test_the_questions_are_those_of_the_case_s_own_version() -> None:
    form = form_of(Act.ANSWER_QUESTIONS, asking(), {"answers.rooms": "3"})

    assert isinstance(form, QuestionForm)
    assert form.is_valid()
    assert form.cleaned_data["answers"] == {"rooms": "3"}


# -- the buttons of a case ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["to_clerk", "asked", "bank_refused", "granted_and_paid"])
def test_the_buttons_are_what_the_table_allows_each_at_its_own_address(trait: str) -> None:
    case = CaseFactory(**{trait: True})
    actor = staff_actor(UserFactory())

    found = links(case, acts.actions(case, actor))

    assert [act for act, _words, _address in found] == [act.value for act in acts.actions(case, actor)]
    for act, words, address in found:
        assert str(words) == str(TABLE[Act(act)].label)
        own = {"ask-more": f"/office/cases/{case.pk}/ask/", "give-more": f"/office/cases/{case.pk}/asked/"}
        assert address == own.get(act, f"/office/cases/{case.pk}/actions/{act}/")


def test_a_decision_can_be_made_by_an_examiner_only() -> None:
    case = CaseFactory(to_clerk=True)

    assert [act for act, _words, _address in links(case, acts.actions(case, staff_actor(UserFactory())))] == [
        "grant",
        "refuse",
        "ask-more",
        "send-back",
        "ask",
        "assign",
    ]
    assert links(case, acts.actions(case, staff_actor(UserFactory(auditor=True)))) == ()


def test_what_is_assigned_already_is_not_taken_over_again() -> None:
    user = UserFactory()
    case = CaseFactory(to_clerk=True, assigned_to=user)

    assert "assign" not in [act for act, _words, _address in links(case, acts.actions(case, staff_actor(user)))]


def test_an_act_without_a_page_has_no_button() -> None:
    assert [act for act, _words, _address in links(CaseFactory(), (Act.APPLY, Act.GRANT))] == ["grant"]
