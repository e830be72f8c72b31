"""A complaint or a proposal that a member of staff writes down for somebody: all of it on one page.

The back office and the telephone ask for it, with the same words and the same bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .contexts import Text
from .uploads import DocumentsField

LONGEST_WORDS: Final = 5000
Choices = Sequence[tuple[str, Text]]
_CHOOSE: Any = _("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class Choosable:
    """What it can be and be about, each as (value, words).

    `needs` says, for a value of `abouts`, in which fields the thing is named; one of them is enough.
    """

    kinds: Choices
    abouts: Choices
    services: Choices
    cases: Choices
    centres: Choices
    needs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """What was written down. `case` is an id; what was not named is empty."""

    kind: str
    about: str
    service: str
    case: int | None
    centre: str
    named: str
    words: str
    files: Sequence[UploadedFile[bytes]]


class WriteDownForm(forms.Form):
    """All of it on one page; of what it is about only the part counts that was chosen.

    `by_telephone`: nobody hands in a document.
    """

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is."), "invalid_choice": _CHOOSE},
    )
    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _CHOOSE},
    )
    service = forms.ChoiceField(label=_("If it is a service: which?"), required=False)
    case = forms.ChoiceField(label=_("If it is a case: which?"), required=False)
    centre = forms.ChoiceField(label=_("If it is a centre: which?"), required=False)
    named = forms.CharField(
        label=_("If it is somebody, or an employer: who?"),
        help_text=_("As the person says it: the name, the number, the window."),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Write at most 200 characters.")},
    )
    words = forms.CharField(
        label=_("In the person’s words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("Write what the person says."),
            "max_length": _("Write at most 5000 characters."),
        },
    )
    document = DocumentsField(required=False, label=_("A document, if there is one"))

    def __init__(self, *args: Any, choosable: Choosable, by_telephone: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.needs = choosable.needs
        self._offer("kind", choosable.kinds)
        self._offer("about", choosable.abouts)
        for name, choices in (
            ("service", choosable.services),
            ("case", choosable.cases),
            ("centre", choosable.centres),
        ):
            self._offer(name, [("", "—"), *choices])
            self.fields[name].error_messages = {"invalid_choice": str(_CHOOSE)}
        if by_telephone:
            del self.fields["document"]

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """The thing that was chosen must be named."""
        given = super().clean() or {}
        fields = self.needs.get(given.get("about", ""), ())
        if fields and not any(given.get(name) for name in fields):
            self.add_error(fields[-1], _MISSING[fields])
        return given

    @property
    def written_down(self) -> WrittenDown:
        """What was written down."""
        given = self.cleaned_data
        return WrittenDown(
            kind=given["kind"],
            about=given["about"],
            service=given["service"],
            case=int(given["case"]) if given["case"] else None,
            centre=given["centre"],
            named=given["named"],
            words=given["words"],
            files=given.get("document") or (),
        )


_MISSING: Final[Mapping[tuple[str, ...], Any]] = {
    ("service",): _("Choose the service."),
    ("case",): _("Choose the case."),
    ("centre", "named"): _("Choose the centre, or write whom it is about."),
    ("named",): _("Write which employer it is."),
}
