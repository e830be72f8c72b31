"""Giving a mandate: online by the person, or at a window, written down by a member of staff.

Whoever names a FİN learns nothing by it: a mandate to a FİN that is nobody's, or a child's, stands and waits like any
other, and ends unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Oneself, Staff
from dost.accounts.models import Mandate, MandateEvent
from dost.accounts.representation import acts_for_themselves
from dost.cases.acts import DESKS
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day, months_later
from dost.notifications.texts import MandateNews
from registries.models import Person
from services_catalog.models import Service

from . import codes
from .ending import close_ended
from .problems import NotGiven
from .proof import Seen, as_kept, check_seen, keep_paper, require_apart, signed_paper
from .telling import note

How = Mandate.How
Deed = Mandate.Deed
NEVER_LONGER: Final = 36
"""Months: the longest time of a power of attorney (Civil Code of Azerbaijan; recalled, not quoted)."""
MOST_WAITING: Final = 10
"""Mandates of one person that nobody has accepted yet: more would be trying FİNs."""
_FIN: Final = re.compile(r"[0-9A-Z]{7}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mandate shall cover; with no `services` all of them, but those that a leak would harm."""

    agent_fin: str
    services: tuple[str, ...]
    deeds: tuple[Deed, ...]
    starts: date
    until: date


def longest_until(starts: date) -> date:
    """The last day that a mandate from this day on can have."""
    return months_later(starts, NEVER_LONGER) - timedelta(days=1)


def read_fin(typed: str) -> str:
    """A FİN as it is kept; raises `NotGiven` for what is none, whoever may have it."""
    fin = typed.strip().upper()
    if not _FIN.fullmatch(fin):
        raise NotGiven("agent_fin", _("A FİN has seven letters and digits, for example 1AB2C3D."))
    return fin


def give(
    *, grantor: Person, wanted: Wanted, how: How, actor: Actor, now: datetime, seen: Seen | None = None
) -> Mandate:
    """Give a mandate to somebody; it counts once they accept it.

    Raises:
        NotGiven: the actor may not give it, or something of it is not right.
    """
    _require(grantor, how, actor, on=local_day(now))
    fin = read_fin(wanted.agent_fin)
    _check(grantor, wanted, fin, on=local_day(now))
    shown = seen or Seen()
    check_seen(how, shown)
    if how == How.CODE:
        codes.use(person=grantor, matter=codes.Matter.giving(fin), typed=shown.code, now=now)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=grantor.pk)
        _check_others(grantor, fin, now=now)
        mandate = _new(grantor, wanted, fin, how, shown, actor=actor, now=now)
        if isinstance(actor, Staff):
            require_apart(mandate, actor, on=local_day(now))
        mandate.save(force_insert=True)
        keep_paper(mandate, MandateEvent.What.GIVEN, shown, now=now)
        tell = ((grantor, MandateNews.GIVEN), (mandate.agent, MandateNews.OFFERED))
        note(mandate, MandateEvent.What.GIVEN, actor=actor, now=now, tell=tell)
    return mandate


def give_on_paper(*, grantor: Person, wanted: Wanted, files: Sequence[Upload], actor: Staff, now: datetime) -> Mandate:
    """Write down a mandate that was signed on paper, with the paper as it was scanned. Raises as `give` does."""
    with signed_paper(files, person=grantor, actor=actor, now=now) as paper:
        return give(grantor=grantor, wanted=wanted, how=How.PAPER, actor=actor, now=now, seen=Seen(paper=paper))


def _require(grantor: Person, how: How, actor: Actor, *, on: date) -> None:
    """Pass the person themselves, online, and staff at a window; nobody who acts for another gives it on."""
    match actor:
        case Oneself():
            allowed = actor.person_id == grantor.pk and how == How.ONLINE
        case Staff():
            allowed = actor.role in DESKS.roles and how != How.ONLINE
        case _:
            allowed = False
    if not allowed:
        raise NotGiven("", _("You may not do this."))
    if not acts_for_themselves(grantor, on=on):
        raise NotGiven("", _("A mandate is given by who acts for themselves: grown up, and under no guardian."))


def _check(grantor: Person, wanted: Wanted, fin: str, *, on: date) -> None:
    if fin == grantor.fin:
        raise NotGiven("agent_fin", _("Nobody gives a mandate to themselves. Write the FİN of the other."))
    check_wanted(wanted, on=on)


def check_wanted(wanted: Wanted, *, on: date) -> None:
    """Pass services there are and days that can be; raises `NotGiven`."""
    known = set(Service.objects.filter(code__in=wanted.services).values_list("code", flat=True))
    if set(wanted.services) - known:
        raise NotGiven("services", _("Choose services of the list."))
    if wanted.starts < on:
        raise NotGiven("starts", _("Choose today or a later day."))
    if wanted.until < wanted.starts:
        raise NotGiven("until", _("The last day is not before the first."))
    if wanted.until > longest_until(wanted.starts):
        raise NotGiven("until", _("A mandate is given for three years at most. Choose an earlier last day."))


def _check_others(grantor: Person, fin: str, *, now: datetime) -> None:
    check_others(Mandate.objects.filter(grantor=grantor, ended_at=None), fin, now=now)


def check_others(mine: QuerySet[Mandate], fin: str, *, now: datetime) -> None:
    """Pass only beside these mandates, all of one grantor: one to the same FİN at a time, few that wait."""
    close_ended(mine, now=now)
    if mine.filter(agent_fin=fin).exists():
        raise NotGiven("agent_fin", _("There is a mandate to this FİN already. Withdraw it first, then give another."))
    if mine.filter(accepted_at=None).count() >= MOST_WAITING:
        raise NotGiven("agent_fin", _("Ten mandates wait for an answer. Withdraw one before you give another."))


def _new(grantor: Person, wanted: Wanted, fin: str, how: How, seen: Seen, *, actor: Actor, now: datetime) -> Mandate:
    made = as_wanted(wanted, fin, how, now=now)
    made.grantor = grantor
    return with_document(made, how, seen).signed(actor)


def with_document(mandate: Mandate, how: How, seen: Seen) -> Mandate:
    """A mandate that was not saved yet, with the document that was seen, if one was."""
    kept = as_kept(how, seen)
    mandate.document_kind, mandate.document_number = kept.document_kind, kept.document_number
    return mandate


def as_wanted(wanted: Wanted, fin: str, how: How, *, now: datetime) -> Mandate:
    """A mandate as it is wanted, of nobody yet; its agent is empty where nobody who can act has this FİN."""
    other = Person.objects.filter(fin=fin).first()
    can_act = other is not None and acts_for_themselves(other, on=local_day(now))
    return Mandate(
        agent=other if can_act else None,
        agent_fin=fin,
        all_services=not wanted.services,
        services=sorted(set(wanted.services)),
        deeds=_in_order({Deed.LOOK, *wanted.deeds}),
        starts=wanted.starts,
        until=wanted.until,
        how=how,
        given_at=now,
    )


def _in_order(deeds: set[Deed]) -> Sequence[Deed]:
    return [one for one in Deed if one in deeds]
