"""The lines of a mandate's history, and who is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.db import transaction

from dost.accounts.actors import Actor
from dost.accounts.models import Mandate, MandateEvent
from dost.cases.stages import WORK
from dost.common.bells import ring
from dost.notifications.models import Notice
from dost.notifications.notices import mandate as word_of
from dost.notifications.texts import MandateNews
from registries.models import Person

from .proof import AtWindow

Told = tuple[Person | None, MandateNews]
"""One of the two, and what they are told; nobody where the FİN named is nobody's."""


def note(
    mandate: Mandate,
    what: MandateEvent.What,
    *,
    actor: Actor,
    now: datetime,
    tell: Iterable[Told],
    shown: AtWindow | None = None,
) -> None:
    """Write a line of the history, and tell those whom it concerns; the dead are told nothing."""
    columns = asdict(shown) if shown is not None else {}
    event = MandateEvent(mandate=mandate, what=what, at=now, **columns).signed(actor)
    event.save(force_insert=True)
    living = ((person, news) for person, news in tell if person is not None and person.died_on is None)
    notices = [word_of(person, news=news, event=event.pk, now=now) for person, news in living]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    for piece in ("notices", "emails"):
        transaction.on_commit(partial(ring, WORK, piece))
