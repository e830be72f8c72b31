"""An address that leads back is never longer than servers take."""

from __future__ import annotations

from django.test import Client, RequestFactory

from dost.ui.back import LONGEST, address_of_page


def test_a_page_is_come_back_to_with_its_query() -> None:
    assert address_of_page(RequestFactory().get("/my/payments/?page=2")) == "/my/payments/?page=2"


def test_a_query_that_is_too_long_is_left_behind() -> None:
    assert address_of_page(RequestFactory().get(f"/my/payments/?page={'9' * LONGEST}")) == "/my/payments/"
    assert len(address_of_page(RequestFactory().get(f"/{'9' * 9_000}/"))) == LONGEST


def test_whoever_is_led_to_the_sign_in_gets_an_address_that_servers_take(db: None) -> None:
    for there in ("/my/payments/", "/office/work/"):
        led = Client().get(f"{there}?q={'ə' * 3_000}")
        assert led.status_code == 302
        assert len(led.headers["Location"]) < 3 * LONGEST
