"""Writing a complaint or a proposal: begun, changed, sent once; answered when its writer is asked; withdrawn.

One function each, for the person, whoever may act for them, and the staff who write down what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, require_allowed
from dost.cases.models import Case, Complaint, ComplaintEntry, SupportingDocument
from dost.cases.supporting import mark_sent, of_draft, take
from dost.cases.supporting import take_back as take_out
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day
from registries.data.complaint_terms import Figure, complaint_figure, complaint_service
from registries.models import Person

from .clock import answer_limit, longer_limit, set_due
from .hearing import hear
from .history import locked, note
from .parties import parties_of, write_parties
from .telling import tell

LONGEST_WORDS: Final = 5000
What, State, About = ComplaintEntry.What, Complaint.State, Complaint.About


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody writes about: of `about` the thing itself, where it is one.

    `named` is the member of staff, or the employer, as the writer calls them; `centre` the code of a centre.
    """

    kind: Complaint.Kind
    about: Complaint.About
    service: str = ""
    case: int | None = None
    centre: str = ""
    named: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it says what it is about."""
        names = NEEDS.get(self.about, ())
        return not names or any(getattr(self, name) for name in names)


NEEDS: Final[Mapping[Complaint.About, tuple[str, ...]]] = {
    About.SERVICE: ("service",),
    About.CASE: ("case",),
    About.STAFF: ("centre", "named"),
    About.EMPLOYER: ("named",),
}
"""In which parts of a `Subject` the thing it is about is named; one of them is enough."""


def own_complaints(actor: Actor) -> QuerySet[Complaint]:
    """What a citizen may read of the complaints of the person whose matters they see.

    The person reads all of them. Who acts for them by law reads those that are not about a service that a leak would
    harm; who acts by a mandate or for an employer none: no mandate covers them, and they are a person's. Drafts are
    their writer's alone.
    """
    match actor:
        case Oneself():
            theirs = Complaint.objects.filter(person=actor.person_id)
        case OnBehalf() if actor.capacity not in (Capacity.MANDATE, Capacity.EMPLOYER):
            theirs = Complaint.objects.filter(person=actor.of).exclude(service__sensitive=True)
        case _:
            return Complaint.objects.none()
    return theirs.exclude(pk__in=theirs.filter(state=State.DRAFT).exclude(by_person=actor.person_id).values("pk"))


def open_draft(actor: Actor) -> Complaint | None:
    """What a citizen has begun to write in these matters, and not sent."""
    return own_complaints(actor).filter(state=State.DRAFT).first()


def begin(*, person: Person, subject: Subject, actor: Actor, now: datetime) -> Complaint:
    """Keep what somebody writes about; what they had begun is gone on with. Nothing is sent by it.

    Raises:
        NotAllowed: the actor may not write for this person, or about this case.
    """
    with transaction.atomic():
        require_allowed(Act.COMPLAIN, actor=actor, person_id=person.pk)
        if isinstance(actor, OnBehalf) and subject.about == About.EMPLOYER:
            raise NotAllowed(Act.COMPLAIN)  # a service that a leak would harm is its person's alone
        draft = open_draft(actor)
        draft = locked(draft.pk) if draft is not None else Complaint(person=person, begun_at=now)
        _write(draft, subject, actor)
        return draft


def _write(draft: Complaint, subject: Subject, actor: Actor) -> None:
    if subject.case is not None and not Case.objects.filter(pk=subject.case, person=draft.person_id).exists():
        raise NotAllowed(Act.COMPLAIN)
    draft.kind, draft.about = subject.kind, subject.about
    draft.service_id = complaint_service(subject.about)
    draft.about_service_id = subject.service or None if subject.about == About.SERVICE else None
    draft.about_case_id = subject.case if subject.about == About.CASE else None
    draft.centre = subject.centre if subject.about == About.STAFF else ""
    draft.named = subject.named.strip() if subject.about in (About.STAFF, About.EMPLOYER) else ""
    draft.signed(actor).save()


def write_words(*, actor: Actor, words: str, now: datetime) -> Complaint:
    """Keep the words of what was begun.

    Raises:
        MovedOn: nothing is begun.
        NotPossible: nothing is written, or too much.
    """
    with transaction.atomic():
        draft = _begun(actor)
        draft.words = _fit(words)
        draft.save(update_fields=["words"])
        return draft


def add_document(*, actor: Actor, files: Sequence[Any], title: str = "", now: datetime) -> SupportingDocument:
    """Add a document to what was begun, or to what the writer is asked; raises `NotTaken` where it is none."""
    draft = open_draft(actor)
    if draft is None:
        raise MovedOn
    return take(files, person=draft.person, actor=actor, title=title, draft=draft.draft_name, now=now)


def documents_of(complaint: Complaint) -> list[SupportingDocument]:
    """The documents that were given with it, in their order."""
    found = SupportingDocument.objects.filter(draft=complaint.draft_name)
    return list(found.select_related(*SupportingDocument.who()))


def send(*, key: UUID, actor: Actor, now: datetime) -> Complaint:
    """Send what was begun. Sent twice – a second press, another device – it is the one that was sent.

    Raises:
        NotPossible: it is not there any more, or something is missing; the message says what.
    """
    with transaction.atomic():
        found = Complaint.objects.select_for_update(no_key=True).filter(
            key=key, pk__in=own_complaints(actor).values("pk")
        )
        draft = found.first()
        if draft is None:
            raise MovedOn
        require_allowed(Act.COMPLAIN, actor=actor, person_id=draft.person_id)
        return draft if draft.state != State.DRAFT else _send(draft, actor, now=now)


def write_down(
    *,
    person: Person,
    subject: Subject,
    words: str,
    key: UUID,
    actor: Staff,
    files: Sequence[Upload] = (),
    now: datetime,
) -> Complaint:
    """Write down for a person what they say, and send it; a second press under the same key finds it sent.

    Raises:
        NotAllowed: the actor may not write for people.
        NotPossible: something is missing, or it is about the member of staff themselves: a colleague writes it down.
        NotTaken: the document cannot be taken.
    """
    with transaction.atomic():
        require_allowed(Act.COMPLAIN, actor=actor, person_id=person.pk)
        sent = Complaint.objects.filter(key=key, by=actor.user_id).first()
        if sent is not None:
            return sent
        draft = Complaint(key=key, person=person, begun_at=now, words=_fit(words))
        _write(draft, subject, actor)
        if actor.user_id in parties_of(draft):
            raise NotPossible(_("This may be about yourself. Let somebody else write it down."))
        if files:
            take(files, person=person, actor=actor, draft=draft.draft_name, now=now)
        return _send(draft, actor, now=now)


def _send(draft: Complaint, actor: Actor, *, now: datetime) -> Complaint:
    if not draft.words:
        raise NotPossible(_("Write first what it is about."))
    if not subject_of(draft).is_whole:
        raise NotPossible(_("Say first what it is about."))
    on = local_day(now)
    draft.state, draft.sent_at = State.SENT, now
    draft.limit = answer_limit(draft.service_id, on=on).as_json()
    draft.longer = longer_limit().as_json()
    draft.signed(actor).save()
    documents = documents_of(draft)
    if documents:
        mark_sent(documents, now=now)
    note(draft, What.SENT, at=now, actor=actor, documents=len(documents))
    set_due(draft, now=now)
    draft.save(update_fields=["due_on", "warned_at", "escalated_at"])
    write_parties(draft, now=now)
    hear(draft, now=now)
    tell(draft, What.SENT, now=now)
    return draft


def subject_of(complaint: Complaint) -> Subject:
    """What a complaint is about."""
    return Subject(
        kind=Complaint.Kind(complaint.kind),
        about=About(complaint.about),
        service=complaint.about_service_id or "",
        case=complaint.about_case_id,
        centre=complaint.centre,
        named=complaint.named,
    )


def withdraw(*, complaint_id: int, actor: Actor, now: datetime) -> Complaint:
    """Say that no answer is wanted any more.

    Raises:
        NotAllowed: it is not theirs.
        MovedOn: it is answered, or was withdrawn.
    """
    with transaction.atomic():
        complaint = _theirs(complaint_id, actor)
        if not complaint.is_open:
            raise MovedOn
        complaint.state, complaint.closed_at = State.WITHDRAWN, now
        note(complaint, What.WITHDRAWN, at=now, actor=actor)
        set_due(complaint, now=now)
        complaint.save()
        return complaint


def give(*, complaint_id: int, actor: Actor, words: str, files: Sequence[Upload] = (), now: datetime) -> Complaint:
    """Answer what the office asked: the days go on from now.

    Raises:
        NotAllowed: it is not theirs.
        MovedOn: nothing is asked, or the day for it has passed.
        NotPossible: nothing is written.
        NotTaken: the document cannot be taken.
    """
    with transaction.atomic():
        complaint = _theirs(complaint_id, actor)
        if complaint.state != State.ASKED:
            raise MovedOn
        said = _fit(words)
        if files:
            one = take(files, person=complaint.person, actor=actor, draft=complaint.draft_name, now=now)
            mark_sent([one], now=now)
        complaint.state = State.SENT
        note(complaint, What.GIVEN, at=now, actor=actor, text=said)
        set_due(complaint, now=now)
        complaint.save()
        return complaint


def discard(*, actor: Actor, now: datetime) -> None:
    """Throw away what was begun, with its documents; nothing was sent."""
    with transaction.atomic():
        draft = open_draft(actor)
        if draft is not None:
            drop(locked(draft.pk), actor=actor, now=now)


def drop(draft: Complaint, *, actor: Actor, now: datetime) -> None:
    """Remove a draft (locked) and its documents."""
    for one in of_draft(draft.draft_name):
        if not one.is_sent:
            take_out(one, actor=actor, now=now)
    draft.delete()


def forgotten_drafts(*, now: datetime) -> QuerySet[Complaint]:
    """What was begun so long ago that it is not kept any more."""
    kept = timedelta(days=complaint_figure(Figure.DRAFT).amount)
    return Complaint.objects.filter(state=State.DRAFT, begun_at__lt=now - kept)


def _begun(actor: Actor) -> Complaint:
    draft = open_draft(actor)
    if draft is None:
        raise MovedOn
    require_allowed(Act.COMPLAIN, actor=actor, person_id=draft.person_id)
    return locked(draft.pk)


def _theirs(complaint_id: int, actor: Actor) -> Complaint:
    if not own_complaints(actor).filter(pk=complaint_id).exists():
        raise NotAllowed(Act.COMPLAIN)
    complaint = locked(complaint_id)
    require_allowed(Act.COMPLAIN, actor=actor, person_id=complaint.person_id)
    return complaint


def _fit(words: str) -> str:
    said = words.strip()
    if not said:
        raise NotPossible(_("Write it in your own words."))
    if len(said) > LONGEST_WORDS:
        raise NotPossible(_("Write at most %(most)s letters.") % {"most": LONGEST_WORDS})
    return said
