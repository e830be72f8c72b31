"""Throwing a draft away, with everything that was told in it and every document that waits with it."""

from __future__ import annotations

from django.db import transaction

from dost.accounts.actors import Actor
from dost.cases.models import ApplicationDraft

from .documents import drop_documents
from .resume import AlreadySent
from .save import locked


def discard(*, draft_id: int, actor: Actor) -> bool:
    """Throw a draft away with everything in it; False where it is not there any more.

    Raises `acts.NotAllowed`, and `AlreadySent`: what was sent is withdrawn otherwise.
    """
    with transaction.atomic():
        try:
            draft = locked(draft_id, actor=actor)
        except ApplicationDraft.DoesNotExist:
            return False
        if draft.case is not None:
            raise AlreadySent(draft.case)
        drop_documents(draft)
        draft.delete()
    return True
