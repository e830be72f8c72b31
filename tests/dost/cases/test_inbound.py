"""Answers by text message: what counts, from whom, to which question; and what whoever wrote is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from dost.accounts.actors import Capacity, OnBehalf, Oneself
from dost.cases import inbound
from dost.cases.choices import record_answer
from dost.cases.inbound import read_texts
from dost.cases.models import Case
from dost.cases.stages import Outcome, Stage, State
from dost.notifications.models import ContactChange, DirectMessage, Notice, TextReading
from dost.notifications.replies import replies_of
from dost.notifications.spelling import read_reply
from registries.models import Person, ReceivedText
from tests.factories.cases import CaseFactory
from tests.factories.notifications import ContactFactory, NoticeFactory
from tests.factories.registries import InstitutionFactory, KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

PHONE = "+994501112233"
ASKED_AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
Finding = TextReading.Finding


@pytest.fixture(autouse=True)
def _operator() -> None:
    InstitutionFactory(code="AZERCELL")
    InstitutionFactory(code="DSMF")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(language="en")
    ContactFactory(person=made, phone=PHONE)
    return made


def question(person: Person, code: str = "90-1", *, minutes: int = 0, reply_code: str = "", **more: object) -> Case:
    version = VersionFactory(service=ServiceFactory(code=code, name=texts(f"Right {code}")))
    case: Case = CaseFactory(version=version, person=person, asked=True)
    at = ASKED_AT + timedelta(minutes=minutes)
    values = {"phone": PHONE, "state": "done", "settled_at": at, "created_at": at, "language": "en"} | more
    NoticeFactory(case=case, kind=Notice.Kind.QUESTION, reply_code=reply_code, **values)
    return case


def write(text: str, *, minutes: int = 60, phone: str = PHONE) -> TextReading:
    at = ASKED_AT + timedelta(minutes=minutes)
    row = ReceivedText.objects.create(
        operator_id="AZERCELL",
        message_id=f"m{ReceivedText.objects.count()}",
        sender=phone,
        text=text,
        sent_at=at,
        received_at=at,
    )
    read_texts()
    return TextReading.objects.get(text=row)


def standing(case: Case) -> tuple[str, str, str]:
    case.refresh_from_db()
    return case.stage, case.state, case.outcome


def told() -> list[str]:
    with translation.override("en"):
        return list(DirectMessage.objects.order_by("pk").values_list("text", flat=True))


# -- what counts ---------------------------------------------------------------------------------------------------


def test_yes_answers_the_question_and_the_timeline_says_how_it_came(person: Person) -> None:
    case = question(person)

    reading = write("BƏLİ")

    assert (reading.finding, reading.case_id, reading.person_id) == (Finding.YES, case.pk, person.pk)
    assert standing(case) == (Stage.CHOOSE, State.READY, "")
    line = case.entries.latest("pk")
    assert (line.what, line.details) == ("accepted", {"via": "sms"})
    assert line.actor == Oneself(person.pk, f"sms:{reading.text_id}")
    assert told() == ["DOST: thank you. Your YES to “Right 90-1” is recorded."]
    assert DirectMessage.objects.get().to == PHONE


def test_no_ends_the_case(person: Person) -> None:
    case = question(person)
    assert write("yox").finding == Finding.NO
    assert standing(case) == (Stage.CLOSED, State.DONE, Outcome.DECLINED)


def test_only_the_newest_question_is_answered(person: Person) -> None:
    old, new = question(person), question(person, "90-2", minutes=5)

    assert write("bəli").case_id == new.pk

    assert standing(old)[1] == State.WAITING
    # The same again is the answer to the same question, and to no other.
    assert (write("bəli", minutes=61).finding, standing(old)[1]) == (Finding.YES, State.WAITING)
    assert new.entries.filter(what="accepted").count() == 1


def test_an_older_question_is_answered_by_its_code(person: Person) -> None:
    old, new = question(person, reply_code="4821"), question(person, "90-2", minutes=5, reply_code="7733")
    assert write("4821 yox").case_id == old.pk
    assert standing(new)[1] == State.WAITING


def test_what_was_written_before_the_question_went_out_answers_it_not(person: Person) -> None:
    old, new = question(person), question(person, "90-2", minutes=30)
    assert write("bəli", minutes=29).case_id == old.pk
    assert standing(new)[1] == State.WAITING


def test_a_message_is_read_once(person: Person) -> None:
    question(person)
    write("bəli")
    assert read_texts() == 0
    assert TextReading.objects.count() == DirectMessage.objects.count() == 1


# -- whose number it is --------------------------------------------------------------------------------------------


def test_only_a_confirmed_number_counts(person: Person) -> None:
    stranger: Person = PersonFactory(phone="+994502223344")  # so the registries say; no code has confirmed it
    case = question(stranger, phone="+994502223344")

    assert write("bəli", phone="+994502223344").finding == Finding.NOT_CONFIRMED

    assert standing(case)[1] == State.WAITING
    assert len(told()) == 1  # how it can be answered instead


def test_nothing_is_said_to_a_number_that_this_house_never_wrote_to() -> None:
    assert write("bəli", phone="+994509998877").finding == Finding.NOT_CONFIRMED
    assert not DirectMessage.objects.exists()


def test_question_that_went_to_another_number_is_not_answered_from_this_one(person: Person) -> None:
    case = question(person, phone="+994507776655")
    assert write("bəli").finding == Finding.NO_QUESTION
    assert standing(case)[1] == State.WAITING


def test_of_a_shared_number_each_answers_by_the_code_of_the_question(person: Person) -> None:
    other: Person = PersonFactory(language="en")
    ContactFactory(person=other, phone=PHONE)
    mine, hers = question(person, reply_code="1111"), question(other, "90-2", reply_code="2222")

    assert write("bəli").finding == Finding.NEEDS_CODE
    assert write("bəli 3333").finding == Finding.NEEDS_CODE
    assert {standing(mine)[1], standing(hers)[1]} == {State.WAITING}

    assert write("bəli 2222").person_id == other.pk
    assert (standing(mine)[1], standing(hers)[1]) == (State.WAITING, State.READY)


def test_number_that_came_to_be_shared_later_needs_a_code_too(person: Person) -> None:
    case = question(person)
    ContactFactory(phone=PHONE)
    assert write("bəli").finding == Finding.NEEDS_CODE
    assert standing(case)[1] == State.WAITING


def test_codes_are_given_where_the_number_alone_does_not_say_which() -> None:
    alone, one, other, silent = (PersonFactory() for _ in range(4))
    ContactFactory(person=alone, phone="+994501110001")
    for sharing in (one, other):
        ContactFactory(person=sharing, phone=PHONE)

    first, *shared, none = replies_of([alone, one, other, silent])

    assert first is not None
    assert first.code == ""
    codes = [reply.code for reply in shared if reply is not None]
    assert len(set(codes)) == 2
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    assert none is None  # nobody has confirmed the number that the registries have


def test_second_question_while_one_is_open_has_a_code(person: Person) -> None:
    question(person)
    (reply,) = replies_of([person])
    assert reply is not None
    assert len(reply.code) == 4


# -- what is told --------------------------------------------------------------------------------------------------


def test_not_understood_is_told_kindly_and_not_without_end(person: Person) -> None:
    case = question(person)
    for minutes in range(60, 70):
        assert write("I am out of office", minutes=minutes).finding == Finding.NOT_UNDERSTOOD
    assert standing(case)[1] == State.WAITING
    assert told() == ["DOST: we did not understand. Please reply only YES or NO, or call 142."] * inbound.MOST_REPLIES

    write("bəli", minutes=80)  # an answer is confirmed all the same
    assert len(told()) == inbound.MOST_REPLIES + 1


def test_late_answer_is_told_that_nothing_has_changed(person: Person) -> None:
    case = question(person)
    record_answer(case=case, accepts=False, actor=Oneself(person.pk, "portal"))

    assert write("bəli").finding == Finding.TOO_LATE

    assert standing(case)[2] == Outcome.DECLINED
    assert "not open any more" in told()[0]


def test_one_that_cannot_be_read_keeps_back_no_other(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    case = question(person)
    at = ASKED_AT + timedelta(minutes=5)
    for number, text in enumerate(("boom", "bəli")):
        ReceivedText.objects.create(
            operator_id="AZERCELL", message_id=f"x{number}", sender=PHONE, text=text, sent_at=at, received_at=at
        )
    read = read_reply

    def breaking(text: str) -> object:
        if text == "boom":
            raise ZeroDivisionError
        return read(text)

    monkeypatch.setattr(inbound, "read_reply", breaking)

    assert read_texts() == 2

    findings = list(TextReading.objects.order_by("text").values_list("finding", flat=True))
    assert findings == [Finding.FAILED, Finding.YES]
    assert standing(case)[1] == State.READY


# -- who gave their own number for another ---------------------------------------------------------------------------


def given_by_mother(child: Person, mother: Person, **kinship: object) -> None:
    """The mother's own telephone, confirmed for her child."""
    KinshipFactory(person=child, relative=mother, **kinship)
    actor = OnBehalf(mother.pk, "mother", child.pk, Capacity.PARENT)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    row = ContactFactory(person=child, phone=PHONE)
    row.signed(actor).save()
    ContactChange(person=child, field="phone", after=PHONE, at=at).signed(actor).save()


def test_answer_of_a_mother_is_hers_and_not_the_childs() -> None:
    mother, child = PersonFactory(), PersonFactory(birth_date=date(2020, 1, 1))
    given_by_mother(child, mother)
    case = question(child)

    reading = write("bəli")

    assert reading.finding == Finding.YES
    line = case.entries.latest("pk")
    assert line.actor == OnBehalf(mother.pk, f"sms:{reading.text_id}", child.pk, Capacity.PARENT)


@pytest.mark.parametrize(
    ("born", "kinship"),
    [
        pytest.param(date(2000, 1, 1), {}, id="of-age"),
        pytest.param(date(2020, 1, 1), {"rights_removed": True}, id="rights-removed"),
        pytest.param(date(2020, 1, 1), {"valid_until": date(2026, 1, 2)}, id="ended"),
    ],
)
def test_who_may_not_act_any_more_answers_nothing(born: date, kinship: dict[str, object]) -> None:
    child = PersonFactory(birth_date=born)
    given_by_mother(child, PersonFactory(), **kinship)
    case = question(child)

    assert write("bəli").finding == Finding.NOT_CONFIRMED

    assert standing(case)[1] == State.WAITING


def test_a_machine_that_agrees_to_everything_is_not_thanked_without_end(person: Person) -> None:
    """It says "OK" to our thanks as well: each answer would bring the next one, at the cost of a message each."""
    question(person)

    found = {write("OK", minutes=60 + n).finding for n in range(10)}

    assert found == {Finding.YES}
    assert len(told()) <= inbound.MOST_REPLIES
