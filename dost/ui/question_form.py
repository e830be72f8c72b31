"""A form of questions that come as data: one field each, for whoever asks them at a counter, an office or a portal.

The form brings what was typed to the way it is written in JSON and reads nothing more into it: what an answer may be is
said where answers are kept, and comes back with `refuse`. A field is called `answers.<id>`, as such a refusal is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registries.numerals import NumeralError, read_decimal, read_whole
from services_catalog.numeral_words import in_words

from .contexts import FactKind, Text

PREFIX: Final = "answers."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the reader's language. `choices` are (code, word); `told` the answer that stands, as it is typed.

    `told` is empty where there is no answer yet. `hint` is what the reader should know beside what the kind says.
    """

    id: str
    label: Text
    kind: FactKind
    choices: Sequence[tuple[str, Text]] = ()
    told: str = ""
    hint: Text = ""


class QuestionForm(forms.Form):
    """The questions with the answers that stand; once it is valid, `cleaned_data["answers"]` has them by id, as text.

    Not every question must be answered, but one at least; and an answer that stands can be changed, not taken back.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: Sequence[Asked]) -> None:
        super().__init__(data)
        self.asked = {f"{PREFIX}{one.id}": one for one in asked}
        self.fields = {name: _field(one) for name, one in self.asked.items()}

    def clean(self) -> dict[str, Any]:
        """Gather the answers that were given."""
        typed = {name: self.cleaned_data[name] for name in self.asked if name in self.cleaned_data}
        for name, text in typed.items():
            if not text and self.asked[name].told:
                self.add_error(name, _("This was answered already. Write the answer that is right now."))
        if self.asked and not self.errors and not any(typed.values()):
            alone = len(self.asked) == 1
            self.add_error(
                next(iter(self.asked)), _("Answer the question.") if alone else _("Answer at least one question.")
            )
        return {"answers": {self.asked[name].id: text for name, text in typed.items() if text}}

    def refuse(self, problems: Iterable[tuple[str, str]]) -> None:
        """Put (`answers.<id>`, message) beside the fields they are of, and what is of no field above them all."""
        for name, message in problems:
            self.add_error(name if name in self.fields else None, message)


# -- the fields --------------------------------------------------------------------------------------------------


class _AnswerField(forms.CharField):
    """An answer as text. `width` is that of its control, in characters; empty: as wide as its column."""

    width = ""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, **given)


class _NumberField(_AnswerField):
    """A whole number with or without spaces between its thousands; what is none is refused where answers are kept."""

    width = "10"
    places = 0

    def to_python(self, value: Any) -> str:
        text: str = (super().to_python(value) or "").strip()
        try:
            return f"{self.read(text):f}" if text else ""
        except NumeralError as error:
            if said := in_words(error, places=self.places):
                raise ValidationError(said) from None
            return text

    def read(self, text: str) -> Decimal:
        return Decimal(read_whole(text))


class _MoneyField(_NumberField):
    """An amount with a comma or a point before its decimals."""

    places = 2

    def read(self, text: str) -> Decimal:
        return read_decimal(text, digits=17, places=self.places, negative=True, currency=True)


class _DayField(_AnswerField):
    width = "10"


_YES_NO: Final = (("true", pgettext_lazy("fact", "Yes")), ("false", pgettext_lazy("fact", "No")))
_IN_MANATS: Final = _("In manats, such as 250.00.")


def _field(asked: Asked) -> forms.Field:
    given: dict[str, Any] = {"label": asked.label, "initial": asked.told, "help_text": asked.hint}
    match asked.kind:
        case "boolean":
            return _AnswerField(widget=forms.RadioSelect(choices=_YES_NO), **given)
        case "code":
            return _AnswerField(widget=forms.RadioSelect(choices=list(asked.choices)), **given)
        case "date":
            return _DayField(widget=forms.DateInput({"type": "date"}), **given)
        case "integer":
            return _NumberField(widget=_typed("numeric"), **given)
        case "money":
            given["help_text"] = f"{asked.hint} {_IN_MANATS}".strip()
            return _MoneyField(widget=_typed("decimal"), **given)


def _typed(inputmode: str) -> forms.TextInput:
    """A line to type on; what one person told is not offered to the next at the same desk."""
    return forms.TextInput({"inputmode": inputmode, "autocomplete": "off"})
