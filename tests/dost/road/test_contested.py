"""A fact that somebody calls wrong: its institution answers, and what follows is done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, staff_actor
from dost.cases import corrections, handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.applications import open_application
from dost.cases.corrections import NotThere, of_fact, of_own_fact, of_record
from dost.cases.corrections.delivering import ask_what_came
from dost.cases.corrections.due import note_overdue
from dost.cases.models import Case, CorrectedFacts, CorrectionEntry, CorrectionQuestion, FactCorrection
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, PaymentOrder
from dost.proactive.books.findings import Kind, findings
from dost.proactive.on_request import look_again
from registries.bridge import transport
from registries.bridge.corrections import Verdict
from registries.bridge.simulator import reporting
from registries.bridge.simulator.models import CorrectionHabit, CorrectionRequest, Fault, TextMessage
from registries.intake import receive
from registries.models import DisabilityDecision, InsuranceAccount, Person
from services_catalog.models import Service
from tests.dost.road.applicants import applicant
from tests.dost.road.house import break_down, publish, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import AccountFactory, DisabilityFactory, KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

CState = FactCorrection.State
What = CorrectionEntry.What


@pytest.fixture(autouse=True)
def _nearby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Institutions report into this process, and nobody is rung."""

    def report(institution: str, event: Mapping[str, Any]) -> None:
        (receipt,) = receive([event], sender=institution)
        if receipt.status == "refused":
            raise reporting.NotHandedOverError(str(receipt.problem))

    monkeypatch.setattr(reporting, "report_event", report)
    for module in ("dost.cases.handlers.way", "dost.cases.corrections.settling"):
        monkeypatch.setattr(f"{module}.ring", lambda *arguments: True)


def answers(verdict: str, days: int = 0) -> None:
    """From now on every institution answers so."""
    CorrectionHabit.objects.update_or_create(institution="*", defaults={"verdict": verdict, "days": days})


def oneself(person: Person) -> Actor:
    return Oneself(person_id=person.pk, subject="s")


def call_wrong(person: Person, standing: corrections.Standing, right: Any, **more: Any) -> FactCorrection:
    given = {"actor": oneself(person), "words": "My papers say otherwise.", "now": timezone.now(), **more}
    return corrections.contest(person=person, standing=standing, right=right, **given).correction


def days_later() -> None:
    """Let the time to ask again come."""
    FactCorrection.objects.filter(state__in=FactCorrection.OPEN).update(ask_again_at=timezone.now())


def disabled(band: str = "31-60", **more: Any) -> tuple[Person, DisabilityDecision]:
    person: Person = PersonFactory(birth_date=date(1985, 6, 1))
    decision: DisabilityDecision = DisabilityFactory(
        person=person, band=band, valid_from=timezone.localdate() - timedelta(days=70), **more
    )
    return person, decision


def find(person: Person, code: str) -> Case:
    """Have the state look for a right now, and work until it is paid."""
    look_again(person=person, service=Service.objects.get(pk=code), actor=oneself(person), on=timezone.localdate())
    work()
    return Case.objects.select_related("person", "about", "version", "service").get(person=person, service=code)


def band_of(decision: DisabilityDecision) -> corrections.Standing:
    return of_record(table="DisabilityDecision", record_id=decision.pk, field="band", person_id=decision.person_id)


# -- corrected ---------------------------------------------------------------------------------------------------------


def test_an_institution_corrects_days_later_and_the_right_is_found_and_paid_with_arrears() -> None:
    publish("05-22")
    person, decision = disabled()
    work()
    assert not Case.objects.exists()
    answers(Verdict.CORRECTED, days=3)
    one = call_wrong(person, band_of(decision), "81-100")
    assert (one.institution, one.stands, one.state) == ("DTSERA", "31-60", CState.SENT)
    work()
    one.refresh_from_db()
    assert one.state == CState.RECEIVED
    assert not Notice.objects.exists()

    answers(Verdict.CORRECTED)  # the days are over
    days_later()
    work()

    one.refresh_from_db()
    assert one.state == CState.CORRECTED
    assert one.answer
    assert DisabilityDecision.objects.get(person=person, superseded_at=None).band == "81-100"
    case = Case.objects.get(service="05-22")
    assert (case.outcome, case.stage) == (Outcome.GRANTED, Stage.CLOSED)
    months = PaymentOrder.objects.filter(entitlement__case=case, state=DeliveryState.DONE)
    assert months.count() >= 3  # the month of the decision and all since
    told = Notice.objects.get(kind=Notice.Kind.CORRECTION, person=person)
    assert one.number in told.text
    assert TextMessage.objects.filter(key=told.key).count() == 1
    assert [line.what for line in one.entries.all()] == [What.ASKED, What.RECEIVED, What.CORRECTED]


def test_the_message_names_neither_fact_nor_institution() -> None:
    person, decision = disabled()
    call_wrong(person, band_of(decision), "81-100")
    work()
    text = Notice.objects.get(kind=Notice.Kind.CORRECTION).text
    assert "DTSERA" not in text
    assert "lilli" not in text


def test_what_was_paid_on_the_wrong_fact_is_made_good() -> None:
    publish("05-04")
    person, _decision = disabled(band="81-100")
    account: InsuranceAccount = AccountFactory(person=person, pension_capital=Decimal("51000.00"))
    case = find(person, "05-04")
    assert case.outcome == Outcome.GRANTED
    before = case.decision.amount
    assert before is not None
    paid = PaymentOrder.objects.filter(state=DeliveryState.DONE)
    months = paid.count()
    assert months >= 3

    standing = of_fact(case, "insurance.pension_capital", on=timezone.localdate())
    assert standing.subject.reference == account.reference  # by the one field in which it stands
    one = call_wrong(person, standing, "144000.00", case=case)
    work()

    one.refresh_from_db()
    assert one.state == CState.CORRECTED
    parts = PaymentOrder.objects.filter(part=1, state=DeliveryState.DONE)
    assert parts.count() == months
    assert {order.amount + before for order in parts} == {Decimal("1000.00")}  # 144,000 by 144 months
    assert {order.title for order in parts} == {one.number}
    case.refresh_from_db()
    assert case.decision.amount == before  # what was decided stays as it was decided
    assert CorrectedFacts.objects.get().decision == case.decision
    assert one.entries.get(what=What.RECKONED).details["months"] == months
    assert Notice.objects.filter(kind=Notice.Kind.DIFFERENCE, case=case).count() == 1
    assert not PaymentOrder.objects.filter(part=2).exists()


def test_what_was_paid_in_excess_is_put_before_a_clerk_and_nothing_is_taken() -> None:
    publish("05-04")
    person, _decision = disabled(band="81-100")
    AccountFactory(person=person, pension_capital=Decimal("144000.00"))
    case = find(person, "05-04")
    standing = of_own_fact("insurance.pension_capital", person_id=person.pk, on=timezone.localdate())
    call_wrong(person, standing, "100000.00")
    work()
    case.refresh_from_db()
    assert case.entitlement.ended_on is None
    assert Overpayment.objects.get().state == Overpayment.State.OPEN
    assert not PaymentOrder.objects.filter(part=1).exists()


# -- what was refused, and what waits --


def applied(months: int) -> tuple[Case, Any]:
    """Somebody who applies for the pension for hazardous work, with so many months of it."""
    publish("05-03")
    who = applicant("05-03")
    account = InsuranceAccount.objects.get(person=who.person)
    receipt = receive(
        [
            {
                "institution": account.source_id,
                "id": "SET-UP",
                "kind": "correction",
                "happened_on": who.on.isoformat(),
                "record": {
                    "table": "InsuranceAccount",
                    "reference": account.reference,
                    "special_conditions_months": months,
                },
            }
        ]
    )
    assert receipt[0].status == "applied", receipt
    made = open_application(
        person=who.person,
        service=Service.objects.get(pk="05-03"),
        answers={**who.answers, "hazardous_months_on_paper": 0},
        actor=oneself(who.person),
        on=who.on,
    )
    return made.case, who


def test_a_refused_application_is_decided_again_as_of_its_own_day() -> None:
    case, who = applied(months=10)
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.REFUSED

    standing = of_fact(case, "insurance.special_conditions_months", on=local_day(timezone.now()))
    one = call_wrong(who.person, standing, 400, case=case)
    work()

    one.refresh_from_db()
    assert one.state == CState.CORRECTED
    again = Case.objects.exclude(pk=case.pk).get()
    assert (again.outcome, again.on, again.origin) == (Outcome.GRANTED, case.on, case.origin)
    assert [row.value for row in again.answers.all()] == [row.value for row in case.answers.all()]
    case.refresh_from_db()
    assert (case.outcome, case.live) == (Outcome.REFUSED, False)  # the old decision is kept
    assert one.entries.get(what=What.RECONSIDERED).details["case"] == again.pk
    assert PaymentOrder.objects.filter(entitlement__case=again, state=DeliveryState.DONE).exists()


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.REFUSED])
def test_nothing_is_refused_while_it_is_contested_and_then_it_is_decided(verdict: Verdict) -> None:
    answers("")
    case, who = applied(months=10)
    standing = of_fact(case, "insurance.special_conditions_months", on=local_day(timezone.now()))
    one = call_wrong(who.person, standing, 400, case=case)
    work()
    case.refresh_from_db()
    assert (case.stage, case.state, case.waiting_on) == (Stage.DECIDE, State.WAITING, WaitingOn.INSTITUTION)
    assert case.reason["correction"] == one.pk
    assert corrections.contested(case)

    answers(verdict)
    days_later()
    work()

    one.refresh_from_db()
    assert one.state == verdict.value
    case.refresh_from_db()
    assert case.outcome == Outcome.REFUSED
    assert not corrections.contested(case)
    assert Notice.objects.filter(kind=Notice.Kind.CORRECTION).count() == 1


def test_what_waits_is_granted_when_it_is_corrected() -> None:
    answers("")
    case, who = applied(months=10)
    standing = of_fact(case, "insurance.special_conditions_months", on=local_day(timezone.now()))
    call_wrong(who.person, standing, 400, case=case)
    work()
    answers(Verdict.CORRECTED)
    days_later()
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.GRANTED
    assert Case.objects.count() == 1


def test_a_right_may_be_granted_while_a_fact_is_contested() -> None:
    answers("")
    case, who = applied(months=400)
    standing = of_fact(case, "insurance.special_conditions_months", on=local_day(timezone.now()))
    call_wrong(who.person, standing, 500, case=case)
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.GRANTED


def test_a_fact_that_the_rule_does_not_read_holds_nothing() -> None:
    answers("")
    case, who = applied(months=10)
    surname = of_record(table="Person", record_id=who.person.pk, field="surname", person_id=who.person.pk)
    call_wrong(who.person, surname, "Quliyeva")
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.REFUSED


def test_taking_it_back_lets_the_case_go_on() -> None:
    answers("")
    case, who = applied(months=10)
    standing = of_fact(case, "insurance.special_conditions_months", on=local_day(timezone.now()))
    one = call_wrong(who.person, standing, 400, case=case)
    work()
    corrections.take_back(correction_id=one.pk, actor=oneself(who.person), now=timezone.now())
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.REFUSED
    assert not Notice.objects.filter(kind=Notice.Kind.CORRECTION).exists()
    with pytest.raises(MovedOn):
        corrections.take_back(correction_id=one.pk, actor=oneself(who.person), now=timezone.now())


def test_what_is_taken_back_before_it_left_is_sent_to_nobody() -> None:
    person, decision = disabled()
    one = call_wrong(person, band_of(decision), "81-100")
    corrections.take_back(correction_id=one.pk, actor=oneself(person), now=timezone.now())
    work()
    assert not CorrectionRequest.objects.exists()
    assert one.questions.get().state == DeliveryState.WITHHELD


def test_staff_end_nothing_that_rests_on_a_contested_fact() -> None:
    answers("")
    publish("05-22")
    person, decision = disabled(band="81-100")
    case = find(person, "05-22")
    right = case.entitlement
    right.review = {"criteria": ["x"], "since": "2026-01-01", "cause": "facts", "version": case.version_id}
    right.save(update_fields=["review"])
    one = call_wrong(person, band_of(decision), "31-60")
    end = partial(handlers.end_right, case_id=case.pk, actor=staff_actor(UserFactory()), note="It no longer holds.")
    with pytest.raises(NotPossible, match=one.number):
        end(last_day=timezone.localdate(), now=timezone.now())
    corrections.take_back(correction_id=one.pk, actor=oneself(person), now=timezone.now())
    end(last_day=timezone.localdate(), now=timezone.now())


# -- the institution ---------------------------------------------------------------------------------------------------


def test_an_institution_that_is_down_is_told_once_when_it_is_back() -> None:
    person, decision = disabled()
    down = break_down("DTSERA", Fault.Kind.DOWN)
    one = call_wrong(person, band_of(decision), "81-100")
    work()
    one.refresh_from_db()
    assert one.state == CState.SENT
    down.delete()
    transport.reset()
    CorrectionQuestion.objects.update(not_before=timezone.now())
    work()
    one.refresh_from_db()
    assert one.state == CState.CORRECTED
    assert CorrectionRequest.objects.count() == 1


def test_an_answer_that_was_lost_is_asked_for_and_nothing_is_sent_twice() -> None:
    answers("")
    person, decision = disabled()
    lost = break_down("DTSERA", Fault.Kind.ANSWER_LOST)
    one = call_wrong(person, band_of(decision), "81-100")
    work()
    lost.delete()
    transport.reset()
    CorrectionQuestion.objects.update(not_before=timezone.now())
    work()
    one.refresh_from_db()
    assert one.state == CState.RECEIVED
    assert CorrectionRequest.objects.count() == 1


def test_a_word_that_it_was_corrected_counts_only_when_the_record_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    person, decision = disabled()
    monkeypatch.setattr(reporting, "report_event", lambda *_arguments: None)  # the event gets lost on its way
    one = call_wrong(person, band_of(decision), "81-100")
    work()
    one.refresh_from_db()
    assert one.state == CState.ANNOUNCED
    assert not Notice.objects.exists()
    receive(
        [
            {
                "institution": "DTSERA",
                "id": "LATE",
                "kind": "correction",
                "happened_on": timezone.localdate().isoformat(),
                "record": {"table": "DisabilityDecision", "reference": decision.reference, "band": "61-80"},
            }
        ]
    )
    days_later()
    ask_what_came()
    one.refresh_from_db()
    assert one.state == CState.CORRECTED


def test_an_institution_silent_past_its_term_is_before_staff_who_ask_again_or_write_down_what_it_said() -> None:
    answers("")
    person, decision = disabled()
    one = call_wrong(person, band_of(decision), "81-100")
    work()
    on = one.due + timedelta(days=1)
    assert not corrections.corrections_due(one.due).exists()
    assert list(corrections.corrections_due(on)) == [one]
    assert [found.reference for found in findings(on=on) if found.kind is Kind.CORRECTION] == [one.number]

    FactCorrection.objects.filter(pk=one.pk).update(due=timezone.localdate() - timedelta(days=1))
    assert note_overdue(now=timezone.now()) == 1
    assert note_overdue(now=timezone.now()) == 0  # once for a term

    examiner = staff_actor(UserFactory())
    corrections.ask_again(correction_id=one.pk, actor=examiner, reasons="It lost the first one.", now=timezone.now())
    work()
    one.refresh_from_db()
    assert one.due > timezone.localdate()
    assert CorrectionRequest.objects.count() == 2
    with pytest.raises(NotPossible):
        corrections.record_answer(
            correction_id=one.pk,
            verdict=Verdict.CORRECTED,
            actor=examiner,
            reasons="On the telephone.",
            now=timezone.now(),
        )
    corrections.record_answer(
        correction_id=one.pk, verdict=Verdict.CONFIRMED, actor=examiner, reasons="By a letter.", now=timezone.now()
    )
    one.refresh_from_db()
    assert (one.state, one.answer) == (CState.CONFIRMED, "By a letter.")
    assert not corrections.corrections_due(on).exists()


def test_a_request_the_institution_has_twice_is_before_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    answers("")
    person, decision = disabled()
    one = call_wrong(person, band_of(decision), "81-100")
    work()
    CorrectionQuestion.objects.filter(correction=one).update(state=DeliveryState.DOUBTFUL)
    assert list(corrections.corrections_due(timezone.localdate())) == [one]


# -- who and what ------------------------------------------------------------------------------------------------------


def test_the_same_is_open_once_wherever_one_comes_from() -> None:
    answers("")
    publish("05-22")
    person, decision = disabled(band="81-100")
    case = find(person, "05-22")
    first = call_wrong(person, band_of(decision), "61-80")
    seen = of_fact(case, "disability.band", on=timezone.localdate())
    second = corrections.contest(
        person=person, standing=seen, right="31-60", words="Again.", actor=oneself(person), now=timezone.now()
    )
    assert (second.correction, second.already) == (first, True)
    assert CorrectionQuestion.objects.count() == 1


def test_a_record_of_somebody_else_is_not_there() -> None:
    _person, decision = disabled()
    with pytest.raises(NotThere):
        of_record(table="DisabilityDecision", record_id=decision.pk, field="band", person_id=PersonFactory().pk)


@pytest.mark.parametrize(
    ("table", "field"), [("User", "password"), ("DisabilityDecision", "superseded_at"), ("Person", "fin")]
)
def test_what_is_not_shown_cannot_be_called_wrong(table: str, field: str) -> None:
    person, decision = disabled()
    pk = person.pk if table == "Person" else decision.pk
    with pytest.raises(NotThere):
        of_record(table=table, record_id=pk, field=field, person_id=person.pk)


def test_who_looks_after_somebody_may_and_a_stranger_may_not() -> None:
    answers("")
    child: Person = PersonFactory(birth_date=timezone.localdate() - timedelta(days=3000))
    mother: Person = PersonFactory()
    KinshipFactory(person=child, relative=mother)
    decision: DisabilityDecision = DisabilityFactory(person=child)
    acting = OnBehalf(person_id=mother.pk, subject="m", of=child.pk, capacity=Capacity.PARENT)
    one = call_wrong(child, band_of(decision), "61-80", actor=acting)
    assert (one.person, one.by_person, one.by_for) == (child, mother, child)
    with pytest.raises(NotAllowed):
        call_wrong(child, band_of(decision), "31-60", actor=oneself(mother))


def test_words_are_needed_and_what_stands_is_no_news() -> None:
    person, decision = disabled()
    with pytest.raises(NotPossible):
        call_wrong(person, band_of(decision), "81-100", words="  ")
    with pytest.raises(NotPossible):
        call_wrong(person, band_of(decision), "31-60")


def test_a_record_that_should_not_be_there_is_annulled() -> None:
    person, decision = disabled()
    standing = of_record(table="DisabilityDecision", record_id=decision.pk, field="", person_id=person.pk)
    one = call_wrong(person, standing, None, words="I was never examined.")
    work()
    one.refresh_from_db()
    assert one.state == CState.CORRECTED
    assert not DisabilityDecision.objects.filter(person=person, superseded_at=None).exists()


def test_what_no_event_can_correct_stands() -> None:
    person: Person = PersonFactory(surname="Əliyeva")
    surname = of_record(table="Person", record_id=person.pk, field="surname", person_id=person.pk)
    one = call_wrong(person, surname, "Aliyeva")
    work()
    one.refresh_from_db()
    assert (one.state, one.institution) == (CState.CONFIRMED, "DIN")


def test_history_and_what_was_said_cannot_be_changed() -> None:
    person, decision = disabled()
    one = call_wrong(person, band_of(decision), "81-100")
    for change in ({"words": "x"}, {"right": "61-80"}, {"stands": "61-80"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FactCorrection.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        one.entries.all().delete()


def test_held_open_asks_once_for_many(django_assert_num_queries: Any) -> None:
    publish("05-22")
    for _number in range(3):
        find(disabled(band="81-100")[0], "05-22")
    cases = list(Case.objects.select_related("version", "service"))
    assert len(cases) == 3
    corrections.held_open(cases)
    with django_assert_num_queries(1):
        assert corrections.held_open(cases[:1]) == {}
    with django_assert_num_queries(1):
        assert corrections.held_open(cases) == {}
