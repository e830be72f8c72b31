"""What a citizen writes in a complaint or a proposal, one thing on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.complaints.writing import LONGEST_WORDS
from dost.cases.models import Complaint, SupportingDocument
from dost.ui.contexts import Text
from dost.ui.uploads import DocumentsField

Choices = Sequence[tuple[str, Text]]
_CHOOSE: Any = _("Choose one of the list.")
_TOO_LONG: Any = _("Write at most 5000 characters.")


class KindForm(forms.Form):
    """Whether it is a complaint or a proposal, and about what kind of thing."""

    kind = forms.ChoiceField(
        label=_("What would you like to write?"),
        choices=[
            (Complaint.Kind.COMPLAINT.value, _("A complaint: something went wrong, or somebody treated me badly")),
            (Complaint.Kind.PROPOSAL.value, _("A proposal: something could be better")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like to write."), "invalid_choice": _CHOOSE},
    )
    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _CHOOSE},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, abouts: Sequence[Complaint.About], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in abouts]


class WhatForm(forms.Form):
    """The thing itself: which service, case, centre or member of staff, or employer."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        about: Complaint.About,
        choices: Choices,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields = dict(fields_about(about, choices))

    def clean(self) -> dict[str, Any]:
        """A centre, a name, or both: one of them is needed."""
        given = super().clean() or {}
        if "centre" in self.fields and not self.errors and not given.get("centre") and not given.get("named"):
            self.add_error("named", _("Choose the centre, or write whom it is about."))
        return given


def fields_about(about: Complaint.About, choices: Choices) -> dict[str, forms.Field]:
    """The fields that say which thing it is; none where it is about things in general."""
    listed: Any = [("", "—"), *choices]
    match about:
        case Complaint.About.SERVICE:
            return {"service": _one_of(_("Which service is it about?"), listed, _("Choose the service."))}
        case Complaint.About.CASE:
            return {"case": _one_of(_("Which case is it about?"), listed, _("Choose the case."))}
        case Complaint.About.STAFF:
            return {
                "centre": forms.ChoiceField(
                    label=_("Which centre?"),
                    choices=listed,
                    required=False,
                    error_messages={"invalid_choice": _CHOOSE},
                ),
                "named": _named(
                    _("Who is it about, if it is somebody?"),
                    _("The name, the number on the badge, or the window. They do not see what you write."),
                    required=False,
                ),
            }
        case Complaint.About.EMPLOYER:
            hint = _("Its name, and where it is, as well as you know it.")
            return {"named": _named(_("Which employer is it about?"), hint, required=True)}
        case _:
            return {}


def _one_of(label: Any, choices: Any, required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, error_messages={"required": required, "invalid_choice": _CHOOSE}
    )


def _named(label: Any, hint: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=200,
        error_messages={
            "required": _("Write which employer it is."),
            "max_length": _("Write at most 200 characters."),
        },
    )


class WordsForm(forms.Form):
    """What happened, or what could be better, in the person's own words."""

    words = forms.CharField(
        label=_("What would you like to say?"),
        help_text=_("In your own words: what happened, when, and what you would like us to do."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": _("Write it in your own words."), "max_length": _TOO_LONG},
    )


class DocumentForm(forms.Form):
    """A document that goes with it."""

    document = DocumentsField(label=_("Which document would you like to add?"))
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("For example: birth certificate. You may leave this empty."),
        required=False,
        max_length=SupportingDocument.TITLE_LENGTH,
        error_messages={"max_length": _("Write at most 120 characters.")},
    )


class GiveForm(forms.Form):
    """What the person says to what they are asked."""

    words = forms.CharField(
        label=_("What you say to it"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write it in your own words."), "max_length": _TOO_LONG},
    )
    document = DocumentsField(required=False, label=_("A document, if one helps"))
