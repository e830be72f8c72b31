"""People for whom an example of the catalogue holds: its facts turned into registry records, its answers as told.

An example is what the catalogue itself gives for a version: facts by name, the day, and what is expected. Each part of
the registries is built from the facts of its namespace; the test then compares what the rule saw with the example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from registries.models import EmploymentContract, HouseholdMember, Kinship, Person
from services_catalog.definition import TOLD_BY_THE_STATE, AnswerType, Definition, Question
from services_catalog.rules import Verdict
from tests.dost.road.house import catalogue
from tests.factories import registries as made

ADULT = date(1985, 6, 1)
LONG_AGO = date(2024, 1, 1)
ANY_ANSWER = {
    AnswerType.YES_NO: False,
    AnswerType.WHOLE_NUMBER: 1,
    AnswerType.MONEY: "100.00",
    AnswerType.DATE: "2026-01-05",
}


@dataclass
class Applicant:
    """Somebody who applies: the facts of the example that are not answers, the answers, and the day.

    `employer` is the VÖEN of whom they apply for, where the example acts for one: its registered head. `employee` is
    somebody else who works there, of whom nothing is anybody's business.
    """

    facts: dict[str, Any]
    answers: dict[str, Any]
    on: date
    basis: str
    person: Person = field(init=False)
    about: Person | None = None
    employer: str = ""
    employee: Person | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a fact of the example."""
        return self.facts.get(name, default)

    def day(self, name: str, default: date | None = None) -> date | None:
        """The value of a fact that is a date."""
        return date.fromisoformat(self.facts[name]) if name in self.facts else default

    def names(self, *prefixes: str) -> bool:
        """Whether the example says anything of these facts, other than that something is not so."""
        return any(value is not False for name, value in self.facts.items() if name.startswith(prefixes))


def applicant(code: str) -> Applicant:
    """Somebody for whom the rule of a service says yes, as its first such example does, with records and answers."""
    definition = Definition.from_json(catalogue().services[code].versions[-1].definition)
    example = next(one for one in definition.examples if one.expect.verdict is Verdict.ENTITLED)
    who = Applicant(
        facts={name: value for name, value in example.facts.items() if not name.startswith("answer.")},
        answers={one.id: _answer(one, example.facts.get(f"answer.{one.id}")) for one in definition.asked},
        on=example.on,
        basis=definition.basis,
    )
    who.person = _person(who)
    for prefixes, build in BUILDERS:
        if who.names(*prefixes):
            build(who)
    if any(example.facts.get(f"answer.{name}") is True for name in TOLD_BY_THE_STATE):
        who.employer = made.RepresentativeFactory(person=who.person).employer_voen
        who.employee = made.PersonFactory(surname="Gizlinov", given_name="Sirdaş", birth_date=ADULT)
        made.ContractFactory(person=who.employee, employer_voen=who.employer, monthly_pay=Decimal("4711.00"))
        made.DisabilityFactory(person=who.employee, valid_from=LONG_AGO)
    return who


def _answer(question: Question, told: Any) -> Any:
    """What the example tells; what it leaves out, because the rule does not ask for it, is told somehow."""
    if told is not None:
        return told
    return next(iter(question.choices), None) or ANY_ANSWER[question.type]


def _born(who: Applicant, role: str, default: date) -> date:
    age = who.get(f"{role}.age")
    on_the_day = date(who.on.year - age, 1, 1) if age is not None else default
    return who.day(f"{role}.birth_date", on_the_day) or default


def _person(who: Applicant) -> Person:
    person: Person = made.PersonFactory(
        sex=who.get("person.sex", "F"), given_name="Aysel", birth_date=_born(who, "person", ADULT)
    )
    return person


def _work(who: Applicant) -> None:
    ended = who.day("employment.last_ended_on")
    made.ContractFactory(person=who.person, valid_from=LONG_AGO, valid_until=ended)


def _insurance(who: Applicant) -> None:
    made.AccountFactory(
        person=who.person,
        insurance_months=who.get("insurance.months", 312),
        pension_capital=Decimal(
            who.get("insurance.pension_capital", who.get("insurance_account.pension_capital", "51000.00"))
        ),
        special_conditions_months=who.get("insurance.special_conditions_months", 0),
        opened_on=who.day("insurance_account.opened_on", date(2006, 1, 1)),
    )


def _jobseeker(who: Applicant) -> None:
    made.JobseekerFactory(
        person=who.person,
        valid_from=who.day("jobseeker.since", LONG_AGO),
        profession="Aşpaz" if who.get("jobseeker.profession_known") else "",
    )


def _training(who: Applicant) -> None:
    made.TrainingFactory(
        person=who.person,
        valid_from=who.day("training.since", LONG_AGO),
        valid_until=who.day("training.until"),
    )


def _disability(who: Applicant) -> None:
    made.DisabilityFactory(person=who.person, valid_from=LONG_AGO)


def _rehabilitation(who: Applicant) -> None:
    car = who.get("rehabilitation.kind") == "car"
    made.RehabilitationFactory(
        person=who.person,
        valid_from=LONG_AGO,
        car=car,
        **({"queue_no": 7 if who.get("rehabilitation.queued") else None} if car else {}),
        queue_turn=bool(who.get("rehabilitation.queue_turn")),
    )


def _accident(who: Applicant) -> None:
    made.WorkAccidentFactory(person=who.person, valid_from=LONG_AGO)


def _honour(who: Applicant) -> None:
    made.HonourFactory(person=who.person)


def _household(who: Applicant) -> None:
    members = who.get("household.members", 1)
    first = made.HouseholdMemberFactory(person=who.person)
    for number in range(members - 1):
        child = made.PersonFactory(birth_date=date(who.on.year - 9 - number, 1, 1))
        made.HouseholdMemberFactory(person=child, household=first.household, relation="child")
        made.KinshipFactory(person=child, relative=who.person)
    income = who.get("household.total_income")
    if income:
        made.ContractFactory(person=who.person, valid_from=LONG_AGO, monthly_pay=Decimal(income))


def _assistance(who: Applicant) -> None:
    pending = who.get("tsa.decision") == "pending"
    home = HouseholdMember.objects.filter(person=who.person).first() or made.HouseholdMemberFactory(person=who.person)
    made.AssistanceFactory(
        person=who.person,
        household=home.household,
        valid_from=who.on - timedelta(days=20),
        registered_on=who.on - timedelta(days=20),
        decision="pending" if pending else "granted",
    )


def _entrepreneur(who: Applicant) -> None:
    owner = who.get("msr.land_owner")
    made.EmployedFactory(
        person=who.person,
        category="land_owner" if owner else "entrepreneur",
        valid_from=who.day("msr.entrepreneur_since", LONG_AGO),
    )


def _spouse(who: Applicant) -> None:
    made.KinshipFactory(person=who.person, relative=made.PersonFactory(male=True, birth_date=ADULT), spouse=True)


def _child(who: Applicant) -> None:
    """The child that the record is about, with its mother unless it lives in guardianship."""
    child = made.PersonFactory(birth_date=_born(who, "child", date(2018, 5, 1)), phone="")
    who.about = child
    if who.basis == "placement":
        made.PlacementFactory(person=child, carer=who.person, valid_from=LONG_AGO)
        made.KinshipFactory(person=child, relative=who.person, guardian=True, valid_from=LONG_AGO)
    else:
        made.KinshipFactory(person=child, relative=who.person, valid_from=child.birth_date)
    if who.names("child.disability."):
        made.DisabilityFactory(
            person=child,
            of_childhood=True,
            valid_from=LONG_AGO,
            band=who.get("child.disability.band", "81-100"),
            cause="sight" if who.get("child.disability.sight") else "childhood",
        )


def _disabled_child(who: Applicant) -> None:
    child = made.PersonFactory(birth_date=date(2018, 5, 1), phone="")
    made.KinshipFactory(person=child, relative=who.person, valid_from=child.birth_date)
    made.DisabilityFactory(person=child, of_childhood=True, valid_from=LONG_AGO)


def _deceased(who: Applicant) -> None:
    """The applicant's father, who died on the day, buried by the applicant."""
    died = who.day("death.date", who.on)
    father = made.PersonFactory(male=True, birth_date=date(1950, 1, 1), died_on=died)
    who.about = father
    made.KinshipFactory(person=who.person, relative=father, kind=Kinship.Kind.FATHER, valid_from=ADULT)
    made.DeathActFactory(person=father, valid_from=died, buried_by=who.person)
    if who.names("deceased.pension."):
        made.PensionFactory(person=father, amount=Decimal(who.get("deceased.pension.amount", "400.00")))
    if who.names("deceased.benefit."):
        made.BenefitFactory(person=father, service_code="05-21", amount=Decimal(who.get("deceased.benefit.amount")))
    if who.names("deceased.accident."):
        made.WorkAccidentFactory(person=father, valid_from=LONG_AGO)
    if who.names("deceased.employment."):
        made.ContractFactory(person=father, valid_from=LONG_AGO, valid_until=died)
    if who.names("deceased.insurance."):
        made.AccountFactory(person=father)


def _release(who: Applicant) -> None:
    made.ImprisonmentFactory(person=who.person, released=True, released_on=who.day("release.date"))


def _insured_event(who: Applicant) -> None:
    made.PersonalInsuranceEventFactory(
        person=who.person,
        valid_from=who.day("insurance_event.date"),
        category=who.get("insurance_event.category"),
        degree=who.get("insurance_event.degree"),
    )


def _benefit(who: Applicant) -> None:
    made.BenefitFactory(
        person=who.person, amount=Decimal(who.get("benefit_award.amount")), valid_from=who.day("benefit_award.since")
    )


def _birth(who: Applicant) -> None:
    child = made.PersonFactory(birth_date=who.day("birth.date"), phone="")
    who.about = child
    made.KinshipFactory(person=child, relative=who.person, valid_from=child.birth_date)
    made.BirthActFactory(person=child, mother=who.person)


def _leave(who: Applicant) -> None:
    contract = EmploymentContract.objects.get(person=who.person)
    made.LeaveFactory(
        person=who.person,
        contract_no=contract.contract_no,
        kind=who.get("leave.kind"),
        valid_from=who.day("leave.since"),
        valid_until=who.on + timedelta(days=20),
        working_days=who.get("leave.working_days"),
        average_daily_pay=Decimal(who.get("leave.average_daily_pay")),
    )


BUILDERS: tuple[tuple[tuple[str, ...], Callable[[Applicant], None]], ...] = (
    (("employment.active", "employment.ever", "employment.last_ended_on"), _work),
    (("insurance.", "insurance_account."), _insurance),
    (("jobseeker.",), _jobseeker),
    (("training.",), _training),
    (("disability.active",), _disability),
    (("rehabilitation.",), _rehabilitation),
    (("accident.",), _accident),
    (("honour.",), _honour),
    (("household.",), _household),
    (("tsa.",), _assistance),
    (("msr.",), _entrepreneur),
    (("spouse.",), _spouse),
    (("child.",), _child),
    (("children.disabled_under_18",), _disabled_child),
    (("deceased.", "death."), _deceased),
    (("release.",), _release),
    (("insurance_event.",), _insured_event),
    (("benefit_award.",), _benefit),
    (("birth.",), _birth),
    (("leave.",), _leave),
)
"""What is built for facts of a namespace, in this order."""


def differences(example: Mapping[str, Any], seen: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """The facts of an example that a decision saw otherwise: (in the example, seen)."""
    return {
        name: (value, seen[name]["value"])
        for name, value in example.items()
        if name in seen and str(seen[name]["value"]) != str(value)
    }
