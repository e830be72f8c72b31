"""Sending an application: once, however often it is pressed, from whatever device, and whatever is killed in between.

The draft's row is locked, the case opened and the draft marked as sent in one transaction: there are both, or neither.
Whoever sends the same again finds it sent and is shown the same receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.applications import NotAccepted, Problem, open_application
from dost.cases.models import ApplicationDraft, Case
from dost.cases.supporting.taking import attach, of_draft
from registries.models import Person

from .resume import AlreadySent, resume
from .save import locked, unchanged


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of sending: the case; `already` where there was one before, from this draft or another way."""

    case: Case
    already: bool


def send(*, key: str, person: Person, actor: Actor, on: date, now: datetime) -> Sent:
    """Make the case of the draft with this secret key; the receipt is the number of the case.

    Raises `ApplicationDraft.DoesNotExist` for a key that is none of this person's, `acts.NotAllowed`,
    `VersionChanged`, and `NotAccepted` with everything that stands in the way.
    """
    with transaction.atomic():
        draft_id = ApplicationDraft.objects.values_list("pk", flat=True).get(key=key, person=person)
        draft = locked(draft_id, actor=actor)
        try:
            resumed = unchanged(resume(draft, actor=actor, on=on))
        except AlreadySent as before:
            return Sent(before.case, already=True)
        if resumed.missing and resumed.running is None:
            raise NotAccepted([Problem(f"answers.{one}", _("This is not answered yet.")) for one in resumed.missing])
        made = open_application(
            person=draft.person,
            service=draft.service,
            answers={} if resumed.running is not None else draft.answers,
            actor=actor,
            on=on,
            about=draft.about,
            key=draft.record_key,
            voen=draft.applicant_voen,
            now=now,
        )
        attach(of_draft(draft), case=made.case, now=now)
        draft.sent_at, draft.case, draft.answers = now, made.case, {}
        draft.save()
    return Sent(made.case, already=made.already)
