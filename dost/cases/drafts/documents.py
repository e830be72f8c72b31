"""Documents that wait with a draft: added as one goes, sent with it, and gone with it when nobody sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from dost.accounts.actors import Actor
from dost.cases.models import ApplicationDraft, SupportingDocument
from dost.cases.supporting import vault
from dost.cases.supporting.taking import AlreadySent as DocumentSent
from dost.cases.supporting.taking import Upload, of_draft, take, take_back

from .resume import AlreadySent
from .save import locked, touch


def documents_of(draft: ApplicationDraft) -> list[SupportingDocument]:
    """The documents that wait with a draft, in the order in which they were added."""
    return of_draft(draft)


def add_document(
    upload: Sequence[Upload], *, draft: ApplicationDraft, kind: str, title: str, actor: Actor, now: datetime
) -> SupportingDocument:
    """Take a document for a draft. It is looked into and made anew before the draft is locked, for that takes a while.

    Raises `supporting.NotTaken`, and – where the draft was sent or thrown away meanwhile, so that nothing of the
    document is left either – `AlreadySent` or `ApplicationDraft.DoesNotExist`.
    """
    taken = take(upload, person=draft.person, actor=actor, now=now, kind=kind, title=title, draft=draft)
    try:
        with transaction.atomic():
            row = locked(draft.pk, actor=actor)
            if row.case is not None:
                raise AlreadySent(row.case)
            touch(row, now=now)
    except BaseException:
        take_back(taken, actor=actor, now=now)
        raise
    return taken


def remove_document(public_id: str, *, draft: ApplicationDraft, actor: Actor, now: datetime) -> bool:
    """Remove a document of a draft for good; False where it is not there, or is sent."""
    found = next((one for one in of_draft(draft) if str(one.public_id) == public_id), None)
    if found is None:
        return False
    try:
        take_back(found, actor=actor, now=now)
    except DocumentSent:
        return False
    return True


def drop_documents(draft: ApplicationDraft) -> None:
    """Remove what waits with a draft that goes, inside the transaction in which it goes; the files go after it."""
    for one in of_draft(draft):
        name = one.file
        one.delete()
        transaction.on_commit(partial(vault.remove, name))
