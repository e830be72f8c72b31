"""Saving a draft as one goes: answers, that what is known is right, the version of today.

Each takes the row's lock, so that two devices save one after the other; what the other one saved stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dost.accounts.actors import Actor
from dost.cases.acts import Act, require_allowed
from dost.cases.applications import NotAccepted, Problem
from dost.cases.models import ApplicationDraft
from services_catalog.answers import read_answers

from .resume import Resumed, VersionChanged, resume


def locked(draft_id: int, *, actor: Actor) -> ApplicationDraft:
    """The draft under its lock, to whoever may apply for its person; inside a transaction.

    Raises `ApplicationDraft.DoesNotExist` (it was thrown away, perhaps elsewhere), `acts.NotAllowed`.
    """
    draft = (
        ApplicationDraft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "service", "version", "case", "about")
        .get(pk=draft_id)
    )
    require_allowed(Act.APPLY, actor=actor, person_id=draft.person_id, service=draft.service, voen=draft.applicant_voen)
    return draft


def save_answers(
    *, draft_id: int, answers: Mapping[str, Any], actor: Actor, on: date, now: datetime
) -> ApplicationDraft:
    """Check answers by the types of the version's questions and keep them: the good ones even where others are wrong.

    Raises what `locked` and `resume` do, `VersionChanged`, and `NotAccepted` with everything that is wrong.
    """
    with transaction.atomic():
        draft = locked(draft_id, actor=actor)
        resumed = unchanged(resume(draft, actor=actor, on=on))
        accepted, wrong = read_answers(resumed.questions, answers)
        if accepted:
            draft.answers = {**draft.answers, **accepted}
            touch(draft, now=now)
    if wrong:
        raise NotAccepted([Problem(f"answers.{one.question}", one.message) for one in wrong])
    return draft


def confirm_known(*, draft_id: int, actor: Actor, on: date, now: datetime) -> ApplicationDraft:
    """Keep that the person has said: what is known of me is right. Raises what `save_answers` does."""
    with transaction.atomic():
        draft = locked(draft_id, actor=actor)
        unchanged(resume(draft, actor=actor, on=on))
        draft.confirmed_at = now
        touch(draft, now=now)
    return draft


def adopt_version(*, draft_id: int, actor: Actor, on: date, now: datetime) -> ApplicationDraft:
    """Go on under the version of today, with the answers that remain; what is known is to be looked at again.

    Raises what `locked` and `resume` do. A draft whose version has not changed stays as it is.
    """
    with transaction.atomic():
        draft = locked(draft_id, actor=actor)
        resumed = resume(draft, actor=actor, on=on)
        if resumed.change is not None:
            draft.answers = dict(resumed.change.remaining)
            draft.version_id = resumed.rule.version_id
            draft.confirmed_at = None
            touch(draft, now=now)
    return draft


def unchanged(resumed: Resumed) -> Resumed:
    """The draft, where its version is still the one its answers were given under; raises `VersionChanged`."""
    if resumed.change is not None:
        raise VersionChanged(resumed.change)
    return resumed


def touch(draft: ApplicationDraft, *, now: datetime) -> None:
    """Write a draft that was edited under its lock; whoever edits one is told anew before it is removed."""
    draft.edited_at = now
    draft.told_of_end_at = None
    draft.save()
