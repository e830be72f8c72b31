"""What a member of staff does with a complaint or a proposal that is theirs: its words, its form, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.accounts.actors import Staff
from dost.cases import complaints as engine
from dost.cases.models import Complaint
from dost.common.dates import local_day
from dost.ui.contexts import Text

from .complaint_forms import AnswerForm, AskForm, LeaveForm, LongerForm, MeantForm, NotMeantForm
from .complaints import parties

Data = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ComplaintAct:
    """One act: what the page says, its form, what it does, and what is said afterwards. `offered`: where it may be."""

    title: Text
    explanation: Text
    button: Text
    done: Text
    form: Callable[[Data, Complaint, Staff, datetime], forms.Form]
    do: Callable[[Complaint, Staff, Mapping[str, Any], datetime], Complaint]
    offered: Callable[[Complaint], bool] = lambda _one: True
    with_letter: bool = False


def _answers(data: Data, one: Complaint, actor: Staff, now: datetime) -> forms.Form:
    return AnswerForm(data, outcomes=engine.ANSWERS[Complaint.Kind(one.kind)])


def _leaves(data: Data, one: Complaint, actor: Staff, now: datetime) -> forms.Form:
    earlier = engine.answered_before(one, actor=actor, on=local_day(now))
    return LeaveForm(data, outcomes=engine.LEAVES, earlier=earlier)


def _not_meant(data: Data, one: Complaint, actor: Staff, now: datetime) -> forms.Form:
    return NotMeantForm(data, choices=[(str(row.user_id), f"{row.name} – {row.why}") for row in parties(one)])


ACTS: Final[Mapping[str, ComplaintAct]] = {
    "answer": ComplaintAct(
        title=_("Answer it"),
        explanation=_("The answer goes in a letter in the person’s language. You see it before it goes."),
        button=_("Send the answer"),
        done=_("The answer is on its way to the person."),
        form=_answers,
        do=lambda one, actor, given, now: engine.answer(
            complaint_id=one.pk,
            actor=actor,
            outcome=Complaint.Outcome(given["outcome"]),
            reasons=given["reasons"],
            now=now,
        ),
        with_letter=True,
    ),
    "longer": ComplaintAct(
        title=_("Study it longer"),
        explanation=_(
            "The law gives more days where it needs further study, once. The person is told why, in a letter."
        ),
        button=_("Take the longer time limit"),
        done=_("The longer time limit holds, and the person is told why."),
        form=lambda data, one, actor, now: LongerForm(data),
        do=lambda one, actor, given, now: engine.study_longer(
            complaint_id=one.pk, actor=actor, reasons=given["reasons"], now=now
        ),
        offered=lambda one: not one.is_longer and one.state == Complaint.State.SENT,
        with_letter=True,
    ),
    "ask": ComplaintAct(
        title=_("Ask the person"),
        explanation=_("The days stand still until the person answers, or until the day for it has passed."),
        button=_("Ask"),
        done=_("The person was asked. The days stand still."),
        form=lambda data, one, actor, now: AskForm(data),
        do=lambda one, actor, given, now: engine.ask(complaint_id=one.pk, actor=actor, text=given["text"], now=now),
        offered=lambda one: one.state == Complaint.State.SENT,
    ),
    "leave": ComplaintAct(
        title=_("Leave it unconsidered"),
        explanation=_(
            "Only where the law allows it: the same was answered three times within a year and nothing is new, or a "
            "court is looking at it. It goes in a letter with your reasons."
        ),
        button=_("Leave it unconsidered"),
        done=_("It is left unconsidered, and the person is told why."),
        form=_leaves,
        do=lambda one, actor, given, now: engine.leave(
            complaint_id=one.pk,
            actor=actor,
            outcome=Complaint.Outcome(given["outcome"]),
            earlier=[int(pk) for pk in given.get("earlier", ())],
            reasons=given["reasons"],
            now=now,
        ),
        with_letter=True,
    ),
    "meant": ComplaintAct(
        title=_("Write down whom it is about"),
        explanation=_("From then on it is kept from them: they find it in no list and on no page."),
        button=_("It is about them"),
        done=_("It is kept from them from now on."),
        form=lambda data, one, actor, now: MeantForm(data, staff=engine.staff_to_name()),
        do=lambda one, actor, given, now: engine.found_meant(
            complaint_id=one.pk, actor=actor, user_id=int(given["user"]), now=now
        ),
        offered=lambda one: one.kind == Complaint.Kind.COMPLAINT,
    ),
    "not-meant": ComplaintAct(
        title=_("Somebody is not meant"),
        explanation=_(
            "Somebody of the same name is kept from it, too, until you write down how you know who is meant."
        ),
        button=_("They are not meant"),
        done=_("It is not kept from them any more."),
        form=_not_meant,
        do=lambda one, actor, given, now: engine.found_not_meant(
            complaint_id=one.pk, actor=actor, user_id=int(given["user"]), reasons=given["reasons"], now=now
        ),
        offered=lambda one: one.complained_of.filter(lifted_at=None).exists(),
    ),
}
"""Every act, by the word in its address; in the order in which they are offered."""
