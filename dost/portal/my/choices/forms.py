"""What a citizen may say about a service, and in answer to a question."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.preferences import Choice

YES: Final = "yes"
NO: Final = "no"


class ChoiceForm(forms.Form):
    """How a service comes to the person."""

    choice = forms.TypedChoiceField(
        choices=Choice.choices,
        coerce=Choice,
        error_messages={
            "required": _("Choose how the service comes to you."),
            "invalid_choice": _("Choose one of the three."),
        },
    )


class AnswerForm(forms.Form):
    """Whether the person wants what they are asked about."""

    answer = forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        error_messages={
            "required": _("Choose yes or no."),
            "invalid_choice": _("Choose yes or no."),
        },
    )
