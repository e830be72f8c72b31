"""Applications from the counter to their outcome: each service that is applied for, and what was missed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import Capacity, OnBehalf, Oneself, Staff, System
from dost.cases.applications import Application, answer_questions, open_application
from dost.cases.models import Case, CaseAnswer, Deliverable, Evidence
from dost.cases.rules import replay
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from registries.models import EmployerRepresentative
from services_catalog.channels import channels_of
from services_catalog.definition import TOLD_BY_THE_STATE
from services_catalog.models import Service
from services_catalog.queries import definition_of
from services_catalog.rules import Verdict
from tests.dost.road.applicants import Applicant, applicant, differences
from tests.dost.road.house import catalogue, publish, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import InstitutionFactory, RepresentativeFactory

ON_APPLICATION = sorted(
    code for code, service in catalogue().services.items() if service.passport["delivery"] != "proactive"
)
MISSED = {
    "01-01": "document",
    "03-05": "queue",
    "04-03": "referral",
    "05-40": "payment",
    "05-42": "payment",
    "05-48": "payment",
    "08-03": "registration",
    "08-07": "message",
}
"""Proactive services of every kind of outcome, and two that only an application opens."""


@pytest.fixture(autouse=True)
def _more_institutions() -> None:
    for code in ("MEHKEME", "PENITENSIAR", "ETN", "SHXCDX"):
        InstitutionFactory(code=code)


def apply(code: str, who: Applicant, **answers: Any) -> Application:
    """Apply as oneself, or for one's employer, where the portal takes it, else through a clerk."""
    publish(code)
    service = Service.objects.get(pk=code)
    online = channels_of(service).online
    actor = _in_the_portal(who) if online else Staff(UserFactory(clerk=True).pk, "clerk")
    made = open_application(
        person=who.person,
        service=service,
        answers={**who.answers, **answers},
        actor=actor,
        on=who.on,
        about=who.about,
        voen=who.employer,
    )
    assert (made.already, made.missing) == (False, ())
    assert made.case.origin == (Origin.APPLICATION if online else Origin.COUNTER)
    return made


def _in_the_portal(who: Applicant) -> Oneself | OnBehalf:
    if not who.employer:
        return Oneself(who.person.pk, "sub")
    return OnBehalf(who.person.pk, "sub", of=who.person.pk, capacity=Capacity.EMPLOYER, voen=who.employer)


def outcome_holds(case: Case) -> None:
    """What the version says the right gives is there: money on its way and announced, a paper, or a message."""
    outcome = definition_of(case.version).outcome
    assert Notice.objects.filter(case=case, kind=Notice.Kind.GRANTED).count() == 1
    if outcome == "payment":
        right = case.entitlement
        orders = PaymentOrder.objects.filter(entitlement=right)
        assert right.amount is not None
        assert right.amount == case.decision.amount
        assert right.amount > 0
        assert {order.state for order in orders} == ({DeliveryState.DONE} if right.starts <= _today() else set())
    elif outcome == "message":
        assert not Deliverable.objects.filter(case=case).exists()
    else:
        assert case.deliverable.kind == outcome


def _today() -> date:
    return local_day(timezone.now())


@pytest.mark.parametrize("code", ON_APPLICATION)
def test_each_service_on_application_goes_from_application_to_outcome(code: str) -> None:
    who = applicant(code)
    apply(code, who)
    work()
    case = Case.objects.get(service=code)
    assert (case.stage, case.outcome, case.reason) == (Stage.CLOSED, Outcome.GRANTED, {})
    assert differences(who.facts, case.decision.facts) == {}
    told = {name: fact for name, fact in case.decision.facts.items() if name.startswith("answer.")}
    assert {fact["source"] for fact in told.values()} <= {"answer"}
    known = {name: bool(who.employer) for name in TOLD_BY_THE_STATE} | who.answers
    assert {name: str(fact["value"]) for name, fact in told.items()} == {
        name: str(known[name.removeprefix("answer.")]) for name in told
    }
    assert replay(case.decision).verdict is Verdict.ENTITLED
    outcome_holds(case)


@pytest.mark.parametrize(("code", "outcome"), MISSED.items())
def test_what_comes_by_itself_and_was_missed_goes_the_same_road(code: str, outcome: str) -> None:
    who = applicant(code)
    apply(code, who)
    assert definition_of(Case.objects.get().version).outcome == outcome
    work()
    case = Case.objects.get(service=code)
    assert (case.stage, case.outcome, case.reason) == (Stage.CLOSED, Outcome.GRANTED, {})
    assert differences(who.facts, case.decision.facts) == {}
    outcome_holds(case)


def test_an_application_for_oneself_to_what_is_for_employers_is_refused_with_reasons() -> None:
    who = applicant("02-10")
    employer, who.employer = who.employer, ""
    apply("02-10", who)
    work()
    case = Case.objects.get()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.REFUSED)
    unmet = [one["id"] for one in case.decision.explanation if one["met"] is False]
    assert unmet == ["acts_for_employer"]
    assert Notice.objects.get().kind == Notice.Kind.REFUSED
    who.employer = employer
    again = apply_again("02-10", who)
    assert (again.already, again.case == case) == (False, False)
    work()
    assert Case.objects.get(pk=again.case.pk).outcome == Outcome.GRANTED


def apply_again(code: str, who: Applicant) -> Application:
    return open_application(
        person=who.person,
        service=Service.objects.get(pk=code),
        answers=who.answers,
        actor=Staff(UserFactory(clerk=True).pk, "clerk"),
        on=who.on,
        about=who.about,
        voen=who.employer,
    )


def test_the_tax_service_is_asked_who_acts_for_an_employer_and_what_it_denies_a_person_looks_at() -> None:
    who, denied = applicant("02-10"), applicant("02-10")
    publish("02-10")
    made = apply_again("02-10", who).case
    denied.employer = RepresentativeFactory(person=denied.person, employer_voen="1000000021").employer_voen
    other = apply_again("02-10", denied).case
    EmployerRepresentative.objects.filter(person=denied.person).update(superseded_at=timezone.now())
    work()
    made.refresh_from_db()
    other.refresh_from_db()
    asked = Evidence.objects.filter(institution="DVX", question="representation").order_by("case")
    assert [(one.case, one.finding) for one in asked] == [(made, "confirmed"), (other, "contradicted")]
    assert made.outcome == Outcome.GRANTED
    assert (other.outcome, other.waiting_on) == ("", WaitingOn.CLERK)
    assert "“Nümunə” MMC" in str(made.letters.get().content)
    assert "“Nümunə” MMC (VÖEN 1000000011)" in str(made.deliverable.content)


def test_what_is_not_answered_is_asked_and_the_answers_let_the_case_go_on() -> None:
    code = "02-10"
    who = applicant(code)
    publish(code)
    books = who.answers.pop("labour_books")
    made = apply_again(code, who)
    assert made.missing == ("labour_books",)
    work()
    case = Case.objects.get()
    assert (case.stage, case.state, case.waiting_on) == (Stage.VERIFY, State.WAITING, WaitingOn.PERSON)
    notice = Notice.objects.get()
    assert (notice.kind, notice.state) == (Notice.Kind.ANSWERS, DeliveryState.DONE)
    actor = _in_the_portal(who)
    answer_questions(case_id=case.pk, answers={"labour_books": books}, actor=actor, now=timezone.now())
    work()
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    assert [type(row.actor) for row in CaseAnswer.objects.all()] == [System, OnBehalf]


def test_who_applies_for_what_was_granted_and_runs_is_led_there() -> None:
    who = applicant("05-40")
    first = apply("05-40", who)
    work()
    again = apply_again("05-40", who)
    assert (again.case, again.already) == (first.case, True)
    work()
    assert PaymentOrder.objects.count() == 1
