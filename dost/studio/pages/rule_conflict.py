"""Two editors changed the same: what each has written, side by side, and what can stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dost.studio.wording import words
from services_catalog.changes.compare import Piece
from services_catalog.changes.compare import words as compared
from services_catalog.changes.errors import Conflict
from services_catalog.changes.paths import MISSING

NOT_RESENT: Final = ("csrfmiddlewaretoken", "revision")


@dataclass(frozen=True, slots=True)
class ClashRow:
    """A place both changed: what stood there, and both answers word by word; `gone` where one removed it."""

    number: int
    path: str
    place: str
    base: str
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    mine_gone: bool
    theirs_gone: bool


@dataclass(frozen=True, slots=True)
class Together:
    """A place that only one of the two changed."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Everything the choice needs; `sent` is what the editor's own form said, to be sent again with the choice."""

    edited_by: str
    edited_at: datetime
    clashes: tuple[ClashRow, ...]
    only_mine: tuple[Together, ...]
    only_theirs: tuple[Together, ...]
    revision: int
    sent: tuple[tuple[str, str], ...]
    action: str
    place: str


def conflict_of(
    conflict: Conflict, *, revision: int, sent: Iterable[tuple[str, str]], action: str, place: str
) -> ConflictPage:
    """Return a conflict as its page shows it."""
    return ConflictPage(
        edited_by=words.person_called(conflict.edited_by),
        edited_at=conflict.edited_at,
        clashes=tuple(
            ClashRow(
                number=number,
                path=clash.path,
                place=words.place(clash.path),
                base=_said(clash.base, clash.path),
                mine=_new_in(clash.base, clash.mine, clash.path),
                theirs=_new_in(clash.base, clash.theirs, clash.path),
                mine_gone=clash.mine is MISSING,
                theirs_gone=clash.theirs is MISSING,
            )
            for number, clash in enumerate(conflict.clashes, 1)
        ),
        only_mine=_together(conflict.only_mine),
        only_theirs=_together(conflict.only_theirs),
        revision=revision,
        sent=tuple((key, value) for key, value in sent if not _is_ours(key)),
        action=action,
        place=place,
    )


def _is_ours(key: str) -> bool:
    return key in NOT_RESENT or key.startswith(("place-", "keep-"))


def _new_in(base: Any, side: Any, path: str) -> tuple[Piece, ...]:
    """Return one side with what is new in it; what stood there before is shown by itself."""
    pieces = compared(_said(base, path), _said(side, path))
    return tuple(piece for piece in pieces if piece.kind != "removed")


def _said(value: Any, path: str) -> str:
    return "" if value is MISSING else words.value(value, path)


def _together(changes: Iterable[Mapping[str, Any]]) -> tuple[Together, ...]:
    return tuple(Together(words.place(str(change["path"])), *words.sides(change)) for change in changes)
