"""A question about a case, and the answer to it in the same place.

The message says only that there is an answer: what it is stands on the page of the case, which opens to its person.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, NotPossible
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import CaseMessage
from dost.notifications.models import Notice
from dost.notifications.notices import notice

from .anew import ring_piece_later
from .way import locked

LONGEST: Final = 2000
MOST_UNANSWERED: Final = 10
"""Questions that may wait at once on one case: whoever has more to say adds it to what waits, or calls."""


def ask(*, case_id: int, actor: Actor, text: str, now: datetime) -> CaseMessage:
    """Put a question about a case; it waits until somebody answers.

    The same question sent twice at once is one. Raises `NotPossible`.
    """
    with transaction.atomic():
        case = locked(case_id, Act.ASK, actor)
        said = _read(text)
        latest = list(CaseMessage.objects.filter(case=case).order_by("-pk")[:MOST_UNANSWERED])
        if latest and latest[0].side == CaseMessage.Side.PERSON and latest[0].text == said:
            return latest[0]
        if len(latest) == MOST_UNANSWERED and all(one.side == CaseMessage.Side.PERSON for one in latest):
            raise NotPossible(_("Your earlier questions are not answered yet. Wait for the answer, or call 142."))
        message = CaseMessage(case=case, side=CaseMessage.Side.PERSON, text=said, at=now).signed(actor)
        message.save()
        entry(case, EntryKind.QUESTION, at=now).signed(actor).save()
    return message


def reply(*, case_id: int, actor: Actor, text: str, now: datetime) -> CaseMessage:
    """Answer what was asked about a case; the person is told that there is an answer."""
    with transaction.atomic():
        case = locked(case_id, Act.REPLY, actor)
        said = _read(text)
        message = CaseMessage(case=case, side=CaseMessage.Side.OFFICE, text=said, at=now).signed(actor)
        message.save()
        entry(case, EntryKind.REPLY, at=now).signed(actor).save()
        if case.person.died_on is None:
            told = notice(case, Notice.Kind.REPLY, now=now, number=message.pk)
            Notice.objects.bulk_create([told], ignore_conflicts=True)
            ring_piece_later("notices")
    return message


def _read(text: str) -> str:
    said = text.strip()
    if not said:
        raise NotPossible(_("Write something first."))
    if len(said) > LONGEST:
        raise NotPossible(_("Write at most %(most)d characters.") % {"most": LONGEST})
    return said
