"""Fields of the rule editor's forms: expressions, which are checked where they are typed, and texts in three languages.

Expressions are checked by the rule language alone. A wrong one is kept as it was typed, so that nobody's work is lost;
what is wrong with it stands beside it, and its set cannot be handed in before it is right (`checking`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registries.numerals import NumeralError, read_decimal
from services_catalog.changes.expressions import ExpressionCheck
from services_catalog.numeral_words import in_words
from services_catalog.schema import LANGUAGES, WORD

Check = Callable[[str, str], ExpressionCheck]
"""Checks an expression (text, field)."""

MOST_EXPRESSION = 4_000


class Expression(forms.CharField):
    """Where an expression is typed; what is wrong with it is told with its place, not as the field's error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_EXPRESSION, strip=True, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with the line ends that the language reads: a browser sends another kind."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class Typed(forms.Form):
    """A form with expressions: `check` is asked about each; `checks` then hold what it found, by field.

    A wrong expression does not make the form invalid: it is kept.
    """

    use_required_attribute = False
    expressions: tuple[str, ...] = ()

    def __init__(self, *args: Any, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check
        self.checks: dict[str, ExpressionCheck] = {}

    def clean(self) -> dict[str, Any]:
        """Check every expression that was typed."""
        said = super().clean() or {}
        for name in self.expressions:
            typed = said.get(name)
            if not typed:
                continue
            self.checks[name] = self.check(typed, name)
        return said

    @property
    def wrong(self) -> bool:
        """Whether an expression in it has to be mended."""
        return any(not found.ok for found in self.checks.values())

    def check_initial(self) -> None:
        """Check what stands in the form before anybody has sent it."""
        for name in self.expressions:
            typed = self[name].value()
            if typed:
                self.checks[name] = self.check(str(typed), name)


class AmountField(forms.DecimalField):
    """An amount as people write it (250,50 or 1 250.50 ₼); raises `ValidationError` with what would be right."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        """Return the amount, exactly as it was written; None for nothing."""
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        places = self.decimal_places or 0
        try:
            return read_decimal(str(value), digits=self.max_digits or 15, places=places, negative=True, currency=True)
        except NumeralError as error:
            raise ValidationError(
                in_words(error, places=places) or _("Write a number such as 600 or 600.50.")
            ) from None


def three(label: Any, *, rows: int = 3, most: int = 600) -> dict[str, forms.CharField]:
    """Return three fields of one text, by language."""
    return {
        language: forms.CharField(
            label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "lang": language})
        )
        for language in LANGUAGES
    }


def a_word(text: str) -> str:
    """Return a small word without spaces; raises `ValidationError`."""
    if not WORD.fullmatch(text):
        raise ValidationError(_("“%(id)s” is no short name; write a word such as not_working.") % {"id": text})
    return text


def texts_of(said: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the languages of a text that were filled in."""
    return {language: said[f"{name}_{language}"] for language in LANGUAGES if said.get(f"{name}_{language}")}


def texts_in(texts: Any, name: str) -> dict[str, str]:
    """Return what stands in the three fields of a text."""
    known = texts if isinstance(texts, Mapping) else {}
    return {f"{name}_{language}": str(known.get(language) or "") for language in LANGUAGES}
