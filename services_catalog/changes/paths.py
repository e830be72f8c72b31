"""A draft as places and values, so that two of them can be compared and merged place by place.

The state of a draft is one mapping: the keys of its version (as in a file), `texts` with those of its passport, and
`withdraws`. A place is written `amount`, `criteria[alive].text.az`, `texts.passport.fee`,
`examples["Nobody works"].facts."person.age"`: square brackets name an item of a list by its id (or name), whatever
its position; the order of the items is a place of its own, `criteria.order`.

A difference is a list of `{"path", "kind", "before", "after"}`, kind `added`, `removed` or `changed`; it can be undone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Path = tuple[str, ...]
State = dict[str, Any]
Change = dict[str, Any]
Choices = Mapping[str, Literal["mine", "theirs"]]

KEYED: Final[Mapping[str, tuple[str, ...]]] = {
    "criteria": ("id", "use"),
    "questions": ("id",),
    "examples": ("name",),
}
"""Lists whose items have a name, and the keys it is found under."""

_ORDER: Final = "order"
_ITEM: Final = "#"
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_SEGMENT = re.compile(
    r'\.?(?P<word>[A-Za-z_][\w-]*)|\.?(?P<quoted>"(?:[^"\\]|\\.)*")|\[(?P<item>[^\]"]*|"(?:[^"\\]|\\.)*")\]'
)


class _Missing:
    """Stands for a place that is not there; None is a value (a fact that is not known)."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


# -- places and their texts --------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    """Return a place as text."""
    parts: list[str] = []
    for segment in path:
        if segment.startswith(_ITEM):
            name = segment[1:]
            parts.append(f"[{name if _WORD.fullmatch(name) else json.dumps(name, ensure_ascii=False)}]")
        else:
            name = segment if _WORD.fullmatch(segment) else json.dumps(segment, ensure_ascii=False)
            parts.append(f".{name}" if parts else name)
    return "".join(parts)


def path_of(text: str) -> Path:
    """Return the place a text means; raises `ValueError`."""
    found: list[str] = []
    position = 0
    while position < len(text):
        match = _SEGMENT.match(text, position)
        if match is None:
            raise ValueError(f"not a place: {text!r}")
        if match["item"] is not None:
            found.append(_ITEM + _unquoted(match["item"]))
        else:
            found.append(match["word"] or _unquoted(match["quoted"]))
        position = match.end()
    return tuple(found)


def _unquoted(text: str) -> str:
    return str(json.loads(text)) if text.startswith('"') else text


# -- states as places --------------------------------------------------------------------------------------------


def flatten(state: Mapping[str, Any]) -> dict[Path, Any]:
    """Return every place of a state with its value; lists without named items are one value."""
    found: dict[Path, Any] = {}
    for key, value in state.items():
        if key in KEYED and _is_named(value):
            _flatten_items(key, value, found)
        else:
            _flatten_value((key,), value, found)
    return found


def _is_named(value: Any) -> bool:
    return (
        isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(item, Mapping) for item in value)
    )


def _flatten_items(key: str, items: Sequence[Mapping[str, Any]], found: dict[Path, Any]) -> None:
    order = item_names(key, items)
    found[(key, _ORDER)] = order
    for name, item in zip(order, items, strict=True):
        _flatten_value((key, _ITEM + name), item, found)


def item_names(key: str, items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what each item of a named list is called in places; a name that is there twice gets a number."""
    names: list[str] = []
    for item in items:
        plain = next((str(item[name]) for name in KEYED[key] if item.get(name)), "")
        name, number = plain, 1
        while name in names:
            number += 1
            name = f"{plain}~{number}"
        names.append(name)
    return names


def _flatten_value(path: Path, value: Any, found: dict[Path, Any]) -> None:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            _flatten_value((*path, str(key)), item, found)
    else:
        found[path] = value


def unflatten(places: Mapping[Path, Any]) -> State:
    """Return the state that has these places; what `flatten` gives comes back the same."""
    state: State = {}
    items: dict[str, dict[str, Any]] = {}
    for path, value in places.items():
        if len(path) == 2 and path[0] in KEYED and path[1] == _ORDER:
            items.setdefault(path[0], {})
            state.setdefault(path[0], [])
        elif len(path) > 1 and path[0] in KEYED and path[1].startswith(_ITEM):
            state.setdefault(path[0], [])
            holder = items.setdefault(path[0], {})
            if len(path) == 2:
                holder.setdefault(path[1][1:], {})
            else:
                _put(holder.setdefault(path[1][1:], {}), path[2:], value)
        else:
            _put(state, path, value)
    for key, found in items.items():
        order = places.get((key, _ORDER), list(found))
        state[key] = [found.get(name, {}) for name in order]
    return state


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    for key in path[:-1]:
        inner = holder.get(key)
        if not isinstance(inner, dict):
            inner = holder[key] = {}
        holder = inner
    holder[path[-1]] = value


# -- differences -------------------------------------------------------------------------------------------------


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what is different, place by place: first what is there now, then what is gone."""
    old, new = flatten(before), flatten(after)
    changes = [_change(path, old.get(path, MISSING), value) for path, value in new.items()]
    changes += [_change(path, value, MISSING) for path, value in old.items() if path not in new]
    return [change for change in changes if change["kind"] != "same"]


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same as JSON: 1 is not true."""
    if one is MISSING or other is MISSING:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _change(path: Path, before: Any, after: Any) -> Change:
    if before is MISSING:
        kind = "added"
    elif after is MISSING:
        kind = "removed"
    else:
        kind = "same" if same(before, after) else "changed"
    return {
        "path": text_of(path),
        "kind": kind,
        "before": None if before is MISSING else before,
        "after": None if after is MISSING else after,
    }


def undone(state: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> State:
    """Return the state before the changes of a difference."""
    places = flatten(state)
    for change in changes:
        path = path_of(change["path"])
        if change["kind"] == "added":
            places.pop(path, None)
        else:
            places[path] = change["before"]
    return unflatten(places)


# -- merging -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that two editors changed differently; MISSING stands for a place that one of them removed."""

    path: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(slots=True)
class Merge:
    """Two changed states brought together: `state` has theirs where they clash and nobody has chosen."""

    state: State
    clashes: list[Clash] = field(default_factory=list)
    only_mine: list[Change] = field(default_factory=list)
    only_theirs: list[Change] = field(default_factory=list)


def merge(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], *, choices: Choices | None = None
) -> Merge:
    """Bring together what two editors made of the same base.

    Places that only one changed are taken from that one. An item that one removed and the other changed is a clash as
    a whole, named by the item (`criteria[alive]`). Both orders are kept where they agree about what was there before.
    """
    merging = _Merging(flatten(base), flatten(mine), flatten(theirs), choices or {})
    return merging.run()


class _Merging:
    def __init__(self, base: dict[Path, Any], mine: dict[Path, Any], theirs: dict[Path, Any], choices: Choices) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.choices = choices
        self.merged = dict(theirs)
        self.result = Merge({})
        self.settled: set[Path] = set()

    def run(self) -> Merge:
        for key in KEYED:
            self._removed_against_changed(key)
        for path in dict.fromkeys([*self.mine, *self.base, *self.theirs]):
            if not any(path[: len(done)] == done for done in self.settled):
                self._place(path)
        for key in KEYED:
            self._tidy_order(key)
        self.result.state = unflatten(self.merged)
        return self.result

    def _place(self, path: Path) -> None:
        base, mine, theirs = (side.get(path, MISSING) for side in (self.base, self.mine, self.theirs))
        if same(mine, base):
            if not same(theirs, base):
                self.result.only_theirs.append(_change(path, base, theirs))
            return
        if same(mine, theirs):
            return
        if same(theirs, base):
            self.result.only_mine.append(_change(path, base, mine))
            self._take(path, mine)
            return
        if len(path) == 2 and path[0] in KEYED and path[1] == _ORDER:
            together = _merged_order(*([] if side is MISSING else side for side in (base, mine, theirs)))
            if together is not None:
                self.merged[path] = together
                return
        self._clash(path, base, mine, theirs)

    def _take(self, path: Path, value: Any) -> None:
        if value is MISSING:
            self.merged.pop(path, None)
        else:
            # A mapping and a plain value cannot stand at one place.
            for other in [place for place in self.merged if place != path and place[: len(path)] == path]:
                del self.merged[other]
            for length in range(1, len(path)):
                self.merged.pop(path[:length], None)
            self.merged[path] = value

    def _clash(self, path: Path, base: Any, mine: Any, theirs: Any) -> None:
        choice = self.choices.get(text_of(path))
        if choice == "mine":
            self._take(path, mine)
        elif choice is None:
            self.result.clashes.append(Clash(text_of(path), base, mine, theirs))

    def _removed_against_changed(self, key: str) -> None:
        """Settle the items that one side removed and the other changed."""
        names = self.base.get((key, _ORDER), [])
        for name in names if isinstance(names, list) else []:
            place = (key, _ITEM + name)
            base, mine, theirs = (_below(side, place) for side in (self.base, self.mine, self.theirs))
            gone = [side for side in (mine, theirs) if not side]
            if len(gone) != 1 or all(not side or _alike(side, base) for side in (mine, theirs)):
                continue
            self.settled.add(place)
            choice = self.choices.get(text_of(place))
            if choice is None:
                values = [unflatten(side) if side else MISSING for side in (base, mine, theirs)]
                self.result.clashes.append(Clash(text_of(place), *values))
            if choice == "mine":
                for path in [path for path in self.merged if path[:2] == place]:
                    del self.merged[path]
                self.merged.update({(*place, *path): value for path, value in mine.items()})

    def _tidy_order(self, key: str) -> None:
        """Name each item once in the order, and no item that is not there."""
        if (key, _ORDER) not in self.merged:
            return
        there = dict.fromkeys(path[1][1:] for path in self.merged if path[0] == key and path[1].startswith(_ITEM))
        order = [name for name in self.merged[(key, _ORDER)] if name in there]
        self.merged[(key, _ORDER)] = [*order, *(name for name in there if name not in order)]


def _below(places: Mapping[Path, Any], place: Path) -> dict[Path, Any]:
    return {path[len(place) :]: value for path, value in places.items() if path[: len(place)] == place}


def _alike(one: Mapping[Path, Any], other: Mapping[Path, Any]) -> bool:
    return one.keys() == other.keys() and all(same(value, other[path]) for path, value in one.items())


def _merged_order(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Return an order that has the additions and removals of both; None when both moved what was there."""
    stayed = [name for name in base if name in mine and name in theirs]
    my_moves = [name for name in mine if name in stayed]
    their_moves = [name for name in theirs if name in stayed]
    if my_moves != stayed and their_moves != stayed and my_moves != their_moves:
        return None
    first, second = (mine, theirs) if my_moves != stayed else (theirs, mine)
    result = [name for name in first if name in stayed or name not in base]
    for position, name in enumerate(second):
        if name in base or name in result:
            continue
        before = next((other for other in reversed(second[:position]) if other in result), None)
        result.insert(result.index(before) + 1 if before is not None else 0, name)
    return result
