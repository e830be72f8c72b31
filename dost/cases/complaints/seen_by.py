"""Which complaints a member of staff may know of: one filter for every list, count, page and document.

Not those that are about them, or about somebody close to them, or about their own centre; nor those that somebody close
to them, or they themselves, have written (`cases.impartial`). One that names somebody whom nobody has recognised opens
to supervisors alone, until it is found who is meant. Who is kept from it is not told that there is anything: to them it
is not there.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dost.accounts.actors import Actor, Staff
from dost.accounts.models import User
from dost.cases.impartial import circle_of
from dost.cases.models import ComplainedOf, Complaint, SupportingDocument
from dost.cases.models.complaints import DRAFT_NAME
from registries.models import Person

SUPERVISES = User.Role.SUPERVISOR


def seen_by(actor: Actor, *, on: date) -> QuerySet[Complaint]:
    """The complaints and proposals that were sent and that a member of staff may know of; a query asks who they are.

    Whoever decides and has no FİN written down knows of none: who is close to them cannot be asked.
    """
    if not isinstance(actor, Staff):
        return Complaint.objects.none()
    circle = circle_of(actor.user_id, on=on)
    if circle is None:
        if actor.role != User.Role.AUDITOR:
            return Complaint.objects.none()
        circle = frozenset()
    sent = Complaint.objects.exclude(state=Complaint.State.DRAFT)
    close = Person.objects.filter(pk__in=circle).values("fin")
    against = ComplainedOf.objects.filter(complaint=OuterRef("pk"), lifted_at=None)
    found = sent.exclude(person__in=circle).filter(
        ~Exists(against.filter(Q(user=actor.user_id) | Q(user__fin__in=close)))
    )
    if actor.centre:
        found = found.exclude(kind=Complaint.Kind.COMPLAINT, about=Complaint.About.STAFF, centre=actor.centre)
    if actor.role == User.Role.EXAMINER:
        found = found.exclude(nobody_recognised())
    return found


def nobody_recognised() -> Q:
    """Complaints that name somebody whom nobody has recognised: not one account is kept from them."""
    against = ComplainedOf.objects.filter(complaint=OuterRef("pk"), lifted_at=None)
    return Q(
        ~Exists(against), kind=Complaint.Kind.COMPLAINT, about=Complaint.About.STAFF, state__in=Complaint.OPEN
    ) & ~Q(named="")


def may_know_of(complaint: Complaint, actor: Actor, *, on: date) -> bool:
    """Whether a member of staff may know of this one."""
    return seen_by(actor, on=on).filter(pk=complaint.pk).exists()


def hides_document(document: SupportingDocument, actor: Actor, *, on: date) -> bool:
    """Whether a document was handed in with a complaint of which a member of staff may not know."""
    number = document.draft.removeprefix(DRAFT_NAME)
    if number == document.draft or not number.isdecimal():
        return False
    return hidden_from(actor, on=on).filter(pk=int(number)).exists()


def hidden_from(actor: Actor, *, on: date) -> QuerySet[Complaint]:
    """Those that were sent and of which a member of staff may not know: for what other lists must leave out."""
    return Complaint.objects.exclude(pk__in=seen_by(actor, on=on).values("pk"))
