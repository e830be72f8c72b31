"""Files that a form sends: how much of one is read, and the field that takes documents.

Whatever is sent is read to its end, but no more of it is kept than can be taken: of a file that is too large only so
much that this can be said beside the field, instead of refusing the whole form. What is kept lies in memory, or in a
file without a name, which no kill leaves behind.
"""

from __future__ import annotations

import tempfile
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file that is taken; texts call it 10 MB."""
MOST_OF_A_FORM: Final = 60 * 1024 * 1024
"""The most that is kept of all files of one form."""
IN_MEMORY: Final = 1024 * 1024
"""Up to here a file lies in memory."""
ACCEPTED: Final = "application/pdf,image/jpeg,image/png"


class BoundedUploadHandler(FileUploadHandler):
    """Keeps of each file at most one byte more than may be taken, and of all files no more than `MOST_OF_A_FORM`.

    The `size` of one of which not everything was kept is more than `MOST_BYTES`: nobody takes it for whole.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._kept_of_form = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the request
        self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep of a part what may be kept."""
        room = min(MOST_BYTES + 1 - self._kept, MOST_OF_A_FORM - self._kept_of_form)
        part = raw_data[: max(room, 0)]
        self._file.write(part)
        self._kept += len(part)
        self._kept_of_form += len(part)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand the file over."""
        self._file.seek(0)
        whole = self._kept == file_size
        return UploadedFile(
            file=self._file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size if whole else max(file_size, MOST_BYTES + 1),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


class DocumentsInput(forms.FileInput):
    """A control for one file or several; a telephone offers its camera, too."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, "accept": ACCEPTED, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[bytes]]:
        """Return the files that were chosen, in their order."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else [one for one in [files.get(name)] if one]


class DocumentsField(forms.Field):
    """A document: a PDF, or photographs that are its pages. Cleaned, a tuple of files; nobody looks into them here.

    That is for whoever takes them (`dost.cases.supporting.take`), whose refusals stand beside this field.
    """

    widget = DocumentsInput
    default_error_messages = {"required": _("Choose a file.")}

    def __init__(self, **given: Any) -> None:
        given.setdefault("label", _("Document"))
        given.setdefault(
            "help_text",
            _(
                "A PDF, or photographs (JPEG or PNG), each up to 10 MB. Several photographs become the pages of one"
                " document."
            ),
        )
        super().__init__(**given)

    def clean(self, value: Any) -> tuple[UploadedFile[bytes], ...]:
        """Return the files; raises ValidationError where one is needed and none was chosen."""
        chosen = tuple(value or ())
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether anything was chosen."""
        return bool(data)


class DocumentForm(forms.Form):
    """One document: a PDF, or photographs that are its pages."""

    document = DocumentsField()
