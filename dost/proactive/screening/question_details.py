"""The questions behind a yes: of whom it is true, and what decides the services that rest on it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from .gates import LEAVES_SCHOOL
from .question_conditions import (
    both,
    could_work,
    died_lately,
    either,
    from_age,
    gate,
    has,
    is_dead,
    is_living,
    lately,
    minor,
    parent_unknown,
)
from .question_details_of_work import MONEY, SERVICE, WORK
from .question_fields import NO_END, each_of, fact_field, own_field, who
from .questions import Choice, Form, Group, Question

HEALTH: Final = (
    who("disability", Group.HEALTH, _("Who has a disability?"), "disability.has", is_living),
    each_of(
        "disability",
        Group.HEALTH,
        _("The decision on the disability"),
        has("disability.has"),
        fact_field("disability.band", "disability.band"),
        fact_field("disability.cause", "disability.cause"),
        fact_field("disability.since", "disability.decision_date", also=("disability.decision_date",)),
        fact_field("disability.until", "disability.until", none=NO_END),
        fact_field("disability.before_18", "disability.before_18"),
    ),
    each_of(
        "first_disability",
        Group.HEALTH,
        _("The first decision on a disability"),
        lately("disability.since", months=3),
        fact_field("disability.first_since", "disability.first_since"),
    ),
    each_of(
        "rehabilitation",
        Group.HEALTH,
        _("What the rehabilitation programme says"),
        has("disability.has"),
        own_field(
            "rehabilitation.aid",
            _("An aid such as a wheelchair, hearing aid or prosthesis"),
            choices=(
                Choice("none", _("Not in the programme")),
                Choice("indicated", _("In the programme, not received yet")),
                Choice("received", _("Received")),
                Choice("worn_out", _("Received, and its term of use is over")),
            ),
        ),
        own_field(
            "rehabilitation.chair",
            _("A motorised wheelchair"),
            choices=(
                Choice("none", _("Not in the programme")),
                Choice("indicated", _("In the programme, not received yet")),
                Choice("received", _("Received")),
            ),
        ),
        own_field(
            "rehabilitation.car",
            _("A car from the state"),
            choices=(
                Choice("none", _("Not in the programme")),
                Choice("indicated", _("In the programme, not in the queue yet")),
                Choice("queued", _("In the queue")),
                Choice("turn", _("The turn has come")),
                Choice("received", _("Received")),
            ),
        ),
        fact_field("disability.radiation_victim", "disability.radiation_victim"),
    ),
    who("care", Group.HEALTH, _("Who looks after somebody?"), "care.has", could_work),
    each_of(
        "care",
        Group.HEALTH,
        _("Whom, and since when?"),
        has("care.has"),
        own_field("care.of", _("Who is looked after"), none=_("Somebody who is not in the list")),
        fact_field("care.since", "care.since"),
    ),
    who("social_service", Group.HEALTH, _("Who receives a social service?"), "social_service.has", is_living),
    each_of(
        "social_service",
        Group.HEALTH,
        _("Which service, and since when?"),
        has("social_service.has"),
        fact_field("social_service.kind", "social_service.kind"),
        fact_field("social_service.since", "social_service.since"),
        fact_field("social_service.assessed", "social_service.assessed"),
        fact_field("social_service.full_state_provision", "social_service.full_state_provision"),
    ),
    who("accident", Group.HEALTH, _("Who had an accident at work?"), "accident.has", could_work),
    each_of(
        "accident",
        Group.HEALTH,
        _("The accident at work"),
        has("accident.has"),
        fact_field("accident.former_state_enterprise", "accident.former_state_enterprise"),
    ),
)

CHILDREN: Final = (
    each_of(
        "parents",
        Group.CHILDREN,
        _("Who are the parents?"),
        parent_unknown,
        own_field("mother", _("Mother"), none=_("Not recorded")),
        own_field("father", _("Father"), none=_("Not recorded")),
        difficulty=1,
    ),
    each_of(
        "study",
        Group.CHILDREN,
        _("School or study"),
        both(from_age(LEAVES_SCHOOL), has("study.has")),
        fact_field("study.level", "study.level"),
        fact_field("study.full_time", "person.full_time_student"),
        fact_field("study.until", "study.until", none=NO_END),
    ),
    Question(
        id="who_placement",
        group=Group.CHILDREN,
        form=Form.MEMBERS,
        difficulty=1,
        text=_("Which child is adopted, in guardianship or in a foster family?"),
        applies=gate("placement"),
        among=minor,
        fills="placement.has",
    ),
    each_of(
        "placement",
        Group.CHILDREN,
        _("With whom the child is, and since when"),
        has("placement.has"),
        fact_field("placement.kind", "placement.kind"),
        own_field("placement.carer", _("With whom"), none=_("Somebody who is not in the list")),
        fact_field("placement.since", "placement.since"),
        fact_field("placement.full_state_provision", "placement.full_state_provision"),
        own_field("placement.mother_deprived", _("The mother has been deprived of parental rights")),
        own_field("placement.father_deprived", _("The father has been deprived of parental rights")),
    ),
)

LOSS: Final = (
    Question(
        id="deceased",
        group=Group.LOSS,
        form=Form.PEOPLE,
        difficulty=1,
        text=_("Who has died?"),
        applies=either(gate("death"), gate("orphan")),
        fills="deceased",
    ),
    each_of(
        "deceased_paid",
        Group.LOSS,
        _("What the person received when they died"),
        is_dead,
        fact_field("pension.has", "pension.active"),
        fact_field("pension.amount", "pension.amount"),
        fact_field("benefit.has", "benefit.active"),
        fact_field("benefit.amount", "benefit.amount"),
        fact_field("insurance.months", "insurance.months"),
    ),
    each_of(
        "deceased_work",
        Group.LOSS,
        _("The work of the person who died"),
        died_lately,
        fact_field("job.had_before", "employment.ever"),
        fact_field("accident.has", "accident.any"),
        own_field("death.buried_by", _("Who paid for the funeral"), none=_("Somebody who is not in the list")),
        difficulty=1,
    ),
    each_of(
        "prison",
        Group.LOSS,
        _("Prison"),
        both(gate("prison"), could_work),
        fact_field("prison.has", "person.imprisoned"),
        fact_field("prison.released_on", "person.released_on", none=_("Was not released from prison")),
        fact_field("prison.certificate", "release.certificate"),
        fact_field("prison.needs_help", "release.needs_help"),
        difficulty=1,
    ),
)

DETAILS: Final = (*HEALTH, *CHILDREN, *LOSS, *SERVICE, *WORK, *MONEY)
