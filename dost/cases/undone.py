"""Whether an act is done only to be looked at, in a transaction that is undone whatever comes of it.

A letter is seen before it goes (`letter_preview`, `handlers.preview`) by doing the act. Nothing of it stays, so whoever
may not grant an amount alone still sees the letter that goes once a second person has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_LOOKED_AT: Final[ContextVar[bool]] = ContextVar("looked_at", default=False)


@contextmanager
def looked_at() -> Iterator[None]:
    """Say, around an act, that its transaction is undone; only for code that undoes it itself."""
    token = _LOOKED_AT.set(True)
    try:
        yield
    finally:
        _LOOKED_AT.reset(token)


def is_looked_at() -> bool:
    """Whether what is done now is undone."""
    return _LOOKED_AT.get()
