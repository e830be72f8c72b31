"""Beginning an application, or taking up the one that was begun; who applies for what runs is led to its case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.applications import Meant, NotAccepted, Problem, what_can_be_meant
from dost.cases.employers import voen_of
from dost.cases.models import ApplicationDraft, Case
from registries.models import Person
from services_catalog.models import Service


@dataclass(frozen=True, slots=True)
class Possible:
    """A record that can be applied for: whom it is about, the draft open for it, and in which employer's name."""

    meant: Meant
    about: Person
    draft: ApplicationDraft | None
    voen: str = ""

    @property
    def name(self) -> str:
        """What stands for the record in a form: it says nothing of the person, as the record's key does."""
        return f"{self.meant.rule.basis}-{self.meant.record.record_id}"

    def as_draft(self, person: Person, *, now: datetime) -> ApplicationDraft:
        """The draft that is open for it, or one (not saved) as it would be begun."""
        rule, record = self.meant.rule, self.meant.record
        return self.draft or ApplicationDraft(
            person=person,
            service_id=rule.code,
            version_id=rule.version_id,
            basis=rule.basis,
            record_key=record.key,
            about=self.about,
            applicant_voen=self.voen,
            started_at=now,
        )

    @property
    def running(self) -> Case | None:
        """The case that runs for it already."""
        return self.meant.running


@dataclass(frozen=True, slots=True)
class Begun:
    """What beginning leads to: a draft to go on with, or the case that runs already; never both."""

    draft: ApplicationDraft | None = None
    running: Case | None = None


def possible(*, person: Person, service: Service, actor: Actor, on: date, voen: str = "") -> tuple[Possible, ...]:
    """Everything that this person could apply for under a service, those about the youngest first.

    `voen` is the employer in whose name; a citizen who acts for one applies in its name always.

    Raises `acts.NotAllowed`, and `NotAccepted` where no application can be taken now.
    """
    voen = voen_of(actor) or voen
    found = what_can_be_meant(person=person, service=service, actor=actor, on=on, voen=voen)
    people = Person.objects.in_bulk({one.record.about_id for one in found})
    drafts = {
        (draft.basis, draft.record_key): draft
        for draft in ApplicationDraft.objects.filter(person=person, service=service, applicant_voen=voen, sent_at=None)
    }
    listed = [
        Possible(one, people[one.record.about_id], drafts.get((one.rule.basis, one.record.key)), voen) for one in found
    ]
    return tuple(sorted(listed, key=lambda one: (-one.about.birth_date.toordinal(), one.name)))


def begin(
    *,
    person: Person,
    service: Service,
    actor: Actor,
    on: date,
    now: datetime,
    record: str = "",
    voen: str = "",
) -> Begun:
    """Open a draft for a record (`Possible.name`; not needed where only one can be meant), or take up the open one.

    Of two that begin at the same moment one opens it, and both get it. Raises as `possible` does, and `NotAccepted`
    where `record` names none of several.
    """
    found = possible(person=person, service=service, actor=actor, on=on, voen=voen)
    meant = [one for one in found if record in ("", one.name)]
    if len(meant) != 1:
        raise NotAccepted([Problem("record", _("Choose what the application is about."))])
    one = meant[0]
    if one.running is not None:
        return Begun(running=one.running)
    return Begun(draft=one.draft or _opened(person, one, actor=actor, now=now))


def _opened(person: Person, one: Possible, *, actor: Actor, now: datetime) -> ApplicationDraft:
    made = one.as_draft(person, now=now).signed(actor)
    try:
        with transaction.atomic():
            made.save()
        return made
    except IntegrityError:  # begun elsewhere a moment ago
        same = {
            "service": made.service_id,
            "basis": made.basis,
            "record_key": made.record_key,
            "applicant_voen": made.applicant_voen,
        }
        return ApplicationDraft.objects.get(person=person, sent_at=None, **same)
