"""A visit from its beginning to its rating: who it is, what came of it, and handing it on.

At a window it begins with a ticket that was called (`begin`); a matter of two minutes is counted by one press
(`serve_at_once`). Whatever is shown of the person belongs to the visit and ends with it (`at_window`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.access import IN_A_SEARCH, Purpose, log_access
from dost.accounts.actors import Staff

from .changes import change, log
from .models import CallerCheck, Ticket, TicketEvent, Visit
from .problems import BusyError, MovedOnError, QueueError
from .queue import Kind, State, hand_on, own_ticket

Outcome = Visit.Outcome
ENDS: Final = frozenset(Outcome) - {Outcome.HANDED_ON, Outcome.CALL_BACK, Outcome.UNREACHED}
"""What can be said at the end; the others come from handing on, from promising to call back, and from calling back."""
RATINGS: Final = range(1, 6)
NOTE_MOST: Final = 200
"""Characters of a note for the next desk: it is read with somebody standing there."""


def open_visit(actor: Staff) -> Visit | None:
    """The visit that a member of staff has open, with its ticket, desk and person; None without one. One query."""
    return (
        Visit.objects.select_related("ticket__service", "desk", "person")
        .filter(clerk=actor.user_id, ended_at=None)
        .first()
    )


def begin(*, ticket_id: int, actor: Staff, now: datetime) -> Visit:
    """Begin to serve whoever was called to one's desk.

    Raises:
        MovedOnError: the ticket is not called to the actor's desk any more.
        BusyError: another visit of the actor is open.
    """
    with own_ticket(ticket_id, actor, State.CALLED) as ticket:
        return _begun(ticket, actor, at=now)


def serve_at_once(*, ticket_id: int, actor: Staff, now: datetime) -> Visit:
    """Count a matter of two minutes as served: no name, no question, no further page.

    It lasted from the call: whoever came to the desk has been there since about then.

    Raises:
        MovedOnError: the ticket is not called to the actor's desk any more.
        BusyError: another visit of the actor is open.
    """
    with own_ticket(ticket_id, actor, State.CALLED) as ticket:
        visit = _begun(ticket, actor, at=min(ticket.called_at or now, now))
        return _served(visit, ticket, actor, now=now, outcome=Outcome.SETTLED, note="")


def identify(*, visit_id: int, actor: Staff, person_id: int, how: str, now: datetime) -> Visit:
    """Say who is at the window, and by what that was seen: from now on their record is open to this visit.

    Raises:
        MovedOnError: the visit is not the actor's, or has ended.
        QueueError: `how` is none of `Visit.Identified`, or none for this channel; the questions were not answered
            rightly in this call; or somebody else was identified before.
    """
    if how not in Visit.Identified:
        raise QueueError(_("Say which document you have seen."))
    with transaction.atomic():
        visit = _own_visit(visit_id, actor)
        _require_seen(visit, person_id, how)
        if visit.person_id not in (None, person_id):
            raise QueueError(_("This visit is of somebody else. End it, and begin another."))
        visit.person_id, visit.identified_by, visit.identified_at = person_id, how, visit.identified_at or now
        visit.save(update_fields=["person", "identified_by", "identified_at"])
        log_access(
            actor=actor,
            people=[person_id],
            purpose=Purpose.VISIT,
            reason=IN_A_SEARCH,
            registries=["POPULATION"],
            now=now,
        )
    return visit


def _require_seen(visit: Visit, person_id: int, how: str) -> None:
    """Pass where what is said to have been seen can have been: on the telephone nobody sees a document, and questions
    count only where this call's answers of this person were right."""
    asked = how == Visit.Identified.QUESTIONS
    if asked != (visit.channel == Visit.Channel.TELEPHONE):
        raise QueueError(_("At a window a document is seen, on the telephone questions are asked."))
    if asked and not CallerCheck.objects.filter(visit=visit, person=person_id, passed=True).exists():
        raise QueueError(_("The caller has not answered the questions."))


def end(*, visit_id: int, actor: Staff, now: datetime, outcome: str, note: str) -> Visit:
    """End a visit with what came of it; its ticket is served.

    Raises:
        MovedOnError: the visit is not the actor's, or has ended.
        QueueError: the outcome is none.
    """
    if outcome not in ENDS:
        raise QueueError(_("Say what came of the visit."))
    visit = Visit.objects.filter(pk=visit_id, clerk=actor.user_id, ended_at=None).first()
    if visit is None:
        raise MovedOnError
    if visit.ticket_id is None:
        return close_visit(visit_id, actor, now=now, outcome=outcome, note=note)
    with own_ticket(visit.ticket_id, actor, State.SERVING) as ticket:
        return _served(visit, ticket, actor, now=now, outcome=outcome, note=note)


def hand_on_visit(
    *, visit_id: int, actor: Staff, now: datetime, note: str, desk_id: int | None = None, area: str = ""
) -> Ticket:
    """Hand the person on: the visit ends, the ticket waits again with the arrival, class and appointment it had.

    Raises:
        MovedOnError: the visit is not the actor's, or has ended.
        QueueError: there is no such desk, nobody sits at it, or no note says why.
    """
    if not note.strip():
        raise QueueError(_("Write what the next desk needs to know."))
    if len(note.strip()) > NOTE_MOST:
        raise QueueError(_("Write the note in at most %(most)d characters.") % {"most": NOTE_MOST})
    visit = Visit.objects.filter(pk=visit_id, clerk=actor.user_id, ended_at=None).first()
    if visit is None or visit.ticket_id is None:
        raise MovedOnError
    with own_ticket(visit.ticket_id, actor, State.SERVING) as ticket:
        close_visit(visit_id, actor, now=now, outcome=Outcome.HANDED_ON, note=note)
        hand_on(ticket=ticket, actor=actor, now=now, note=note.strip(), desk_id=desk_id, area=area)
    return ticket


def rate(*, code: str, rating: int, now: datetime) -> None:
    """Keep what the holder of a ticket says of the last visit it had, once.

    Raises:
        QueueError: the rating is none of `RATINGS`, nothing has ended yet, or it was given before.
    """
    if rating not in RATINGS:
        raise QueueError(_("Choose one of the five."))
    last = Visit.objects.filter(ticket__code=code, ended_at__isnull=False).order_by("-ended_at").first()
    rated = Visit.objects.filter(pk=last.pk, rating=None).update(rating=rating, rated_at=now) if last else 0
    if not rated:
        raise QueueError(_("There is nothing to rate, or you have said it already. Thank you."))


def last_note(ticket: Ticket) -> str:
    """What the desk before wrote when it handed the ticket on; empty where none did."""
    line = TicketEvent.objects.filter(ticket=ticket, kind=Kind.TRANSFERRED).order_by("-at", "-pk").first()
    return line.note if line else ""


def _own_visit(visit_id: int, actor: Staff) -> Visit:
    """An open visit of the actor's, locked."""
    visit = Visit.objects.select_for_update().filter(pk=visit_id, clerk=actor.user_id, ended_at=None).first()
    if visit is None:
        raise MovedOnError
    return visit


def _begun(ticket: Ticket, actor: Staff, *, at: datetime) -> Visit:
    """The visit of a ticket in the day's lock."""
    change(ticket, state=State.SERVING)
    log(ticket, Kind.BEGUN, at, desk=ticket.desk, user_id=actor.user_id)
    try:
        with transaction.atomic():
            visit: Visit = Visit.objects.create(
                centre_id=actor.centre, ticket=ticket, desk=ticket.desk, clerk_id=actor.user_id, began_at=at
            )
    except IntegrityError as error:
        raise BusyError from error
    return visit


def _served(visit: Visit, ticket: Ticket, actor: Staff, *, now: datetime, outcome: str, note: str) -> Visit:
    """The end of a visit and its ticket in the day's lock."""
    closed = close_visit(visit.pk, actor, now=now, outcome=outcome, note=note)
    change(ticket, state=State.DONE, ended_at=now)
    log(ticket, Kind.ENDED, now, desk=ticket.desk, user_id=actor.user_id)
    return closed


def close_visit(visit_id: int, actor: Staff, *, now: datetime, outcome: str, note: str) -> Visit:
    """End an open visit of the actor's without its ticket; raises `MovedOnError`."""
    with transaction.atomic():
        visit = _own_visit(visit_id, actor)
        visit.ended_at, visit.outcome, visit.note = now, outcome, note.strip()[:500]
        visit.save(update_fields=["ended_at", "outcome", "note"])
    return visit
