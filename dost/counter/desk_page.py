"""The desk of a clerk on one page: where they sit, who is there, whom they may call, and who waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dost.accounts.access import log_access, reason_for
from dost.accounts.actors import Staff
from dost.centres.desks import AT_DESK, sitters, sitting_of
from dost.centres.models import Sitting, Ticket, Visit
from dost.centres.queue import COMES_BACK, desks_of
from dost.centres.visiting import last_note, open_visit
from dost.ui.contexts import Tag

from .desk_done import Done, done_in
from .desk_waiting import WaitingList, klass_tag, language_of_holder, waiting_list
from .matters import areas_in_words, matter_of
from .silent import Silence, silent_now

MISSED_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """A desk of the centre; `holder` is who sits there, empty where it is free."""

    pk: int
    number: int
    serves: str
    holder: str


@dataclass(frozen=True, slots=True)
class TicketPanel:
    """Somebody at the desk, or called to it. `note` is what the desk before wrote."""

    pk: int
    label: str
    matter: str
    klass: Tag | None
    language: str
    note: str
    since: datetime
    appointed_at: datetime | None
    called_at: datetime | None
    calls: int
    is_quick: bool


@dataclass(frozen=True, slots=True)
class VisitPanel:
    """The open visit. `name` and `fin` are empty until the clerk has confirmed who it is."""

    pk: int
    began_at: datetime
    ticket: TicketPanel | None
    name: str
    fin: str
    identified_by: str
    done: Done


@dataclass(frozen=True, slots=True)
class Missed:
    """A ticket that did not come, and may be put back a little while longer."""

    pk: int
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What the page shows; `sitting` None: a desk is to be chosen of `desks`; `centre` empty: the account has none."""

    now: datetime
    centre: str
    sitting: Sitting | None = None
    serves: str = ""
    desks: tuple[DeskChoice, ...] = ()
    called: TicketPanel | None = None
    visit: VisitPanel | None = None
    waiting: WaitingList | None = None
    missed: tuple[Missed, ...] = ()
    silent: Silence = field(default_factory=Silence)

    @property
    def is_free(self) -> bool:
        """Whether the next can be called."""
        return (
            self.sitting is not None and self.sitting.paused_at is None and self.called is None and self.visit is None
        )


def desk_page(actor: Staff, *, now: datetime) -> DeskPage:
    """The page of a member of staff; that the name of whoever is at the desk was shown is logged."""
    sitting = sitting_of(actor, now=now)
    visit = open_visit(actor)
    if sitting is None:
        return DeskPage(now=now, centre=actor.centre, desks=_desks(actor.centre, now), visit=_visit(visit, actor, now))
    at_desk = (
        None
        if visit is not None
        else Ticket.objects.filter(desk=sitting.desk, state__in=AT_DESK, clerk=actor.user_id)
        .select_related("service")
        .first()
    )
    return DeskPage(
        now=now,
        centre=actor.centre,
        sitting=sitting,
        serves=areas_in_words(sitting.desk.areas),
        called=_ticket(at_desk, opened=False) if at_desk else None,
        visit=_visit(visit, actor, now),
        waiting=waiting_list(sitting, now=now),
        missed=_missed(actor, now),
        silent=silent_now(now=now),
    )


def _desks(centre: str, now: datetime) -> tuple[DeskChoice, ...]:
    holders = sitters(centre, now=now)
    return tuple(
        DeskChoice(
            desk.pk,
            desk.number,
            areas_in_words(desk.areas),
            (holders[desk.pk].get_full_name() or holders[desk.pk].get_username()) if desk.pk in holders else "",
        )
        for desk in desks_of(centre)
    )


def _ticket(ticket: Ticket, *, opened: bool) -> TicketPanel:
    return TicketPanel(
        pk=ticket.pk,
        label=ticket.label,
        matter=matter_of(ticket, opened=opened),
        klass=klass_tag(ticket),
        language=language_of_holder(ticket),
        note=last_note(ticket),
        since=ticket.queued_at,
        appointed_at=ticket.appointed_at,
        called_at=ticket.called_at,
        calls=ticket.calls,
        is_quick=ticket.is_quick,
    )


def _visit(visit: Visit | None, actor: Staff, now: datetime) -> VisitPanel | None:
    """The visit; whoever it is of is named as long as the visit is a reason to look."""
    if visit is None:
        return None
    person = visit.person
    reason = reason_for(actor, person.pk, now=now) if person is not None else None
    if person is not None and reason is not None:
        log_access(
            actor=actor,
            people=[person.pk],
            purpose=reason.purpose,
            reason=reason.note,
            registries=["POPULATION"],
            now=now,
        )
    shown = person if reason is not None else None
    return VisitPanel(
        pk=visit.pk,
        began_at=visit.began_at,
        ticket=_ticket(visit.ticket, opened=True) if visit.ticket else None,
        name=shown.full_name if shown else "",
        fin=shown.fin if shown else "",
        identified_by=visit.get_identified_by_display() if shown else "",
        done=done_in(visit, now=now) if shown else Done(),
    )


def _missed(actor: Staff, now: datetime) -> tuple[Missed, ...]:
    rows = Ticket.objects.filter(
        day__centre=actor.centre, state=Ticket.State.NO_SHOW, ended_at__gte=now - COMES_BACK, ended_at__lte=now
    ).order_by("-ended_at")
    return tuple(Missed(one.pk, one.label, one.ended_at) for one in rows[:MISSED_SHOWN] if one.ended_at)
