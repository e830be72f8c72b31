"""The questions behind a yes: of whom it is true, and what decides the services that rest on it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from registries.facts.award_kinds import AWARD_KINDS

from .gates import LEAVES_SCHOOL
from .parts import BENEFIT_KINDS, STIPEND_KINDS
from .question_conditions import (
    adult,
    both,
    could_serve,
    could_work,
    died_lately,
    either,
    from_age,
    gate,
    has,
    has_baby,
    is_dead,
    is_living,
    lately,
    minor,
    parent_unknown,
    which,
)
from .question_fields import fact_field, own_field
from .questions import Applies, Choice, Field, Form, Group, Question, Text

OTHER: Final = Choice("other", _("Another"))
NONE: Final = Choice("none", _("None of these"))
NO_END: Final = _("There is no end")


def _award_choices(prefix: str, words: tuple[str, ...]) -> tuple[Choice, ...]:
    """Choices of kinds of award, as the fact catalogue calls them."""
    return tuple(
        Choice(word, dict(AWARD_KINDS[f"{prefix}.{word}"].labels)) if word != "other" else OTHER for word in words
    )


def _who(gate_name: str, group: Group, text: Text, fills: str, among: Applies) -> Question:
    return Question(
        id=f"who_{gate_name}",
        group=group,
        form=Form.MEMBERS,
        difficulty=1,
        text=text,
        applies=which(gate_name),
        among=among,
        fills=fills,
    )


def _each(id_: str, group: Group, text: Text, applies: Applies, *fields: Field, difficulty: int = 2) -> Question:
    return Question(
        id=id_,
        group=group,
        form=Form.FIELDS,
        difficulty=difficulty,
        text=text,
        each=True,
        applies=applies,
        fields=fields,
    )


HEALTH: Final = (
    _who("disability", Group.HEALTH, _("Who has a disability?"), "disability.has", is_living),
    _each(
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
    _each(
        "first_disability",
        Group.HEALTH,
        _("The first decision on a disability"),
        lately("disability.since", months=3),
        fact_field("disability.first_since", "disability.first_since"),
    ),
    _each(
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
    _who("care", Group.HEALTH, _("Who looks after somebody?"), "care.has", could_work),
    _each(
        "care",
        Group.HEALTH,
        _("Whom, and since when?"),
        has("care.has"),
        own_field("care.of", _("Who is looked after"), none=_("Somebody who is not in the list")),
        fact_field("care.since", "care.since"),
    ),
    _who("social_service", Group.HEALTH, _("Who receives a social service?"), "social_service.has", is_living),
    _each(
        "social_service",
        Group.HEALTH,
        _("Which service, and since when?"),
        has("social_service.has"),
        fact_field("social_service.kind", "social_service.kind"),
        fact_field("social_service.since", "social_service.since"),
        fact_field("social_service.assessed", "social_service.assessed"),
        fact_field("social_service.full_state_provision", "social_service.full_state_provision"),
    ),
    _who("accident", Group.HEALTH, _("Who had an accident at work?"), "accident.has", could_work),
    _each(
        "accident",
        Group.HEALTH,
        _("The accident at work"),
        has("accident.has"),
        fact_field("accident.former_state_enterprise", "accident.former_state_enterprise"),
    ),
)

CHILDREN: Final = (
    _each(
        "parents",
        Group.CHILDREN,
        _("Who are the parents?"),
        parent_unknown,
        own_field("mother", _("Mother"), none=_("Not recorded")),
        own_field("father", _("Father"), none=_("Not recorded")),
        difficulty=1,
    ),
    _each(
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
    _each(
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
    _each(
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
    _each(
        "deceased_work",
        Group.LOSS,
        _("The work of the person who died"),
        died_lately,
        fact_field("job.had_before", "employment.ever"),
        fact_field("accident.has", "accident.any"),
        own_field("death.buried_by", _("Who paid for the funeral"), none=_("Somebody who is not in the list")),
        difficulty=1,
    ),
    _each(
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

SERVICE: Final = (
    _who("honour", Group.SERVICE, _("Who has such a status?"), "honour.has", is_living),
    _each(
        "honour",
        Group.SERVICE,
        _("Which status, and since when?"),
        has("honour.has"),
        fact_field("honour.status", "honour.status"),
        fact_field("honour.relation", "honour.relation"),
        fact_field("honour.since", "honour.since"),
        fact_field("honour.injured_on", "honour.injured_on", none=_("Was not injured")),
        fact_field("honour.sharers", "honour.family_eligible_members"),
        own_field(
            "honour.martyr_title",
            _("Title of the martyr"),
            choices=(
                NONE,
                Choice("patriotic_war_hero", _("Hero of the Patriotic War")),
                Choice("national_hero", _("National Hero of Azerbaijan")),
            ),
        ),
    ),
    _each(
        "honour_given",
        Group.SERVICE,
        _("What has been given already"),
        has("honour.has"),
        own_field(
            "honour.housing",
            _("A home"),
            choices=(
                Choice("none", _("Not given, not in the queue")),
                Choice("queued", _("In the queue")),
                Choice("given", _("Given")),
            ),
        ),
        fact_field("honour.car_given", "honour.car_given"),
        fact_field("honour.insurance_paid", "personal_insurance.paid"),
        difficulty=1,
    ),
    _who("conscription", Group.SERVICE, _("Who is doing military service?"), "conscription.has", could_serve),
    _each(
        "conscription",
        Group.SERVICE,
        _("Since when, and until when?"),
        has("conscription.has"),
        fact_field("conscription.since", "person.conscript_since"),
        fact_field("conscription.until", "person.conscript_until", none=NO_END),
        difficulty=1,
    ),
    _each(
        "military",
        Group.SERVICE,
        _("Months of service with a rank, all together"),
        both(gate("military"), adult),
        fact_field("occupation.military_months", "msr.military_months"),
    ),
    _each(
        "civil_service",
        Group.SERVICE,
        _("The civil service"),
        both(gate("civil_service"), adult),
        fact_field("occupation.civil_service", "civil_service.active"),
        fact_field("occupation.civil_service_months", "civil_service.months"),
        fact_field("occupation.civil_service_pay", "civil_service.average_pay"),
    ),
    _who("insured_event", Group.SERVICE, _("To whom is the insurance owed?"), "insured_event.has", is_living),
    _each(
        "insured_event",
        Group.SERVICE,
        _("What has happened, and when?"),
        has("insured_event.has"),
        fact_field("insured_event.event", "insurance_event.event"),
        fact_field("insured_event.category", "insurance_event.category"),
        fact_field("insured_event.on", "insurance_event.date"),
        fact_field("insured_event.degree", "insurance_event.degree"),
        fact_field("insured_event.share_parts", "insurance_event.share_parts"),
        fact_field("insured_event.confirmed", "insurance_event.confirmed"),
    ),
    _each(
        "stipend_order",
        Group.SERVICE,
        _("The title or order"),
        both(gate("stipend_order"), adult),
        own_field(
            "stipend.order",
            _("By order of the President"),
            choices=(
                NONE,
                Choice("personal", _("Personal stipend")),
                Choice("honorary", _("Honorary title")),
            ),
        ),
        fact_field("stipend.order_since", "stipend_order.since"),
    ),
)

WORK: Final = (
    _each(
        "job",
        Group.WORK,
        _("The employment contract"),
        both(has("job.has"), either(gate("job_news"), gate("liberated"), gate("leave"), has_baby)),
        fact_field("job.since", "employment.since"),
        fact_field("job.suspended", "employment.suspended"),
        difficulty=1,
    ),
    _each(
        "earlier_job",
        Group.WORK,
        _("The employment contract before"),
        both(has("job.had_before"), either(gate("job_news"), has_baby)),
        own_field("job.before_since", _("From")),
        own_field("job.before_ended_on", _("Until")),
        difficulty=1,
    ),
    _each(
        "job_news",
        Group.WORK,
        _("What has changed"),
        both(gate("job_news"), has("job.has")),
        own_field("job.changed_on", _("Contract changed on"), none=_("Was not changed")),
    ),
    _each(
        "liberated",
        Group.WORK,
        _("The contract in a liberated district"),
        both(gate("liberated"), has("job.has")),
        fact_field("job.liberated", "contract.liberated"),
        fact_field("job.fixed_term", "employment.fixed_term"),
        fact_field("job.term_months", "contract.term_months"),
        fact_field("job.main", "employment.main_active"),
        fact_field("benefit.settling_in_on", "benefit.settling_in_paid_on", none=_("Was not paid")),
    ),
    _who("business", Group.WORK, _("Who is an entrepreneur?"), "occupation.entrepreneur", could_work),
    _each(
        "business",
        Group.WORK,
        _("The business"),
        has("occupation.entrepreneur"),
        fact_field("occupation.entrepreneur_since", "msr.entrepreneur_since"),
        difficulty=1,
    ),
    _who("land", Group.WORK, _("Who owns the land?"), "occupation.land_owner", could_work),
    _each(
        "other_work",
        Group.WORK,
        _("Work without an employment contract"),
        both(gate("other_work"), could_work),
        own_field(
            "occupation.other",
            _("Kind of work"),
            choices=(
                NONE,
                Choice("civil_contract", _("A civil-law contract")),
                Choice("family_farm", _("A family farm")),
                Choice("elected", _("An elected office")),
                Choice("military", _("The army or another body with ranks")),
                Choice("student", _("A paid student")),
            ),
        ),
        fact_field("occupation.since", "msr.since"),
    ),
    _who("lost_work", Group.WORK, _("Who lost a job?"), "lost_work.has", could_work),
    _each(
        "lost_work",
        Group.WORK,
        _("The job that was lost"),
        has("lost_work.has"),
        fact_field("lost_work.on", "unemployment.event_on"),
        fact_field("lost_work.ground", "unemployment.ground"),
        fact_field("lost_work.insured_months", "unemployment.insured_months"),
        fact_field("lost_work.insured_months_of_24", "unemployment.insured_months_of_24"),
        fact_field("lost_work.insured_months_of_36", "unemployment.insured_months_of_36"),
        fact_field("lost_work.average_pay", "unemployment.lost_average_pay"),
        fact_field("lost_work.dependants", "unemployment.dependants"),
    ),
    _who("work_search", Group.WORK, _("Who is registered with the agency?"), "work_search.has", could_work),
    _each(
        "work_search",
        Group.WORK,
        _("The registration"),
        has("work_search.has"),
        fact_field("work_search.status", "jobseeker.status"),
        fact_field("work_search.since", "jobseeker.since"),
        fact_field("work_search.profession", "jobseeker.profession_known"),
        fact_field("work_search.course", "training.active"),
        difficulty=1,
    ),
    _each(
        "course",
        Group.WORK,
        _("The course"),
        has("work_search.course"),
        fact_field("work_search.attends", "training.attending"),
        fact_field("work_search.course_since", "training.since"),
        fact_field("work_search.course_until", "training.until", none=NO_END),
        difficulty=1,
    ),
    _who("leave", Group.WORK, _("Who is or was on leave?"), "leave.has", could_work),
    _each(
        "leave",
        Group.WORK,
        _("The leave"),
        has("leave.has"),
        fact_field("leave.kind", "leave.kind"),
        fact_field("leave.since", "leave.since"),
        fact_field("leave.until", "leave.until", none=NO_END),
        fact_field("leave.days", "leave.days"),
        fact_field("leave.working_days", "leave.working_days"),
        fact_field("leave.daily_pay", "leave.average_daily_pay"),
        own_field("leave.child", _("For which child"), none=_("Not for a child")),
    ),
)

MONEY: Final = (
    _who("pension", Group.MONEY, _("Who receives a labour pension?"), "pension.has", is_living),
    _each(
        "pension",
        Group.MONEY,
        _("The pension"),
        has("pension.has"),
        fact_field("pension.kind", "pension.kind"),
        fact_field("pension.since", "pension.since", also=("pension.assigned_on",)),
        fact_field("pension.amount", "pension.amount"),
        fact_field("pension.supplements", "pension.supplements"),
        fact_field("pension.suspended", "pension.suspended"),
    ),
    _who("benefit", Group.MONEY, _("Who receives a social benefit?"), "benefit.has", is_living),
    _each(
        "benefit",
        Group.MONEY,
        _("The benefit"),
        has("benefit.has"),
        own_field("benefit.kind", _("Which benefit"), choices=_award_choices("benefit", BENEFIT_KINDS)),
        fact_field("benefit.since", "benefit_award.since", also=("benefit.assigned_on",)),
        fact_field("benefit.amount", "benefit.amount"),
    ),
    _who("stipend", Group.MONEY, _("Who receives a stipend?"), "stipend.has", is_living),
    _each(
        "stipend",
        Group.MONEY,
        _("The stipend"),
        has("stipend.has"),
        own_field("stipend.kind", _("Which stipend"), choices=_award_choices("stipend", STIPEND_KINDS)),
        fact_field("stipend.assigned_on", "stipend_award.assigned_on"),
        fact_field("stipend.amount", "stipend.amount"),
    ),
    Question(
        id="assistance",
        group=Group.MONEY,
        form=Form.FIELDS,
        difficulty=2,
        text=_("The targeted social assistance"),
        applies=gate("assistance"),
        fields=(
            fact_field("household.assistance", "tsa.active"),
            fact_field("household.assistance_since", "tsa.since", also=("household.assistance_assigned_on",)),
            fact_field("household.assistance_until", "tsa.until"),
            own_field(
                "household.application",
                _("The last application in the last 12 months"),
                choices=(
                    Choice("none", _("There was none")),
                    Choice("pending", _("Is being examined")),
                    Choice("granted", _("Was granted")),
                    Choice("refused", _("Was refused")),
                ),
            ),
        ),
    ),
)

DETAILS: Final = (*HEALTH, *CHILDREN, *LOSS, *SERVICE, *WORK, *MONEY)
