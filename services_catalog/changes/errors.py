"""What the studio refuses, in words for the person who asked.

Permissions raise `permissions.StudioDenied`; a set with problems raises `checking.NotReady`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from .paths import Clash


class StudioError(ValueError):
    """Something the studio does not do; the text says why, in the reader's language. `code` tells cases apart."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class NotEditable(StudioError):  # noqa: N818 - it reads as what it says
    """The change set is not a draft (any more): it waits for review, is published, withdrawn or discarded."""


class NotFound(StudioError):  # noqa: N818 - it reads as what it says
    """The service, criterion, parameter or version that was named is not there."""


class Overlap(StudioError):  # noqa: N818 - it reads as what it says
    """The database refused a version because another is in force on the same days."""


@dataclass(eq=False)
class Conflict(Exception):  # noqa: N818 - it is shown as a choice, not as an error
    """Somebody has saved since the editor began; nothing was written, and nothing is lost.

    `base`, `mine` and `theirs` are whole states (see `paths`). `clashes` are the places that both changed, each with
    the three values and the value saved now; `only_mine` and `only_theirs` are changes (`{path, kind, before, after}`)
    that can stand together. Without clashes, saving again with `merge=True` takes both; with clashes also `choices`,
    `{path: "mine" | "theirs"}`, for each. Saving `mine` with `revision` overwrites theirs knowingly.
    """

    base: Mapping[str, Any]
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    clashes: Sequence[Clash]
    only_mine: Sequence[Mapping[str, Any]]
    only_theirs: Sequence[Mapping[str, Any]]
    revision: int
    edited_by: str
    edited_at: datetime
    subject: str = field(default="")

    def __str__(self) -> str:
        return _("%(who)s has saved %(subject)s meanwhile.") % {"who": self.edited_by, "subject": self.subject}

    @property
    def mergeable(self) -> bool:
        """Whether both can be kept without anybody choosing."""
        return not self.clashes
