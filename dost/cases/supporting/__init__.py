"""Supporting documents: what a person hands in – checked, made anew, scanned, sealed, opened with a line in the log."""

from __future__ import annotations

from .opening import OpenedDocument, Unsafe, known_to, opened
from .refusals import MOST_PAGES, NotTaken
from .taking import AlreadySent, attach, mark_sent, of_draft, replace, take, take_back

__all__ = [
    "MOST_PAGES",
    "AlreadySent",
    "NotTaken",
    "OpenedDocument",
    "Unsafe",
    "attach",
    "known_to",
    "mark_sent",
    "of_draft",
    "opened",
    "replace",
    "take",
    "take_back",
]
