"""A document that a person brings to a case though nobody asked for it: it is taken, and stands on the case at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, NotPossible, require
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case, SupportingDocument
from dost.cases.supporting import attach, take, take_back
from dost.cases.supporting.taking import Upload

from .way import locked

MOST: Final = 30
"""Documents of one case: whoever reads it reads all of them."""


def add_to_case(
    *, case_id: int, actor: Actor, files: Sequence[Upload], title: str, now: datetime
) -> SupportingDocument:
    """Take a document to a case that is not decided, with a line of its timeline for whoever has it.

    Where the case stands does not change: who waits for whom, and the days of the law, stay as they are.

    Raises:
        NotPossible: the table refuses, it does not say what it is, or the case has `MOST` documents.
        NotTaken: it is none that can be taken.
    """
    case = Case.objects.select_related("person", "version", "service").get(pk=case_id)
    require(Act.ADD_DOCUMENT, actor=actor, case=case)
    _require_room(case)
    if not title.strip():
        raise NotPossible(_("Write what it is."))
    paper = take(files, person=case.person, actor=actor, title=title, about=case, now=now)  # takes its time: no lock
    try:
        with transaction.atomic():
            held = locked(case_id, Act.ADD_DOCUMENT, actor)
            _require_room(held)
            attach([paper], case=held, now=now)
            entry(held, EntryKind.DOCUMENT_ADDED, at=now, title=paper.title).signed(actor).save()
    except BaseException:
        take_back(SupportingDocument.objects.get(pk=paper.pk), actor=actor, now=now)
        raise
    return paper


def _require_room(case: Case) -> None:
    if SupportingDocument.objects.filter(case=case).count() >= MOST:
        raise NotPossible(_("This case has %(most)d documents already. Ask whoever has it.") % {"most": MOST})
