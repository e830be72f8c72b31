"""A family of whom everything is told, written into the registries as the institutions would have sent it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from dost.proactive.screening.ages import add_months
from dost.proactive.screening.family import Family, Member
from dost.proactive.screening.parts import FAMILY_STATUSES
from tests.factories import registries as make

from .whole_families import shares_stipend

BENEFIT_SERVICES = {
    "age": "05-21",
    "disability_81_100": "05-22",
    "disability_61_80": "05-23",
    "disability_31_60": "05-24",
    "disabled_child": "05-25",
    "survivor": "05-26",
    "conscript_child": "05-27",
    "guardian": "05-28",
    "infant": "05-29",
    "adopted_child": "05-31",
    "foster_disabled_child": "05-34",
    "war_child": "05-38",
    "other": "05-37",
}
STIPEND_SERVICES = {
    "patriotic_war_hero": "07-01",
    "national_hero": "07-02",
    "war_disabled": "07-06-1",
    "severe_disability": "07-07",
    "blind": "07-08",
    "carer": "07-09",
    "personal": "07-13",
    "other": "07-03",
}
LONG_AGO = date(2015, 1, 1)


def write(family: Family, *, on: date) -> dict[int, Any]:
    """Write everybody and everything; return the people by the key of the member."""
    return _Writer(family, on).write()


def _recorded(day: date) -> datetime:
    return datetime.combine(day, time(8), tzinfo=UTC)


class _Writer:
    def __init__(self, family: Family, on: date) -> None:
        self.family, self.on = family, on
        self.people: dict[int, Any] = {}

    def write(self) -> dict[int, Any]:
        self.home = make.HouseholdFactory()
        self.liberated = make.DistrictFactory(code="susa", name="Şuşa", liberated=True)
        for member in self.family.members:
            self.people[member.key] = self.person(member)
        for member in self.family.members:
            self.kin(member)
            self.civil(member)
            self.work(member)
            self.health(member)
            self.awards(member)
            self.honour(member)
        self.assistance()
        return self.people

    def who(self, key: Any) -> Any:
        return None if key is None else self.people[key]

    def outsider(self, **details: Any) -> Any:
        return make.PersonFactory(birth_date=date(1960, 1, 1), **details)

    def person(self, member: Member) -> Any:
        return make.PersonFactory(
            sex=member.sex,
            birth_date=member.birth_date,
            died_on=member.died_on,
            missing_since=member.missing_since,
            citizenship=member.residence.citizenship,
            residence=member.residence.lives,
        )

    def kin(self, member: Member) -> None:
        person, born = self.people[member.key], member.birth_date
        mother, father = self.who(member.mother), self.who(member.father)
        make.BirthActFactory(person=person, valid_from=born, mother=mother, father=father)
        for parent, kind, deprived in (
            (mother, "mother", member.placement.mother_deprived),
            (father, "father", member.placement.father_deprived),
        ):
            if parent is not None:
                make.KinshipFactory(person=person, relative=parent, kind=kind, valid_from=born, rights_removed=deprived)
        if isinstance(member.spouse, int) and member.key < member.spouse:
            make.KinshipFactory(person=person, relative=self.people[member.spouse], spouse=True, valid_from=LONG_AGO)
        if member.died_on is not None:
            make.DeathActFactory(
                person=person,
                valid_from=member.died_on,
                work_related=member.death.work_related,
                buried_by=self.who(member.death.buried_by if isinstance(member.death.buried_by, int) else None),
            )
        if member.at_home is True:
            represents = member.key == self.family.household.representative
            make.HouseholdMemberFactory(
                person=person, household=self.home, relation="representative" if represents else "other"
            )

    def civil(self, member: Member) -> None:
        person = self.people[member.key]
        if member.prison.has:
            make.ImprisonmentFactory(person=person, valid_from=self.on - timedelta(days=10))
        released = member.prison.released_on
        if isinstance(released, date):
            make.ImprisonmentFactory(
                person=person,
                valid_from=released - timedelta(days=400),
                valid_until=released - timedelta(days=1),
                released_on=released,
                certificate_no="A-1" if member.prison.certificate else "",
                needs_medical_social_help=member.prison.needs_help,
            )
        if member.conscription.has:
            make.ConscriptionFactory(
                person=person, valid_from=member.conscription.since, valid_until=member.conscription.until
            )
        if member.study.has:
            make.StudyFactory(
                person=person,
                level=member.study.level,
                full_time=member.study.full_time,
                valid_from=min(LONG_AGO, self.on),
                valid_until=member.study.until,
            )
        of = member.occupation
        if of.civil_service or of.civil_service_months:
            make.CivilServiceFactory(
                person=person,
                months_served=of.civil_service_months,
                average_pay=of.civil_service_pay,
                valid_from=LONG_AGO,
                valid_until=None if of.civil_service else self.on - timedelta(days=100),
            )

    def work(self, member: Member) -> None:
        person, job = self.people[member.key], member.job
        if job.had_before:
            ended: Any = job.before_ended_on
            make.ContractFactory(
                person=person,
                valid_from=job.before_since,
                valid_until=ended,
                end_ground="68",
                recorded_at=_recorded(ended),
            )
            self.employed(person, "hired", job.before_since, until=ended)
        if job.has:
            told: Any = job.changed_on or job.since
            make.ContractFactory(
                person=person,
                valid_from=job.since,
                suspended=job.suspended,
                monthly_pay=job.pay,
                term="fixed" if job.fixed_term else "open",
                term_months=job.term_months if job.fixed_term else None,
                workplace="main" if job.main else "additional",
                workplace_district=self.liberated if job.liberated else make.DistrictFactory(),
                recorded_at=_recorded(told),
            )
            self.employed(person, "hired", job.since)
        self.occupation(member)
        self.search(member)
        of = member.leave
        if of.has:
            make.LeaveFactory(
                person=person,
                kind=of.kind,
                child=self.who(of.child),
                valid_from=of.since,
                valid_until=of.until,
                days=of.days,
                working_days=of.working_days,
                average_daily_pay=of.daily_pay,
            )
        if member.accident.has:
            make.WorkAccidentFactory(
                person=person,
                valid_from=member.birth_date,
                former_state_enterprise=member.accident.former_state_enterprise,
            )

    def employed(self, person: Any, category: str, since: Any, *, until: Any = None, income: Any = None) -> None:
        make.EmployedFactory(
            person=person, category=category, valid_from=since, valid_until=until, monthly_income=income
        )

    def occupation(self, member: Member) -> None:
        person, of = self.people[member.key], member.occupation
        left = [of.income]

        def income() -> Any:
            return left.pop() if left else Decimal("0.00")

        if of.entrepreneur:
            self.employed(person, "entrepreneur", of.entrepreneur_since, income=income())
        if of.land_owner:
            self.employed(person, "land_owner", of.since, income=income())
        if of.other != "none":
            self.employed(person, str(of.other), of.since, income=income())
        if of.other != "military" and of.military_months:
            ended = LONG_AGO
            months: Any = of.military_months
            self.employed(person, "military", add_months(ended, -months), until=ended - timedelta(days=1))

    def search(self, member: Member) -> None:
        person, of, lost = self.people[member.key], member.work_search, member.lost_work
        if of.has:
            make.JobseekerFactory(
                person=person, status=of.status, valid_from=of.since, profession="Aşpaz" if of.profession else ""
            )
        if of.course:
            make.TrainingFactory(
                person=person, attends=of.attends, valid_from=of.course_since, valid_until=of.course_until
            )
        if lost.has:
            make.UnemploymentEventFactory(
                person=person,
                valid_from=lost.on,
                ground=lost.ground,
                insured_months=lost.insured_months,
                insured_months_of_24=lost.insured_months_of_24,
                insured_months_of_36=lost.insured_months_of_36,
                lost_average_pay=lost.average_pay,
                dependants=lost.dependants,
            )
        if lost.payment:
            make.UnemploymentPaymentFactory(
                person=person, valid_from=self.on - timedelta(days=9), valid_until=None, amount=lost.payment
            )

    def health(self, member: Member) -> None:
        person, of = self.people[member.key], member.disability
        if of.has:
            since: Any = of.since
            first: Any = of.first_since
            early = {"band": of.band, "cause": of.cause, "before_18": of.before_18}
            if first < since:
                make.DisabilityFactory(
                    person=person,
                    valid_from=first,
                    valid_until=since - timedelta(days=1),
                    decision_date=date(1950, 1, 1),
                    **early,
                )
            make.DisabilityFactory(
                person=person,
                valid_from=since,
                valid_until=of.until,
                decision_date=of.decision_date,
                indefinite=of.until is None,
                radiation_victim=of.radiation_victim,
                **early,
            )
        self.rehabilitation(member)
        service, care = member.social_service, member.care
        if service.has:
            make.CareFactory(
                person=person,
                kind=service.kind,
                carer=None,
                valid_from=service.since,
                needs_score=30 if service.assessed else None,
                full_state_provision=service.full_state_provision,
            )
        if care.has:
            make.CareFactory(person=self.who(care.of), carer=person, valid_from=care.since, valid_until=care.until)
        placement = member.placement
        if placement.has:
            make.PlacementFactory(
                person=person,
                kind=placement.kind,
                carer=self.who(placement.carer) or self.outsider(),
                valid_from=placement.since,
                valid_until=placement.until,
                full_state_provision=placement.full_state_provision,
            )

    def rehabilitation(self, member: Member) -> None:
        of = member.rehabilitation
        for kind, state in (("aid", of.aid), ("motor_chair", of.chair), ("car", of.car)):
            if state == "none":
                continue
            handed = {"received": 10, "worn_out": 900}.get(str(state))
            make.RehabilitationFactory(
                person=self.people[member.key],
                kind=kind,
                handed_over_on=None if handed is None else self.on - timedelta(days=handed),
                months_of_use=12,
                queue_no=7 if state in ("queued", "turn") else None,
                queue_turn=state == "turn",
            )

    def awards(self, member: Member) -> None:
        person = self.people[member.key]
        insurance = member.insurance
        if insurance.has:
            make.AccountFactory(
                person=person,
                ssn="1234567890123" if insurance.number_issued else "",
                opened_on=insurance.opened_on,
                insurance_months=insurance.months,
                months_before_2006=insurance.months_before_2006,
                worked_2006_2018=insurance.worked_2006_2018,
                pension_capital=insurance.capital,
                initial_capital=insurance.initial_capital,
                insured_income_12m=insurance.income_12m,
                special_conditions_months=insurance.hazardous_months,
            )
        pension, benefit, stipend = member.pension, member.benefit, member.stipend
        if pension.has:
            make.PensionFactory(
                person=person,
                kind=pension.kind,
                valid_from=pension.since,
                assigned_on=pension.assigned_on,
                amount=pension.amount,
                supplements=pension.supplements,
                suspended=pension.suspended,
                capital=pension.capital,
            )
        if benefit.has:
            make.BenefitFactory(
                person=person,
                service_code=BENEFIT_SERVICES[str(benefit.kind)],
                valid_from=benefit.since,
                assigned_on=benefit.assigned_on,
                amount=benefit.amount,
            )
        if benefit.settling_in_on is not None:
            make.BenefitFactory(person=person, service_code="05-46", one_off=True, valid_from=benefit.settling_in_on)
        if stipend.has:
            make.StipendFactory(
                person=person,
                service_code=STIPEND_SERVICES[str(stipend.kind)],
                valid_from=LONG_AGO,
                assigned_on=stipend.assigned_on,
                amount=stipend.amount,
            )
        if stipend.order != "none":
            make.StipendOrderFactory(
                person=person, kind=stipend.order, valid_from=stipend.order_since, valid_until=stipend.order_until
            )
        event = member.insured_event
        if event.has:
            make.PersonalInsuranceEventFactory(
                person=person,
                event=event.event,
                category=event.category,
                insured=self.outsider(),
                valid_from=event.on,
                degree=event.degree,
                share_parts=event.share_parts,
                confirmed=event.confirmed,
            )

    def honour(self, member: Member) -> None:
        person, of = self.people[member.key], member.honour
        if of.insurance_paid:
            make.PersonalInsurancePaymentFactory(person=person)
        if not of.has:
            return
        martyr = self.martyr(member)
        status, relation = str(of.status), str(of.relation) if of.status in FAMILY_STATUSES else "self"
        make.HonourFactory(
            person=person,
            status=status,
            relation=relation,
            martyr=martyr,
            valid_from=of.since,
            valid_until=of.until,
            injured_on=of.injured_on,
            housing_queue_no=3 if of.housing == "queued" else None,
            housing_given_on=self.on if of.housing == "given" else None,
            car_given_on=self.on if of.car_given else None,
        )
        if martyr is not None:
            for _other in range(int(of.sharers) - shares_stipend(member, self.on)):  # type: ignore[arg-type]
                make.HonourFactory(person=self.outsider(), status=status, martyr=martyr)

    def martyr(self, member: Member) -> Any:
        of = member.honour
        if of.status not in FAMILY_STATUSES:
            return None
        martyr = self.outsider(male=True, died_on=date(2020, 10, 1))
        if of.martyr_title != "none":
            make.HonourFactory(person=martyr, status=of.martyr_title, relation="self", martyr=None)
        return martyr

    def assistance(self) -> None:
        of = self.family.household
        person = self.people[int(of.representative)]  # type: ignore[arg-type]
        if of.assistance:
            make.AssistanceFactory(
                person=person,
                household=self.home,
                valid_from=of.assistance_since,
                valid_until=of.assistance_until,
                assigned_on=of.assistance_assigned_on,
                registered_on=of.assistance_since,
                need_criterion=of.need_criterion,
            )
        if of.application in ("pending", "refused"):
            make.AssistanceFactory(
                person=person,
                household=self.home,
                valid_from=self.on,
                valid_until=None,
                registered_on=self.on,
                decision=of.application,
            )
