"""The client against the simulator as it runs: a process of its own, killed now and then."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings as django_settings
from django.db import connection

from registries.bridge import bank, client, pain001, sms
from registries.bridge.bank import AccountRequest
from registries.bridge.client import CLOCK_MARGIN, Answers, Question, Unavailable, final_absence
from registries.bridge.pain001 import CreditTransfer
from registries.bridge.simulator import faults
from registries.bridge.simulator.books.accounts import iban_of
from registries.bridge.simulator.models import BankFile, Fault, LedgerLine, PaymentOrder, TextMessage
from registries.bridge.sms import Message
from tests.installation import free_port
from tests.patience import PATIENCE
from tests.registries.bridge.conftest import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def database_url() -> str:
    """The address of the database of this test run."""
    at = connection.settings_dict
    user, password, name = (quote(str(at[part]), safe="") for part in ("USER", "PASSWORD", "NAME"))
    return f"postgresql://{user}:{password}@{at['HOST']}:{at['PORT']}/{name}"


@dataclass
class Simulator:
    """The simulator's process; `kill` and `start` as often as one likes."""

    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(self.port), "--workers", "1", "--blocking-threads", "16", "--log-level", "warning"),
            "dost.wsgi:application",
        ]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DOST_URLCONF": "registries.bridge.simulator.urls",
            "DOST_DB_POOL": "1",
            "SIMULATOR_LATENCY": "0",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=django_settings.BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/healthz", timeout=1).status_code == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text()[-2000:])

    def kill(self) -> None:
        """`kill -9` of the process and its workers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def simulator(settings: Any, tmp_path: Path) -> Iterator[Simulator]:
    made = Simulator(port=free_port(), log=tmp_path / "simulator.log")
    settings.BRIDGE_BASE_URL = made.url
    made.start()
    yield made
    made.kill()


def soon(seconds: float = 10) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def file(message_id: str, keys: list[str]) -> bytes:
    return pain001.build(
        message_id=message_id,
        created_at=datetime.now(UTC),
        execution_date=date(2026, 3, 4),
        transfers=[CreditTransfer(key, iban_of("ABB", key), "N", Decimal("600.00")) for key in keys],
    )


def test_questions_accounts_payments_and_messages(simulator: Simulator) -> None:
    someone = person()
    items = ({"key": "1", "fin": someone.fin},)
    results = client.ask_all(
        [Question("DIN", "identity", items), Question("DIN", "alive", items), Question("DVX", "income", items)]
    )
    assert all(isinstance(result, Answers) and result["1"].found for result in results)

    opened = bank.open_accounts([AccountRequest(f"A{n}", someone.fin, "N") for n in range(600)], soon())
    assert len(opened) == 600
    assert opened["A7"].data["iban"] == iban_of("ABB", "A7")
    assert bank.accounts_status(["A7", "A999"])["A7"].data == opened["A7"].data
    assert not bank.accounts_status(["A999"])["A999"].found
    card = bank.order_cards([bank.CardRequest("C1", opened["A7"].data["iban"])], soon())["C1"]
    assert bank.cards_status(["C1"])["C1"].data == card.data

    keys = [f"P{n}" for n in range(1200)]
    sent = bank.submit_payments("M-1", file("M-1", keys), soon())
    assert sent.report.status == "ACSC"
    assert set(sent.report.transactions) == set(keys)
    paid = bank.payments_status(keys)
    assert Counter((answer.data["status"], answer.data["times"]) for answer in paid) == {("ACSC", 1): 1200}
    assert bank.files_status(["M-1"])["M-1"].data["transactions"] == 1200

    told = sms.send([Message("N1", "+994501112233", "Salam"), Message("N2", "+994701112233", "Salam")], soon())
    assert [answer.data["status"] for answer in told] == ["delivered", "delivered"]
    assert sms.messages_status({"N1": "+994501112233", "N3": "+994501112233"})["N1"].data["times"] == 1


def test_an_answer_lost_on_the_way_leaves_the_work_done(simulator: Simulator) -> None:
    faults.switch_on(institution="ABB", fault="answer_lost")
    codes = set()
    for number in range(12):
        with pytest.raises(Unavailable) as caught:
            bank.submit_payments(f"M-{number}", file(f"M-{number}", [f"P{number}"]), soon())
        assert not caught.value.surely_not_done or not caught.value.asked
        codes.add(caught.value.code)
        client.reset()
    assert codes == {"error", "cut_off"}
    faults.switch_off()
    assert {answer.data["times"] for answer in bank.payments_status([f"P{n}" for n in range(12)])} == {1}


def test_an_order_that_comes_too_late_is_not_done_and_that_is_final(simulator: Simulator) -> None:
    faults.switch_on(institution="AZERCELL", fault="slow", seconds=1.0)
    deadline = soon(0.5)
    with pytest.raises(Unavailable) as caught:
        sms.send([Message("N1", "+994501112233", "Salam")], deadline)
    assert caught.value.code == "too_late"
    faults.switch_off()
    answer = sms.messages_status({"N1": "+994501112233"})["N1"]
    assert not answer.found
    # On a busy machine the margin may be over already.
    assert final_absence(answer, deadline=deadline) is (answer.answered_at > deadline + CLOCK_MARGIN)
    time.sleep(CLOCK_MARGIN.total_seconds())
    assert final_absence(sms.messages_status({"N1": "+994501112233"})["N1"], deadline=deadline)
    assert not TextMessage.objects.exists()


def test_faults_outlive_the_process(simulator: Simulator) -> None:
    httpx.post(f"{simulator.url}/_sim/faults", json={"institution": "DIN", "fault": "down"}).raise_for_status()
    simulator.kill()
    simulator.start()
    with pytest.raises(Unavailable) as caught:
        client.ask(Question("DIN", "alive", ({"key": "1", "fin": "1"},)))
    assert caught.value.code == "error"
    assert Fault.objects.count() == 1


def test_killed_at_any_moment_a_file_is_in_the_books_whole_or_not_at_all(simulator: Simulator) -> None:
    chance = random.Random(20260303)
    size, sent, answered = 150, [], set()
    stop = threading.Event()

    def send() -> None:
        number = 0
        while not stop.is_set():
            message_id = f"M-{number}"
            content = file(message_id, [f"{message_id}-{n}" for n in range(size)])
            sent.append(message_id)
            with contextlib.suppress(Unavailable):
                bank.submit_payments(message_id, content, soon(3))
                answered.add(message_id)
            number += 1
            client.reset()

    sender = threading.Thread(target=send)
    sender.start()
    for _ in range(6):
        time.sleep(chance.uniform(0.05, 0.6))
        simulator.kill()
        simulator.start()
    stop.set()
    sender.join()

    known = {answer.key: answer for answer in bank.files_status(sent)}
    received = {key for key, answer in known.items() if answer.found}
    assert answered <= received
    assert len(answered) > 5
    assert {known[key].data["times"] for key in received} == {1}
    assert {known[key].data["status"] for key in received} == {"ACSC"}
    assert set(BankFile.objects.values_list("message_id", flat=True)) == received
    assert PaymentOrder.objects.count() == LedgerLine.objects.count() == size * len(received)
    assert LedgerLine.objects.values("end_to_end_id").distinct().count() == size * len(received)
