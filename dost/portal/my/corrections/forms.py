"""The person's own words about what is wrong, and what supports them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.corrections.contesting import LONGEST_WORDS
from dost.ui.uploads import DocumentsField


class WordsForm(forms.Form):
    """What is wrong, in the person's own words."""

    words = forms.CharField(
        label=_("Why is it wrong?"),
        help_text=_("In your own words: how you know, since when, who could confirm it. The institution reads this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write in your own words what is wrong."),
            "max_length": _("Write at most 1000 letters."),
        },
    )


class DocumentForm(forms.Form):
    """A document that supports what was said; nobody has to hand in any."""

    document = DocumentsField(required=False, label=_("A document that shows it, if you have one"))
