"""Mandates of an employer: its registered head lets somebody apply in its name; any head of that day takes it back.

They are given online or at a window. Whoever acts under a mandate gives none on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Capacity, OnBehalf, Staff
from dost.accounts.employers import acts_for_employer
from dost.accounts.models import Mandate, MandateEvent
from dost.accounts.opens import FOR_EMPLOYERS
from dost.cases.employers import services_for_employers
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day
from dost.notifications.texts import MandateNews
from registries.models import Person

from . import codes
from .ending import end_by_grantor
from .giving import Wanted, as_wanted, check_others, check_wanted, read_fin, with_document
from .problems import NotGiven
from .proof import Seen, check_seen, keep_paper, require_apart, require_window, signed_paper
from .telling import note

How = Mandate.How


def of_employer(voen: str) -> QuerySet[Mandate]:
    """The mandates that an employer gave, the newest first."""
    return Mandate.objects.filter(grantor_voen=voen).select_related("grantor", "agent")


def give_for_employer(*, voen: str, wanted: Wanted, actor: Actor, now: datetime) -> Mandate:
    """Give a mandate online in the name of an employer; it counts once the other accepts it. Raises `NotGiven`."""
    head = _head(voen, actor, now=now)
    if head is None:
        raise NotGiven("", _("You may not do this."))
    return _give(voen, wanted, head, How.ONLINE, Seen(), actor=actor, now=now)


def give_for_employer_at_window(
    *, voen: str, head: Person, wanted: Wanted, how: Mandate.How, seen: Seen, actor: Staff, now: datetime
) -> Mandate:
    """Write down a mandate that the registered head of an employer gives at a window. Raises `NotGiven`."""
    require_window(actor, how)
    if not is_head(head, voen, on=local_day(now)):
        raise NotGiven("", _("The Tax Service does not name them as who acts for this employer."))
    check_seen(how, seen)
    if how == How.CODE:
        matter = codes.Matter.giving(read_fin(wanted.agent_fin), voen=voen)
        codes.use(person=head, matter=matter, typed=seen.code, now=now)
    return _give(voen, wanted, head, how, seen, actor=actor, now=now)


def give_for_employer_on_paper(
    *, voen: str, head: Person, wanted: Wanted, files: Sequence[Upload], actor: Staff, now: datetime
) -> Mandate:
    """The same of what its head signed on paper, with the paper as it was scanned. Raises `NotGiven`."""
    with signed_paper(files, person=head, actor=actor, now=now) as paper:
        seen = Seen(paper=paper)
        return give_for_employer_at_window(
            voen=voen, head=head, wanted=wanted, how=How.PAPER, seen=seen, actor=actor, now=now
        )


def _give(
    voen: str, wanted: Wanted, head: Person, how: Mandate.How, seen: Seen, *, actor: Actor, now: datetime
) -> Mandate:
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
        mandate = with_document(as_wanted(wanted, fin, how, now=now), how, seen).signed(actor)
        mandate.grantor_voen = voen
        if isinstance(actor, Staff):
            require_apart(mandate, actor, person=head, on=on)
        mandate.save(force_insert=True)
        keep_paper(mandate, MandateEvent.What.GIVEN, seen, now=now)
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
    return person if is_head(person, voen, on=local_day(now)) else None


def is_head(person: Person, voen: str, *, on: date) -> bool:
    """Whether the register names this person as who acts for an employer on a day; a mandate makes no head."""
    found = acts_for_employer(person, voen, on=on)
    return found is not None and found.mandate is None
