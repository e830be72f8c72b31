"""A form for what somebody was asked for: to each thing a document, or words, for a portal, an office or a counter.

Not everything must be given at once; something must. What is a document, and whether it can be taken, is for whoever
takes it: its refusals come back with `refuse`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from .contexts import Text
from .uploads import DocumentsField

LONGEST_WORDS: Final = 4_000
TOO_LONG: Final = _("Write at most 4,000 letters.")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One thing somebody was asked for: what, and why; whether it is a document, or words alone.

    `where` it is got and an `example` of it, as far as the catalogue says so.
    """

    id: int
    title: Text
    why: Text
    is_document: bool
    where: Text = ""
    example: Text = ""


@dataclass(frozen=True, slots=True)
class GivenTo:
    """What is given to one of them, by its id: words, and the files of one document."""

    id: int
    words: str
    files: tuple[UploadedFile[Any], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for, with its controls as a page shows them; `document` is None where words are asked for."""

    asked: AskedFor
    document: BoundField | None
    words: BoundField


class GivenForm(forms.Form):
    """To each thing asked for a control for a document, where it is one, and one for words."""

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, asked: Sequence[AskedFor]) -> None:
        super().__init__(data, files)
        self.asked = tuple(asked)
        for one in asked:
            if one.is_document:
                self.fields[_document(one.id)] = DocumentsField(required=False)
            self.fields[_words(one.id)] = forms.CharField(
                label=_("If you do not have it, or want to add something") if one.is_document else _("Your answer"),
                required=False,
                strip=True,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea({"rows": 3}),
                error_messages={"max_length": TOO_LONG},
            )

    @property
    def groups(self) -> tuple[Group, ...]:
        """The things in their order, with their controls."""
        return tuple(
            Group(one, self[_document(one.id)] if one.is_document else None, self[_words(one.id)]) for one in self.asked
        )

    @property
    def given(self) -> tuple[GivenTo, ...]:
        """What is given; only after `is_valid`."""
        found = (
            GivenTo(one.id, self.cleaned_data[_words(one.id)], self.cleaned_data.get(_document(one.id), ()))
            for one in self.asked
        )
        return tuple(one for one in found if one.words or one.files)

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nothing is given."""
        if self.asked and not self.errors and not any(self.cleaned_data.values()):
            first = self.asked[0]
            name = _document(first.id) if first.is_document else _words(first.id)
            self.add_error(name, _("Give something of what is asked for, or write why you cannot."))
        return self.cleaned_data

    def refuse(self, problems: Iterable[tuple[int, str]]) -> None:
        """Put (id, message) beside the controls of their documents, in the place of what else there was to say."""
        self.errors.clear()
        for pk, message in problems:
            self.add_error(_document(pk) if _document(pk) in self.fields else None, message)


def _document(pk: int) -> str:
    return f"document-{pk}"


def _words(pk: int) -> str:
    return f"words-{pk}"
