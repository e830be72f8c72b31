"""An expression as somebody types it: what is wrong with which word, and what it says in plain words when it is right.

The text is read by the rule language alone; nothing of it reaches the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from registries.facts.model import Vocabulary
from services_catalog.formulas import Expanded, UnknownFormula, expand
from services_catalog.library import Library
from services_catalog.questions import with_answers
from services_catalog.rules import (
    FUNCTIONS,
    Expression,
    ParameterBook,
    RuleError,
    ValueType,
    parse_expression,
    read_back,
)
from services_catalog.rules.lexer import Kind, Word, read_words
from services_catalog.schema import LANGUAGES
from services_catalog.vocabulary import vocabularies

from .shared_library import library

_MOST_ISSUES: Final = 20


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to mend, or (not `serious`) to think about.

    `path` is the field (`criteria[2].require`); `start` and `end` (exclusive) are offsets into what was typed there,
    None when the field as a whole is meant; `word` is what stands between them.
    """

    path: str
    message: str
    hint: str = ""
    start: int | None = None
    end: int | None = None
    word: str = ""
    serious: bool = True
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the issue with the names of its fields."""
        return {
            "path": self.path,
            "message": self.message,
            "hint": self.hint,
            "start": self.start,
            "end": self.end,
            "word": self.word,
            "serious": self.serious,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class ExpressionCheck:
    """What is wrong with an expression, or its type and what it says in each language."""

    issues: tuple[Issue, ...]
    expression: Expression | None = None
    read_back: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the expression can be used."""
        return not self.issues


def vocabulary_of(basis: str, questions: Sequence[Mapping[str, Any]] = ()) -> Vocabulary | None:
    """Return what rules of a basis may name, with the answers to the version's questions; None: no such basis."""
    try:
        return with_answers(vocabularies(), questions).get(basis)
    except (KeyError, TypeError, AttributeError):  # questions that are not written down completely yet
        return vocabularies().get(basis)


def check_expression(
    text: str,
    *,
    basis: str,
    expected: ValueType | None,
    parameters: ParameterBook,
    questions: Sequence[Mapping[str, Any]] = (),
    path: str = "",
    known: Library | None = None,
) -> ExpressionCheck:
    """Check an expression as typed, formulas by name: every problem at its word, or what it says.

    `expected` is the type it must have (criteria: boolean, amount: money, starts and until: date). `questions` are
    those of the version. `known` is the library of formulas.
    """
    vocabulary = vocabulary_of(basis, questions)
    if vocabulary is None:
        return ExpressionCheck((Issue("basis", _("There is no basis named %(name)s.") % {"name": basis[:80]}),))
    formulas = (known or library()).formulas
    try:
        expanded = expand(text, formulas)
    except UnknownFormula as error:
        return ExpressionCheck((_unknown_formula(text, path, formulas, error),))
    try:
        expression = parse_expression(expanded.text, vocabulary=vocabulary, parameters=parameters, expect=expected)
    except RuleError as error:
        found = [issue_of(error, expanded, path)]
        found += [issue for issue in _unknown_names(expanded, vocabulary, parameters, path) if issue not in found]
        return ExpressionCheck(tuple(found[:_MOST_ISSUES]))
    return ExpressionCheck((), expression, {language: read_back(expression, language) for language in LANGUAGES})


def issue_of(error: RuleError, expanded: Expanded | None, path: str) -> Issue:
    """Return an error of the rule language as an issue of what was typed; inside a formula it points at its name."""
    if expanded is None or not error.text:
        return Issue(path, error.message, error.hint)
    start, end = expanded.word_at(error.start, error.end)
    end = max(start, min(end, len(expanded.written)))
    return Issue(path, error.message, error.hint, start, end, expanded.written[start:end])


def _unknown_formula(text: str, path: str, formulas: Mapping[str, str], error: UnknownFormula) -> Issue:
    """Point at the first formula that cannot be written out."""
    start, end = 0, len(text)
    for begin, stop in _formulas_in(text):
        try:
            expand(text[begin:stop], formulas)
        except UnknownFormula:
            start, end = begin, stop
            break
    return Issue(path, str(error), "", start, end, text[start:end])


def _formulas_in(text: str) -> Iterator[tuple[int, int]]:
    position = text.find("formula.")
    while position >= 0:
        end = position + len("formula.")
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        yield position, end
        position = text.find("formula.", end)


def _unknown_names(expanded: Expanded, vocabulary: Vocabulary, parameters: ParameterBook, path: str) -> Iterator[Issue]:
    """Yield an issue for each name that means nothing: the parser stops at the first."""
    try:
        words = read_words(expanded.text)
    except RuleError:
        return
    seen: set[str] = set()
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word.kind is not Kind.NAME or word.text in seen or _is_call(word, following):
            continue
        seen.add(word.text)
        try:
            parse_expression(word.text, vocabulary=vocabulary, parameters=parameters)
        except RuleError as error:
            at = RuleError(error.message, expanded.text, word.start, word.end, error.hint)
            yield issue_of(at, expanded, path)


def _is_call(word: Word, following: Word | None) -> bool:
    return word.text.lower() in FUNCTIONS or (following is not None and following.text == "(")
