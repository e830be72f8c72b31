"""The kiosk: paired screens only, a road of three presses, and nothing on it that says who somebody is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.centres.devices import revoke
from dost.centres.models import Device, Klass, Ticket
from dost.counter import kiosk_steps
from dost.counter.kiosk_draft import LASTS, Draft, opened, sealed
from tests.dost.counter.screens import draft_in, new_screen, paired_client, press, take
from tests.factories.centres import CODE, CentreFactory, seat
from tests.factories.registries import DisabilityFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db
KIOSK = Device.Kind.KIOSK


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def kiosk() -> Client:
    return paired_client(KIOSK, now=timezone.now())


def test_elsewhere_the_address_shows_hours_only(client: Client) -> None:
    CentreFactory()
    for address in (f"/en/kiosk/{CODE}/", f"/en/kiosk/{CODE}/who/", f"/en/board/{CODE}/"):
        page = client.get(address).content.decode()
        assert "Monday to Friday" in page
        assert "<form" not in page
    assert client.post(f"/en/kiosk/{CODE}/step/", {"step": "who", "without": "1"}).status_code == 200
    assert not Ticket.objects.exists()
    assert client.get("/kiosk/NOWHERE-9/").status_code == 404


def test_a_browser_is_paired_by_a_code_that_works_once(client: Client) -> None:
    code, _by = new_screen(KIOSK, now=timezone.now())
    address = f"/en/kiosk/{CODE}/pair/"
    assert client.post(address, {"code": "00000000"}).status_code == 400
    paired = client.post(address, {"code": f"{code[:4]} {code[4:]}"})
    assert paired.status_code == 302
    kept = [paired.cookies[f"kiosk-{language}"] for language in ("az", "en", "ru")]
    assert [(one["httponly"], one["samesite"]) for one in kept] == [(True, "Strict")] * 3
    assert [one["path"] for one in kept] == [f"{prefix}/kiosk/{CODE}/" for prefix in ("", "/en", "/ru")]
    assert Client().post(address, {"code": code}).status_code == 400


def test_codes_are_not_tried_without_end(client: Client) -> None:
    CentreFactory()
    tries = [client.post(f"/en/kiosk/{CODE}/pair/", {"code": f"{n:08}"}).status_code for n in range(12)]
    assert tries[0] == 400
    assert tries[-1] == 429


def test_a_revoked_kiosk_is_one_no_more(kiosk: Client) -> None:
    device = Device.objects.get()
    assert "Xoş gəlmisiniz" in kiosk.get(f"/kiosk/{CODE}/").content.decode()
    revoke(device_id=device.pk, actor=staff_actor(device.made_by), now=timezone.now())
    assert "Xoş gəlmisiniz" not in kiosk.get(f"/kiosk/{CODE}/").content.decode()


def test_three_presses_without_a_document_are_a_ticket(kiosk: Client) -> None:
    seat(1, since=timezone.now())
    page, ticket = take(kiosk, cause="pregnancy")
    shown = page.content.decode()
    assert (ticket.klass, ticket.is_quick, ticket.person, ticket.language) == (Klass.NEED, True, None, "en")
    assert ticket.told is not None
    assert (ticket.told[0], ticket.told[2]) == (0, "need")
    assert ticket.label in shown
    assert "<svg" in shown
    assert ticket.device is not None


def test_everything_says_that_it_is_not_to_be_kept(kiosk: Client) -> None:
    first = kiosk.get(f"/en/kiosk/{CODE}/who/")
    then = press(kiosk, step="who", without="1")
    for response in (first, then):
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert 'http-equiv="refresh" content="40' in response.content.decode()
        assert "sessionid" not in response.cookies


@pytest.mark.parametrize("document", ["a", "12", "'; --", "I234567", "€€€€€€€"])
def test_what_is_no_document_is_said_kindly_and_kept_nowhere(kiosk: Client, document: str) -> None:
    page = press(kiosk, step="who", document=document)
    assert page.status_code == 400
    assert f'value="{document}"' not in page.content.decode()


def same(page: Any) -> str:
    """A page without what differs between any two of them."""
    return re.sub(r'(name="csrfmiddlewaretoken"|name="draft") value="[^"]*"', "", page.content.decode())


def test_a_fin_that_nobody_has_is_answered_as_one_that_somebody_has(kiosk: Client) -> None:
    """Pages, tickets and waits that are told: nothing tells a known from an unknown, nor a class that is known."""
    now = timezone.now()
    seats = [seat(1, since=now)]
    person = PersonFactory(surname="Gizlinova", birth_date=(now - timedelta(days=40 * 365)).date())
    DisabilityFactory(person=person)
    pages, tickets = [], []
    for fin in (person.fin, "9ZZZZZ9"):
        what = press(kiosk, step="who", document=fin.lower())
        asked = press(kiosk, what, step="what", other="1")
        done = press(kiosk, asked, step="cause", cause="none")
        ticket = Ticket.objects.latest("pk")
        pages.append([same(what), same(asked)])
        tickets.append(ticket)
        assert "Gizlinova" not in done.content.decode()
        assert person.fin not in done.content.decode()
    assert pages[0] == pages[1]
    known, unknown = tickets
    assert (known.person, known.klass) == (person, Klass.LAW)
    assert (unknown.person, unknown.klass) == (None, Klass.NONE)
    assert [one.told and one.told[2] for one in tickets] == ["none", "none"]
    assert len(seats) == 1


def test_the_person_can_see_that_their_fin_was_looked_up(kiosk: Client) -> None:
    person = PersonFactory()
    take(kiosk, document=person.fin)
    look = AccessLog.objects.get(person=person)
    assert (look.user, look.purpose, look.reason) == (None, "visit", f"door:{CODE}")
    assert "POPULATION" in look.registries


def test_fins_are_not_tried_without_end(kiosk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosk_steps, "MOST_BY_KIOSK", 3)
    statuses = [press(kiosk, step="who", document=f"1AAAAA{n}").status_code for n in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert press(kiosk, step="who", without="1").status_code == 200


def test_a_form_that_is_sent_twice_takes_one_ticket(kiosk: Client) -> None:
    what = press(kiosk, step="who", without="1")
    asked = press(kiosk, what, step="what", other="1")
    first, second = (press(kiosk, asked, step="cause", cause="none") for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert Ticket.objects.count() == 1
    cache.delete_many([f"kiosk:shown:{key}" for key in _keys(asked)])
    assert press(kiosk, asked, step="cause", cause="none").status_code == 302
    assert Ticket.objects.count() == 1


def _keys(page: Any) -> list[str]:
    draft = opened(draft_in(page), Device.objects.get())
    assert draft is not None
    return [draft.key]


def test_what_was_signed_elsewhere_or_too_long_ago_begins_anew(kiosk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Device.objects.get()
    other.pk += 1
    address = f"/en/kiosk/{CODE}/step/"
    for draft in ("", "x", sealed(Draft(), other)):
        response = kiosk.post(address, {"step": "cause", "cause": "none", "draft": draft})
        assert (response.status_code, response["Location"]) == (302, f"/kiosk/{CODE}/")
    mine = sealed(Draft(), Device.objects.get())
    monkeypatch.setattr("dost.counter.kiosk_draft.LASTS", -LASTS)
    assert kiosk.post(address, {"step": "cause", "cause": "none", "draft": mine}).status_code == 302
    assert not Ticket.objects.exists()
    assert kiosk.get(address).status_code == 302


def test_a_service_is_chosen_by_area_or_words_and_sensitive_ones_are_named_nowhere(kiosk: Client) -> None:
    made = ServiceFactory(code="05-40", name=texts("Birth benefit"), area="benefits")
    hidden = ServiceFactory(code="05-41", name=texts("Shelter"), area="benefits", sensitive=True)
    VersionFactory(service=made)
    what = press(kiosk, step="who", without="1")
    listed = press(kiosk, what, step="what", area="benefits")
    assert "Birth benefit" in listed.content.decode()
    assert "Shelter" not in listed.content.decode()
    refused = press(kiosk, listed, step="what", service=hidden.code)
    assert 'name="cause"' not in refused.content.decode()
    asked = press(kiosk, listed, step="what", service="05-40")
    press(kiosk, asked, step="cause", cause="none")
    assert Ticket.objects.get().service == made


def test_a_screening_is_taken_for_one_and_nothing_of_it_is_noted(kiosk: Client) -> None:
    code = "DOST" + "ABCDEFGHJKLMNPQRSTUVWXYZ234567" * 4
    what = press(kiosk, step="who", document=code)
    assert "Keep your code" in what.content.decode()
    asked = press(kiosk, what, step="what", event="child_born")
    press(kiosk, asked, step="cause", cause="none")
    ticket = Ticket.objects.get()
    assert (ticket.person, ticket.event) == (None, "child_born")
    assert code not in what.content.decode()


def test_a_ticket_costs_as_many_queries_however_many_wait(kiosk: Client, django_assert_max_num_queries: Any) -> None:
    seat(1, since=timezone.now())
    for _ in range(3):
        take(kiosk)
    what = press(kiosk, step="who", without="1")
    asked = press(kiosk, what, step="what", other="1")
    with django_assert_max_num_queries(36):
        press(kiosk, asked, step="cause", cause="none")
