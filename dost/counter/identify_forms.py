"""What a clerk types to find who is at the window, and what they say they have seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.accounts.access import PURPOSE_LASTS
from dost.centres.models import Visit
from dost.ui.act_forms import SHORTEST_NOTE
from dost.ui.fields import DayField

LONGEST_PURPOSE = 200
MINUTES = int(PURPOSE_LASTS.total_seconds() // 60)


class FindForm(forms.Form):
    """One box for any number; or a name with the date of birth."""

    number = forms.CharField(
        label=_("FİN, document number or telephone"),
        required=False,
        max_length=24,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )
    name = forms.CharField(
        label=_("Surname, given name"),
        help_text=_("In any letters: “Aliyev” finds “Əliyev”."),
        required=False,
        max_length=100,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    born = DayField(label=_("Date of birth"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nothing says who it is."""
        if not self.errors and not self.cleaned_data.get("number") and not self.cleaned_data.get("name"):
            self.add_error("number", _("Write a number, or a name with the date of birth."))
        return self.cleaned_data


class SeenForm(forms.Form):
    """Which of those who were found it is, and which document was seen."""

    choice = forms.CharField(
        widget=forms.HiddenInput,
        max_length=200,
        error_messages={"required": _("Choose who it is.")},
    )
    how = forms.ChoiceField(
        label=_("Which document have you seen?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say which document you have seen."),
            "invalid_choice": _("Say which document you have seen."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, channel: str) -> None:
        super().__init__(data)
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = ways_to_identify(channel)


class PurposeForm(forms.Form):
    """For whom, and why, with nobody at the window."""

    fin = forms.CharField(
        label=_("FİN"),
        max_length=7,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write a FİN.")},
    )
    note = forms.CharField(
        label=_("Why you need to see it"),
        help_text=_("Your supervisor reads it, and so can the person."),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_PURPOSE,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Write why you need to see it."),
            "min_length": _("Write a little more: why do you need to see it?"),
        },
    )


def ways_to_identify(channel: str) -> list[tuple[str, Any]]:
    """How somebody can be identified: at a window by a document, on the telephone by questions."""
    by_telephone = channel == Visit.Channel.TELEPHONE
    return [(one.value, one.label) for one in Visit.Identified if (one is Visit.Identified.QUESTIONS) == by_telephone]
