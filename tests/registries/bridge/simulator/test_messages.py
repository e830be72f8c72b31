from __future__ import annotations

import time
from typing import Any

import pytest

from registries.bridge.simulator.books.messages import parts
from registries.bridge.simulator.models import TextMessage
from tests.registries.bridge.conftest import Institutions

pytestmark = pytest.mark.django_db


def message(key: str = "N1", to: str = "+994501112233", **more: Any) -> dict[str, Any]:
    return {"key": key, "to": to, "text": "Sizə 600,00 ₼ təyin olundu.", "sender": "DOST", "language": "az", **more}


def test_a_message_is_delivered(institutions: Institutions) -> None:
    told = institutions.answers("/AZERCELL/sms", [message()])["N1"]
    assert told is not None
    assert (told["status"], told["reason"], told["times"]) == ("delivered", None, 1)
    kept = TextMessage.objects.get()
    assert (kept.to, kept.sender, kept.language, kept.text) == (
        "+994501112233",
        "DOST",
        "az",
        "Sizə 600,00 ₼ təyin olundu.",
    )
    assert institutions.answers("/AZERCELL/sms/status", [{"key": "N1"}, {"key": "N2"}]) == {"N1": told, "N2": None}


def test_a_number_of_another_operator_is_refused(institutions: Institutions) -> None:
    told = institutions.answers("/AZERCELL/sms", [message(), message("N2", "+994551112233")])
    assert told["N2"] == {"status": "refused", "reason": "unknown_number", "times": 0, "delivered_at": None}
    assert TextMessage.objects.count() == 1


def test_the_same_message_sent_twice_is_delivered_twice(institutions: Institutions) -> None:
    institutions.answers("/AZERCELL/sms", [message()])
    told = institutions.answers("/AZERCELL/sms", [message()])["N1"]
    assert told is not None
    assert told["times"] == 2
    assert TextMessage.objects.count() == 2


def test_two_copies_of_one_request_deliver_once(institutions: Institutions) -> None:
    for late in (30, -30):
        institutions.answers("/AZERCELL/sms", [message()], request_id="same", deadline=time.time() + late)
    assert TextMessage.objects.count() == 1


def test_after_the_deadline_nothing_is_delivered(institutions: Institutions) -> None:
    assert institutions.post("/AZERCELL/sms", [message()], deadline=time.time() - 1).status_code == 408
    assert not TextMessage.objects.exists()


def test_as_many_queries_for_many_as_for_one(institutions: Institutions, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        institutions.answers("/AZERCELL/sms", [message(f"N{n}") for n in range(200)])
    assert TextMessage.objects.count() == 200


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 161, 2), ("ə" * 70, 1), ("ə" * 71, 2), ("ə" * 134, 2), ("ə" * 135, 3), ("", 1)],
)
def test_parts_of_a_message(text: str, count: int) -> None:
    assert parts(text) == count
