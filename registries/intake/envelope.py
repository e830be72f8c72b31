"""The outside of an event: who sends it, under which id, what kind of thing happened and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import cells
from .cells import BadCellError
from .problems import RowError, did_you_mean, nearest

FIELDS = frozenset({"institution", "id", "kind", "happened_on", "registry", "record"})
LONGEST_ID = 64


@dataclass(slots=True)
class Event:
    """An event whose outside is in order; `record` is as sent."""

    institution: str
    id: str
    kind: str
    happened_on: date
    registry: str
    record: dict[str, Any]


def identity(raw: object, institutions: Mapping[str, str]) -> tuple[str, str]:
    """Who sends the event and its id; without them it cannot be kept at all. Raises RowError."""
    if not isinstance(raw, Mapping):
        raise RowError("", f"an event is an object, not {type(raw).__name__}", f"with {', '.join(sorted(FIELDS))}")
    sent = raw.get("institution")
    code = institutions.get(sent) if isinstance(sent, str) else None
    if code is None:
        known = set(institutions.values())
        raise RowError(
            "institution", f"{cells.shown(sent)} is not an institution", did_you_mean(cells.shown(sent), known)
        )
    number = raw.get("id")
    if isinstance(number, int) and not isinstance(number, bool) and abs(number) < 10**LONGEST_ID:
        number = str(number)
    if not isinstance(number, str) or not number.strip():
        raise RowError("id", "is missing", "the institution's own id of the event, as text")
    if len(number.strip()) > LONGEST_ID or not number.isprintable():
        raise RowError("id", "is too long or has control characters", f"at most {LONGEST_ID} printable characters")
    return code, number.strip()


def open_envelope(
    raw: Mapping[str, Any],
    institution: str,
    number: str,
    *,
    kinds: Mapping[str, str],
    registries: set[str],
    today: date,
) -> Event:
    """Check the rest of the outside. `kinds` gives the usual registry of each kind. Raises RowError."""
    for name in raw:
        if name not in FIELDS:
            found = nearest(str(name), FIELDS)
            hint = f"did you mean {found[0]}?" if found else f"an event has {', '.join(sorted(FIELDS))}"
            raise RowError(str(name)[:40], "is not part of an event", hint)
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise RowError("kind", f"{cells.shown(kind)} is not a kind of event", did_you_mean(cells.shown(kind), kinds))
    happened_on = _happened_on(raw.get("happened_on"), today)
    registry = raw.get("registry") or kinds[kind]
    if not isinstance(registry, str) or registry not in registries:
        raise RowError(
            "registry", f"{cells.shown(registry)} is not a registry", did_you_mean(cells.shown(registry), registries)
        )
    record = raw.get("record")
    if not isinstance(record, Mapping) or not all(isinstance(name, str) for name in record):
        raise RowError("record", "is not an object", "the fields of the record, by name")
    return Event(institution, number, kind, happened_on, registry, dict(record))


def _happened_on(value: object, today: date) -> date:
    if value is None or value == "":
        raise RowError("happened_on", "is missing", "the day on which it happened, such as 2026-03-01")
    try:
        day = cells.day(value)
    except BadCellError as bad:
        raise RowError("happened_on", bad.message, bad.hint) from None
    if day > today + timedelta(days=366):
        raise RowError("happened_on", f"{day} is more than a year ahead", "check the year")
    return day


def storable(value: object) -> Any:
    """What was sent, as JSON that PostgreSQL keeps: without zero characters, broken surrogates and infinite numbers."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str, skipkeys=True)
        return _clean(json.loads(text.encode("utf-8", "replace"), parse_constant=str))
    except (RecursionError, ValueError):
        return {"unreadable": "nested too deeply"}


def same_content(one: Any, other: Any) -> bool:
    """Whether two kept values say the same; PostgreSQL may write a number in another way than it was sent."""
    return bool(_comparable(one) == _comparable(other))


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    if isinstance(value, dict):
        return {name: _comparable(each) for name, each in value.items()}
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return ("number", float(value))
        except OverflowError:  # a whole number that no float holds
            return ("number", value)
    return value


def _clean(value: Any) -> Any:
    """The same without zero characters."""
    if isinstance(value, str):
        return value.replace("\x00", "�")
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    return value
