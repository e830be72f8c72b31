"""An application that a member of staff takes from somebody who came or called: everything on one page, sent at once.

The back office and a counter both do it so. The draft, its questions and its documents are those of the portal: what
was begun at home is gone on with here, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dost.accounts.actors import Staff
from dost.cases.models import ApplicationDraft, Case
from dost.cases.text.answers_text import question_to_ask
from dost.ui.question_form import Asked
from registries.models import Person
from services_catalog.channels import channels_of
from services_catalog.models import Service

from .at_once import decide_at_once
from .begin import Begun, Possible, begin
from .resume import Resumed, resume
from .save import adopt_version, save_answers
from .send import send


def services_to_apply_for() -> list[Service]:
    """Every service that takes applications at all, by its code."""
    return [one for one in Service.objects.order_by("code") if channels_of(one).applications]


def meant(found: Sequence[Possible], record: str) -> Possible | None:
    """The record that is meant: the only one, or the one named; None while nobody has said."""
    if len(found) == 1:
        return found[0]
    return next((one for one in found if one.name == record), None)


def standing_of(one: Possible, person: Person, *, actor: Staff, on: date, now: datetime) -> Resumed:
    """How the draft of a record stands, or would stand if it were begun."""
    return resume(one.as_draft(person, now=now), actor=actor, on=on)


def asked_of(resumed: Resumed) -> list[Asked]:
    """All questions, for one form; an answer that no longer fits the version of today is asked again."""
    told = resumed.draft.answers if resumed.change is None else resumed.change.remaining
    return [question_to_ask(one, told.get(one.id)) for one in resumed.questions]


def begin_at_desk(*, person: Person, one: Possible, actor: Staff, on: date, now: datetime) -> Begun:
    """Open the draft of a record under the law of today, or take it up; leads to the case where one runs already.

    Raises `acts.NotAllowed` and `NotAccepted`.
    """
    service = one.meant.rule.code
    begun = begin(
        person=person,
        service=Service.objects.get(pk=service),
        actor=actor,
        on=on,
        now=now,
        record=one.name,
        voen=one.voen,
    )
    if begun.draft is not None:
        adopt_version(draft_id=begun.draft.pk, actor=actor, on=on, now=now)
    return begun


def send_at_desk(
    *, draft: ApplicationDraft, person: Person, answers: Mapping[str, Any], actor: Staff, on: date, now: datetime
) -> Case:
    """Keep the answers, send the draft, and decide it while the person waits; returns its case.

    What is right is kept even where something is missing. Raises `acts.NotAllowed` and `NotAccepted`.
    """
    save_answers(draft_id=draft.pk, answers=answers, actor=actor, on=on, now=now)
    made = send(key=draft.key, person=person, actor=actor, on=on, now=now)
    decide_at_once(made.case.pk)
    return made.case
