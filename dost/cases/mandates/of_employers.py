"""Mandates of an employer: its registered head lets somebody apply in its name; any head of that day takes it back.

They are given online. Whoever acts under a mandate gives none on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Capacity, OnBehalf
from dost.accounts.employers import acts_for_employer
from dost.accounts.models import Mandate, MandateEvent
from dost.accounts.opens import FOR_EMPLOYERS
from dost.cases.employers import services_for_employers
from dost.common.dates import local_day
from dost.notifications.texts import MandateNews
from registries.models import Person

from .ending import end_by_grantor
from .giving import Wanted, as_wanted, check_others, check_wanted, read_fin
from .problems import NotGiven
from .telling import note


def of_employer(voen: str) -> QuerySet[Mandate]:
    """The mandates that an employer gave, the newest first."""
    return Mandate.objects.filter(grantor_voen=voen).select_related("grantor", "agent")


def give_for_employer(*, voen: str, wanted: Wanted, actor: Actor, now: datetime) -> Mandate:
    """Give a mandate in the name of an employer; it counts once the other accepts it. Raises `NotGiven`."""
    head = _head(voen, actor, now=now)
    if head is None:
        raise NotGiven("", _("You may not do this."))
    fin = read_fin(wanted.agent_fin)
    if fin == head.fin:
        raise NotGiven("agent_fin", _("Nobody gives a mandate to themselves. Write the FİN of the other."))
    on = local_day(now)
    check_wanted(wanted, on=on)
    if set(wanted.services) - {one.code for one in services_for_employers(on)}:
        raise NotGiven("services", _("Choose services of the list."))
    if set(wanted.deeds) - FOR_EMPLOYERS:
        raise NotGiven("deeds", _("Choose one of the list."))
    with transaction.atomic():
        check_others(of_employer(voen).filter(ended_at=None), fin, now=now)
        mandate = as_wanted(wanted, fin, Mandate.How.ONLINE, now=now).signed(actor)
        mandate.grantor_voen = voen
        mandate.save(force_insert=True)
        tell = ((head, MandateNews.GIVEN), (mandate.agent, MandateNews.OFFERED))
        note(mandate, MandateEvent.What.GIVEN, actor=actor, now=now, tell=tell)
    return mandate


def withdraw_for_employer(*, mandate_id: int, voen: str, actor: Actor, now: datetime) -> None:
    """Withdraw a mandate of an employer; it ends at once. Raises `NotYours`."""
    allowed = _head(voen, actor, now=now) is not None
    end_by_grantor(mandate_id=mandate_id, voen=voen if allowed else "", actor=actor, now=now)


def _head(voen: str, actor: Actor, *, now: datetime) -> Person | None:
    """Who acts, if they act for this employer as its registered head today."""
    if not isinstance(actor, OnBehalf) or actor.capacity != Capacity.EMPLOYER or actor.voen != voen:
        return None
    person = Person.objects.get(pk=actor.person_id)
    found = acts_for_employer(person, voen, on=local_day(now))
    return person if found is not None and found.mandate is None else None
