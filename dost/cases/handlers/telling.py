"""A member of staff has told the person what no message could: by whatever way the person can be told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require_allowed, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind, Told
from dost.notifications.models import DirectMessage, Notice, Telling
from dost.notifications.untold import notices_without_case, unheard_changes

from .way import locked


def tell(*, case_id: int, actor: Actor, how: str, note: str, now: datetime) -> None:
    """Record how the person was told of everything about this case that had reached nobody.

    Raises:
        NotPossible: the actor may not, everything has been told, or `how` is none of `Told`.
    """
    with transaction.atomic():
        case = locked(case_id, Act.TELL, actor)
        _require_how(actor, how, note)
        case.notices.filter(told_at=None).exclude(untold="").update(told_at=now)
        entry(case, EntryKind.TOLD, at=now, channel=how, note=note).signed(actor).save()


def tell_without_case(message: Notice | DirectMessage, *, actor: Actor, how: str, note: str, now: datetime) -> Telling:
    """Record how the person was told of what is about no case: their account, or a change of their contact data.

    Raises:
        NotPossible: the actor may not, the person has been told, or `how` is none of `Told`.
    """
    assert message.person_id is not None  # what is untold is somebody's
    require_allowed(Act.TELL, actor=actor, person_id=message.person_id)
    _require_how(actor, how, note)
    waiting = notices_without_case() if isinstance(message, Notice) else unheard_changes()
    of = {"notice": message} if isinstance(message, Notice) else {"message": message}
    with transaction.atomic():
        # Locked first: of two who record it at once, the later one finds that it does not wait any more.
        if waiting.select_for_update(no_key=True, of=("self",)).filter(pk=message.pk).first() is None:
            raise MovedOn
        type(message).objects.filter(pk=message.pk).update(told_at=now)
        telling = Telling(how=how, note=note, at=now, **of).signed(actor)
        telling.save(force_insert=True)
    return telling


def _require_how(actor: Actor, how: str, note: str) -> None:
    require_note(Act.TELL, actor=actor, note=note)
    if how not in Told.values:
        raise NotPossible(_("Choose how the person was told."))
