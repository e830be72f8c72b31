"""Answers to a version's questions: read and checked as they are typed, and put beside the facts of the registries.

What a person tells is kept as JSON: true or false, a whole number, an amount as text ("250.00"), a date as text
("2026-09-01"), or the word of a choice. A rule sees it as the fact `answer.<id>` with the source `answer`, recorded on
the day it was told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg import sql

from registries.facts.model import ANSWER, BoundFact

from .definition import AnswerType, Question
from .models import in_language
from .rules import RuleError, read_value
from .rules.types import SQL_TYPES, Value, ValueType

Stored = bool | int | str
"""An answer as it is kept in JSON."""

TYPES: Final[Mapping[AnswerType, ValueType]] = {
    AnswerType.YES_NO: ValueType.BOOLEAN,
    AnswerType.WHOLE_NUMBER: ValueType.INTEGER,
    AnswerType.MONEY: ValueType.MONEY,
    AnswerType.DATE: ValueType.DATE,
    AnswerType.CHOICE: ValueType.CODE,
}
PREFIX: Final = f"{ANSWER}."
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """What is wrong with the answer to a question (its id, as given), and what would be right."""

    question: str
    message: str


def read_answers(
    questions: Sequence[Question], given: Mapping[str, Any]
) -> tuple[dict[str, Stored], list[WrongAnswer]]:
    """Read answers by question id as they are kept, and everything that is wrong with them, in the order given.

    An answer of None, or of nothing but spaces, is not given yet: it is left
    out, and is no mistake.
    """
    by_id = {question.id: question for question in questions}
    read: dict[str, Stored] = {}
    wrong: list[WrongAnswer] = []
    for name, raw in given.items():
        id_ = str(name).removeprefix(PREFIX)
        if id_ not in by_id:
            wrong.append(WrongAnswer(str(name)[:80], _not_asked(id_, by_id)))
        elif raw is not None and not (isinstance(raw, str) and not raw.strip()):
            value = _read(by_id[id_], raw)
            if isinstance(value, WrongAnswer):
                wrong.append(value)
            else:
                read[id_] = value
    return read, wrong


def still_to_answer(questions: Sequence[Question], answered: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the questions that have no answer yet, in their order."""
    return tuple(question.id for question in questions if question.id not in answered)


def what_is_right(question: Question) -> str:
    """Say what an answer to a question looks like, in the active language."""
    kind = TYPES[question.type]
    if kind is ValueType.CODE:
        words = ", ".join(f"{code} ({in_language(texts)})" for code, texts in question.choices.items())
        return _("one of: %(choices)s") % {"choices": words}
    return {
        ValueType.BOOLEAN: _("yes or no, written true or false"),
        ValueType.INTEGER: _("a whole number, 0 or more, such as 3"),
        ValueType.MONEY: _("an amount in manats, 0 or more, with at most two decimals, such as 250.00"),
        ValueType.DATE: _("a date written YYYY-MM-DD, such as 2026-09-01"),
    }[kind]


def typed_answer(question: Question, stored: Any) -> Value | None:
    """Return the value of an answer that was kept; None where it does not fit the question (any more)."""
    value = _read(question, stored)
    return None if isinstance(value, WrongAnswer) else read_value(value, TYPES[question.type], where="")


def _not_asked(id_: str, by_id: Mapping[str, Any]) -> str:
    near = get_close_matches(id_, list(by_id), n=1)
    if near:
        return _("There is no such question. Did you mean %(name)s?") % {"name": near[0]}
    if not by_id:
        return _("There is no such question: this service asks nothing.")
    return _("There is no such question. The questions are: %(names)s.") % {"names": ", ".join(by_id)}


def _read(question: Question, raw: Any) -> Stored | WrongAnswer:
    try:
        value = read_value(raw, TYPES[question.type], where="")
    except RuleError:
        value = None
    if value is None or not _is_possible(question, value):
        return WrongAnswer(question.id, _("The answer is %(right)s.") % {"right": what_is_right(question)})
    if isinstance(value, Decimal):
        return f"{value + 0:.2f}"  # without the sign of -0.00
    return value.isoformat() if isinstance(value, date) else value


def _is_possible(question: Question, value: Value) -> bool:
    if isinstance(value, str):
        return value in question.choices
    if isinstance(value, date):
        return EARLIEST <= value <= LATEST
    return value >= 0


# -- beside the facts of the registries --------------------------------------------------------------------------


class Match(StrEnum):
    """By what a row of a basis is recognised as the one that answers belong to: a column of `facts.query.rows`."""

    KEY = "key"
    SUBJECT = "subject_id"


@dataclass(frozen=True, slots=True)
class CaseAnswers:
    """The answers of one case: `row` recognises its row of the basis; `answers` by question id, with their days."""

    case_id: int
    row: str | int
    answers: Mapping[str, tuple[Any, date]]


def asks(facts: Iterable[BoundFact]) -> bool:
    """Whether any of these facts is an answer."""
    return any(fact.role == ANSWER for fact in facts)


def from_registries(facts: Iterable[BoundFact]) -> list[BoundFact]:
    """The facts that are no answers: those that `facts.query.rows` reads."""
    return [fact for fact in facts if fact.role != ANSWER]


def with_case_answers(
    source: sql.Composable,
    facts: Iterable[BoundFact],
    cases: Sequence[CaseAnswers],
    *,
    questions: Sequence[Question],
    match: Match = Match.KEY,
) -> sql.Composable:
    """Return a SELECT of the rows of a source, each once for every case it belongs to, with the answers of that case.

    `source` has the facts of `from_registries`, explained; beside them come `case_id` and for each answer that `facts`
    names its value, `#source`, `#registry` and `#recorded`. An answer that was not told, or that does not fit the
    question any more, is NULL: unknown. The answers travel as one JSON literal with typed columns.
    """
    asked = [fact for fact in facts if fact.role == ANSWER]
    by_id = {question.id: question for question in questions}
    row_type = sql.SQL("text" if match is Match.KEY else "bigint")
    columns: list[sql.Composable] = [sql.SQL("case_id bigint, row {}").format(row_type)]
    selected: list[sql.Composable] = []
    for number, fact in enumerate(asked):
        value, day = sql.Identifier(f"a{number}"), sql.Identifier(f"d{number}")
        type_ = sql.SQL(SQL_TYPES[ValueType(fact.fact.type.value)])
        columns.append(sql.SQL("{} {}, {} date").format(value, type_, day))
        selected += [
            sql.SQL("answers.{} AS {}").format(value, sql.Identifier(fact.name)),
            sql.SQL("CASE WHEN answers.{} IS NOT NULL THEN {} END AS {}").format(
                value, sql.Literal(ANSWER), sql.Identifier(f"{fact.name}#source")
            ),
            sql.SQL("{}::text AS {}").format(sql.Literal(fact.fact.registry), sql.Identifier(f"{fact.name}#registry")),
            sql.SQL("answers.{} AS {}").format(day, sql.Identifier(f"{fact.name}#recorded")),
        ]
    return sql.SQL(
        "SELECT facts.*, answers.case_id, {selected} FROM ({source}) AS facts"
        " JOIN jsonb_to_recordset({rows}::jsonb) AS answers ({columns}) ON answers.row = facts.{match}"
    ).format(
        selected=sql.SQL(", ").join(selected),
        source=source,
        rows=sql.Literal(json.dumps([_json_row(one, asked, by_id) for one in cases], ensure_ascii=True)),
        columns=sql.SQL(", ").join(columns),
        match=sql.Identifier(match.value),
    )


def _json_row(case: CaseAnswers, asked: Sequence[BoundFact], by_id: Mapping[str, Question]) -> dict[str, Any]:
    """The answers of a case as a row of `with_case_answers`: `a<n>` is the n-th answer, `d<n>` the day it was told."""
    row: dict[str, Any] = {"case_id": case.case_id, "row": case.row}
    for number, fact in enumerate(asked):
        id_ = fact.name.removeprefix(PREFIX)
        if id_ not in case.answers:
            continue
        stored, day = case.answers[id_]
        value = typed_answer(by_id[id_], stored)
        if value is not None:
            row[f"a{number}"] = str(value) if isinstance(value, Decimal | date) else value
            row[f"d{number}"] = day.isoformat()
    return row
