"""The form by which another document takes the place of one."""

from __future__ import annotations

from django import forms

from dost.cases.supporting import NotTaken
from dost.ui.uploads import DocumentsField


class ReplaceForm(forms.Form):
    """The other document."""

    documents = DocumentsField()

    def refuse(self, error: NotTaken) -> None:
        """Say beside the field why it is not taken."""
        self.add_error("documents", error.message)
