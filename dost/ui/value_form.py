"""One value, asked for as its kind is: a choice, a day, a number, an amount, or words on a line.

The form brings what was typed to the way it is written in JSON; whether it may be is said by whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registries.numerals import NumeralError, read_decimal, read_whole

from .contexts import Text

LONGEST: Final = 200
HINTS: Final[Mapping[str, Text]] = {
    "date": _("A day such as 31.01.2027."),
    "money": _("In manats, such as 250.00."),
    "integer": _("A whole number, such as 3."),
}
_MODES: Final = {"integer": "numeric", "money": "decimal"}
_PARTS_OF_A_DAY: Final = 3

Read = Callable[[str], Any]
"""Reads what was typed as the value; raises a `ValueError` that says in the active language what would be right."""


class ValueForm(forms.Form):
    """A field `value`; with `nothing_label` also `nothing`, to be ticked where no value is right.

    Once it is valid, `cleaned_data["value"]` is what `read` made of it, None where nothing is right.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        label: Text,
        read: Read,
        choices: Sequence[tuple[str, Text]] = (),
        nothing_label: Text = "",
        **given: Any,
    ) -> None:
        super().__init__(data, **given)
        self._kind, self._read = kind, read
        self.fields = {"value": _field(kind, label, choices)}
        if nothing_label:
            self.fields["nothing"] = forms.BooleanField(label=str(nothing_label), required=False)

    def clean(self) -> dict[str, Any]:
        """Read what was typed; ticking that nothing is right leaves the field empty."""
        typed = str(self.cleaned_data.get("value") or "").strip()
        if self.cleaned_data.get("nothing"):
            if typed:
                self.add_error(
                    "value", _("You wrote something and ticked that there is nothing. Leave one of the two.")
                )
            return {"value": None}
        if "nothing" in self.fields and not typed:
            self.add_error("value", _("Write what is right, or tick that there is nothing."))
            return {}
        try:
            return {"value": self._read(_as_written(self._kind, typed))}
        except ValueError as wrong:
            self.add_error("value", ValidationError(str(wrong)))
            return {}


def _field(kind: str, label: Text, choices: Sequence[tuple[str, Text]]) -> forms.Field:
    given: dict[str, Any] = {"label": label, "required": False, "max_length": LONGEST}
    if choices:
        return forms.CharField(widget=forms.RadioSelect(choices=list(choices)), **given)
    given["help_text"] = HINTS.get(kind, "")
    if kind == "date":
        return forms.CharField(widget=forms.DateInput({"type": "date"}), **given)
    attrs = {"inputmode": _MODES.get(kind, "text"), "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(widget=forms.TextInput(attrs), **given)


def _as_written(kind: str, typed: str) -> str:
    """What people type as JSON has it: numbers without spaces, days with the year first. What is neither stays."""
    try:
        if kind == "integer" and typed:
            return str(read_whole(typed))
        if kind == "money" and typed:
            return f"{read_decimal(typed, digits=17, places=2, negative=True, currency=True):f}"
    except NumeralError:
        return typed
    parts = typed.split(".")
    if kind == "date" and len(parts) == _PARTS_OF_A_DAY and all(part.isdecimal() for part in parts):
        return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return typed
