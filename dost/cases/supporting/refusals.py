"""Why a document is not taken, in words that name the file and say what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

FIELD: Final = "documents"
"""The name of the field a refusal is of, where the caller has none of its own."""
MOST_PAGES: Final = 20
"""The most photographs that make one document."""


class NotTaken(Exception):  # noqa: N818 - it reads as what it says
    """A document cannot be taken: nothing of it is left behind. `message` stands beside `field`."""

    def __init__(self, message: str, *, field: str = FIELD, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


def refusal(code: str, name: str) -> NotTaken:
    """The refusal of the file with this name (already fit to be shown) for the reason of this code."""
    return NotTaken(REFUSALS[code]() % {"name": name, "pages": MOST_PAGES}, code=code)


REFUSALS: Final[Mapping[str, Callable[[], str]]] = {
    "nothing": lambda: _("Choose a file."),
    "empty": lambda: _("“%(name)s” is empty. Choose the file again, or another one."),
    "too_large": lambda: _(
        "“%(name)s” is larger than 10 MB. Make it smaller, for example by photographing it with less detail."
    ),
    "wrong_type": lambda: _("“%(name)s” is not a PDF, JPEG or PNG. Send a photograph or a PDF of the document."),
    "name": lambda: _("The name of the file holds a path or a character that names cannot have. Rename it."),
    "harmful": lambda: _("“%(name)s” holds a virus. It was not kept. Send the document from another device."),
    "damaged": lambda: _("“%(name)s” cannot be opened: it is damaged. Photograph or save the document again."),
    "needs_password": lambda: _("“%(name)s” opens with a password only. Save it without a password and send it again."),
    "too_many_pixels": lambda: _("“%(name)s” is a picture too large to be looked at. Photograph it with less detail."),
    "moving_picture": lambda: _("“%(name)s” is a moving picture. Send a photograph of the document."),
    "no_pages": lambda: _("“%(name)s” has no pages. Save the document as a PDF again."),
    "too_many_pages": lambda: _("“%(name)s” has more than 100 pages. Send only the pages that are needed."),
    "absurd_pages": lambda: _("“%(name)s” has pages of a size no paper has. Save the document as a PDF again."),
    "too_large_inside": lambda: _("“%(name)s” holds more than a document does. Photograph the paper instead."),
    "too_many_files": lambda: _("These are more than %(pages)s photographs. Send them as several documents."),
    "one_pdf": lambda: _("Several photographs make one document; a PDF is a document by itself. Send it alone."),
    "together_too_large": lambda: _("The photographs together are larger than 40 MB. Send fewer of them at once."),
    "too_many_documents": lambda: _(
        "You have added more documents than can wait to be sent. Remove some, or send them."
    ),
    "busy": lambda: _("Many documents are being looked at just now. Send “%(name)s” again in a minute."),
}
"""The words of each code. Those of files are also what `remake` answers with."""
