from __future__ import annotations

import hashlib
import json
import os
import pickle
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from registries.bridge import bank, client, directory, sms
from registries.bridge.bank import AccountRequest
from registries.bridge.breaker import FIRST_PAUSE
from registries.bridge.client import CLOCK_MARGIN, Answer, Answers, Question, Unavailable, final_absence
from registries.bridge.sms import Message
from tests.patience import PATIENCE
from tests.registries.bridge import fake
from tests.registries.bridge.fake import Fake, Handler, Received


@pytest.fixture
def institution(settings: Any) -> Iterator[Fake]:
    with fake.institution(fake.alive) as made:
        settings.BRIDGE_BASE_URL = made.url
        yield made


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Institutions that are waited for as long as a busy machine needs."""
    slow = {code: replace(one, timeout=PATIENCE) for code, one in directory.PROFILES.items()}
    monkeypatch.setattr(directory, "PROFILES", slow)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Institutions that are waited for only three seconds: time enough for a busy machine to send the question."""
    quick = {code: replace(one, timeout=3.0) for code, one in directory.PROFILES.items()}
    monkeypatch.setattr(directory, "PROFILES", quick)


def alive(count: int = 1, institution: str = "DIN") -> Question:
    return Question(institution, "alive", tuple({"key": str(n), "fin": f"{n:07}"} for n in range(count)))


def soon(seconds: float = 10) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def why(question: Question) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        client.ask(question)
    return caught.value


# -- asking --------------------------------------------------------------------------------------------------------


def test_an_answer_for_every_item_in_order(institution: Fake) -> None:
    before = datetime.now(UTC)
    answers = client.ask(alive(3))
    after = datetime.now(UTC)
    assert [answer.key for answer in answers] == ["0", "1", "2"]
    assert len(answers) == 3
    assert answers["1"].data == {"alive": True, "died_on": None}
    assert answers["1"].found
    assert before <= answers["1"].answered_at <= after
    assert answers.latency_ms >= answers["1"].latency_ms >= 0


def test_evidence_of_a_request_is_the_hash_of_its_body(institution: Fake) -> None:
    answers = client.ask(alive(2))
    assert answers["0"].request_hash == hashlib.sha256(institution.received[0].body).hexdigest()
    again = client.ask(Question("DIN", "alive", ({"fin": "0000000", "key": "0"}, {"fin": "0000001", "key": "1"})))
    assert again.request_hash == answers.request_hash
    assert client.ask(alive(3)).request_hash != answers.request_hash


def test_every_request_carries_an_id_and_a_deadline(institution: Fake) -> None:
    before = time.time()
    client.ask_all([alive(1), alive(1, "DIN")])
    latest = time.time() + directory.PROFILES["DIN"].timeout
    headers = [one.headers for one in institution.received]
    assert len({one["X-Request-Id"] for one in headers}) == 2
    assert all(before < float(one["X-Deadline"]) <= latest for one in headers)


def test_long_questions_are_divided_as_the_institution_wants(institution: Fake) -> None:
    def answer(handler: Handler, received: Received) -> None:
        handler.reply(fake.content(received, imprisoned=False, released_on=None, certificate_no=None))

    institution.behave = answer
    items = tuple({"key": str(n), "fin": f"{n:07}"} for n in range(7))
    answers = client.ask(Question("PENITENSIAR", "release", items))
    assert [answer.key for answer in answers] == [str(n) for n in range(7)]
    assert [len(one.keys) for one in institution.received] == [1] * 7


def test_institutions_are_asked_at_the_same_time(institution: Fake, patient: None) -> None:
    institution.behave = fake.once_all_have_come(4)
    results = client.ask_all([alive(), alive(), alive(), alive()])
    assert all(isinstance(result, Answers) for result in results)


def test_nobody_asked_nothing_told(institution: Fake) -> None:
    assert client.ask_all([]) == []
    assert client.ask(Question("DIN", "alive", ())).answers == ()
    assert institution.received == []


def test_not_found_has_no_data(institution: Fake) -> None:
    body = {"answers": [{"key": "0", "found": False, "data": {}}], "answered_at": "2026-03-03T09:00:00+04:00"}
    institution.behave = fake.saying(json.dumps(body).encode())
    answer = client.ask(alive())["0"]
    assert (answer.found, answer.data, answer.answered_at) == (False, {}, datetime(2026, 3, 3, 5, tzinfo=UTC))


def test_words_that_were_not_agreed_are_dropped(institution: Fake) -> None:
    institution.behave = lambda handler, received: handler.reply(
        fake.content(received, alive=True, died_on=None, religion="?")
    )
    assert client.ask(alive())["0"].data == {"alive": True, "died_on": None}


@pytest.mark.parametrize(
    "question",
    [
        Question("DIN", "alive", ({"key": "1"},)),
        Question("DIN", "alive", ({"key": "1", "fin": 5},)),
        Question("DIN", "alive", ({"fin": "1"},)),
    ],
)
def test_a_question_that_does_not_fit_is_the_callers_mistake(institution: Fake, question: Question) -> None:
    with pytest.raises(ValueError, match="alive"):
        client.ask(question)
    assert institution.received == []


def test_a_question_nobody_answers_is_the_callers_mistake(institution: Fake) -> None:
    with pytest.raises(LookupError):
        client.ask(Question("DIN", "shoe_size", ()))


# -- silence, and what is not an answer ----------------------------------------------------------------------------

GOOD = (
    b'{"answers":[{"key":"0","found":true,"data":{"alive":true,"died_on":null}}],'
    b'"answered_at":"2026-03-03T09:00:00+04:00"}'
)


def test_the_good_answer_of_these_tests_is_good(institution: Fake) -> None:
    institution.behave = fake.saying(GOOD)
    assert client.ask(alive())["0"].found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>It works!</html>",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        GOOD[:-20],
        GOOD.replace(b'"key":"0"', b'"key":"1"'),
        GOOD.replace(b'"key":"0"', b'"key":0'),
        GOOD.replace(b'"found":true', b'"found":"yes"'),
        GOOD.replace(b'"found":true,', b""),
        GOOD.replace(b'"alive":true', b'"alive":"true"'),
        GOOD.replace(b'"alive":true', b'"alive":null'),
        GOOD.replace(b'"alive":true,', b""),
        GOOD.replace(b',"died_on":null', b""),
        GOOD.replace(b'"died_on":null', b'"died_on":"31.12.2025"'),
        GOOD.replace(b"+04:00", b""),
        GOOD.replace(b'"answered_at"', b'"at"'),
        GOOD.replace(b'"answers":[', b'"answers":[{"key":"9","found":false},'),
        GOOD.replace(b'"data":{"alive":true,"died_on":null}', b'"data":[]'),
        b'{"answers":[],"answered_at":"2026-03-03T09:00:00+04:00"}',
    ],
)
def test_garbage_is_unavailable_and_never_no(institution: Fake, body: bytes) -> None:
    institution.behave = fake.saying(body)
    problem = why(alive())
    assert problem.code == "unreadable"
    assert not problem.surely_not_done


TOO_LATE = b'{"error":{"code":"too_late","message":""}}'


@pytest.mark.parametrize(
    ("status", "body", "code", "not_done"),
    [
        (500, b"{}", "error", False),
        (503, b"", "error", False),
        (504, TOO_LATE, "error", False),
        (202, b"", "error", False),
        (303, b"", "error", False),
        (400, b"{}", "rejected", True),
        (404, b"", "rejected", True),
        (408, TOO_LATE, "too_late", True),
        (408, b"", "error", False),
        (408, b"[1]", "error", False),
    ],
)
def test_refusals(institution: Fake, status: int, body: bytes, code: str, not_done: bool) -> None:
    institution.behave = fake.saying(body, status)
    problem = why(alive())
    assert (problem.code, problem.surely_not_done) == (code, not_done)


def test_a_slow_institution_is_not_waited_for(institution: Fake, impatient: None) -> None:
    let_go = threading.Event()
    institution.behave = fake.waiting_for(let_go)
    problem = why(alive())
    let_go.set()  # only now: whoever had waited for it would have had an answer
    assert (problem.institution, problem.code, problem.seconds) == ("DIN", "timeout", 3.0)


def test_an_answer_that_trickles_is_not_waited_for(
    institution: Fake, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registries.bridge.transport.CONNECT_TIMEOUT", 3.0)
    institution.behave = fake.trickling
    assert why(alive()).code == "timeout"  # whoever had waited to the end would call it cut off


def test_a_dead_institution_is_surely_not_asked(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.BRIDGE_BASE_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"
        problem = why(alive())
    assert (problem.code, problem.surely_not_done) == ("unreachable", True)


def test_an_answer_that_breaks_off_is_none(institution: Fake) -> None:
    institution.behave = fake.breaking_off
    problem = why(alive())
    assert (problem.code, problem.surely_not_done) == ("cut_off", False)


def test_a_question_is_asked_once_more_when_the_line_was_dead(institution: Fake) -> None:
    def once(handler: Handler, received: Received) -> None:
        (fake.hanging_up if len(institution.received) == 1 else fake.alive)(handler, received)

    institution.behave = once
    assert client.ask(alive())["0"].found
    assert len(institution.received) == 2


def test_an_order_is_never_sent_again_by_itself(institution: Fake) -> None:
    institution.behave = fake.hanging_up
    with pytest.raises(Unavailable) as caught:
        bank.open_accounts([AccountRequest("A1", "0000001", "N")], soon())
    assert (caught.value.code, caught.value.surely_not_done) == ("cut_off", False)
    assert len(institution.received) == 1


def test_an_order_is_not_sent_after_its_deadline(institution: Fake) -> None:
    with pytest.raises(Unavailable) as caught:
        bank.open_accounts([AccountRequest("A1", "0000001", "N")], soon(-1))
    assert (caught.value.code, caught.value.asked, caught.value.surely_not_done) == ("too_late", False, True)
    assert institution.received == []


def test_the_deadline_of_an_order_travels_with_it(institution: Fake) -> None:
    deadline = soon(7)
    institution.behave = fake.saying(b"", 503)
    with pytest.raises(Unavailable):
        bank.open_accounts([AccountRequest("A1", "0000001", "N")], deadline)
    assert float(institution.received[0].headers["X-Deadline"]) == pytest.approx(deadline.timestamp(), abs=1e-5)


def test_of_a_divided_question_the_answers_that_came_are_kept(institution: Fake) -> None:
    def some(handler: Handler, received: Received) -> None:
        if "3" in received.keys:
            handler.reply(b"", 500)
        else:
            handler.reply(fake.content(received, imprisoned=False, released_on=None, certificate_no=None))

    institution.behave = some
    items = tuple({"key": str(n), "fin": f"{n:07}"} for n in range(6))
    problem = why(Question("PENITENSIAR", "release", items))
    assert problem.code == "error"
    assert sorted(answer.key for answer in problem.answers) == ["0", "1", "2", "4", "5"]


def test_one_institution_that_fails_takes_nobody_with_it(institution: Fake) -> None:
    def some(handler: Handler, received: Received) -> None:
        if received.path.startswith("/DVX/"):
            handler.reply(b"", 500)
        else:
            fake.alive(handler, received)

    institution.behave = some
    good, bad = client.ask_all([alive(2), Question("DVX", "employment", ({"key": "1", "fin": "1"},))])
    assert isinstance(good, Answers)
    assert isinstance(bad, Unavailable)
    assert (bad.institution, bad.code) == ("DVX", "error")


# -- leaving an institution alone ----------------------------------------------------------------------------------


def test_after_three_failures_an_institution_is_left_alone_and_found_again(
    institution: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("registries.bridge.breaker.time", SimpleNamespace(monotonic=lambda: now[0]))
    institution.behave = fake.saying(b"", 500)
    assert [why(alive()).asked for _ in range(5)] == [True, True, True, False, False]
    assert len(institution.received) == 3
    problem = why(alive())
    assert (problem.code, problem.surely_not_done) == ("error", True)
    institution.behave = fake.alive
    now[0] += FIRST_PAUSE
    assert client.ask(alive())["0"].found
    assert client.ask(alive())["0"].found


def test_a_request_an_institution_does_not_accept_is_no_failure_of_it(institution: Fake) -> None:
    institution.behave = fake.saying(b"", 400)
    assert [why(alive()).asked for _ in range(5)] == [True] * 5


# -- words, and passing on -----------------------------------------------------------------------------------------


def test_reasons_in_words() -> None:
    with translation.override("en"):
        assert Unavailable("DIN", "timeout", 5.0).reason == "did not answer within 5 s"
        assert str(Unavailable("DIN", "unreadable")) == "DIN answered with something unreadable"
    assert client.reason_in_words("something_else") == "something_else"


def test_an_unavailable_can_be_pickled() -> None:
    answer = Answer("1", True, {"alive": True}, datetime.now(UTC))
    copy = pickle.loads(pickle.dumps(Unavailable("DIN", "timeout", 5.0, False, [answer])))
    assert (copy.institution, copy.code, copy.seconds, copy.asked, copy.answers) == (
        "DIN",
        "timeout",
        5.0,
        False,
        (answer,),
    )


@pytest.mark.parametrize(
    ("found", "after", "final"), [(False, 3, True), (False, 1, False), (False, -1, False), (True, 10, False)]
)
def test_an_absence_is_final_after_the_deadline_by_the_receivers_clock(found: bool, after: float, final: bool) -> None:
    deadline = soon()
    answer = Answer("1", found, {}, deadline + timedelta(seconds=after))
    assert final_absence(answer, deadline=deadline) is final
    assert timedelta(seconds=2) == CLOCK_MARGIN


# -- processes -----------------------------------------------------------------------------------------------------


def test_connections_are_kept(institution: Fake) -> None:
    for _ in range(4):
        client.ask(alive())
    assert len({one.connection for one in institution.received}) == 1


def test_a_forked_process_uses_connections_of_its_own(institution: Fake) -> None:
    client.ask_all([alive(), alive(1, "DIN")])
    used = {one.connection for one in institution.received}
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            results = client.ask_all([alive(), alive()])
            os.write(writer, b"ok" if all(isinstance(one, Answers) for one in results) else b"no")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 2) == b"ok"
    fresh = {one.connection for one in institution.received[2:]}
    assert fresh
    assert not fresh & used
    assert client.ask(alive())["0"].found


# -- text messages -------------------------------------------------------------------------------------------------


def delivered(handler: Handler, received: Received) -> None:
    handler.reply(fake.content(received, status="delivered", reason=None, times=1, delivered_at="2026-03-03T09:00:00Z"))


def test_messages_go_to_the_operator_of_the_number(institution: Fake) -> None:
    institution.behave = delivered
    answers = sms.send(
        [
            Message("1", "+994501112233", "a"),
            Message("2", "+994551112233", "b"),
            Message("3", "+994121112233", "c"),
            Message("4", "+994511112233", "d", "ru"),
        ],
        soon(),
    )
    assert [(one.key, one.data["status"]) for one in answers] == [
        ("1", "delivered"),
        ("2", "delivered"),
        ("3", "refused"),
        ("4", "delivered"),
    ]
    assert sorted((one.path, one.keys) for one in institution.received) == [
        ("/AZERCELL/sms", ["1", "4"]),
        ("/BAKCELL/sms", ["2"]),
    ]
    sent: list[Mapping[str, Any]] = json.loads(
        next(one for one in institution.received if one.path.startswith("/AZERCELL")).body
    )["items"]
    assert sent[1] == {"key": "4", "to": "+994511112233", "text": "d", "language": "ru", "sender": "DOST"}


def test_an_operator_that_is_silent_is_named_and_the_others_are_kept(institution: Fake) -> None:
    def some(handler: Handler, received: Received) -> None:
        (fake.saying(b"", 500) if received.path.startswith("/BAKCELL") else delivered)(handler, received)

    institution.behave = some
    with pytest.raises(Unavailable) as caught:
        sms.send([Message("1", "+994501112233", "a"), Message("2", "+994551112233", "b")], soon())
    assert caught.value.institution == "BAKCELL"
    assert [answer.key for answer in caught.value.answers] == ["1"]


def test_the_state_of_messages_is_asked_of_their_operators(institution: Fake) -> None:
    institution.behave = delivered
    answers = sms.messages_status({"1": "+994501112233", "2": "+994601112233"})
    assert [one.key for one in answers] == ["1", "2"]
    assert {one.path for one in institution.received} == {"/AZERCELL/sms/status", "/NAXTEL/sms/status"}
