"""POST /bridge/texts: what operators hand over, signed, each message once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import RequestFactory
from django.utils import timezone

from registries.intake import views
from registries.intake.signature import HEADER
from registries.models import ReceivedText
from tests.factories.keys import Sender, body_of, sender
from tests.hostile import VALUES

PATH = "/bridge/texts"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def operator() -> Sender:
    return sender("AZERCELL")


def message(number: str = "m-1", **other: Any) -> dict[str, Any]:
    sent_at = (timezone.now() - timedelta(minutes=1)).isoformat()
    return {"id": number, "from": "+994501112233", "text": "BƏLİ", "sent_at": sent_at} | other


def post(by: Sender, content: Any, *, path: str = PATH) -> tuple[int, dict[str, Any]]:
    body = content if isinstance(content, bytes) else body_of(content)
    headers = {HEADER: by.signature(body, path=path)}
    request = RequestFactory().post(PATH, body, content_type="application/json", headers=headers)
    answer = views.texts(request)
    return answer.status_code, json.loads(answer.content)


def test_message_is_kept_as_it_was_written(operator: Sender) -> None:
    assert post(operator, message())[0] == 200
    row = ReceivedText.objects.get()
    assert (row.operator_id, row.message_id, row.sender, row.text) == ("AZERCELL", "m-1", "+994501112233", "BƏLİ")
    assert row.sent_at < row.received_at


def test_message_that_is_known_is_kept_once_whatever_it_says_now(operator: Sender) -> None:
    post(operator, message())
    status, said = post(operator, [message(text="YOX"), message("m-2")])
    assert (status, said["duplicate"], said["applied"]) == (200, 1, 1)
    assert list(ReceivedText.objects.order_by("pk").values_list("text", flat=True)) == ["BƏLİ", "BƏLİ"]


def test_nobody_changes_what_was_received(operator: Sender) -> None:
    post(operator, message())
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ReceivedText.objects.update(text="YOX")


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"from": "+994121112233"}, "from"),
        ({"from": 5}, "from"),
        ({"text": None}, "text"),
        ({"text": "x" * 1601}, "text"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": "2026-11-30T09:00:00"}, "sent_at"),
        ({"sent_at": "2099-01-01T00:00:00+04:00"}, "sent_at"),
        ({"to": "DOST"}, "to"),
    ],
)
def test_what_is_wrong_is_refused_alone_and_names_its_field(
    operator: Sender, other: dict[str, Any], field: str
) -> None:
    status, said = post(operator, [message("bad") | other, message("good")])
    assert (status, said["refused"], said["applied"]) == (207, 1, 1)
    assert said["receipts"][0]["problem"]["field"] == field
    assert ReceivedText.objects.get().message_id == "good"


def test_operator_reports_its_own_numbers_only(operator: Sender) -> None:
    other = sender("BAKCELL")
    status, said = post(other, message())
    assert (status, said["receipts"][0]["problem"]["field"]) == (207, "from")
    assert not ReceivedText.objects.exists()


def test_institution_that_is_no_operator_reports_nothing(operator: Sender) -> None:
    assert post(sender("EDLIYYE"), message())[1]["refused"] == 1
    assert not ReceivedText.objects.exists()


def test_signature_for_another_door_does_not_count(operator: Sender) -> None:
    status, said = post(operator, message(), path="/bridge/events")
    assert (status, said["error"]) == (401, "The signature does not count: other_target")
    assert not ReceivedText.objects.exists()


@pytest.mark.parametrize("field", ["id", "from", "text", "sent_at"])
@pytest.mark.parametrize("place", range(0, len(VALUES), 4))
def test_hostile_values_are_refused_or_kept_and_break_nothing(operator: Sender, field: str, place: int) -> None:
    for value in VALUES[place : place + 4]:
        rest = {name: one for name, one in message().items() if name != field}
        inside = ", ".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in rest.items())
        status, _said = post(operator, f'{{{inside}, "{field}": {value}}}'.encode("utf-8", "surrogatepass"))
        assert status in {200, 207, 400}
