"""What a bank says is checked where it enters, and one thing wrong keeps back nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from django.utils import timezone, translation

from dost.accounts.actors import staff_actor
from dost.cases import acts, handlers, road
from dost.cases.acts import Act
from dost.cases.models import Case
from dost.cases.stages import Stage, WaitingOn
from dost.cases.text.reasons import in_words
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import BankFile, PaymentAccount, PaymentOrder
from registries.bridge import bank, pain002
from registries.bridge.answers import Answer, Answers
from registries.bridge.client import Job, Part
from registries.bridge.simulator.books.accounts import iban_of
from registries.bridge.simulator.models import LedgerLine
from registries.bridge.transport import Unavailable
from registries.models import Person
from tests.dost.road.house import birth, publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

WRONG = {
    "": "iban_empty",
    "DE89370400440532013000": "iban_country",
    "AZ21NABZ00000000137010001944": "iban_bank",
    "AZ73IBAZ38090019449306217117": "iban_check_digits",
    "ready tomorrow": "iban_form",
}


@pytest.fixture(autouse=True)
def _services(settings: Any) -> None:
    publish("05-40")
    settings.PARTNER_BANKS = ["ABB"]
    # What is in doubt is waited for: long enough for a loaded machine to answer, short enough to wait for.
    settings.DELIVERY_DEADLINE_SECONDS, settings.DELIVERY_MARGIN_SECONDS = 5, 1


def families(count: int) -> list[Person]:
    """Mothers with a birth each, which has been sent."""
    mothers: list[Person] = [PersonFactory(phone=f"+99450123450{number}") for number in range(count)]
    send(*(birth(one, fin=f"8AAAAA{number + 1}", number=f"B-{number}") for number, one in enumerate(mothers)))
    return mothers


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """What the bank says a person's account number is, by FİN, in the place of the right one."""
    said: dict[str, str | None] = {}
    do = Job.do

    def spoilt(job: Job) -> Part:
        part = do(job)
        if not job.path.startswith("accounts"):
            return part
        fins = {row.key: row.person.fin for row in PaymentAccount.objects.select_related("person")}
        return Part(
            tuple(
                Answer(
                    one.key,
                    one.found,
                    {**one.data, "iban": said.get(fins[one.key], one.data.get("iban"))},
                    one.answered_at,
                )
                for one in part.answers
            )
        )

    monkeypatch.setattr(Job, "do", spoilt)
    return said


@pytest.mark.parametrize(("iban", "problem"), list(WRONG.items()))
def test_one_wrong_account_number_of_three_goes_to_a_clerk_and_the_others_are_paid(
    iban: str, problem: str, says: dict[str, str | None]
) -> None:
    _first, wrong, _last = families(3)
    says[wrong.fin] = iban
    work()

    account = PaymentAccount.objects.get(person=wrong)
    assert (account.state, account.problem, account.iban) == (DeliveryState.REFUSED, problem, "")
    stuck = Case.objects.get(person=wrong)
    assert (stuck.stage, stuck.waiting_on, stuck.reason) == (
        Stage.PAY,
        WaitingOn.CLERK,
        {"code": "account_refused", "problem": problem},
    )
    with translation.override("en"):
        assert in_words(stuck.reason).startswith("The payment cannot go out as it is: the ")
    assert set(Case.objects.exclude(pk=stuck.pk).values_list("stage", flat=True)) == {Stage.CLOSED}
    assert LedgerLine.objects.count() == 2

    says.clear()
    actor = staff_actor(UserFactory())
    assert Act.NEW_ACCOUNT in acts.actions(stuck, actor)
    handlers.new_account(case_id=stuck.pk, actor=actor, note="The bank gave a wrong number", now=timezone.now())
    work()
    assert LedgerLine.objects.count() == 3


def test_a_number_with_spaces_in_small_letters_is_kept_in_one_form(says: dict[str, str | None]) -> None:
    (mother,) = families(1)
    says[mother.fin] = " az73 ibaz 3809 0019 4493 0621 7116 "
    work()
    assert PaymentAccount.objects.get().iban == "AZ73IBAZ38090019449306217116"
    assert Case.objects.get().stage == Stage.CLOSED


def test_nobody_is_given_the_account_number_of_somebody_else(says: dict[str, str | None]) -> None:
    first, second, third = families(3)
    says[first.fin] = says[second.fin] = "AZ73IBAZ38090019449306217116"
    work()
    assert dict(PaymentAccount.objects.values_list("person", "problem")) == {
        first.pk: "account_of_another",
        second.pk: "account_of_another",
        third.pk: "",
    }
    assert LedgerLine.objects.count() == 1


def test_an_answer_about_one_account_that_cannot_be_read_ends_with_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _first, wrong, _last = families(3)
    known = bank.accounts_status

    def nonsense(answers: Iterable[Answer]) -> list[Answer]:
        key = PaymentAccount.objects.get(person=wrong).key
        return [one for one in answers if one.key != key]

    def spoil(ask: Any) -> Any:
        def asked(items: Sequence[Any], *arguments: Any, **more: Any) -> Answers:
            answers = ask(items, *arguments, **more)
            keys = {getattr(item, "key", item) for item in items}
            key = PaymentAccount.objects.get(person=wrong).key
            if key not in keys:
                return Answers(tuple(answers))
            raise Unavailable("ABB", "unreadable", answers=nonsense(answers), spoilt=frozenset({key}))

        return asked

    monkeypatch.setattr(bank, "open_accounts", spoil(bank.open_accounts))
    monkeypatch.setattr(bank, "accounts_status", spoil(known))
    work()
    for _time in range(3):
        PaymentAccount.objects.filter(person=wrong).update(not_before=timezone.now())
        road.work_once("accounts")
    work()
    assert PaymentAccount.objects.get(person=wrong).state == DeliveryState.DOUBTFUL
    assert Case.objects.get(person=wrong).waiting_on == WaitingOn.CLERK
    assert LedgerLine.objects.count() == 2


def test_one_account_of_old_that_is_none_is_left_out_of_the_file(settings: Any) -> None:
    """What was taken for an account before it was checked: it stands in the table as done."""
    mothers = families(3)
    now = timezone.now()
    for number, mother in enumerate(mothers):
        iban = "DE89370400440532013000" if number == 1 else iban_of("ABB", mother.fin)
        PaymentAccount.objects.create(
            key=f"A{mother.pk}", person=mother, bank="ABB", iban=iban, state=DeliveryState.DONE,
            not_before=now, created_at=now, settled_at=now,
        )  # fmt: skip
    work()
    states = dict(PaymentOrder.objects.values_list("account__person", "state"))
    assert states == {mothers[0].pk: "done", mothers[1].pk: "refused", mothers[2].pk: "done"}
    refused = PaymentOrder.objects.get(state=DeliveryState.REFUSED)
    assert (refused.problem, refused.message_id) == ("iban_country", "")
    assert BankFile.objects.get().orders == 2
    assert Case.objects.get(person=mothers[1]).reason == {"code": "account_refused", "problem": "iban_country"}
    assert not Notice.objects.filter(person=mothers[1]).exists()


def test_a_bank_that_answers_as_banks_do_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with what the published definition allows besides: the whole file is pending, two transfers are told."""
    first, second, third = families(3)
    build = pain002.build

    def as_banks_send(*, transactions: Iterable[Any], **more: Any) -> bytes:
        told = [one for one in transactions if one.end_to_end_id != PaymentOrder.objects.get(account__person=third).key]
        report = build(transactions=told, **more).replace(b"<GrpSts>ACSC</GrpSts>", b"<GrpSts>PART</GrpSts>")
        for one in told:
            key = one.end_to_end_id.encode()
            report = report.replace(b"<OrgnlEndToEndId>" + key, b"<StsId>1</StsId><OrgnlEndToEndId>" + key)
        return report.replace(
            b"<TxSts>", b"<OrgnlUETR>8d6d3f3e-1b2c-4d5e-8f90-a1b2c3d4e5f6</OrgnlUETR><TxSts>"
        ).replace(b"</CreDtTm>", b"</CreDtTm><DbtrAgt><FinInstnId><BICFI>IBAZAZ2X</BICFI></FinInstnId></DbtrAgt>")

    monkeypatch.setattr(pain002, "build", as_banks_send)
    work()
    states = dict(PaymentOrder.objects.values_list("account__person", "state"))
    assert states == dict.fromkeys([first.pk, second.pk, third.pk], "done")
    assert LedgerLine.objects.count() == 3
