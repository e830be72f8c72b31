"""Opening applications, taking answers, and what the rule and the decision make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.cases import applications
from dost.cases.acts import MovedOn, NotAllowed
from dost.cases.answers import answers_of, missing_answers
from dost.cases.applications import (
    Application,
    NotAccepted,
    Problem,
    answer_questions,
    open_application,
)
from dost.cases.batch import claim, write_back
from dost.cases.models import Case, CaseAnswer, Entitlement
from dost.cases.rules import amounts_on, evaluate, frozen_facts, replay
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.steps import choose, decide
from dost.notifications.models import Notice
from dost.proactive.reassess import reassess
from registries.models import Person
from services_catalog.models import Service
from services_catalog.rules import Verdict
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import BirthActFactory, DisabilityFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
QUESTIONS: list[dict[str, Any]] = [
    {"id": "alone", "ask": texts("Do you live alone?"), "type": "yes_no"},
    {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
    {"id": "rent", "ask": texts("What is the rent?"), "type": "money"},
    {"id": "since", "ask": texts("Since when?"), "type": "date"},
    {
        "id": "home",
        "ask": texts("What is it?"),
        "type": "choice",
        "choices": {"flat": texts("Flat"), "house": texts("House")},
    },
]
TOLD = {"alone": True, "rooms": 2, "rent": "120.00", "since": "2026-01-01", "home": "flat"}


def criterion(id_: str, require: str) -> dict[str, Any]:
    return {"id": id_, "require": require, "text": texts(id_), "law": "Law, art. 1"}


CRITERIA = [
    criterion("alive", "person.alive"),
    criterion("alone", "answer.alone"),
    criterion("home", "answer.home = 'flat' AND answer.rooms <= 3 AND answer.since <= today"),
]


def service(*channels: str, delivery: str = "online", **changes: Any) -> Service:
    """A service on application with five questions, whose amount is half the rent that is told."""
    found: Service = ServiceFactory(delivery=delivery, passport={"channels": list(channels or ("portal", "centre"))})
    VersionFactory(
        service=found,
        changes={
            "mode": "on_application",
            "criteria": CRITERIA,
            "amount": "answer.rent / 2",
            "questions": QUESTIONS,
            "verify": [],
            **changes,
        },
    )
    return found


@pytest.fixture(autouse=True)
def _english_without_bells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)
    with translation.override("en"):
        yield


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def apply(person: Person, of: Service, told: dict[str, Any] | None = None, **more: Any) -> Application:
    actor = more.pop("actor", Oneself(person.pk, "sub"))
    return open_application(
        person=person, service=of, answers=TOLD if told is None else told, actor=actor, on=ON, now=NOW, **more
    )


def problems(*arguments: Any, **more: Any) -> list[Problem]:
    with pytest.raises(NotAccepted) as caught:
        apply(*arguments, **more)
    return list(caught.value.problems)


def decided(case: Case) -> Case:
    """Take a case through verification and choice, and decide it."""
    InstitutionFactory(code="DSMF")  # whose registry keeps the award
    for stage in (Stage.CHOOSE, Stage.DECIDE):
        Case.objects.filter(pk=case.pk).update(stage=stage)
    cases = claim(Stage.DECIDE, now=timezone.now())
    write_back(decide.work(cases, timezone.now()), now=timezone.now())
    return Case.objects.get(pk=case.pk)


# -- opening -----------------------------------------------------------------------------------------------------


def test_a_case_is_opened_with_its_answers_frozen_on_it(person: Person) -> None:
    made = apply(person, service())
    case = Case.objects.get()
    assert (made.case, made.already, made.missing) == (case, False, ())
    assert (case.person, case.basis, case.basis_key, case.record_id) == (person, "person", person.fin, person.pk)
    assert (case.stage, case.state, case.origin, case.on) == (Stage.VERIFY, State.READY, Origin.APPLICATION, ON)
    assert {row.question: row.value for row in CaseAnswer.objects.all()} == TOLD
    row = CaseAnswer.objects.first()
    assert row is not None
    assert (row.told_at, row.actor) == (NOW, Oneself(person.pk, "sub"))
    assert [(line.what, line.details) for line in case.entries.all()] == [("opened", {"origin": "application"})]
    assert not Notice.objects.exists()


def test_what_was_told_is_neither_changed_nor_deleted(person: Person) -> None:
    apply(person, service())
    with pytest.raises(ProgrammingError), transaction.atomic():
        CaseAnswer.objects.update(value=False)
    with pytest.raises(ProgrammingError), transaction.atomic():
        CaseAnswer.objects.all().delete()


def test_a_member_of_staff_applies_at_the_counter_and_signs(person: Person) -> None:
    user = UserFactory(clerk=True)
    case = apply(person, service("centre"), actor=Staff(user.pk, "clerk", "C1")).case
    assert case.origin == Origin.COUNTER
    assert case.entries.get().actor == Staff(user.pk, "clerk", "C1")
    assert {row.actor for row in case.answers.all()} == {Staff(user.pk, "clerk", "C1")}


def test_a_parent_applies_for_the_child(person: Person) -> None:
    mother = PersonFactory()
    actor = OnBehalf(mother.pk, "sub", person.pk, Capacity.PARENT)
    case = apply(person, service(), actor=actor).case
    assert {row.actor for row in case.answers.all()} == {actor}


# -- who may, and through which channel --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "actor",
    [
        Oneself(0, "somebody else"),
        OnBehalf(0, "sub", 0, Capacity.MANDATE),
        Staff(0, "auditor"),
        Staff(0, "editor"),
        Staff(0, "publisher"),
        Staff(0, "viewer"),
    ],
)
def test_nobody_else_applies_or_answers_for_a_person(person: Person, actor: Actor) -> None:
    of = service()
    with pytest.raises(NotAllowed):
        apply(person, of, actor=actor)
    case = apply(person, of, {}).case
    with pytest.raises(NotAllowed):
        answer_questions(case_id=case.pk, answers=TOLD, actor=actor, now=NOW)
    assert not CaseAnswer.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "examiner", "supervisor"])
def test_these_members_of_staff_take_applications(person: Person, role: str) -> None:
    assert not apply(person, service(), actor=Staff(UserFactory(role=role).pk, role)).already


def test_what_is_applied_for_at_a_centre_is_not_taken_online(person: Person) -> None:
    of = service("centre", "call_centre")
    assert problems(person, of) == [
        Problem("service", "This service is applied for at a DOST centre, or by calling 142.")
    ]
    assert not apply(person, of, actor=SYSTEM).already


def test_what_is_automatic_only_takes_no_application(person: Person) -> None:
    of = service("automatic", delivery="proactive")
    assert problems(person, of, actor=SYSTEM) == [
        Problem("service", "This service comes by itself and takes no application. Ask the state to look again.")
    ]


def test_what_is_paused_says_why(person: Person) -> None:
    of = service()
    of.availability = {"state": "paused", "note": texts("The queue is being made again.")}
    assert problems(person, of) == [Problem("service", "This service is not open now. The queue is being made again.")]


def test_what_comes_by_itself_and_was_missed_takes_one(person: Person) -> None:
    assert not apply(person, service("automatic", "portal", delivery="proactive", mode="automatic")).already


def test_a_day_without_a_version_is_said(person: Person) -> None:
    with pytest.raises(NotAccepted) as caught:
        open_application(person=person, service=service(), answers={}, actor=SYSTEM, on=date(2018, 1, 1))
    assert caught.value.problems == (Problem("service", "No version of this service is in force on this day."),)


# -- what is wrong with the answers ------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_opened(person: Person) -> None:
    found = problems(person, service("centre"), {**TOLD, "alone": "?", "roms": 2, "rent": "-1"})
    assert [one.field for one in found] == ["service", "answers.alone", "answers.rent", "answers.roms"]
    assert found[3].message == "There is no such question. Did you mean rooms?"
    assert not Case.objects.exists()


# -- answers that are missing ------------------------------------------------------------------------------------


def test_a_case_waits_for_the_person_while_answers_are_missing(person: Person) -> None:
    made = apply(person, service(), {"rooms": 2, "home": None})
    case = Case.objects.get()
    assert made.missing == ("alone", "rent", "since", "home")
    assert (case.stage, case.state, case.waiting_on) == (Stage.VERIFY, State.WAITING, WaitingOn.PERSON)
    assert case.reason == {"code": "questions", "questions": ["alone", "rent", "since", "home"]}
    assert case.waiting_since == NOW
    assert claim(Stage.VERIFY, now=timezone.now()) == []
    notice = Notice.objects.get()
    assert (notice.kind, notice.person) == (Notice.Kind.ANSWERS, person)
    assert case.service.name["az"] in notice.text
    assert [line.what for line in case.entries.all()] == ["opened", "asked"]


def test_the_last_missing_answer_lets_the_case_go_on_where_it_waited(person: Person) -> None:
    case = apply(person, service(), {"rooms": 2}).case
    actor = Oneself(person.pk, "sub")
    some = answer_questions(case_id=case.pk, answers={"alone": True, "rent": 120}, actor=actor, now=NOW)
    assert (some.missing, some.case.state) == (("since", "home"), State.WAITING)
    assert some.case.reason["questions"] == ["since", "home"]
    rest = answer_questions(case_id=case.pk, answers={"since": ON, "home": "flat"}, actor=actor, now=NOW)
    case.refresh_from_db()
    assert (rest.missing, rest.case) == ((), case)
    assert (case.stage, case.state, case.waiting_on, case.reason) == (Stage.VERIFY, State.READY, "", {})
    assert [one.pk for one in claim(Stage.VERIFY, now=timezone.now())] == [case.pk]
    assert [line.what for line in case.entries.all()] == ["opened", "asked", "answered", "answered"]


def test_wrong_answers_are_refused_and_the_case_goes_on_waiting(person: Person) -> None:
    case = apply(person, service(), {}).case
    with pytest.raises(NotAccepted) as caught:
        answer_questions(case_id=case.pk, answers={**TOLD, "rooms": "many"}, actor=SYSTEM, now=NOW)
    assert [one.field for one in caught.value.problems] == ["answers.rooms"]
    assert missing_answers(case) == tuple(TOLD)


def test_a_later_answer_counts_and_the_earlier_one_stays(person: Person) -> None:
    case = apply(person, service()).case
    token = case.token
    answer_questions(case_id=case.pk, answers={"rooms": 3, "alone": True}, actor=SYSTEM, now=NOW)
    assert [row.value for row in CaseAnswer.objects.filter(question="rooms")] == [2, 3]
    assert CaseAnswer.objects.filter(question="alone").count() == 1  # the same again is no news
    assert answers_of([case.pk])[case.pk]["rooms"].value == 3
    assert evaluate([case])[case.pk].as_json()["facts"]["answer.rooms"] == 3
    case.refresh_from_db()
    assert case.token > token  # who decides on the earlier answer at this moment writes nothing back
    assert case.state == State.READY


def test_a_clerks_case_that_lacked_something_is_looked_at_again_with_the_later_answer(person: Person) -> None:
    case = apply(person, service()).case
    for stage in (Stage.CHOOSE, Stage.DECIDE):
        Case.objects.filter(pk=case.pk).update(stage=stage)
    Case.objects.update(state=State.WAITING, waiting_on=WaitingOn.CLERK, reason={"code": "unknown", "facts": []})
    answer_questions(case_id=case.pk, answers={"rooms": 1}, actor=SYSTEM, now=NOW)
    assert Case.objects.get().state == State.READY


def test_a_decided_case_takes_no_answers(person: Person) -> None:
    case = decided(apply(person, service()).case)
    with pytest.raises(MovedOn):
        answer_questions(case_id=case.pk, answers={"rooms": 1}, actor=SYSTEM, now=NOW)


# -- twice -------------------------------------------------------------------------------------------------------


def test_an_application_twice_leads_to_the_one_that_is_open(person: Person) -> None:
    of = service()
    first = apply(person, of, {"rooms": 2})
    second = apply(person, of, {"rooms": 3})
    assert (second.case, second.already) == (first.case, True)
    assert second.missing == ("alone", "rent", "since", "home")
    assert [row.value for row in CaseAnswer.objects.all()] == [2]
    assert Case.objects.count() == 1


def test_an_application_for_what_runs_leads_to_it(person: Person) -> None:
    of = service("automatic", "portal", delivery="proactive", mode="automatic")
    running = CaseFactory(version=of.versions.get(), person=person, granted_and_paid=True)
    assert apply(person, of).case == running


def test_a_monthly_right_from_another_record_of_the_same_matter_is_what_runs(person: Person) -> None:
    earlier, later = (DisabilityFactory(person=person, valid_from=day) for day in (date(2024, 1, 1), date(2026, 1, 1)))
    of = service(basis="disability", period="monthly", criteria=[criterion("alone", "answer.alone")])
    key = f"{earlier.source_id}:{earlier.reference}"
    running = CaseFactory(
        version=of.versions.get(),
        person=person,
        basis="disability",
        basis_key=key,
        record_id=earlier.pk,
        stage=Stage.CLOSED,
        state=State.DONE,
        outcome=Outcome.GRANTED,
    )
    right = EntitlementFactory(case=running, period="monthly")
    renewed = f"{later.source_id}:{later.reference}"
    assert apply(person, of, key=renewed).case == running
    Entitlement.objects.filter(pk=right.pk).update(ended_on=date(2026, 2, 1))
    assert not apply(person, of, key=renewed).already


@pytest.mark.parametrize("trait", ["refused", "no_right"])
def test_what_came_to_nothing_does_not_stand_in_the_way(person: Person, trait: str) -> None:
    of = service()
    earlier = CaseFactory(version=of.versions.get(), person=person, **{trait: True})
    made = apply(person, of)
    earlier.refresh_from_db()
    assert (made.already, made.case != earlier, earlier.live) == (False, True, False)


def test_of_two_who_apply_at_the_same_moment_both_get_the_one_case(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = service()
    first = apply(person, of)
    look = applications._running
    looked: list[Case | None] = []

    def too_early(*arguments: Any, **named: Any) -> Case | None:
        looked.append(look(*arguments, **named) if looked else None)  # the other one's case was not there yet
        return looked[-1]

    monkeypatch.setattr(applications, "_running", too_early)
    second = apply(person, of)
    assert (second.case, second.already) == (first.case, True)
    assert (len(looked), Case.objects.count(), CaseAnswer.objects.count()) == (2, 1, len(TOLD))


# -- the record --------------------------------------------------------------------------------------------------


@pytest.fixture
def births(person: Person) -> list[Person]:
    return [
        BirthActFactory(mother=person, person=PersonFactory(birth_date=day, phone="")).person
        for day in (date(2026, 1, 5), date(2026, 2, 10))
    ]


def by_birth(**changes: Any) -> Service:
    return service(basis="birth", criteria=[criterion("alone", "answer.alone")], **changes)


def test_of_several_records_the_one_about_somebody_is_meant(person: Person, births: list[Person]) -> None:
    case = apply(person, by_birth(), about=births[1]).case
    assert (case.about, case.basis_key, case.on) == (births[1], births[1].fin, date(2026, 2, 10))
    assert apply(person, case.service, key=births[0].fin).case.about == births[0]


def test_several_records_are_named_when_nobody_says_which(person: Person, births: list[Person]) -> None:
    [problem] = problems(person, by_birth())
    assert problem.field == "record"
    assert problem.message.startswith("There are several records (A birth); say which is meant: ")
    assert all(child.fin in problem.message for child in births)


def test_a_record_that_is_not_there_is_said_together_with_wrong_answers(person: Person, births: list[Person]) -> None:
    found = problems(PersonFactory(), by_birth(), {"rooms": "x"}, actor=SYSTEM)
    assert [one.field for one in found] == ["record", "answers.rooms"]
    [other] = problems(person, Service.objects.get(), about=PersonFactory())
    assert "is the one named" in other.message


def test_a_record_is_judged_by_the_version_of_its_own_day(person: Person) -> None:
    child = BirthActFactory(mother=person, person=PersonFactory(birth_date=date(2026, 1, 5), phone="")).person
    of = by_birth()
    first = of.versions.get()
    first.valid = (date(2019, 4, 1), date(2026, 2, 1))
    first.save()
    VersionFactory(service=of, number=2, valid=(date(2026, 2, 1), None), changes={"basis": "birth", "questions": []})
    assert apply(person, of, about=child).case.version == first


# -- what the rule makes of it -----------------------------------------------------------------------------------


def test_the_rule_reads_the_answers_as_facts_with_their_source(person: Person) -> None:
    case = apply(person, service()).case
    found = evaluate([case])[case.pk]
    assert (found.verdict, found.amount) == (Verdict.ENTITLED, Decimal("60.00"))
    fact = frozen_facts(found)["answer.rooms"]
    assert (fact["value"], fact["source"], fact["recorded_on"]) == (2, "answer", "2026-03-03")
    assert found.as_json()["facts"]["person.alive"] is True


def test_cases_of_one_version_are_answered_by_one_query_each_with_its_own(django_assert_num_queries: Any) -> None:
    of = service()
    cases = [apply(who, of, {**TOLD, "rooms": rooms}).case for rooms, who in enumerate(PersonFactory.create_batch(5))]
    fresh = list(Case.objects.select_related("version").order_by("pk"))
    evaluate(fresh)
    with django_assert_num_queries(2):  # the answers, and the rule over them
        found = evaluate(fresh)
    assert [found[case.pk].verdict for case in cases] == [Verdict.ENTITLED] * 4 + [Verdict.NOT_ENTITLED]


def test_without_an_answer_the_rule_knows_nothing(person: Person) -> None:
    case = apply(person, service(), {"rooms": 2}).case
    found = evaluate([case])[case.pk]
    assert found.verdict is Verdict.UNKNOWN
    assert "answer.alone" in {fact.name for fact in found.missing}


def test_the_decision_keeps_the_answers_and_can_be_made_again(person: Person) -> None:
    case = decided(apply(person, service()).case)
    decision = case.decision
    assert case.outcome == Outcome.GRANTED
    assert {name: decision.facts[f"answer.{name}"]["value"] for name in TOLD} == TOLD
    assert {decision.facts[f"answer.{name}"]["source"] for name in TOLD} == {"answer"}
    again = replay(decision)
    assert (again.verdict, again.amount) == (Verdict.ENTITLED, Decimal("60.00"))
    assert amounts_on([(decision, ON)]) == [Decimal("60.00")]


def test_an_application_that_the_answers_speak_against_is_refused_to_the_person(person: Person) -> None:
    case = decided(apply(person, service(), {**TOLD, "alone": False}).case)
    assert (case.outcome, case.stage) == (Outcome.REFUSED, Stage.NOTIFY)
    assert replay(case.decision).verdict is Verdict.NOT_ENTITLED


def test_a_running_right_is_asked_about_again_with_what_was_told(person: Person) -> None:
    case = decided(apply(person, service()).case)
    assert reassess([case], on=ON)[case.pk].holds
    first = case.version
    first.valid = (date(2019, 4, 1), date(2026, 4, 1))
    first.save()
    stricter = [*CRITERIA, criterion("small", "answer.rooms < 2")]
    VersionFactory(
        service=case.service,
        number=2,
        valid=(date(2026, 4, 1), None),
        changes={"criteria": stricter, "amount": "answer.rent / 2", "questions": QUESTIONS, "verify": []},
    )
    assert reassess([case], on=date(2026, 4, 2))[case.pk].lost == ("small",)


def test_a_rule_of_another_basis_sees_what_was_told_too(person: Person) -> None:
    case = decided(apply(person, service()).case)
    first = case.version
    first.valid = (date(2019, 4, 1), date(2026, 4, 1))
    first.save()
    BirthActFactory(mother=person, person=PersonFactory(birth_date=date(2026, 1, 5), phone=""))
    VersionFactory(
        service=case.service,
        number=2,
        valid=(date(2026, 4, 1), None),
        changes={
            "basis": "birth",
            "criteria": [criterion("small", "answer.rooms < 2")],
            "amount": "answer.rent / 2",
            "questions": QUESTIONS,
        },
    )
    assert reassess([case], on=date(2026, 4, 2))[case.pk].lost == ("small",)


@pytest.mark.parametrize(("rent", "waits"), [("120.00", True), ("4000.00", False)])
def test_of_two_rights_that_exclude_each_other_the_amounts_that_follow_from_the_answers_count(
    person: Person, rent: str, waits: bool
) -> None:
    """Half the rent is compared with the 600 of the other open case: the one that pays less waits for a choice."""
    act = BirthActFactory(mother=person)
    born = [criterion("born", "birth.born_alive")]
    other = VersionFactory(
        service=ServiceFactory(code="05-97"),
        changes={"basis": "birth", "criteria": born, "period": "monthly", "excludes": ["05-99"]},
    )
    CaseFactory(version=other, person=person, basis="birth", basis_key=act.person.fin, record_id=act.pk)
    case = apply(person, service(period="monthly", excludes=["05-97"]), {**TOLD, "rent": rent}).case
    [move] = choose.work([case], NOW)
    assert (move.state == State.WAITING, move.reason.get("code")) == (waits, "exclusive" if waits else None)


class AnswersAsFacts(TestCase):
    """Whatever is told, the rule sees exactly that, and the decision keeps it."""

    @given(
        told=st.fixed_dictionaries(
            {
                "alone": st.booleans(),
                "rooms": st.integers(0, 10**15 - 1),
                "rent": st.decimals(0, 10**9, places=2),
                "since": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
                "home": st.sampled_from(["flat", "house"]),
            }
        )
    )
    @settings(max_examples=25, deadline=None)
    def test_what_is_told_is_what_the_rule_sees(self, told: dict[str, Any]) -> None:
        person = PersonFactory()
        case = apply(person, service(), told).case
        found = evaluate([case])[case.pk]
        assert {fact.name.removeprefix("answer."): fact.value for fact in found.facts if fact.role == "answer"} == told
        met = told["alone"] and told["home"] == "flat" and told["rooms"] <= 3 and told["since"] <= ON
        assert found.verdict is (Verdict.ENTITLED if met else Verdict.NOT_ENTITLED)
        Case.objects.all().update(live=False)
