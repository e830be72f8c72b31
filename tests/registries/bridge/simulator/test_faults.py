from __future__ import annotations

import time
from typing import Any

import pytest

from registries.bridge import client, pain002
from registries.bridge.iso20022 import MessageError
from registries.bridge.simulator import faults, manners
from registries.bridge.simulator.models import Fault, LedgerLine, TextMessage
from registries.bridge.transport import UnreadableError
from tests.registries.bridge.conftest import Institutions
from tests.registries.bridge.simulator.test_messages import message
from tests.registries.bridge.simulator.test_payments import file

pytestmark = pytest.mark.django_db

ITEM = [{"key": "1", "fin": "0000000"}]


def test_down_answers_503_and_does_nothing(institutions: Institutions) -> None:
    faults.switch_on(institution="AZERCELL", fault="down")
    assert institutions.post("/AZERCELL/sms", [message()]).status_code == 503
    assert institutions.post("/NAR/sms", [message("N1", "+994701112233")]).status_code == 200
    assert TextMessage.objects.count() == 1


def test_everyone_can_be_struck_at_once(institutions: Institutions) -> None:
    faults.switch_on(institution="*", fault="down")
    assert [institutions.post(f"/{code}/records", ITEM).status_code for code in ("DIN", "MN", "ABB")] == [503] * 3


def test_error_answers_500_and_does_nothing(institutions: Institutions) -> None:
    faults.switch_on(institution="AZERCELL", fault="error")
    assert institutions.post("/AZERCELL/sms", [message()]).status_code == 500
    assert not TextMessage.objects.exists()


def test_slow_takes_its_seconds(institutions: Institutions) -> None:
    faults.switch_on(institution="DIN", fault="slow", seconds=0.3)
    began = time.monotonic()
    assert institutions.post("/DIN/alive", ITEM).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_slow_beyond_the_deadline_does_nothing(institutions: Institutions) -> None:
    faults.switch_on(institution="*", fault="slow", seconds=0.3)
    soon = time.time() + 0.1
    assert institutions.post("/DIN/alive", ITEM, deadline=soon).status_code == 408
    assert institutions.post("/ABB/pain001", file("600.00"), deadline=soon).status_code == 408
    assert not LedgerLine.objects.exists()


def test_an_answer_is_lost_after_the_work(institutions: Institutions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "heads", lambda: True)
    faults.switch_on(institution="ABB", fault="answer_lost")
    assert institutions.post("/ABB/pain001", file("600.00")).status_code == 504
    assert LedgerLine.objects.count() == 1


@pytest.mark.parametrize("path", ["/DIN/alive", "/ABB/pain001"])
def test_garbage_is_never_an_answer(institutions: Institutions, path: str) -> None:
    def read(body: bytes) -> None:
        if path == "/DIN/alive":
            client.read_answers(body, asked=["1"], tells={"alive": "boolean", "died_on": "date?"})
        else:
            pain002.read(body)

    faults.switch_on(institution="*", fault="garbage")
    for _ in range(25):
        content: Any = ITEM if path == "/DIN/alive" else file("600.00")
        response = institutions.post(path, content)
        assert response.status_code == 200
        with pytest.raises((UnreadableError, MessageError)):
            read(response.content)


def test_a_message_that_the_network_delivers_twice_is_handled_once(institutions: Institutions) -> None:
    faults.switch_on(institution="*", fault="duplicate_delivery")
    assert institutions.post("/ABB/pain001", file("600.00")).status_code == 200
    assert institutions.post("/AZERCELL/sms", [message()]).status_code == 200
    assert institutions.post("/DIN/alive", ITEM).status_code == 200
    assert LedgerLine.objects.count() == 1
    assert TextMessage.objects.count() == 1


def test_a_fault_strikes_as_often_as_its_probability_says(monkeypatch: pytest.MonkeyPatch) -> None:
    faults.switch_on(institution="DIN", fault="error", probability=0.4)
    draws = iter([0.1, 0.39, 0.4, 0.9])
    monkeypatch.setattr(faults._dice, "random", lambda: next(draws))
    assert [faults.is_struck("DIN", "error") for _ in range(4)] == [True, True, False, False]
    assert not faults.is_struck("DVX", "error")


def test_of_two_faults_of_a_kind_the_longer_counts() -> None:
    faults.switch_on(institution="*", fault="slow", seconds=1)
    faults.switch_on(institution="DIN", fault="slow", seconds=2)
    assert faults.strike("DIN").seconds("slow") == 2
    assert faults.strike("DVX").seconds("slow") == 1


def test_pace_depends_on_the_institution_and_on_the_number_of_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "speed_factor", 1.0)
    assert max(manners.latency("DIN", 1) for _ in range(50)) < min(manners.latency("RYIH", 50) for _ in range(50))
    assert manners.latency("RYIH", 50) > manners.latency("RYIH", 0) / 4
    monkeypatch.setattr(manners, "speed_factor", 0.0)
    assert manners.latency("RYIH", 50) == 0


def test_faults_are_switched_over_http(institutions: Institutions) -> None:
    on = institutions.post("/_sim/faults", {"institution": "DIN", "fault": "slow", "seconds": 2, "probability": 0.5})
    assert on.json() == {"faults": [{"institution": "DIN", "fault": "slow", "probability": 0.5, "seconds": 2.0}]}
    institutions.post("/_sim/faults", {"institution": "DIN", "fault": "slow"})
    institutions.post("/_sim/faults", {"institution": "*", "fault": "down"})
    listed = institutions.client.get("/_sim/faults").json()["faults"]
    assert [(row["institution"], row["fault"], row["seconds"]) for row in listed] == [
        ("*", "down", 0),
        ("DIN", "slow", 0),
    ]
    institutions.client.delete("/_sim/faults?institution=DIN")
    assert Fault.objects.count() == 1
    assert institutions.client.delete("/_sim/faults").json() == {"faults": []}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"institution": "DIN", "fault": "late"}, "fault"),
        ({"institution": "", "fault": "down"}, "institution"),
        ({"fault": "down"}, "institution"),
        ({"institution": "DIN", "fault": "down", "probability": 0}, "probability"),
        ({"institution": "DIN", "fault": "down", "probability": 1.1}, "probability"),
        ({"institution": "DIN", "fault": "down", "probability": True}, "probability"),
        ({"institution": "DIN", "fault": "slow", "seconds": -1}, "seconds"),
        ({"institution": "DIN", "fault": "slow", "seconds": "5"}, "seconds"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(institutions: Institutions, given: dict[str, Any], field: str) -> None:
    response = institutions.post("/_sim/faults", given)
    assert response.status_code == 400
    assert response.json()["error"]["field"] == field
    assert not Fault.objects.exists()
