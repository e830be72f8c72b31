"""POST /bridge/events: who may, what is understood, and what is answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.http import JsonResponse
from django.test import RequestFactory

from registries.intake import views
from registries.models import Person, RegistryEvent
from tests.factories.registries import InstitutionFactory, PersonFactory

TOKEN = "a-token-of-the-test"


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.BRIDGE_TOKEN = TOKEN


def post(
    body: object, *, authorization: str | None = f"Bearer {TOKEN}", kind: str = "application/json", method: str = "POST"
) -> tuple[int, dict[str, Any], JsonResponse]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if authorization is None else {"Authorization": authorization}
    request = RequestFactory().generic(method, "/bridge/events", data, content_type=kind, headers=headers)
    answer = views.events(request)
    return answer.status_code, json.loads(answer.content), answer


@pytest.fixture
def mother(db: None) -> Person:
    InstitutionFactory(code="EDLIYYE")
    person: Person = PersonFactory(birth_date=date(1995, 1, 1))
    return person


def birth(mother: Person, number: str = "1") -> dict[str, Any]:
    record = {
        "fin": f"8AB1C2{number}",
        "surname": "Əliyev",
        "given_name": "Murad",
        "sex": "M",
        "mother_fin": mother.fin,
    }
    return {"institution": "EDLIYYE", "id": number, "kind": "birth", "happened_on": "2026-11-20", "record": record}


def test_list_of_events_gets_a_receipt_each(mother: Person) -> None:
    bad = {**birth(mother, "2"), "kind": "brith"}
    status, body, _ = post([birth(mother), birth(mother), bad])
    assert status == 207
    assert [receipt["status"] for receipt in body["receipts"]] == ["applied", "duplicate", "refused"]
    assert (body["applied"], body["duplicate"], body["refused"]) == (1, 1, 1)
    assert body["receipts"][2]["problem"]["field"] == "kind"
    assert RegistryEvent.objects.count() == 2


def test_single_event_is_taken(mother: Person) -> None:
    status, body, _ = post(birth(mother))
    assert (status, body["receipts"][0]["status"]) == (200, "applied")


def test_empty_list_is_fine(db: None) -> None:
    assert post([])[:2] == (200, {"receipts": [], "applied": 0, "duplicate": 0, "refused": 0})


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer Ə"])
def test_without_the_token_nothing_is_read(authorization: str | None) -> None:
    status, body, answer = post([{}], authorization=authorization)
    assert status == 401
    assert body["hint"] == "send the header Authorization: Bearer <token>"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_without_a_token_in_the_settings_the_bridge_is_closed(settings: Any) -> None:
    settings.BRIDGE_TOKEN = ""
    assert post([], authorization="Bearer ")[0] == 503


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not JSON"),
        (b"{", "The body is not JSON"),
        (b'{"a": NaN}', "The body is not JSON: NaN is not a number"),
        (b"[" * 100_000, "The body is not JSON"),
        ("Ə".encode("utf-16"), "The body is not"),
    ],
)
def test_body_that_is_no_json_is_refused(body: bytes, message: str) -> None:
    status, said, _ = post(body)
    assert status == 400
    assert said["error"].startswith(message)


def test_other_methods_and_types_are_refused() -> None:
    status, _, answer = post([], method="GET")
    assert (status, answer["Allow"]) == (405, "POST")
    assert post([], kind="text/csv")[0] == 415


def test_body_that_is_too_large_is_refused(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    status, said, _ = post([{"x": "y" * 200}])
    assert (status, said["hint"]) == (413, "send fewer events at a time")


def test_too_many_events_are_refused() -> None:
    assert post([1] * (views.MOST_EVENTS + 1))[0] == 413


@pytest.mark.django_db
@pytest.mark.parametrize("body", [1, "x", None, [None], [[]], {"institution": {}}, [{"id": 1.5}]])
def test_json_that_is_no_event_is_refused_with_a_receipt(body: object) -> None:
    status, said, _ = post(body)
    assert (status, said["receipts"][0]["status"]) == (207, "refused")


def test_address_is_the_bridges() -> None:
    from registries.intake.urls import urlpatterns

    assert [str(each.pattern) for each in urlpatterns] == ["events"]
