from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from dost.accounts.access import Reason, state_purpose
from dost.accounts.actors import Oneself, staff_actor
from dost.accounts.models import AccessLog
from dost.backoffice.case_page import case_page, masked_iban, masked_phone, person_view
from dost.backoffice.contexts import CasePage
from dost.backoffice.purpose_words import purpose_in_words
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.display import case_for_display
from dost.cases.models import CaseAnswer, CaseEntry
from dost.common.delivery import DeliveryState
from tests.factories.accounts import UserFactory
from tests.factories.cases import DAY, MORNING, CaseFactory, DecisionFactory, EntitlementFactory, EvidenceFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

NOW = MORNING + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page_of(case: Any, *, reason: Reason | None = None) -> CasePage:
    user = UserFactory()
    actor = staff_actor(user)
    state_purpose(actor=actor, person_id=case.person_id, purpose="case", note="", now=NOW)
    shown = case_for_display(case_id=case.pk, actor=actor, now=NOW)
    return case_page(shown.case, reason=reason or shown.reason, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trait", "kind", "said"),
    [
        ("waiting_on_institution", "waiting", "Ministry EDLIYYE did not answer within 6 s."),
        ("asked", "waiting", "The person was asked"),
        ("to_clerk", "clerk", "Ministry DIN says otherwise"),
        ("unknown_fact", "clerk", "Not known: Age."),
        ("decided", "granted", ""),
        ("at_bank", "granted", "The payment was sent to the bank."),
        ("granted_and_paid", "paid", ""),
        ("refused", "refused", "Not met: The person has turned 65"),
        ("no_right", "closed", "No right"),
    ],
)
def test_page_begins_with_where_the_case_stands(trait: str, kind: str, said: str) -> None:
    InstitutionFactory(code="EDLIYYE")
    InstitutionFactory(code="DIN")

    summary = page_of(CaseFactory(**{trait: True})).summary

    assert summary.kind == kind
    assert str(summary.reason).startswith(said)
    assert bool(said) is bool(summary.reason)


@pytest.mark.django_db
def test_page_of_a_new_case_says_that_it_is_being_worked_on() -> None:
    summary = page_of(CaseFactory()).summary

    assert (summary.kind, str(summary.reason)) == ("working", "Verification")


@pytest.mark.django_db
def test_page_says_whom_a_case_waits_for_and_since_when() -> None:
    InstitutionFactory(code="EDLIYYE")

    summary = page_of(CaseFactory(waiting_on_institution=True)).summary

    assert (summary.whom, summary.at) == ("Ministry EDLIYYE", MORNING + timedelta(minutes=1))


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["to_clerk", "asked", "waiting_on_institution"])
def test_waiting_since_survives_what_staff_write_on_the_case(trait: str) -> None:
    case = CaseFactory(**{trait: True})
    entry(case, EntryKind.ASSIGNED, at=NOW).signed(staff_actor(UserFactory())).save()

    assert page_of(case).summary.at == case.waiting_since


@pytest.mark.django_db
def test_page_says_how_much_was_paid_to_whom() -> None:
    summary = page_of(CaseFactory(granted_and_paid=True)).summary

    assert (summary.amount, summary.whom) == (Decimal(600), "Məmmədova Aysel Rəşad qızı")
    assert summary.at == MORNING + timedelta(minutes=4)


@pytest.mark.django_db
def test_page_explains_a_decision_from_what_it_kept() -> None:
    InstitutionFactory(code="EDLIYYE")
    case = CaseFactory(granted_and_paid=True)

    decision = page_of(case).decision

    assert decision is not None
    alive, age = decision.criteria
    assert (alive.id, alive.text, alive.result, alive.law) == ("alive", "The person is alive", True, "Law, art. 1")
    assert age.expression == "person.age >= 65"
    (fact,) = age.facts
    assert (fact.label, fact.kind, fact.value, str(fact.unit)) == ("Age", "integer", 67, "years")
    assert (alive.facts[0].institution, str(alive.facts[0].registry), alive.facts[0].recorded_on) == (
        "Ministry EDLIYYE",
        "Population register",
        date(2026, 3, 2),
    )
    assert str(decision.outcome.word) == "Granted"
    assert str(decision.decided_by) == "The system"
    assert decision.version == "version 1, in force since 1\xa0April\xa02019"
    assert decision.content_hash == case.version.content_hash
    assert decision.law == ("Social Benefits Law (55-IIIQ, 07.02.2006)",)


@pytest.mark.django_db
def test_page_names_the_institution_that_supplied_a_fact_rather_than_the_one_that_would() -> None:
    InstitutionFactory(code="XIN")
    case = CaseFactory(refused=True, decision=None)
    facts = {
        "person.alive": {"value": None, "registry": "POPULATION", "institution": "DIN", "source": "XIN",
                         "recorded_on": None},
        "person.left": {"value": 3, "registry": "QEBUL", "institution": "DIN", "source": None, "recorded_on": None},
    }  # fmt: skip
    DecisionFactory(
        case=case,
        outcome="refused",
        amount=None,
        facts=facts,
        explanation=[{"id": "alive", "met": None, "facts": ["person.alive", "person.left"]}],
    )

    decision = page_of(case).decision

    assert decision is not None
    known, gone = decision.criteria[0].facts
    assert (known.value, known.institution, known.recorded_on) == (None, "Ministry XIN", None)
    assert (gone.label, gone.value, gone.registry) == ("person.left", "3", "QEBUL")


@pytest.mark.django_db
def test_page_of_a_decision_by_a_person_names_them_and_gives_their_reasons() -> None:
    examiner = UserFactory()
    case = CaseFactory(refused=True, decision=None)
    DecisionFactory(case=case, outcome="refused", amount=None, decided_by=examiner, note="The act was annulled")

    page = page_of(case)

    assert page.decision is not None
    assert (page.decision.decided_by, page.decision.reason) == ("Nigar Rzayeva", "The act was annulled")
    assert page.decision.amount is None
    assert page.summary.reason == "The act was annulled"


@pytest.mark.django_db
def test_page_shows_what_the_rule_says_now_before_anything_is_decided() -> None:
    case = CaseFactory(to_clerk=True)

    decision = page_of(case).decision

    assert decision is not None
    assert (decision.decided_at, str(decision.outcome.word)) == (None, "Not decided")
    assert decision.reason == "On the data of the registries the right is there."
    assert [(criterion.id, criterion.result) for criterion in decision.criteria] == [("alive", True), ("age", True)]
    assert decision.amount is not None
    assert [(line.label, line.value, line.note) for line in decision.amount.lines] == [
        ("Test benefit", Decimal(600), "since 01.07.2025")
    ]


@pytest.mark.django_db
def test_page_of_a_case_that_ended_without_a_decision_has_none() -> None:
    assert page_of(CaseFactory(no_right=True)).decision is None


@pytest.mark.django_db
def test_page_tells_what_institutions_said() -> None:
    InstitutionFactory(code="DIN")
    child = PersonFactory(given_name="Kənan")
    case = CaseFactory(to_clerk=True)
    EvidenceFactory(
        case=case, institution="DVX", question="employment", about=child, latency_ms=212,
        answer={"found": True, "employed": False, "since": "2026-02-01", "employer_voen": None, "entrepreneur": False},
    )  # fmt: skip

    contradicted, confirmed = page_of(case).evidence

    assert (contradicted.institution, str(contradicted.question)) == ("Ministry DIN", "Is the person alive?")
    assert (contradicted.answer, str(contradicted.state.word)) == ("alive: no, died: 01.03.2026", "Contradicted")
    assert confirmed.question == "Does the person work? (Məmmədova Kənan Rəşad qızı)"
    assert (confirmed.answer, confirmed.latency_ms) == ("since: 01.02.2026, works: no", 212)


@pytest.mark.django_db
def test_page_shows_the_questions_an_institution_has_not_answered() -> None:
    case = CaseFactory(waiting_on_institution=True, reason={
        "code": "institution", "institution": "DIN", "what": "timeout", "seconds": 5.0,
    })  # fmt: skip
    EvidenceFactory(case=case, question="identity", answer={"found": False})

    answered, silent = page_of(case).evidence

    assert answered.answer == "Nothing is known about it there."
    assert (str(silent.question), silent.answer) == ("Is the person alive?", "did not answer within 5 s")
    assert (silent.attempts, silent.latency_ms, str(silent.state.word)) == (3, None, "No answer")


@pytest.mark.django_db
def test_page_shows_the_right_and_its_payments_by_month() -> None:
    InstitutionFactory(code="ABB")
    case = CaseFactory(decided=True, entitlement=None)
    right = EntitlementFactory(case=case, period="monthly", amount=Decimal(140), until=date(2027, 2, 28))
    PaymentOrderFactory(entitlement=right, paid=True)
    PaymentOrderFactory(
        entitlement=right, period=date(2026, 4, 1), state=DeliveryState.REFUSED, problem="Account closed"
    )

    (shown,) = page_of(case).entitlements

    assert (str(shown.period), shown.amount, shown.starts, shown.until) == (
        "monthly",
        Decimal(140),
        DAY,
        date(2027, 2, 28),
    )
    assert str(shown.state.word) == "In force"
    paid, refused = shown.payments
    assert (paid.period, str(paid.state.word), paid.bank, paid.account_masked) == (
        "March 2026",
        "Paid",
        "Ministry ABB",
        "AZ•• •••• 1944",
    )
    assert paid.paid_at is not None
    assert (refused.period, refused.paid_at, refused.note) == ("April 2026", None, "Account closed")


@pytest.mark.django_db
def test_page_shows_a_right_that_has_ended_as_ended() -> None:
    case = CaseFactory(decided=True, entitlement=None)
    EntitlementFactory(case=case, period="monthly", ended_on=DAY - timedelta(days=1), starts=date(2026, 1, 1))

    assert str(page_of(case).entitlements[0].state.word) == "Ended"


@pytest.mark.django_db
def test_page_shows_the_messages_with_the_number_masked() -> None:
    (message,) = page_of(CaseFactory(granted_and_paid=True)).messages

    assert (message.channel, message.to_masked, message.language) == ("SMS", "+994 50 ••• •• 17", "az")
    assert str(message.state.word) == "Delivered"


@pytest.mark.django_db
def test_page_tells_the_timeline_newest_first() -> None:
    timeline = page_of(CaseFactory(granted_and_paid=True)).timeline

    assert [(str(line.title), str(line.text)) for line in timeline] == [
        ("The person was told", "by SMS"),
        ("Paid", "600.00\xa0₼"),
        ("Granted", "600.00\xa0₼"),
        ("The institutions confirmed the data", "2 questions were asked."),
        ("A right was found", "An event in a registry"),
    ]
    assert {str(line.by) for line in timeline} == {"The system"}


@pytest.mark.django_db
def test_page_tells_who_did_what_by_hand() -> None:
    case = CaseFactory()
    line = entry(case, EntryKind.SENT_BACK, at=NOW, note="The register was corrected")
    line.by = UserFactory()
    line.save()

    first = page_of(case).timeline[0]

    assert (str(first.title), first.by, first.text) == (
        "Sent back to verification",
        "Nigar Rzayeva",
        "The register was corrected",
    )


@pytest.mark.django_db
def test_page_shows_lines_of_a_kind_it_does_not_know() -> None:
    case = CaseFactory()
    CaseEntry.objects.create(case=case, what="something_new", at=NOW)

    assert page_of(case).timeline[0].title == "something_new"


@pytest.mark.django_db
def test_page_shows_who_has_looked_at_the_person() -> None:
    case = CaseFactory()
    AccessLog.objects.create(person=case.person, purpose="automatic", registries=["MUAV"], at=MORNING)
    AccessLog(person=case.person, purpose="case", reason="list", at=NOW).signed(staff_actor(UserFactory())).save()
    AccessLog.objects.create(person=PersonFactory(), purpose="automatic", at=NOW)

    _own, listed, automatic = page_of(case).accesses

    assert (listed.by, str(listed.role)) == ("Nigar Rzayeva", "Back-office examiner")
    assert listed.purpose == "Work on a case – the name was shown in the list of cases"
    assert (str(automatic.by), automatic.purpose) == ("The system", "Automatic check of a right")


@pytest.mark.django_db
def test_page_names_what_the_case_arose_from() -> None:
    child = PersonFactory(surname="Məmmədov", given_name="Kənan", father_name="", sex="M")

    page = page_of(CaseFactory(basis="birth", about=child, on=date(2026, 2, 27)))

    assert page.basis == "A birth, Məmmədov Kənan, 27\xa0February\xa02026"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("basis", "key", "words"),
    [
        ("person", "7000001", "A person, as of 3\xa0March\xa02026"),
        ("disability", "DTSERA:L1795945153352-08975edd-000000", "A disability decision, as of 3\xa0March\xa02026"),
        ("contract_event", "ETSN:L17:end:20260101", "An event of an employment contract, as of 3\xa0March\xa02026"),
    ],
)
def test_page_names_the_record_by_what_it_is_and_never_by_its_key(basis: str, key: str, words: str) -> None:
    page = page_of(CaseFactory(refused=True, basis=basis, basis_key=key))

    assert page.basis == words
    assert key.partition(":")[2] not in render_to_string("backoffice/detail.html", {"page": page}) or basis == "person"


@pytest.mark.django_db
def test_person_view_counts_full_years() -> None:
    person = PersonFactory(birth_date=date(1958, 7, 14))

    assert person_view(person, on=date(2026, 7, 13)).age == 67
    assert person_view(person, on=date(2026, 7, 14)).age == 68
    person.died_on = date(2020, 1, 1)
    assert person_view(person, on=date(2026, 7, 14)).age == 61


@pytest.mark.parametrize(
    ("phone", "masked"), [("+994501234517", "+994 50 ••• •• 17"), ("", ""), ("+1555", "•••"), ("12", "•••")]
)
def test_masked_phone(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(
    ("iban", "masked"), [("AZ21IBAZ00000000137010001944", "AZ•• •••• 1944"), ("", ""), ("AZ21", "")]
)
def test_masked_iban(iban: str, masked: str) -> None:
    assert masked_iban(iban) == masked


def test_purpose_in_words() -> None:
    assert purpose_in_words("case", "Called 142") == "Work on a case – Called 142"
    assert purpose_in_words("audit", "") == "Audit"


@pytest.mark.django_db
def test_page_shows_what_the_person_told_and_what_is_still_asked() -> None:
    questions = [
        {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
        {"id": "rent", "ask": texts("What is the rent?"), "type": "money"},
    ]
    case = CaseFactory(version=VersionFactory(changes={"questions": questions}))
    actor = Oneself(case.person_id, "sub")
    CaseAnswer(case=case, question="rooms", value=2, told_at=MORNING).signed(actor).save()

    page = page_of(case)
    html = render_to_string("backoffice/_answers.html", {"answers": page.answers})

    assert [(one.label, one.value, one.recorded_on) for one in page.answers] == [
        ("How many rooms?", 2, DAY),
        ("What is the rent?", None, None),
    ]
    assert all(text in html for text in ("What the person told", "told by the person", "not answered yet"))


@pytest.mark.django_db
def test_page_of_a_service_that_asks_nothing_has_no_answers() -> None:
    assert page_of(CaseFactory()).answers == ()


@pytest.mark.django_db
def test_page_lays_the_rights_of_a_choice_side_by_side() -> None:
    changes = {"period": "monthly", "excludes": ["90-2"]}
    case = CaseFactory(asked=True, version=VersionFactory(changes=changes))
    ServiceFactory(code="90-2", name=texts("Old right"))
    BenefitFactory(person=case.person, service_code="90-2", amount=Decimal(220))

    page = page_of(case)

    assert page.choice is not None
    assert [(side.code, side.amount) for side in page.choice.sides] == [("05-99", Decimal(600)), ("90-2", Decimal(220))]
    shown = render_to_string("backoffice/detail.html", {"page": page})
    assert shown.index('id="choice"') < shown.index('id="timeline-title"')
    assert "Old right" in shown


@pytest.mark.django_db
def test_page_of_a_decided_case_has_no_choice_left() -> None:
    assert page_of(CaseFactory(granted_and_paid=True)).choice is None


@pytest.mark.django_db
def test_by_when_the_law_wants_it_decided_is_said_with_the_law_until_it_is() -> None:
    case = CaseFactory(unknown_fact=True)
    term = page_of(case).term
    assert term is not None
    assert (term.by, str(term.tag.word) if term.tag else "") == (DAY + timedelta(days=10), "10 days to go")
    html = render_to_string("backoffice/_term.html", {"term": term})
    page = " ".join(html.replace("\N{NO-BREAK SPACE}", " ").split())
    assert '<strong><time datetime="2026-03-13">13 March 2026</time></strong>' in page
    assert "10 days, Law on administrative proceedings" in page
    assert page_of(CaseFactory(granted_and_paid=True)).term is None


@pytest.mark.django_db
def test_while_the_person_must_act_the_days_stand_still() -> None:
    term = page_of(CaseFactory(asked=True)).term
    assert term is not None
    assert (term.by, term.tag) == (None, None)
    assert str(term.text).replace("\N{NO-BREAK SPACE}", " ") == (
        "The days stand still since the person was asked on 3 March 2026. 10 days are left."
    )
