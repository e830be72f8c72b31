"""How a draft stands today: under which version it would be judged, what is still to be answered, what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, require_allowed
from dost.cases.applications import NotAccepted, Problem, what_can_be_meant
from dost.cases.basis_records import Record
from dost.cases.models import ApplicationDraft, Case
from services_catalog.answers import Stored, still_to_answer, typed_answer
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Definition, Question, Texts
from services_catalog.queries import definition_of


class AlreadySent(Exception):  # noqa: N818 - it reads as what it says
    """The draft was sent before; `case` is what came of it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"sent as {case}")
        self.case = case


class VersionChanged(Exception):  # noqa: N818 - it reads as what it says
    """The published version has changed since the answers were given; the person is told first (`Resumed.change`)."""

    def __init__(self, change: VersionChange) -> None:
        super().__init__("the version has changed")
        self.change = change


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a new version means for a draft.

    `asked_anew` are questions the old version did not ask, `asked_otherwise` those whose words, kind or choices are
    others now, `asked_no_more` those that are gone. `remaining` are the answers that stay, by question id; `lost` is
    how many do not. `conditions` and `gone` are texts of criteria that are new or no more; `amount` says whether the
    arithmetic is another.
    """

    asked_anew: tuple[Question, ...]
    asked_otherwise: tuple[Question, ...]
    asked_no_more: tuple[Question, ...]
    remaining: Mapping[str, Stored]
    lost: int
    conditions: tuple[Texts, ...]
    gone: tuple[Texts, ...]
    amount: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """A draft as it stands today: the version and the record it would be judged by, and what changed meanwhile.

    `running` is a case that has been opened for the same meanwhile, by whatever way.
    """

    draft: ApplicationDraft
    rule: CompiledVersion
    record: Record
    running: Case | None = None
    change: VersionChange | None = None
    questions: tuple[Question, ...] = field(default=())

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the questions that are not answered yet, in their order."""
        return still_to_answer(self.questions, self.draft.answers)


def resume(draft: ApplicationDraft, *, actor: Actor, on: date) -> Resumed:
    """Say how a draft stands under the law of a day; nothing is written.

    Raises `acts.NotAllowed`, `AlreadySent`, and `NotAccepted` where it cannot be sent any more as things are: the
    service is closed, its record is gone. The draft stays, for that may change again.
    """
    voen = draft.applicant_voen
    require_allowed(Act.APPLY, actor=actor, person_id=draft.person_id, service=draft.service, voen=voen)
    if draft.case is not None:
        raise AlreadySent(draft.case)
    found = what_can_be_meant(person=draft.person, service=draft.service, actor=actor, on=on, voen=voen)
    same = [one for one in found if (one.rule.basis, one.record.key) == (draft.basis, draft.record_key)]
    if not same:
        raise NotAccepted([Problem("record", _("The record that this application is about is no longer there."))])
    one = same[-1]
    changed = one.rule.version_id != draft.version_id
    return Resumed(
        draft=draft,
        rule=one.rule,
        record=one.record,
        running=one.running,
        change=change_of(definition_of(draft.version), one.rule.definition, draft.answers) if changed else None,
        questions=one.rule.definition.asked,
    )


def change_of(before: Definition, after: Definition, answers: Mapping[str, Stored]) -> VersionChange:
    """Compare two versions as whoever has answered the questions of the first one wants to know it.

    An answer stays where the same question, asked in whatever words, takes it: what no longer fits is asked again, and
    so is what was asked otherwise before.
    """
    old = {question.id: question for question in before.asked}
    new = {question.id: question for question in after.asked}
    otherwise = tuple(one for one in after.asked if one.id in old and _differs(old[one.id], one))
    remaining = {
        id_: value
        for id_, value in answers.items()
        if id_ in new and new[id_] not in otherwise and typed_answer(new[id_], value) is not None
    }
    were, are = before.criterion_texts, after.criterion_texts
    return VersionChange(
        asked_anew=tuple(one for one in after.asked if one.id not in old),
        asked_otherwise=otherwise,
        asked_no_more=tuple(one for one in before.asked if one.id not in new),
        remaining=remaining,
        lost=len(answers) - len(remaining),
        conditions=tuple(text for id_, text in are.items() if were.get(id_) != text),
        gone=tuple(text for id_, text in were.items() if id_ not in are),
        amount=before.amount != after.amount,
    )


def _differs(old: Question, new: Question) -> bool:
    """Whether a question means something else now, as far as its words, kind and choices say so."""
    return (old.type, dict(old.ask), old.choices) != (new.type, dict(new.ask), new.choices)
