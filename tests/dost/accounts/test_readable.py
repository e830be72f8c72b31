"""Texts that are none are refused before anything is asked of the database."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["q", "a\x00b"])
@pytest.mark.parametrize("value", ["\x00", "a\x00b"])
def test_a_zero_character_in_an_address_is_a_bad_request(client: Client, name: str, value: str) -> None:
    assert client.get("/", {name: value}).status_code == 400


def test_a_zero_character_in_a_form_is_a_bad_request(client: Client) -> None:
    assert client.post("/accounts/sign-in/", {"username": "a\x00", "password": "x"}).status_code == 400
    assert client.post("/accounts/sign-in/", {"username": "a", "password": "x"}).status_code == 200


def test_a_zero_character_in_a_path_is_a_bad_request(client: Client) -> None:
    assert client.get("/check/%00/").status_code == 400


def test_what_is_readable_passes(client: Client) -> None:
    assert client.get("/", {"q": "uşaq"}).status_code == 200
