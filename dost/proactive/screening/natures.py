"""What can be done about a fact: nothing, wait, have it corrected, take a step – or something nobody should be told to.

Whoever is told "not entitled, because …" wants to know what would change it. An answer that is true and of use depends
on what kind of thing the failing fact is; the engine cannot know that, so it is said here for every fact that rules
read, once. A test holds the table complete: a new fact in a rule has to be given its nature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from registries.facts.model import ANSWER, BoundFact


class Nature(StrEnum):
    """What can be done about a fact."""

    FIXED = "fixed"
    """Nobody can change it: what has happened, who somebody is. Nothing is suggested."""
    LEFT_ALONE = "left_alone"
    """It may change, and nobody should be told to change it: work, income, marriage, disability, where one lives."""
    TIME = "time"
    """It comes with time, on a day that can be told."""
    CORRECTABLE = "correctable"
    """It is what a registry holds, which may be incomplete: whoever knows better has it corrected."""
    IN_HAND = "in_hand"
    """A step one can take brings it (`steps`)."""


_BY_NATURE: Final[Mapping[Nature, str]] = {
    Nature.FIXED: """
        person.alive person.gone person.missing person.sex person.birth_date person.citizen person.conscript
        person.conscript_since
        parents.alive_count parents.deceased parents.deceased_insured_months parents.deceased_on
        parents.deceased_pensioner parents.known parents.martyr parents.missing parents.rights_removed
        parents.war_disabled
        children.all_alive children.born children.count children.disabled_raised_alone_to_8
        children.placed_raised_to_8 children.raised_alone_to_8
        birth.born_alive birth.date death.date death.work_related
        disability.cause disability.before_18 disability.first_since disability.radiation_victim disability.since
        disability.decision_date disability.newest disability.sight
        accident.any accident.former_state_enterprise
        employment.last_ended_on msr.entrepreneur_since civil_service.average_pay
        unemployment.event_on unemployment.ground unemployment.lost_average_pay unemployment.dependants
        honour.any honour.car_given honour.family_eligible_members honour.injured_on honour.martyr_family
        honour.national_hero honour.patriotic_war_hero honour.relation honour.shares_stipend honour.since
        honour.status honour.war_disabled honour.wwii_veteran
        insurance_event.category insurance_event.date insurance_event.degree insurance_event.event
        insurance_event.share_parts
        personal_insurance.paid benefit.settling_in_paid_on
        pension.since pension.kind pension.amount pension.supplements pension.service_pension
        pension_award.amount pension_award.assigned_on pension_award.capital pension_award.kind
        pension_award.supplements
        benefit.amount benefit_award.amount benefit_award.assigned_on benefit_award.since
        stipend_award.assigned_on stipend_order.kind stipend_order.since
        assistance.assigned_on assistance.need_criterion tsa.since
        contract.liberated contract.since contract.term contract.term_months
        contract_event.event contract_event.happened_on contract_event.told_on
        release.date
        insurance.opened_on insurance_account.opened_on insurance.worked_2006_2018
        rehabilitation.car_received rehabilitation.chair_received rehabilitation.handed_over
        rehabilitation.kind rehabilitation.queued rehabilitation.aids_received
        social_service.since leave.since leave.kind care.since placement.since training.since
    """,
    Nature.LEFT_ALONE: """
        person.resident person.permanent person.imprisoned person.full_time_student person.school_pupil
        spouse.alive parents.imprisoned
        disability.active disability.band disability.indefinite
        employment.active employment.suspended msr.employed msr.entrepreneur msr.works msr.land_owner msr.category
        civil_service.active
        household.idle_able_bodied household.total_income household.members
        pension.active pension.suspended pension.age_pension benefit.active
        care.is_carer care.receives_care
        custody.placed placement.kind placement.full_state_provision
        social_service.active social_service.full_state_provision social_service.residential social_service.assessed
        study.active leave.average_daily_pay leave.days leave.working_days contract.workplace
        honour.housing_given honour.housing_queued
        rehabilitation.car_indicated rehabilitation.aids_pending
        release.needs_help training.active
        benefit.least_adopted_child benefit.least_age benefit.least_conscript_child benefit.least_disability_31_60
        benefit.least_disability_61_80 benefit.least_disability_81_100 benefit.least_disabled_child
        benefit.least_foster_disabled_child benefit.least_guardian benefit.least_infant benefit.least_survivor
        benefit.least_war_child
        stipend.least_blind stipend.least_carer stipend.least_national_hero stipend.least_patriotic_war_hero
        stipend.least_personal stipend.least_severe_disability stipend.least_war_disabled
        insurance.account tsa.decision insurance_account.number_issued insurance_event.confirmed
    """,
    Nature.TIME: """
        person.age person.conscript_until
        children.under_18 children.disabled_under_18 children.sixth_turned_1_on children.raised_to_8
        children.disabled_raised_to_8 household.children_under_8
        disability.until honour.until leave.until care.until placement.until study.until training.until
        stipend_order.until assistance.until pension_award.since
        jobseeker.since rehabilitation.due_for_replacement rehabilitation.queue_turn
    """,
    Nature.CORRECTABLE: """
        insurance.months insurance.months_before_2006 insurance.pension_capital insurance.total_capital
        insurance.income_12m insurance.insured insurance.special_conditions_months insurance_account.pension_capital
        unemployment.insured_months unemployment.insured_months_of_24 unemployment.insured_months_of_36
        civil_service.months msr.military_months employment.ever jobseeker.profession_known release.certificate
    """,
    Nature.IN_HAND: """
        jobseeker.registered jobseeker.unemployed household.representative rehabilitation.programme tsa.active
        training.attending
    """,
}

_ANSWERS: Final[Mapping[Nature, str]] = {
    Nature.FIXED: """
        accident_at_work accident_on benefit_event_on child_met death_from_work decision_told_on family_changed_on
        lived_with_deceased neglected_child_age occupational_disease parental_rights_lost right_began_on
        self_employed_before hired_by_referral benefit_not_paid answered_thrice court_has_decided
    """,
    Nature.LEFT_ALONE: """
        account_error acts_for_company acts_for_employer acute_illness aid_for_relative aid_kind asked_by_family
        business_idea call_topic can_come_daily can_work_now cannot_come child_agrees child_has_adult child_wishes
        children_cannot_care daily_help_needed disagrees_with dispute_about expected_pay fair_side family_change
        fit_for_public_works for_own_child foreign_workers foster_approved hazardous_months_on_paper help_for_child
        justice_matter labour_books land_sot lives_far locals_not_found matter_in_court moves_with_difficulty
        needs_advice_only placement_consent prosthesis_work psychiatric_opinion ready_to_work registration_wish
        relatives_help room_for_child safe_at_home safety_service_exists spouse_agrees two_months_free vacancies
        visit_on wishes_to_move works_without_contract foreign_employer_contract
    """,
    Nature.IN_HAND: """
        archive_paper collective_approved collective_signed contract_registered contract_signed heir_certificate
        inheritance_certificate labour_book safety_taken_over works_finished
    """,
}

NATURES: Final[Mapping[str, Nature]] = {
    name: nature for nature, names in _BY_NATURE.items() for name in names.split()
} | {f"{ANSWER}.{name}": nature for nature, names in _ANSWERS.items() for name in names.split()}
"""The nature of each fact, by its name in the catalogue, without the role; of an answer by `answer.<id>`."""


def nature_of(bound: BoundFact) -> Nature:
    """Return the nature of a fact; one that nobody has given a nature is left alone."""
    return NATURES.get(bound.fact.name, Nature.LEFT_ALONE)


def twice_named() -> Iterator[str]:
    """Yield the facts that stand in the table more than once: each has one nature."""
    seen: set[str] = set()
    for table in (_BY_NATURE, _ANSWERS):
        for names in table.values():
            for name in names.split():
                if name in seen:
                    yield name
                seen.add(name)
