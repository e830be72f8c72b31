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
from dost.cases.impartial import circle_of
from dost.cases.models import MandatePaper, SupportingDocument
from dost.cases.supporting import NotTaken, mark_sent, take, take_back
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day, months_later
from dost.notifications.texts import MandateNews
from registries.models import Person
from services_catalog.models import Service

from . import codes
from .ending import close_ended
from .problems import NotGiven
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member of staff has to show for it: a document that was seen, a code that was read out, or a paper."""

    document_kind: str = ""
    document_number: str = ""
    code: str = ""
    paper: SupportingDocument | None = None


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
    _check_seen(how, shown)
    if how == How.CODE:
        codes.use(grantor=grantor, agent_fin=fin, typed=shown.code, now=now)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=grantor.pk)
        _check_others(grantor, fin, now=now)
        mandate = _new(grantor, wanted, fin, how, shown, actor=actor, now=now)
        _require_apart(mandate, actor, on=local_day(now))
        mandate.save(force_insert=True)
        if shown.paper is not None:
            MandatePaper.objects.create(mandate=mandate, document=shown.paper)
            mark_sent([shown.paper], now=now)
        tell = ((grantor, MandateNews.GIVEN), (mandate.agent, MandateNews.OFFERED))
        note(mandate, MandateEvent.What.GIVEN, actor=actor, now=now, tell=tell)
    return mandate


def give_on_paper(*, grantor: Person, wanted: Wanted, files: Sequence[Upload], actor: Staff, now: datetime) -> Mandate:
    """Write down a mandate that was signed on paper, with the paper as it was scanned; nothing of it stays where the
    mandate cannot be given. Raises as `give` does.
    """
    if not files:
        raise NotGiven("paper", _("Add the signed paper as it was scanned."))
    try:
        paper = take(files, person=grantor, actor=actor, title=_("Signed mandate"), now=now)
    except NotTaken as why:
        raise NotGiven("paper", why.message) from why
    try:
        return give(grantor=grantor, wanted=wanted, how=How.PAPER, actor=actor, now=now, seen=Seen(paper=paper))
    except BaseException:
        take_back(paper, actor=actor, now=now)
        raise


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


def _require_apart(mandate: Mandate, actor: Actor, *, on: date) -> None:
    """Pass a member of staff only where neither of the two is close to them: nobody gives themselves a key."""
    if not isinstance(actor, Staff):
        return
    circle = circle_of(actor.user_id, on=on)
    if circle is None or not circle.isdisjoint({mandate.grantor_id, mandate.agent_id}):
        raise NotGiven("", _("This mandate is not for you to write down. Another member of staff does it."))


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


def _check_seen(how: How, seen: Seen) -> None:
    if how == How.PRESENCE and not seen.document_kind:
        raise NotGiven("document_kind", _("Choose the document you have seen."))
    if how == How.PRESENCE and not seen.document_number.strip():
        raise NotGiven("document_number", _("Write the number of the document you have seen."))
    if how == How.PAPER and seen.paper is None:
        raise NotGiven("paper", _("Add the signed paper as it was scanned."))


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
    if how == How.PRESENCE:
        made.document_kind, made.document_number = seen.document_kind, seen.document_number.strip()[:30]
    return made.signed(actor)


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
