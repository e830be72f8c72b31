"""Answers that a person chose to keep from a screening: in their own session, until it ends, for when they apply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

from dost.proactive.screening.family import GivenAnswer
from dost.proactive.screening.values import Untold
from services_catalog.answers import Stored

KEY: Final = "citizen_kept_answers"
"""It begins as all names of a citizen do, so that nothing of it stays when staff sign in at the same browser."""


def keep_drafts(session: SessionBase, answers: Iterable[GivenAnswer]) -> None:
    """Keep answers by the id of their question, as `services_catalog.answers` writes them; "I don't know" is none."""
    session[KEY] = {one.id: written for one in answers if (written := _written(one)) is not None}


def drafts_of(session: SessionBase) -> dict[str, Stored]:
    """Return the answers that were kept, by the id of their question."""
    return dict(session.get(KEY, {}))


def drop_drafts(session: SessionBase) -> None:
    """Forget them."""
    session.pop(KEY, None)


def _written(given: GivenAnswer) -> Stored | None:
    value = given.value
    if isinstance(value, Untold):
        return None
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
