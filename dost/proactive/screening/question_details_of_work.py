"""The questions behind a yes about work, service, and what is received every month."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from registries.facts.award_kinds import AWARD_KINDS

from .parts import BENEFIT_KINDS, STIPEND_KINDS
from .question_conditions import (
    adult,
    both,
    could_serve,
    could_work,
    gate,
    has,
    is_living,
)
from .question_fields import NO_END, each_of, fact_field, own_field, who
from .questions import Choice, Form, Group, Question

OTHER: Final = Choice("other", _("Another"))
NONE: Final = Choice("none", _("None of these"))


def _award_choices(prefix: str, words: tuple[str, ...]) -> tuple[Choice, ...]:
    """Choices of kinds of award, as the fact catalogue calls them."""
    return tuple(
        Choice(word, dict(AWARD_KINDS[f"{prefix}.{word}"].labels)) if word != "other" else OTHER for word in words
    )


SERVICE: Final = (
    who("honour", Group.SERVICE, _("Who has such a status?"), "honour.has", is_living),
    each_of(
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
    each_of(
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
    who("conscription", Group.SERVICE, _("Who is doing military service?"), "conscription.has", could_serve),
    each_of(
        "conscription",
        Group.SERVICE,
        _("Since when, and until when?"),
        has("conscription.has"),
        fact_field("conscription.since", "person.conscript_since"),
        fact_field("conscription.until", "person.conscript_until", none=NO_END),
        difficulty=1,
    ),
    each_of(
        "military",
        Group.SERVICE,
        _("Months of service with a rank, all together"),
        both(gate("military"), adult),
        fact_field("occupation.military_months", "msr.military_months"),
    ),
    each_of(
        "civil_service",
        Group.SERVICE,
        _("The civil service"),
        both(gate("civil_service"), adult),
        fact_field("occupation.civil_service", "civil_service.active"),
        fact_field("occupation.civil_service_months", "civil_service.months"),
        fact_field("occupation.civil_service_pay", "civil_service.average_pay"),
    ),
    who("insured_event", Group.SERVICE, _("To whom is the insurance owed?"), "insured_event.has", is_living),
    each_of(
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
    each_of(
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
    each_of(
        "job",
        Group.WORK,
        _("The employment contract"),
        has("job.has"),
        fact_field("job.since", "employment.since"),
        fact_field("job.suspended", "employment.suspended"),
        difficulty=1,
    ),
    each_of(
        "earlier_job",
        Group.WORK,
        _("The employment contract before"),
        has("job.had_before"),
        own_field("job.before_since", _("From")),
        own_field("job.before_ended_on", _("Until")),
        difficulty=1,
    ),
    each_of(
        "job_news",
        Group.WORK,
        _("What has changed"),
        both(gate("job_news"), has("job.has")),
        own_field("job.changed_on", _("Contract changed on"), none=_("Was not changed")),
    ),
    each_of(
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
    who("business", Group.WORK, _("Who is an entrepreneur?"), "occupation.entrepreneur", could_work),
    each_of(
        "business",
        Group.WORK,
        _("The business"),
        has("occupation.entrepreneur"),
        fact_field("occupation.entrepreneur_since", "msr.entrepreneur_since"),
        difficulty=1,
    ),
    who("land", Group.WORK, _("Who owns the land?"), "occupation.land_owner", could_work),
    each_of(
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
    who("lost_work", Group.WORK, _("Who lost a job?"), "lost_work.has", could_work),
    each_of(
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
    who("work_search", Group.WORK, _("Who is registered with the agency?"), "work_search.has", could_work),
    each_of(
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
    each_of(
        "course",
        Group.WORK,
        _("The course"),
        has("work_search.course"),
        fact_field("work_search.attends", "training.attending"),
        fact_field("work_search.course_since", "training.since"),
        fact_field("work_search.course_until", "training.until", none=NO_END),
        difficulty=1,
    ),
    who("leave", Group.WORK, _("Who is or was on leave?"), "leave.has", could_work),
    each_of(
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
    who("pension", Group.MONEY, _("Who receives a labour pension?"), "pension.has", is_living),
    each_of(
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
    who("benefit", Group.MONEY, _("Who receives a social benefit?"), "benefit.has", is_living),
    each_of(
        "benefit",
        Group.MONEY,
        _("The benefit"),
        has("benefit.has"),
        own_field("benefit.kind", _("Which benefit"), choices=_award_choices("benefit", BENEFIT_KINDS)),
        fact_field("benefit.since", "benefit_award.since", also=("benefit.assigned_on",)),
        fact_field("benefit.amount", "benefit.amount"),
    ),
    who("stipend", Group.MONEY, _("Who receives a stipend?"), "stipend.has", is_living),
    each_of(
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
