"""What staff write down when a person says something about a case: reasons, an answer, a question, an appeal.

Both the back office and the counter ask for it, with the same words and the same bounds.
"""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import DayField

SHORTEST_NOTE: Final = 10
LONGEST_NOTE: Final = 300
LONGEST_TEXT: Final = 2_000
LONGEST_GROUNDS: Final = 5_000
LONGEST_WORDS: Final = 1_000
_CHOOSE: Final = _("Choose one of the list.")


class NoteForm(forms.Form):
    """A written note of whoever acts on a case."""

    note = forms.CharField(
        label=_("Your reasons, in words the person can understand"),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("Write down your reasons."),
            "min_length": _("Write at least 10 characters."),
            "max_length": _("Write at most 300 characters."),
        },
    )


class EndForm(NoteForm):
    """The last day of a right, and why."""

    last_day = DayField(
        label=_("Last day of the right"),
        help_text=_(
            "Whole months are paid, that of the last day included. What was paid for later is not claimed back."
        ),
        error_messages={"required": _("Choose the last day.")},
    )
    field_order = ["last_day", "note"]


class AnswerForm(forms.Form):
    """What the person said when asked whether they want a right."""

    answer = forms.ChoiceField(
        label=_("Does the person want it?"),
        choices=[("yes", _("Yes, they want it")), ("no", _("No, they do not want it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the person said."), "invalid_choice": _CHOOSE},
    )
    note = forms.CharField(
        label=_("How they said it"),
        help_text=_("For example: by telephone, 142; or at the centre."),
        min_length=3,
        max_length=LONGEST_NOTE,
        error_messages={
            "required": _("Write how the person said it."),
            "min_length": _("Write how the person said it."),
            "max_length": _("Write at most 300 characters."),
        },
    )


class TextForm(forms.Form):
    """A question that is written down for the person, or the answer to one."""

    text = forms.CharField(
        label=_("In words the person can understand"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("Write at most 2000 characters."),
        },
    )


class AppealForm(forms.Form):
    """An appeal that is written down for the person, or came by post."""

    grounds = forms.CharField(
        label=_("Why the person does not agree"),
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write why the person does not agree.")},
    )
    late_reason = forms.CharField(
        label=_("If it is late: why"),
        required=False,
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea({"rows": 3}),
    )


class WrongForm(forms.Form):
    """Why a fact of a case is wrong: the institution and the person read it."""

    words = forms.CharField(
        label=_("Why is it wrong?"),
        help_text=_("The institution reads this, and so does the person: what contradicts it, and from where."),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("Write down your reasons."),
            "min_length": _("Write at least 10 characters."),
            "max_length": _("Write at most 1000 letters."),
        },
    )
