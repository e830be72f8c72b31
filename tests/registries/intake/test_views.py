"""POST /bridge/events: who may, what is understood, and what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.http import JsonResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from dost.accounts.models import SecurityEvent
from registries.intake import views
from registries.intake.signature import HEADER
from registries.models import DeathAct, Person, RegistryEvent
from tests.factories.keys import Sender, body_of, sender
from tests.factories.registries import PersonFactory

Post = Callable[..., tuple[int, dict[str, Any], JsonResponse]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def justice() -> Sender:
    return sender("EDLIYYE")


@pytest.fixture
def post(justice: Sender) -> Post:
    return partial(_post, justice)


def _post(
    by: Sender, body: object, *, signature: str | None = None, kind: str = "application/json", method: str = "POST"
) -> tuple[int, dict[str, Any], JsonResponse]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {HEADER: by.signature(data) if signature is None else signature}
    request = RequestFactory().generic(method, "/bridge/events", data, content_type=kind, headers=headers)
    answer = views.events(request)
    return answer.status_code, json.loads(answer.content), answer


@pytest.fixture
def mother() -> Person:
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


def test_list_of_events_gets_a_receipt_each(post: Post, mother: Person) -> None:
    bad = {**birth(mother, "2"), "kind": "brith"}
    status, body, _ = post([birth(mother), birth(mother), bad])
    assert status == 207
    assert [receipt["status"] for receipt in body["receipts"]] == ["applied", "duplicate", "refused"]
    assert (body["applied"], body["duplicate"], body["refused"]) == (1, 1, 1)
    assert body["receipts"][2]["problem"]["field"] == "kind"
    assert RegistryEvent.objects.count() == 2


def test_single_event_is_taken(post: Post, mother: Person) -> None:
    status, body, _ = post(birth(mother))
    assert (status, body["receipts"][0]["status"]) == (200, "applied")


def test_empty_list_is_fine(post: Post) -> None:
    assert post([])[:2] == (200, {"receipts": [], "applied": 0, "duplicate": 0, "refused": 0})


def test_without_a_signature_that_counts_nothing_is_read(post: Post, mother: Person, justice: Sender) -> None:
    body = body_of([birth(mother)])
    for signature, code in (
        ("", "no_signature"),
        ("x", "unreadable"),
        (justice.signature(body + b" "), "bad_signature"),
        (justice.signature(body, kid="EDLIYYE-none"), "unknown_key"),
    ):
        status, said, answer = post(body, signature=signature)
        assert (status, said["error"]) == (401, f"The signature does not count: {code}")
        assert said["hint"]
        assert answer["WWW-Authenticate"] == HEADER
    assert not RegistryEvent.objects.exists()
    refused = SecurityEvent.objects.filter(kind="call_refused").order_by("pk")
    assert [(row.about, row.institution, row.address) for row in refused] == [
        ("no_signature", "", "127.0.0.1"),
        ("unreadable", "", "127.0.0.1"),
        ("bad_signature", "EDLIYYE", "127.0.0.1"),
        ("unknown_key", "", "127.0.0.1"),
    ]


def test_same_call_again_is_refused_and_the_same_events_signed_anew_are_known(
    post: Post, mother: Person, justice: Sender
) -> None:
    body = body_of([birth(mother)])
    signature = justice.signature(body)
    assert post(body, signature=signature)[0] == 200

    assert post(body, signature=signature)[:2] == (
        401,
        {"error": "The signature does not count: replay", "hint": "sign every call anew, with a jti of its own"},
    )
    assert post(body)[1]["duplicate"] == 1


def test_sender_is_who_has_signed_whatever_the_body_says(mother: Person) -> None:
    bank = sender("DSMF")
    death = {"institution": "EDLIYYE", "id": "D-1", "kind": "death", "happened_on": "2026-11-20"}
    death["record"] = {"fin": mother.fin}  # type: ignore[assignment]

    status, body, _ = _post(bank, [death, death])

    assert status == 207
    problem = body["receipts"][0]["problem"]
    assert (problem["field"], problem["message"]) == ("institution", "is EDLIYYE, and DSMF has signed")
    assert not RegistryEvent.objects.exists()
    assert not DeathAct.objects.exists()
    refused = SecurityEvent.objects.get(kind="call_refused")
    assert (refused.institution, refused.about) == ("DSMF", "is EDLIYYE, and DSMF has signed (2 times)")


def test_institution_reports_only_what_is_its_own(mother: Person) -> None:
    """A pension fund said that somebody had died, and it was believed."""
    fund = sender("DSMF")
    death = {"institution": "DSMF", "id": "D-1", "kind": "death", "happened_on": "2026-11-20"}
    death["record"] = {"fin": mother.fin}  # type: ignore[assignment]

    _, body, _ = _post(fund, death)

    assert body["receipts"][0]["problem"] == {
        "field": "kind",
        "message": "DSMF may not report into DeathAct",
        "hint": "it is reported by EDLIYYE, XIN",
    }
    assert RegistryEvent.objects.get().state == "refused"
    mother.refresh_from_db()
    assert mother.died_on is None
    assert SecurityEvent.objects.get(kind="call_refused").about == "DSMF may not report into DeathAct"


def test_signature_costs_few_queries(
    post: Post, justice: Sender, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):  # nothing of these is kept: what is counted is the door, and who and where there is
        body = body_of([{}] * count)
        signature = justice.signature(body)
        with django_assert_num_queries(6):
            post(body, signature=signature)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not JSON"),
        (b"{", "The body is not JSON"),
        (b"[" * 100_000, "The body is not JSON"),
        ("Ə".encode("utf-16"), "The body is not"),
    ],
)
def test_body_that_is_no_json_is_refused(post: Post, body: bytes, message: str) -> None:
    status, said, _ = post(body)
    assert status == 400
    assert said["error"].startswith(message)


def test_other_methods_and_types_are_refused(post: Post) -> None:
    status, _, answer = post([], method="GET")
    assert (status, answer["Allow"]) == (405, "POST")
    assert post([], kind="text/csv")[0] == 415


def test_body_that_is_too_large_is_refused(post: Post, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    status, said, _ = post([{"x": "y" * 200}])
    assert (status, said["hint"]) == (413, "send fewer events at a time")


def test_too_many_events_are_refused(post: Post) -> None:
    assert post([1] * (views.MOST_EVENTS + 1))[0] == 413


@pytest.mark.django_db
@pytest.mark.parametrize("body", [1, "x", None, [None], [[]], {"institution": {}}, [{"id": 1.5}]])
def test_json_that_is_no_event_is_refused_with_a_receipt(post: Post, body: object) -> None:
    status, said, _ = post(body)
    assert (status, said["receipts"][0]["status"]) == (207, "refused")


def test_addresses_are_the_bridges() -> None:
    from registries.intake.urls import urlpatterns

    assert [str(each.pattern) for each in urlpatterns] == ["events", "texts"]


def test_one_item_that_is_no_json_does_not_lose_its_neighbours(post: Post, mother: Person) -> None:
    good = [json.dumps(birth(mother, number)) for number in ("1", "2")]
    status, body, _ = post(f'[{good[0]}, {{"id": }}, {{"id": NaN}}, {good[1]}]'.encode())
    assert status == 207
    assert [receipt["status"] for receipt in body["receipts"]] == ["applied", "refused", "refused", "applied"]
    assert body["receipts"][1]["problem"]["message"]
