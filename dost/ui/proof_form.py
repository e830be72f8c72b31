"""By what it is known at a window that it is they: the fields beside a mandate that is given, accepted or ended there.

The back office and the counter ask for it with the same words. Which ways and documents there are the engine says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .mandate_form import Choice, MandateForm, ServiceGroup
from .uploads import DocumentsField


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be chosen: the ways, the documents that can be seen, and which way is the code."""

    ways: Sequence[Choice]
    documents: Sequence[Choice]
    code: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown; `waits_for_a_code`: one has to be sent first, which they then read out."""

    how: str
    document_kind: str
    document_number: str
    code: str
    files: Sequence[UploadedFile[Any]]
    waits_for_a_code: bool


class ProofForm(forms.Form):
    """By what it is known that it is they who do something about a mandate."""

    how = forms.ChoiceField(
        label=_("How is it known that it is they?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how it is known that it is they."),
            "invalid_choice": _("Choose how it is known that it is they."),
        },
    )
    document_kind = forms.ChoiceField(
        label=_("In person: the document you have seen"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )
    document_number = forms.CharField(
        label=_("In person: its number"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("Write at most 30 characters.")},
    )
    code = forms.CharField(
        label=_("By a code: what they read out"),
        help_text=_("Leave it empty at first: the code is sent to their confirmed number when you continue."),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"max_length": _("Write the six digits.")},
    )
    paper = DocumentsField(label=_("On paper: what they signed, as it was scanned"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        ways: Ways,
        **more: Any,
    ) -> None:
        super().__init__(data, files, **more)  # type: ignore[arg-type]
        self._ways = ways
        how, kind = self.fields["how"], self.fields["document_kind"]
        assert isinstance(how, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        how.choices = list(ways.ways)
        kind.choices = [("", "—"), *ways.documents]

    @property
    def shown(self) -> Shown:
        """What was shown, once the form is valid."""
        given = self.cleaned_data
        return Shown(
            how=given["how"],
            document_kind=given["document_kind"],
            document_number=given["document_number"],
            code=given["code"],
            files=given["paper"],
            waits_for_a_code=given["how"] == self._ways.code and not given["code"].strip(),
        )


class MandateAtWindowForm(ProofForm, MandateForm):
    """A mandate that somebody gives at a window, for themselves or for the employer they head, and how it is known."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        ways: Ways,
        services: Sequence[ServiceGroup],
        deeds: Sequence[Choice],
        today: date,
    ) -> None:
        super().__init__(data, files, ways=ways, services=services, deeds=deeds, today=today)
