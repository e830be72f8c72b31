from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from schwifty import IBAN

from registries.bridge.directory import BANKS
from registries.bridge.simulator import faults
from registries.bridge.simulator.books.accounts import iban_of, open_own
from registries.bridge.simulator.models import Account, Card, ClosedAccount
from tests.registries.bridge.conftest import Institutions

pytestmark = pytest.mark.django_db


def request(key: str = "A1", *, card: bool = True) -> dict[str, Any]:
    return {"key": key, "fin": "7ABCDE1", "holder": "Əliyeva Ülviyyə Rəşad qızı", "card": card}


def test_an_account_with_its_card(institutions: Institutions) -> None:
    opened = institutions.answers("/ABB/accounts", [request()])["A1"]
    assert opened is not None
    assert opened["iban"] == iban_of("ABB", "A1")
    assert opened["ibans"] == [opened["iban"]]
    assert (opened["status"], opened["times"]) == ("open", 1)
    assert opened["card_no"].startswith("4000 00** **** ")
    assert opened["card_ready_on"]
    assert institutions.answers("/ABB/accounts/status", [{"key": "A1"}, {"key": "A2"}]) == {"A1": opened, "A2": None}


def test_an_account_without_a_card_and_a_card_later(institutions: Institutions) -> None:
    opened = institutions.answers("/ABB/accounts", [request(card=False)])["A1"]
    assert opened is not None
    assert (opened["card_no"], opened["card_ready_on"]) == (None, None)
    ordered = institutions.answers("/ABB/cards", [{"key": "C1", "iban": opened["iban"]}])["C1"]
    assert ordered is not None
    assert (ordered["iban"], ordered["times"]) == (opened["iban"], 1)
    assert institutions.answers("/ABB/cards/status", [{"key": "C1"}, {"key": "C2"}]) == {"C1": ordered, "C2": None}
    assert Card.objects.count() == 1


@pytest.mark.parametrize("bank", sorted(BANKS))
def test_account_numbers_are_valid_and_follow_from_the_key(bank: str) -> None:
    iban = iban_of(bank, "A1")
    assert IBAN(iban).bank_code == BANKS[bank].iban_code
    assert iban == iban_of(bank, "A1")
    assert len({iban, iban_of(bank, "A1", ordinal=1), iban_of(bank, "A2")}) == 3


def test_the_same_request_sent_twice_opens_a_second_account(institutions: Institutions) -> None:
    institutions.answers("/ABB/accounts", [request()])
    known = institutions.answers("/ABB/accounts", [request()])["A1"]
    assert known is not None
    assert known["times"] == 2
    assert known["ibans"] == [iban_of("ABB", "A1"), iban_of("ABB", "A1", ordinal=1)]
    assert known["iban"] == known["ibans"][0]


def test_two_copies_of_one_request_open_one(institutions: Institutions) -> None:
    first = institutions.answers("/ABB/accounts", [request()], request_id="same")
    again = institutions.answers("/ABB/accounts", [request()], request_id="same", deadline=time.time() - 5)
    assert first == again
    assert Account.objects.count() == 1


def test_a_key_twice_in_one_request_opens_two(institutions: Institutions) -> None:
    institutions.answers("/ABB/accounts", [request(), request()])
    assert Account.objects.filter(key="A1").count() == 2


def test_after_the_deadline_none_is_opened(institutions: Institutions) -> None:
    assert institutions.post("/ABB/accounts", [request()], deadline=time.time() - 1).status_code == 408
    assert not Account.objects.exists()


def test_a_closed_account_is_told(institutions: Institutions) -> None:
    institutions.answers("/ABB/accounts", [request()])
    ClosedAccount.objects.create(iban=iban_of("ABB", "A1"), closed_at=datetime.now(UTC))
    known = institutions.answers("/ABB/accounts/status", [{"key": "A1"}])["A1"]
    assert known is not None
    assert known["status"] == "closed"


@pytest.mark.parametrize("item", [{}, {"key": "x" * 65}, {"card": "yes"}, {"fin": None}])
def test_bad_requests_are_refused(institutions: Institutions, item: dict[str, Any]) -> None:
    content = [{**request(), **item}] if item else [{"key": "A1"}]
    assert institutions.post("/ABB/accounts", content).status_code == 400
    assert not Account.objects.exists()


def test_as_many_queries_for_many_as_for_one(institutions: Institutions, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(13):
        institutions.answers("/ABB/accounts", [request(f"A{n}") for n in range(100)])
    assert Account.objects.count() == 100


# -- whose an account is -------------------------------------------------------------------------------------------


def own(fin: str, bank: str = "ABB") -> str:
    return open_own(bank, fin=fin, holder="Əliyeva Ülviyyə Rəşad qızı")


def ownership(institutions: Institutions, iban: str, *, fin: str = "7ABCDE1", bank: str = "ABB") -> str:
    data = institutions.answers(f"/{bank}/account_owner", [{"key": "1", "fin": fin, "iban": iban}])["1"]
    assert data is not None
    return str(data["ownership"])


def test_a_bank_says_whose_an_account_is(institutions: Institutions) -> None:
    mine = own("7ABCDE1")
    assert ownership(institutions, mine) == "own"
    assert ownership(institutions, mine, fin="7ABCDE2") == "another"
    assert ownership(institutions, mine, bank="KAPITAL") == "none"
    assert ownership(institutions, iban_of("ABB", "nobody")) == "none"


def test_an_account_that_was_opened_on_request_is_the_persons_too(institutions: Institutions) -> None:
    opened = institutions.answers("/ABB/accounts", [request()])["A1"]
    assert opened is not None
    assert ownership(institutions, opened["iban"]) == "own"


def test_a_closed_account_is_said_to_be_closed(institutions: Institutions) -> None:
    mine = own("7ABCDE1")
    ClosedAccount.objects.create(iban=mine, closed_at=datetime.now(UTC))
    assert ownership(institutions, mine) == "closed"


def test_a_bank_may_not_be_able_to_say(institutions: Institutions) -> None:
    mine = own("7ABCDE1")
    faults.switch_on(institution="ABB", fault="unsure")
    assert ownership(institutions, mine) == "not_told"


def test_an_own_account_is_opened_once_at_each_bank() -> None:
    assert own("7ABCDE1") == own("7ABCDE1")
    assert own("7ABCDE1") != own("7ABCDE1", "KAPITAL")
    assert own("7ABCDE1") != own("7ABCDE2")
    assert Account.objects.count() == 3
