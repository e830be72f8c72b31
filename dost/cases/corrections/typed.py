"""What kind of answer "what is right?" has, by what is contested, and reading one that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from dost.ui.contexts import FactKind, Text
from registries.facts.model import Fact, FactType
from services_catalog.answers import read_answers
from services_catalog.definition import AnswerType, Question
from services_catalog.models import in_language

from .subjects import NotThere, Subject, fact_named, field_of

TEXT: Final = "text"
LONGEST_TEXT: Final = 120
ASKED: Final = "right"
_ANSWERS: Final[dict[str, AnswerType]] = {
    "boolean": AnswerType.YES_NO,
    "integer": AnswerType.WHOLE_NUMBER,
    "money": AnswerType.MONEY,
    "date": AnswerType.DATE,
    "code": AnswerType.CHOICE,
}
_YES_NO: Final = (("true", pgettext_lazy("fact", "Yes")), ("false", pgettext_lazy("fact", "No")))


class WrongValue(ValueError):  # noqa: N818 - it reads as what it says
    """What was typed cannot be right; the message says what would be, in the active language."""


@dataclass(frozen=True, slots=True)
class Typed:
    """How what is right is asked for. `kind` is that of a fact, or `text`; `may_be_empty`: nothing may stand there."""

    kind: FactKind | str
    choices: tuple[tuple[str, Text], ...] = ()
    longest: int = LONGEST_TEXT
    may_be_empty: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is asked for in words: a name, a number of a document, a place."""
        return self.kind == TEXT


def typed_of(subject: Subject) -> Typed | None:
    """How what is right about a subject is asked for; None for a whole record, of which nothing is right."""
    if subject.fact:
        fact = fact_named(subject.fact)
        if fact is None:
            raise NotThere
        return _of_fact(fact)
    return _of_field(field_of(subject.table, subject.field)) if subject.field else None


def read_right(typed: Typed, text: str) -> Any:
    """Read what somebody typed as what is right, as JSON has it; None where it may be empty and is.

    Raises:
        WrongValue: it is no value of this kind.
    """
    bare = text.strip()
    if not bare:
        if typed.may_be_empty:
            return None
        raise WrongValue(_("Write what is right."))
    if typed.is_text:
        if len(bare) > typed.longest or not bare.isprintable():
            raise WrongValue(_("Write at most %(most)s letters, on one line.") % {"most": typed.longest})
        return bare
    question = Question(
        id=ASKED,
        ask={},
        type=_ANSWERS[typed.kind],
        choices={code: {} for code, _word in typed.choices} if typed.kind == "code" else {},
    )
    read, wrong = read_answers([question], {ASKED: bare})
    if wrong or ASKED not in read:
        raise WrongValue(_explain(typed))
    return read[ASKED]


def _explain(typed: Typed) -> str:
    return {
        "boolean": _("Choose yes or no."),
        "integer": _("Write a whole number, 0 or more, such as 3."),
        "money": _("Write an amount in manats, such as 250.00."),
        "date": _("Write a day such as 31.01.2027."),
        "code": _("Choose one of these."),
    }[typed.kind]


def _of_fact(fact: Fact) -> Typed:
    choices: Sequence[tuple[str, Text]] = ()
    if fact.type is FactType.CODE:
        choices = [(code, in_language(words) or code) for code, words in fact.codes.items()]
    elif fact.type is FactType.BOOLEAN:
        choices = _YES_NO
    return Typed(kind=fact.type.value, choices=tuple(choices))


def _of_field(field: models.Field[Any, Any]) -> Typed:
    empty = bool(field.null) or field.blank
    if isinstance(field, models.ForeignKey):
        return Typed(TEXT, may_be_empty=empty)
    if field.choices:
        codes = tuple((str(code), word) for code, word in field.flatchoices)
        return Typed("code", choices=codes, may_be_empty=empty)
    if isinstance(field, models.BooleanField):
        return Typed("boolean", choices=_YES_NO, may_be_empty=False)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return Typed("date", may_be_empty=empty)
    if isinstance(field, models.DecimalField) and field.decimal_places == 2:
        return Typed("money", may_be_empty=empty)
    if isinstance(field, models.IntegerField):
        return Typed("integer", may_be_empty=empty)
    return Typed(TEXT, longest=min(field.max_length or LONGEST_TEXT, LONGEST_TEXT), may_be_empty=empty)


def as_text(value: Any) -> str:
    """A value as it travels to an institution: `true`, `2026-07-01`, `250.00`; nothing for none."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values as JSON has them say the same."""
    return as_text(one) == as_text(other)
