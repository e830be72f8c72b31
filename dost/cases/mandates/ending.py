"""Accepting a mandate or declining it; withdrawing it, giving it back; and what ends by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import SYSTEM, Actor, Oneself
from dost.accounts.models import Mandate, MandateEvent
from dost.accounts.representation import acts_for_themselves
from dost.cases.acts import NotPossible
from dost.common.dates import local_day
from dost.notifications.texts import MandateNews

from .proof import AtWindow
from .telling import note

logger = logging.getLogger(__name__)

Ended = Mandate.Ended
What = MandateEvent.What
ANSWERED_WITHIN: Final = timedelta(days=30)
TOLD_BEFORE: Final = timedelta(days=7)


class NotYours(NotPossible):
    """Who tries has nothing to do with this mandate, or it is not in a state in which this can be done."""

    def __init__(self) -> None:
        super().__init__(_("This mandate has changed meanwhile. Look at it again."))


def accept(*, mandate_id: int, actor: Oneself, now: datetime) -> Mandate:
    """Accept a mandate that one was given; accepted twice it is accepted once. Raises `NotYours`."""
    with transaction.atomic():
        mandate = _of_agent(mandate_id, actor)
        if not mandate.is_accepted:
            accept_it(mandate, actor=actor, now=now)
    return mandate


def accept_it(mandate: Mandate, *, actor: Actor, now: datetime, shown: AtWindow | None = None) -> None:
    """Accept a mandate for its agent, under its lock; raises `NotYours` where it counts no more."""
    if why_ended(mandate, on=local_day(now)) is not None:
        raise NotYours
    mandate.accepted_at = now
    mandate.save(update_fields=["accepted_at"])
    tell = ((mandate.grantor, MandateNews.ACCEPTED), (mandate.agent, MandateNews.HAVING))
    note(mandate, What.ACCEPTED, actor=actor, now=now, tell=tell, shown=shown)


def decline(*, mandate_id: int, actor: Oneself, now: datetime) -> None:
    """Decline a mandate that one was given and has not accepted. Raises `NotYours`."""
    with transaction.atomic():
        mandate = _of_agent(mandate_id, actor)
        if mandate.is_accepted:
            raise NotYours
        end_it(mandate, Ended.DECLINED, actor=actor, now=now)


def give_back(*, mandate_id: int, actor: Oneself, now: datetime) -> None:
    """Give back a mandate that one has accepted; it ends at once. Raises `NotYours`."""
    with transaction.atomic():
        mandate = _of_agent(mandate_id, actor)
        if not mandate.is_accepted:
            raise NotYours
        end_it(mandate, Ended.GIVEN_BACK, actor=actor, now=now)


def withdraw(*, mandate_id: int, actor: Oneself, now: datetime) -> None:
    """Withdraw a mandate that one gave; it ends at once. Raises `NotYours`."""
    with transaction.atomic():
        mandate = locked(mandate_id)
        if actor.person_id != mandate.grantor_id:
            raise NotYours
        end_it(mandate, Ended.WITHDRAWN, actor=actor, now=now)


def end_by_grantor(*, mandate_id: int, voen: str, actor: Actor, now: datetime) -> None:
    """Withdraw a mandate of the employer with this VÖEN, for whom `of_employers` lets do it. Raises `NotYours`."""
    with transaction.atomic():
        mandate = locked(mandate_id)
        if not voen or mandate.grantor_voen != voen:
            raise NotYours
        end_it(mandate, Ended.WITHDRAWN, actor=actor, now=now)


def why_ended(mandate: Mandate, *, on: date) -> Ended | None:
    """Why a mandate that nobody has ended counts no more on a day; None while it can count."""
    two = [one for one in (mandate.grantor, mandate.agent) if one is not None]
    if any(one.died_on is not None for one in two):
        return Ended.DIED
    if mandate.until < on:
        return Ended.RAN_OUT
    if not mandate.is_accepted and local_day(mandate.given_at) + ANSWERED_WITHIN < on:
        return Ended.UNANSWERED
    return None if all(acts_for_themselves(one, on=on) for one in two) else Ended.INCAPABLE


def close_ended(mandates: QuerySet[Mandate], *, now: datetime) -> int:
    """Close those of these mandates that count no more; inside a transaction. Return how many that were."""
    closed = 0
    rows = mandates.filter(ended_at=None).select_for_update(no_key=True, of=("self",))
    for mandate in rows.select_related("grantor", "agent"):
        why = why_ended(mandate, on=local_day(now))
        if why is not None:
            end_it(mandate, why, actor=SYSTEM, now=now)
            closed += 1
    return closed


@dataclass(frozen=True, slots=True)
class Tended:
    """How many mandates have ended by themselves, and of how many both were told that they end soon."""

    ended: int
    told: int


def tend(*, now: datetime) -> Tended:
    """Close what counts no more, and tell both of what ends within a week; one with which something is wrong keeps
    back no other.
    """
    running = Mandate.objects.filter(ended_at=None)
    ended = sum(_each(running.values_list("pk", flat=True), now=now))
    soon = running.filter(
        accepted_at__isnull=False, reminded_at=None, until__lte=local_day(now) + TOLD_BEFORE, until__gte=local_day(now)
    )
    told = 0
    for pk in soon.values_list("pk", flat=True):
        with transaction.atomic():
            mandate = locked(pk)
            # One given for so short a time that both have just read its last day needs no second telling.
            short = mandate.until - local_day(mandate.given_at) <= TOLD_BEFORE
            mandate.reminded_at = now
            mandate.save(update_fields=["reminded_at"])
            if not short:
                tell = ((mandate.grantor, MandateNews.ENDS_SOON), (mandate.agent, MandateNews.ENDS_SOON))
                note(mandate, What.ENDS_SOON, actor=SYSTEM, now=now, tell=tell)
                told += 1
    return Tended(ended, told)


def _each(keys: Iterable[int], *, now: datetime) -> Iterable[int]:
    for pk in list(keys):
        try:
            with transaction.atomic():
                yield close_ended(Mandate.objects.filter(pk=pk), now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Mandate %s could not be tended", pk)


def locked(mandate_id: int) -> Mandate:
    """The mandate under its lock; raises `NotYours` for one that was ended."""
    rows = Mandate.objects.select_for_update(no_key=True, of=("self",)).select_related("grantor", "agent")
    mandate = rows.filter(pk=mandate_id, ended_at=None).first()
    if mandate is None:
        raise NotYours
    return mandate


def _of_agent(mandate_id: int, actor: Actor) -> Mandate:
    mandate = locked(mandate_id)
    if not isinstance(actor, Oneself) or mandate.agent_id != actor.person_id:
        raise NotYours
    return mandate


def end_it(mandate: Mandate, why: Ended, *, actor: Actor, now: datetime, shown: AtWindow | None = None) -> None:
    """End a mandate under its lock, and tell whom it concerns."""
    mandate.ended_at, mandate.ended_for = now, why
    mandate.save(update_fields=["ended_at", "ended_for"])
    never_counted = why in (Ended.DECLINED, Ended.UNANSWERED)
    other = None if never_counted else mandate.agent
    news = MandateNews.DECLINED if never_counted else MandateNews.ENDED
    tell = ((mandate.grantor, news), (other, MandateNews.ENDED))
    note(mandate, What.ENDED, actor=actor, now=now, tell=tell, shown=shown)
