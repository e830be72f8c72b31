"""A supervisor marks a stated purpose as seen, with a note; nobody marks their own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .actors import Staff
from .models import PurposeReview, StatedPurpose, User

MARKS_PURPOSES: Final = frozenset({User.Role.SUPERVISOR})
"""Who marks them as seen. An auditor reads them, and what was noted."""


class ReviewError(ValueError):
    """A purpose cannot be marked as seen; says in words what would be right."""


def mark_seen(*, stated: StatedPurpose, actor: Staff, note: str, now: datetime) -> PurposeReview:
    """Keep that a supervisor has seen a purpose and what they found.

    Raises:
        ReviewError: the actor is no supervisor or stated it themselves; the note is empty or too long; somebody has
            marked it before.
    """
    if actor.role not in MARKS_PURPOSES:
        raise ReviewError(_("A supervisor marks stated purposes as seen."))
    if stated.user_id == actor.user_id:
        raise ReviewError(_("You stated this purpose yourself. Another supervisor marks it as seen."))
    found = note.strip()
    if not found:
        raise ReviewError(_("Write what you found."))
    if len(found) > PurposeReview.NOTE_LENGTH:
        raise ReviewError(_("Write the note in at most %(most)d characters.") % {"most": PurposeReview.NOTE_LENGTH})
    try:
        with transaction.atomic():
            review: PurposeReview = PurposeReview.objects.create(
                stated=stated, user_id=actor.user_id, role=actor.role, note=found, at=now
            )
    except IntegrityError as error:
        raise ReviewError(_("Somebody has marked it as seen in the meantime.")) from error
    return review
