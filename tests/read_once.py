"""The catalogue's files read once in a process: a hundred and sixty of them take seconds, and dozens of tests want
them.

Only what the reader returned for the very same bytes is given again, and everybody gets a copy of their own. What it
refuses is refused anew each time, in the language of that moment.
"""

from __future__ import annotations

import pickle
from typing import Any, Final

from services_catalog import plain_yaml
from services_catalog.plain_yaml import Note, Where

SMALLEST: Final = 400  # bytes; what is smaller is read as quickly as it is found
MOST: Final = 2_000  # files

_read: Final = plain_yaml.read
_known: dict[bytes, bytes] = {}


def _read_once(raw: bytes, note: Note | None = None) -> Any:
    """As `plain_yaml.read`, which it stands for."""
    if len(raw) < SMALLEST:
        return _read(raw, note)
    if raw not in _known:
        noted: list[tuple[Where, int]] = []
        content = _read(raw, lambda where, line: noted.append((where, line)))
        if len(_known) >= MOST:
            _known.clear()
        _known[raw] = pickle.dumps((content, noted), protocol=pickle.HIGHEST_PROTOCOL)
    content, noted = pickle.loads(_known[raw])
    if note is not None:
        for where, line in noted:
            note(where, line)
    return content


def begin() -> None:
    """From now on every module of this process that asks `plain_yaml.read` asks this."""
    plain_yaml.read = _read_once
