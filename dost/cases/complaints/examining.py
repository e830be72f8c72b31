"""What staff do with a complaint or a proposal: take it, study it longer, ask, answer it, leave it unconsidered.

Everything asks, under the lock, whether the member of staff may know of it at all (`seen_by`): to whoever it is about
it is not there. Whoever works on it has taken it before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Staff
from dost.accounts.models import WORKS_ON_CASES, User
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, require_allowed, require_note
from dost.cases.models import ComplainedOf, Complaint, ComplaintEntry, ComplaintLetter
from dost.cases.text import complaint_letter
from dost.common.dates import local_day, months_later
from dost.common.working_days import working_days_later
from registries.data.complaint_terms import Figure, complaint_figure

from .clock import complaint_clock, set_due
from .hearing import hear
from .history import locked, note
from .seen_by import may_know_of, seen_by
from .telling import tell, write_complaint_letter

LONGEST_REASONS: Final = 5000
What, State, Outcome, Kind = ComplaintEntry.What, Complaint.State, Complaint.Outcome, Complaint.Kind

ANSWERS: Final = {
    Kind.COMPLAINT: (Outcome.JUSTIFIED, Outcome.PARTLY, Outcome.NOT_JUSTIFIED),
    Kind.PROPOSAL: (Outcome.ACCEPTED, Outcome.NOTED, Outcome.NOT_ACCEPTED),
}
"""What each kind can be answered with."""
LEAVES: Final = (Outcome.REPEATED, Outcome.IN_COURT)
"""Why one can be left unconsidered."""


class NotHolder(NotPossible):
    """Somebody else works on it."""

    def __init__(self) -> None:
        super().__init__(_("Take it over first: somebody else, or nobody yet, works on it."))


def take_over(*, complaint_id: int, actor: Actor, now: datetime) -> Complaint:
    """Make it this member of staff's own, from nobody or from a colleague."""
    with transaction.atomic():
        complaint = _open_to(complaint_id, actor, now=now)
        assert isinstance(actor, Staff)  # the table lets nobody else
        if complaint.assigned_to_id != actor.user_id:
            complaint.assigned_to_id = actor.user_id
            complaint.save(update_fields=["assigned_to"])
            note(complaint, What.TAKEN, at=now, actor=actor)
        return complaint


def give_back(*, complaint_id: int, actor: Actor, now: datetime) -> Complaint:
    """Let somebody else take it."""
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now)
        complaint.assigned_to = None
        complaint.save(update_fields=["assigned_to"])
        note(complaint, What.GIVEN_BACK, at=now, actor=actor)
        return complaint


def study_longer(*, complaint_id: int, actor: Actor, reasons: str, now: datetime) -> Complaint:
    """Take the longer limit, once and before the first has passed; the person is told why, in a letter.

    Raises:
        NotPossible: it has the longer limit already, it waits for its person, its last day has passed, or there are no
            reasons.
    """
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now, reasons=reasons)
        if complaint.is_longer:
            raise NotPossible(_("It has the longer time limit already."))
        if complaint.state == State.ASKED:
            raise NotPossible(_("The person is asked something: the days stand still until they answer."))
        if complaint_clock(complaint, on=local_day(now)).overdue:
            raise NotPossible(_("The last day has passed: it can only be answered now."))
        complaint.is_longer = True
        note(complaint, What.LONGER, at=now, actor=actor, text=reasons)
        set_due(complaint, now=now)
        complaint.save()
        write_complaint_letter(
            complaint,
            ComplaintLetter.Kind.LONGER,
            lambda: complaint_letter.longer_letter(complaint, reasons=reasons, actor=actor, on=local_day(now)),
            now=now,
        )
        return complaint


def ask(*, complaint_id: int, actor: Actor, text: str, now: datetime) -> Complaint:
    """Ask the person one thing: the days stand still until they answer, or until the day for it has passed."""
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now)
        said = text.strip()
        if not said:
            raise NotPossible(_("Write what you ask."))
        if complaint.state != State.SENT:
            raise NotPossible(_("The person has been asked something already."))
        until = asked_until(local_day(now))
        complaint.state = State.ASKED
        note(complaint, What.ASKED, at=now, actor=actor, text=said, until=until.isoformat())
        set_due(complaint, now=now)
        complaint.save()
        tell(complaint, What.ASKED, question=said, until=until, now=now)
        return complaint


def asked_until(on: date) -> date:
    """The last day for the person's answer, where they are asked on a day."""
    return working_days_later(on, complaint_figure(Figure.ASKED).amount)


def answer(*, complaint_id: int, actor: Actor, outcome: Complaint.Outcome, reasons: str, now: datetime) -> Complaint:
    """Answer it, with reasons that become the letter.

    Raises:
        NotAllowed, NotHolder: it is not this member of staff's to answer.
        NotPossible: what it is answered with is none for its kind, or there are no reasons.
    """
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now, reasons=reasons)
        if outcome not in ANSWERS[Kind(complaint.kind)]:
            raise NotPossible(_("Choose one of the list."))
        _close(complaint, State.ANSWERED, outcome, actor, reasons=reasons, now=now)
        write_complaint_letter(
            complaint,
            ComplaintLetter.Kind.ANSWERED,
            lambda: complaint_letter.answered_letter(complaint, reasons=reasons, actor=actor, on=local_day(now)),
            now=now,
        )
        return complaint


def leave(
    *,
    complaint_id: int,
    actor: Actor,
    outcome: Complaint.Outcome,
    earlier: Sequence[int] = (),
    reasons: str,
    now: datetime,
) -> Complaint:
    """Leave it unconsidered, with reasons that become the letter. It is never done by itself.

    `earlier` are the ids of those in which the same was answered on substance, where that is why: at least as many as
    the law wants, all of them within its time.

    Raises:
        NotPossible: the law does not allow it here, or there are no reasons.
    """
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now, reasons=reasons)
        if outcome not in LEAVES:
            raise NotPossible(_("Choose one of the list."))
        named = answered_before(complaint, actor=actor, on=local_day(now)).filter(pk__in=earlier)
        before = [one.number for one in named] if outcome == Outcome.REPEATED else []
        wanted = complaint_figure(Figure.REPEATS).amount
        if outcome == Outcome.REPEATED and len(before) < wanted:
            raise NotPossible(
                _("Choose at least %(wanted)s answers that the person was given on the same within a year.")
                % {"wanted": wanted}
            )
        _close(complaint, State.LEFT, outcome, actor, reasons=reasons, now=now, earlier=before)
        write_complaint_letter(
            complaint,
            ComplaintLetter.Kind.LEFT,
            lambda: complaint_letter.left_letter(
                complaint, earlier=before, reasons=reasons, actor=actor, on=local_day(now)
            ),
            now=now,
        )
        return complaint


def answered_before(complaint: Complaint, *, actor: Actor, on: date) -> QuerySet[Complaint]:
    """What the same person was answered on substance in the year before they sent this one, the newest first."""
    assert complaint.sent_at is not None  # drafts are nobody's but their writer's
    first = months_later(local_day(complaint.sent_at), -complaint_figure(Figure.REPEATS_WITHIN).amount)
    return (
        seen_by(actor, on=on)
        .filter(
            person=complaint.person_id,
            kind=complaint.kind,
            state=State.ANSWERED,
            closed_at__date__gte=first,
            closed_at__lte=complaint.sent_at,
        )
        .order_by("-closed_at", "-pk")
    )


def found_meant(*, complaint_id: int, actor: Actor, user_id: int, now: datetime) -> Complaint:
    """Write down that it is about a member of staff: from now on it is kept from them.

    Whoever finds that they are it themselves, or close to them, lets go of it by that.
    """
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now)
        ComplainedOf.objects.update_or_create(
            complaint=complaint,
            user_id=user_id,
            create_defaults={"why": ComplainedOf.Why.FOUND, "at": now},
            defaults={"lifted_at": None},
        )
        note(complaint, What.MEANT, at=now, actor=actor, user=user_id)
        if not may_know_of(complaint, actor, on=local_day(now)):
            complaint.assigned_to = None
            complaint.save(update_fields=["assigned_to"])
        hear(complaint, now=now)
        return complaint


def found_not_meant(*, complaint_id: int, actor: Actor, user_id: int, reasons: str, now: datetime) -> Complaint:
    """Write down that a member of staff from whom it was kept is not meant, and why."""
    with transaction.atomic():
        complaint = _held(complaint_id, actor, now=now, reasons=reasons)
        rows = ComplainedOf.objects.filter(complaint=complaint, user=user_id, lifted_at=None)
        if not rows.update(lifted_at=now):
            raise MovedOn
        note(complaint, What.NOT_MEANT, at=now, actor=actor, user=user_id, text=reasons)
        hear(complaint, now=now)
        return complaint


def staff_to_name() -> QuerySet[User]:
    """The members of staff whom a complaint may be about, by name."""
    return User.objects.exclude(role="").order_by("last_name", "first_name", "pk")


def works_on_complaints(actor: Actor) -> bool:
    """Whether the role of an actor answers complaints."""
    return isinstance(actor, Staff) and actor.role in WORKS_ON_CASES


# -- parts ---------------------------------------------------------------------------------------------------------


def _close(
    complaint: Complaint,
    state: Complaint.State,
    outcome: Complaint.Outcome,
    actor: Actor,
    *,
    reasons: str,
    now: datetime,
    earlier: Sequence[str] = (),
) -> None:
    complaint.state, complaint.outcome, complaint.closed_at = state, outcome, now
    what = What.ANSWERED if state == State.ANSWERED else What.LEFT
    details = {"earlier": list(earlier)} if earlier else {}
    note(complaint, what, at=now, actor=actor, outcome=outcome.value, text=reasons, **details)
    set_due(complaint, now=now)
    complaint.save()


def _open_to(complaint_id: int, actor: Actor, *, now: datetime) -> Complaint:
    """It, locked, if it waits for an answer and this member of staff may work on it."""
    complaint = locked(complaint_id)
    require_allowed(Act.ANSWER_COMPLAINT, actor=actor, person_id=complaint.person_id)
    if not may_know_of(complaint, actor, on=local_day(now)):
        raise NotAllowed(Act.ANSWER_COMPLAINT)
    if not complaint.is_open:
        raise MovedOn
    return complaint


def _held(complaint_id: int, actor: Actor, *, now: datetime, reasons: str | None = None) -> Complaint:
    complaint = _open_to(complaint_id, actor, now=now)
    if not isinstance(actor, Staff) or complaint.assigned_to_id != actor.user_id:
        raise NotHolder
    if reasons is not None:
        require_note(Act.ANSWER_COMPLAINT, actor=actor, note=reasons)
        if len(reasons) > LONGEST_REASONS:
            raise NotPossible(_("Write at most %(most)s letters.") % {"most": LONGEST_REASONS})
    return complaint
