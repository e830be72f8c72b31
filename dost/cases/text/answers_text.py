"""What the person told for a case, in words: each question with its answer, who told it and when; and to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from dost.accounts.actors import Oneself, Staff, System
from dost.accounts.who import who
from dost.cases.answers import answers_of, questions_of
from dost.cases.models import Case, CaseAnswer
from dost.cases.text.contexts import FactView
from dost.common.dates import local_day
from dost.ui.contexts import FactKind, Text
from dost.ui.question_form import Asked
from services_catalog.answers import TYPES, Stored, typed_answer
from services_catalog.definition import Question
from services_catalog.models import in_language
from services_catalog.rules import ValueType

KINDS: Final[Mapping[ValueType, FactKind]] = {
    ValueType.BOOLEAN: "boolean",
    ValueType.INTEGER: "integer",
    ValueType.MONEY: "money",
    ValueType.DATE: "date",
    ValueType.CODE: "code",
}


def answer_views(case: Case) -> tuple[FactView, ...]:
    """Every question of the case's version with its answer; a value of None is "not answered yet"."""
    answers = answers_of([case.pk]).get(case.pk, {})
    return tuple(_view(question, answers.get(question.id)) for question in questions_of(case))


def questions_to_answer(case: Case) -> tuple[Asked, ...]:
    """Every question of the case's version as a form asks it, with the answer that stands; missing ones say so."""
    told = answers_of([case.pk]).get(case.pk, {})
    return tuple(_asked(question, told.get(question.id)) for question in questions_of(case))


def question_to_ask(question: Question, stored: Stored | None, *, hint: Text = "") -> Asked:
    """A question as a form asks it, with the answer that stands; None where there is none yet."""
    return Asked(
        id=question.id,
        label=in_language(question.ask),
        kind=KINDS[TYPES[question.type]],
        choices=tuple((code, in_language(texts)) for code, texts in question.choices.items()),
        told="" if stored is None else _as_typed(stored),
        hint=hint,
    )


def answer_view(question: Question, stored: Stored | None) -> FactView:
    """A question with its answer in words; a value of None is "not answered yet"."""
    kind = TYPES[question.type]
    value = None if stored is None else typed_answer(question, stored)
    if kind is ValueType.CODE and stored is not None:
        value = in_language(question.choices.get(str(stored), {})) or None
    return FactView(name=question.id, label=in_language(question.ask), kind=KINDS[kind], value=value)


def _asked(question: Question, answer: CaseAnswer | None) -> Asked:
    if answer is None:
        return question_to_ask(question, None, hint=_("Not answered yet."))
    return question_to_ask(question, answer.value)


def _as_typed(kept: Stored) -> str:
    """An answer as it was kept, the way it is typed: true or false, digits, a day, the code of a choice."""
    return str(kept).lower() if isinstance(kept, bool) else str(kept)


def _view(question: Question, answer: CaseAnswer | None) -> FactView:
    if answer is None:
        return replace(answer_view(question, None), institution=_("not answered yet"))
    view = answer_view(question, answer.value)
    if TYPES[question.type] is ValueType.CODE and view.value is None:  # a choice that the version has no word for
        view = replace(view, value=str(answer.value))
    return replace(view, institution=_told_by(answer), recorded_on=local_day(answer.told_at))


def _told_by(answer: CaseAnswer) -> Text:
    """Who told it: the person, or whoever acts for the person or wrote it down, by name."""
    if isinstance(answer.actor, System | Oneself):
        return _("told by the person")
    if isinstance(answer.actor, Staff):
        return _("told by the person to %(who)s") % {"who": who(answer)}
    return _("told by %(who)s") % {"who": who(answer)}
