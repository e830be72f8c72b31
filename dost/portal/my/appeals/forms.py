"""What a citizen writes about a case: why they do not agree, a question, from when on they give a right up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.handlers.appeal import LONGEST_GROUNDS
from dost.cases.handlers.conversation import LONGEST
from dost.cases.models import SupportingDocument
from dost.ui.fields import DayField
from dost.ui.uploads import DocumentsField


class GroundsForm(forms.Form):
    """Why somebody does not agree; after the last day, why they say so late."""

    grounds = forms.CharField(
        label=_("Why do you not agree?"),
        help_text=_("In your own words. Say what is wrong, and what would be right."),
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("Write why you do not agree."),
            "max_length": _("Write at most 5000 characters."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, initial: Mapping[str, Any], is_late: bool) -> None:
        super().__init__(data, initial=dict(initial))
        if is_late:
            self.fields["late_reason"] = forms.CharField(
                label=_("Why could you not appeal before?"),
                help_text=_("For example: you were in hospital, or the letter did not reach you."),
                max_length=LONGEST_GROUNDS,
                widget=forms.Textarea({"rows": 4}),
                error_messages={
                    "required": _("Write why you could not appeal before."),
                    "max_length": _("Write at most 5000 characters."),
                },
            )


class DocumentForm(forms.Form):
    """A document that goes with an appeal."""

    document = DocumentsField(label=_("Which document shows it?"))
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("For example: birth certificate. You may leave this empty."),
        required=False,
        max_length=SupportingDocument.TITLE_LENGTH,
        error_messages={"max_length": _("Write at most 120 characters.")},
    )


class QuestionForm(forms.Form):
    """A question about a case."""

    text = forms.CharField(
        label=_("What do you want to ask?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Write what you want to ask."),
            "max_length": _("Write at most 2000 characters."),
        },
    )


class GiveUpForm(forms.Form):
    """The last day of a right that somebody gives up."""

    last_day = DayField(
        label=_("Which is the last day you want to have it?"),
        help_text=_("Months are paid whole: the month of this day is the last that is paid."),
        error_messages={"required": _("Write the last day.")},
    )
