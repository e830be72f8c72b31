"""Why somebody looked, in words, on every page that tells of looks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dost.accounts.access import A_DOCUMENT, IN_A_LIST, IN_A_SEARCH, was_at_the_door
from dost.accounts.models import AccessLog
from dost.accounts.own_looks import OwnLook


def purpose_in_words(purpose: str, note: str) -> str:
    """Why somebody looked: the purpose, and what they wrote."""
    said = {
        IN_A_LIST: _("the name was shown in the list of cases"),
        IN_A_SEARCH: _("the name was shown by a search"),
        A_DOCUMENT: _("a document that was handed in was opened"),
        **{look.value: str(look.label) for look in OwnLook},
    }.get(note, note)
    if was_at_the_door(note):
        said = _("a ticket was taken at a centre; whether they are called sooner was looked up")
    label = AccessLog.Purpose(purpose).label
    return f"{label} – {said}" if said else str(label)
