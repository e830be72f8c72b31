"""Two editors: what both made of the same, side by side, and what comes of the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dost.studio.wording import words
from dost.studio.wording.item_words import names_in
from services_catalog.changes.errors import Conflict
from services_catalog.changes.paths import MISSING

MINE: Final = "mine"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that somebody changed: what stood there, mine, and theirs. `suggested` is empty where both did."""

    number: int
    path: str
    name: str
    base: str
    mine: str
    theirs: str
    suggested: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A conflict on a page; `revision` is theirs, from which the choice is saved."""

    who: str
    at: datetime
    revision: int
    places: tuple[Place, ...]

    @property
    def mergeable(self) -> bool:
        """Whether both can be kept without anybody choosing."""
        return all(place.suggested for place in self.places)


def side_by_side(conflict: Conflict) -> SideBySide:
    """Return a conflict as it is shown: clashes first."""
    rows: list[tuple[str, Any, Any, Any, str]] = [
        (clash.path, clash.base, clash.mine, clash.theirs, "") for clash in conflict.clashes
    ]
    rows += [
        (change["path"], change["before"], change["after"], change["before"], MINE) for change in conflict.only_mine
    ]
    rows += [
        (change["path"], change["before"], change["before"], change["after"], THEIRS) for change in conflict.only_theirs
    ]
    names = {**names_in(conflict.base), **names_in(conflict.theirs), **names_in(conflict.mine)}
    places = tuple(
        Place(
            number,
            path,
            words.place(path, names),
            _said(base, path),
            _said(mine, path),
            _said(theirs, path),
            suggested,
        )
        for number, (path, base, mine, theirs, suggested) in enumerate(rows)
    )
    return SideBySide(words.person_called(conflict.edited_by), conflict.edited_at, conflict.revision, places)


def _said(value: Any, path: str) -> str:
    return "" if value is MISSING else words.value(value, path)


def chosen(conflict: Conflict, choices: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the flat state that the choices make of a conflict, None when a clash has no choice.

    For what has no items: the change set itself. Drafts of services are merged by `drafts.save` with `choices`.
    """
    state = dict(conflict.theirs)
    for change in conflict.only_mine:
        if choices.get(change["path"], MINE) == MINE:
            state[change["path"]] = change["after"]
    for change in conflict.only_theirs:
        if choices.get(change["path"], THEIRS) == MINE:
            state[change["path"]] = change["before"]
    for clash in conflict.clashes:
        choice = choices.get(clash.path)
        if choice not in (MINE, THEIRS):
            return None
        state[clash.path] = clash.mine if choice == MINE else clash.theirs
    return state
