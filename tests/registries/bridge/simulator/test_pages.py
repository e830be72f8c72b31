from __future__ import annotations

import re
from typing import Any

import pytest

from registries.bridge.simulator import faults
from registries.bridge.simulator.books.accounts import iban_of
from registries.bridge.simulator.models import Account, Fault
from tests.factories.registries import PersonFactory
from tests.registries.bridge.conftest import Institutions
from tests.registries.bridge.simulator.test_messages import message

pytestmark = pytest.mark.django_db

PAGES = ("/", "/phone/", "/phone/+994501112233/", "/accounts/", "/faults/")


def page(institutions: Institutions, path: str) -> str:
    response = institutions.client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_phone_shows_its_messages_oldest_first(institutions: Institutions) -> None:
    institutions.answers("/AZERCELL/sms", [message("N1", text="Birinci"), message("N2", text="<b>İkinci</b>")])
    institutions.answers("/AZERCELL/sms", [message("N3", "+994501112234", text="Başqasına")])
    shown = page(institutions, "/phone/+994501112233/")
    assert shown.index("Birinci") < shown.index("&lt;b&gt;İkinci")
    assert "Başqasına" not in shown
    assert '<p class="talk__text" lang="az">Birinci</p>' in shown


def test_phones_that_received_something_last_come_first(institutions: Institutions) -> None:
    institutions.answers("/AZERCELL/sms", [message("N1"), message("N2", "+994501112234"), message("N3")])
    shown = page(institutions, "/phone/")
    assert re.findall(r'href="/phone/(\+\d+)/', shown) == ["+994501112233", "+994501112234"]


def test_a_phone_is_looked_at_again_only_when_asked(institutions: Institutions) -> None:
    plain = institutions.client.get("/phone/+994501112233/")
    assert "Refresh" not in plain.headers
    assert institutions.client.get("/phone/+994501112233/?watch=1").headers["Refresh"] == "5"


def test_what_is_no_number_is_not_a_phone(institutions: Institutions) -> None:
    response = institutions.client.get("/phone/994/")
    assert response.status_code == 404
    assert "+994501234567" in response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_speak_three_languages(institutions: Institutions, path: str) -> None:
    texts = {}
    for code in ("az", "en", "ru"):
        texts[code] = page(institutions, f"{path}?lang={code}")
        assert f'<html lang="{code}">' in texts[code]
    headings = {code: re.findall(r"<h2>(.*?)</h2>|<title>(.*?)</title>", text) for code, text in texts.items()}
    assert headings["az"] != headings["en"] != headings["ru"] != headings["az"]


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_many_phones_as_for_one(
    institutions: Institutions, django_assert_num_queries: Any, count: int
) -> None:
    institutions.answers("/AZERCELL/sms", [message(f"N{n}", f"+99450111223{n}") for n in range(count)])
    with django_assert_num_queries(1):
        page(institutions, "/phone/")


def test_faults_are_switched_on_the_page(institutions: Institutions) -> None:
    given = {"institution": "EDLIYYE", "fault": "slow", "probability": "0.5", "seconds": "3"}
    assert institutions.client.post("/faults/?lang=ru", given).headers["Location"] == "/faults/?lang=ru"
    assert faults.listed() == [{"institution": "EDLIYYE", "fault": "slow", "probability": 0.5, "seconds": 3.0}]
    assert "EDLIYYE" in page(institutions, "/faults/")
    institutions.client.post("/faults/", {"off": "EDLIYYE:slow"})
    assert not Fault.objects.exists()


def test_a_fault_that_makes_no_sense_is_told_beside_its_field(institutions: Institutions) -> None:
    response = institutions.client.post(
        "/faults/?lang=en", {"institution": "EDLIYYE", "fault": "slow", "probability": "7", "seconds": "3"}
    )
    assert response.status_code == 200
    assert 'class="field__error"' in response.content.decode()
    assert not Fault.objects.exists()


def test_the_page_for_faults_is_guarded_against_forgery(institutions: Institutions, client: Any) -> None:
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/faults/", {"off": "DIN:slow"}).status_code == 403


def test_the_number_of_an_own_account_is_shown(institutions: Institutions) -> None:
    person = PersonFactory()
    response = institutions.client.post("/accounts/", {"fin": person.fin.lower(), "bank": "KAPITAL"})
    assert iban_of("KAPITAL", f"own/{person.fin}") in response.content.decode()
    assert Account.objects.get().fin == person.fin


def test_nobody_has_no_account(institutions: Institutions) -> None:
    response = institutions.client.post("/accounts/?lang=en", {"fin": "0000000", "bank": "KAPITAL"})
    assert "Nobody has this FİN." in response.content.decode()
    assert not Account.objects.exists()
