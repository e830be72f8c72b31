"""A member of staff has told the person what no message could: by whatever way the person can be told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, NotPossible, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind, Told

from .way import locked


def tell(*, case_id: int, actor: Actor, how: str, note: str, now: datetime) -> None:
    """Record how the person was told of everything about this case that had reached nobody.

    Raises:
        NotPossible: the actor may not, everything has been told, or `how` is none of `Told`.
    """
    with transaction.atomic():
        case = locked(case_id, Act.TELL, actor)
        require_note(Act.TELL, actor=actor, note=note)
        if how not in Told.values:
            raise NotPossible(_("Choose how the person was told."))
        case.notices.filter(told_at=None).exclude(untold="").update(told_at=now)
        entry(case, EntryKind.TOLD, at=now, channel=how, note=note).signed(actor).save()
