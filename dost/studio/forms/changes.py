"""What people type on the studio's pages, apart from rules: change sets, amounts, days, reasons, filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.ui.fields import DayField
from registries.numerals import NumeralError, read_decimal
from services_catalog.finding.normalise import fold
from services_catalog.models import ChangeSet, Parameter
from services_catalog.numeral_words import in_words
from services_catalog.rules import ValueType

NEW: Final = "new"
MOST_FILE: Final = 2_000_000
"""How large an imported file may be, in bytes."""

_DATE: Final = gettext_lazy("Write a day such as 31.01.2027.")
_CHOOSE: Final = gettext_lazy("Choose one of the list.")
_LONG_TITLE: Final = gettext_lazy("The title is too long: at most 200 characters.")
_DIGITS: Final = 15
"""Digits before the decimal sign; how many fit is said where an amount is kept."""
_MONEY_PLACES, _PLACES = 2, 6


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day; that it is missing is told as how to write one."""
    return DayField(label=label, required=required, help_text=help_text, error_messages={"required": _DATE})


def reason_field(label: Any, *, required: bool = True, help_text: Any = "", missing: Any = "") -> forms.CharField:
    """A reason in words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing or gettext_lazy("Say why.")},
    )


class SetForm(forms.Form):
    """Title, ground and first day of a change set; `revision` is the set's when the editor began."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What is decided, for example “Decree of 12 June: 14 amounts”."),
        max_length=200,
        error_messages={"required": gettext_lazy("A change set needs a title."), "max_length": _LONG_TITLE},
    )
    ground = forms.CharField(
        label=gettext_lazy("Legal ground and reason"),
        help_text=gettext_lazy("Which act, of which day, and why. It can be added later."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = day_field(
        gettext_lazy("In force from"), help_text=gettext_lazy("The first day. It can be added later.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ChangeForm(forms.Form):
    """Into which change set something is taken: one of the drafts, or a new one."""

    change_set = forms.ChoiceField(
        label=gettext_lazy("Into which change set?"), error_messages={"invalid_choice": _CHOOSE, "required": _CHOOSE}
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the new one"),
        required=False,
        max_length=200,
        error_messages={"max_length": _LONG_TITLE},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, suggested: str = "") -> None:
        super().__init__(data, initial={"title": suggested, "change_set": NEW})
        drafts = ChangeSet.objects.filter(status=ChangeSet.Status.DRAFT).values_list("pk", "title")
        choices: list[tuple[str, Any]] = [(NEW, _("A new change set")), *((str(pk), title) for pk, title in drafts)]
        self.fields["change_set"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A new set needs a title."""
        cleaned = super().clean() or {}
        if cleaned.get("change_set") == NEW and not cleaned.get("title"):
            self.add_error("title", _("A change set needs a title."))
        return cleaned


class EndForm(forms.Form):
    """From which day a rule ends, in a change set of its own."""

    valid_from = day_field(
        gettext_lazy("Ends on"),
        required=True,
        help_text=gettext_lazy("From this day on there is no rule any more; the day before is its last."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the change set"),
        max_length=200,
        error_messages={"required": gettext_lazy("A change set needs a title."), "max_length": _LONG_TITLE},
    )


class HandInForm(forms.Form):
    """What a set still lacks when it is handed in: `missing` names the fields that are asked for."""

    ground = forms.CharField(
        label=gettext_lazy("Legal ground and reason"),
        help_text=gettext_lazy("Which act, of which day, and why."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("The legal ground is missing: which act, of which day?")},
    )
    valid_from = day_field(gettext_lazy("In force from"), required=True, help_text=gettext_lazy("The first day."))
    source = forms.CharField(
        label=gettext_lazy("Source of the amounts that name none"),
        max_length=200,
        help_text=gettext_lazy("Where the amounts stand: the act and its day."),
        error_messages={"required": gettext_lazy("The source is missing: where do these amounts stand?")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, missing: Collection[str]) -> None:
        super().__init__(data)
        for name in set(self.fields) - set(missing):
            del self.fields[name]


class ReasonForm(forms.Form):
    """Why a set goes back, or is withdrawn."""

    reason = reason_field(gettext_lazy("Reason"))


class NoteForm(forms.Form):
    """A note that may be left out: why a draft is given up."""

    reason = reason_field(gettext_lazy("Reason, if there is one"), required=False)


class PublishForm(forms.Form):
    """The confirmation of whoever publishes; a day in the past needs a reason."""

    backdated_reason = reason_field(
        gettext_lazy("Why the law reaches back"),
        help_text=gettext_lazy("The first day is past. What the act says about it goes into the history."),
        missing=gettext_lazy("Its first day is past; move it, or say why the law reaches back."),
    )
    read = forms.BooleanField(
        label=gettext_lazy("I have read the differences and seen what they do"),
        error_messages={"required": gettext_lazy("Confirm that you have read the differences.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, past: bool) -> None:
        super().__init__(data)
        if not past:
            del self.fields["backdated_reason"]


class PreviewForm(forms.Form):
    """As of which day a preview is made."""

    on = day_field(
        gettext_lazy("As of"),
        required=True,
        help_text=gettext_lazy(
            "The set is taken as if it were in force on that day: today, a day to come, or one past."
        ),
    )

    def clean_on(self) -> date:
        """A day that the registries can say something about."""
        on: date = self.cleaned_data["on"]
        if not date(2019, 4, 1) <= on <= date(2100, 1, 1):
            raise ValidationError(_("Choose a day from 1 April 2019 on."))
        return on


class UploadForm(forms.Form):
    """A change set of another installation, as a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A YAML file that another installation has exported."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "missing": gettext_lazy("Choose a file."),
            "invalid": gettext_lazy("Choose a file."),
        },
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is far too large to be a change set."""
        uploaded: UploadedFile[bytes] = self.cleaned_data["file"]
        if (uploaded.size or 0) > MOST_FILE:
            raise ValidationError(_("The file is too large: at most 2 MB."))
        return uploaded


# -- amounts ---------------------------------------------------------------------------------------------------------


def read_amount(text: str, *, money: bool) -> Decimal | None:
    """Return a number as people write it (1250.50, 1 250,50); None for nothing, `ValidationError` in words.

    1,250 is refused for money: it may be a thousand and more, or one and a quarter.
    """
    if not text.strip():
        return None
    places = _MONEY_PLACES if money else _PLACES
    try:
        return read_decimal(text, digits=_DIGITS + places, places=places, negative=True, currency=True)
    except NumeralError as error:
        said = in_words(error, places=places)
        raise ValidationError(said or _("Write a number such as 600 or 600.50.")) from None


class Known:
    """Every parameter that is worth one value, found by its name or by what it is called in any language."""

    def __init__(self) -> None:
        self.parameters = list(Parameter.objects.exclude(type=ValueType.SCALE))
        self.by_name = {parameter.name: parameter for parameter in self.parameters}
        self._by_words = {
            fold(text): parameter for parameter in self.parameters for text in parameter.label.values() if text
        }

    def find(self, typed: str) -> Parameter | None:
        """Return the parameter that was meant: by its name, by its label, or the only one whose label begins so."""
        name = typed.strip()
        found = self.by_name.get(name) or self.by_name.get(name.removeprefix("parameter."))
        if found is not None:
            return found
        words = fold(name)
        if not words:
            return None
        exact = self._by_words.get(words)
        begun = {parameter.name for label, parameter in self._by_words.items() if label.startswith(words)}
        return exact or (self.by_name[begun.pop()] if len(begun) == 1 else None)
