"""What a person says of a proposal about money that was paid in excess."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.handlers.recovery import LONGEST_WORDS
from dost.cases.models import SupportingDocument
from dost.ui.uploads import DocumentsField


class WordForm(forms.Form):
    """A yes or a no, words, a document: any of them is an answer."""

    agrees = forms.ChoiceField(
        label=_("Do you agree with what is proposed?"),
        choices=[("yes", _("Yes, I agree")), ("no", _("No, I do not agree"))],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )
    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("For example: what is wrong, what you can pay a month, or why you cannot pay."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"max_length": _("Write at most 5000 characters.")},
    )
    document = DocumentsField(label=_("A document, if you have one"), required=False)
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("For example: rent contract. You may leave this empty."),
        required=False,
        max_length=SupportingDocument.TITLE_LENGTH,
        error_messages={"max_length": _("Write at most 120 characters.")},
    )

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        given = super().clean() or {}
        said = given.get("agrees") or (given.get("words") or "").strip() or given.get("document")
        if not said and not self.errors:
            self.add_error("words", _("Say whether you agree, write something, or add a document."))
        return given

    def agreed(self) -> bool | None:
        """Yes, no, or neither."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("agrees", ""))
