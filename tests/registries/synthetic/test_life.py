"""Life events: the same for the same seed, about suitable people, and taken without a refusal."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from joserfc.jwk import OKPKey

from registries.intake import receive
from registries.intake.consequences import findings
from registries.management.commands import life as command
from registries.models import Person, RegistryEvent
from registries.synthetic import deliver, load
from registries.synthetic.identifiers import LIFE_SERIALS, fin
from registries.synthetic.life import DEFAULT_MIX, MixError, make_events, read_mix
from registries.synthetic.life_kinds import KINDS

ON = date(2026, 11, 23)


@pytest.fixture
def people(db: None) -> None:
    load.populate(people=3_000, seed=21, on=ON, report=lambda what, done, of: None, processes=1)


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("life", "--on", str(ON), *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("people")
def test_every_kind_of_event_is_taken() -> None:
    for kind in KINDS:
        events = make_events(3, 5, [kind], ON)
        assert events, kind
        assert {event["kind"] for event in events} == {KINDS[kind].event}
        receipts = receive(events)
        assert [receipt.problem for receipt in receipts if receipt.status != "applied"] == []


@pytest.mark.usefixtures("people")
def test_everything_that_follows_from_the_acts_of_a_made_up_country_is_there() -> None:
    assert list(findings()) == []
    receive(make_events(300, 7, ["births", "deaths"], ON))
    assert list(findings()) == []


@pytest.mark.usefixtures("people")
def test_events_are_the_same_for_a_seed_and_others_for_another() -> None:
    first = make_events(120, 1, None, ON)
    assert make_events(120, 1, None, ON) == first
    assert make_events(120, 2, None, ON) != first
    assert len({event["id"] for event in first}) == len(first)
    assert {event["id"] for event in first}.isdisjoint(event["id"] for event in make_events(120, 2, None, ON))
    json.dumps(first)


@pytest.mark.usefixtures("people")
def test_events_made_again_after_they_were_received_are_duplicates() -> None:
    first = make_events(100, 1, None, ON)
    assert Counter(receipt.status for receipt in receive(first)) == {"applied": len(first)}
    assert make_events(100, 1, None, ON) == first
    assert {receipt.status for receipt in receive(make_events(100, 1, None, ON))} == {"duplicate"}
    assert RegistryEvent.objects.count() == len(first)


@pytest.mark.usefixtures("people")
def test_events_half_received_are_completed() -> None:
    first = make_events(60, 1, ["births", "disability"], ON)
    receive(first[:30])
    again = make_events(60, 1, ["births", "disability"], ON)
    assert again[:30] == first[:30]
    statuses = Counter(receipt.status for receipt in receive(again))
    assert (statuses["duplicate"], statuses["applied"]) == (30, 30)


@pytest.mark.usefixtures("people")
def test_births_are_to_plausible_mothers() -> None:
    events = make_events(40, 3, {"births": 1}, ON)
    records = [event["record"] for event in events]
    assert len({record["mother_fin"] for record in records}) == len(records)
    assert len({record["fin"] for record in records}) == len(records)
    assert all(fin(LIFE_SERIALS) != record["fin"] for record in records)
    for record in records:
        mother = Person.objects.get(fin=record["mother_fin"])
        assert mother.sex == "F"
        assert 19 <= ON.year - mother.birth_date.year <= 43
        assert mother.died_on is None
    assert sum("father_fin" in record for record in records) > 30


@pytest.mark.usefixtures("people")
def test_few_suitable_people_make_few_events() -> None:
    events = make_events(500, 3, {"release": 1}, ON)
    assert 0 < len(events) < 500


@pytest.mark.django_db
def test_without_people_there_are_no_events() -> None:
    assert make_events(5, 1, None, ON) == []


def test_mix_is_read_with_and_without_shares() -> None:
    assert read_mix("births, deaths=2") == {"births": DEFAULT_MIX["births"], "deaths": 2.0}


@pytest.mark.parametrize("text", ["", "birts", "births=many", "births=0", "births=-1", "births=nan"])
def test_mix_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(MixError):
        read_mix(text)


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_command_receives_what_it_makes_once() -> None:
    assert run("--events", 40, "--seed", 4)[0] == "40 events: 40 applied\n"
    assert run("--events", 40, "--seed", 4)[0] == "40 events: 40 duplicate\n"


@pytest.mark.usefixtures("people")
def test_command_writes_a_file_and_takes_it_back(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert run("--events", 20, "--seed", 4, "--jsonl", path)[0] == "20 events: 20 written\n"
    assert not RegistryEvent.objects.exists()
    assert len(path.read_text().splitlines()) == 20
    assert run("--from", path)[0] == "20 events: 20 applied\n"
    assert run("--from", path)[0] == "20 events: 20 duplicate\n"


@pytest.mark.usefixtures("people")
def test_command_prints_only_events_when_asked_to() -> None:
    out, _ = run("--events", 5, "--seed", 4, "--jsonl", "-")
    assert [json.loads(line)["institution"] for line in out.splitlines()]
    assert len(out.splitlines()) == 5


@pytest.mark.usefixtures("people")
def test_command_says_when_there_are_too_few_people() -> None:
    out, err = run("--events", 400, "--mix", "release")
    assert "only" in err
    assert "applied" in out


def test_command_refuses_a_file_without_an_end(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--jsonl needs --events"):
        run("--jsonl", tmp_path / "x")


@pytest.mark.parametrize(
    "arguments", [["--events", "0"], ["--rate", "0"], ["--mix", "birts"], ["--on", "x"], ["--receive", "--jsonl", "x"]]
)
def test_command_refuses_senseless_arguments(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("life", *arguments)


@pytest.mark.parametrize(("text", "said"), [("{", "line 1 is not JSON"), ("\n[1]\n", "line 2 is not an event")])
def test_file_that_holds_no_events_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text)
    with pytest.raises(CommandError, match=said):
        run("--from", path)
    with pytest.raises(CommandError, match="none"):
        run("--from", tmp_path / "none.jsonl")


@pytest.mark.usefixtures("people")
def test_trickle_keeps_its_rate_and_outlives_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    taken: list[dict[str, Any]] = []
    failures = iter([OperationalError("gone"), None, None])

    def take(events: list[dict[str, Any]]) -> Counter[str]:
        failure = next(failures)
        if failure is not None:
            raise failure
        taken.extend(events)
        if len(taken) == 2:
            raise KeyboardInterrupt
        return Counter(applied=len(events))

    monkeypatch.setattr(command, "into_inbox", take)
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(connection, "close", lambda: None)
    run("--seed", 9, "--rate", 60)
    assert len(taken) == 2
    assert taken[0]["id"] != taken[1]["id"]
    assert slept[0] == command.PAUSE
    assert 0.5 < slept[1] <= 1


# -- posting ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def posting(answers: list[httpx.Response | Exception]) -> tuple[deliver.Post, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        given = answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    post = deliver.Post(
        "http://127.0.0.1:1/bridge/events", {code: OKPKey.generate_key("Ed25519") for code in ("A", "B")}
    )
    post._client = httpx.Client(transport=httpx.MockTransport(answer))
    return post, seen


def sent(institution: str, number: str) -> dict[str, str]:
    return {"institution": institution, "id": number}


def test_post_signs_each_institution_s_run_of_events_by_its_key_and_counts_receipts(impatient: list[float]) -> None:
    answers = [{"receipts": [{"status": status}]} for status in ("applied", "refused", "applied")]
    answers[0]["receipts"] *= 2
    post, seen = posting([httpx.Response(207, json=answer) for answer in answers])
    events = [sent("A", "1"), sent("A", "2"), sent("B", "3"), sent("A", "4")]

    assert post(events) == {"applied": 3, "refused": 1}

    assert [json.loads(request.content) for request in seen] == [events[:2], events[2:3], events[3:]]
    assert len({request.headers["X-JWS-Signature"] for request in seen}) == 3
    with pytest.raises(deliver.DeliveryError, match="no key of C"):
        post([sent("C", "1")])


def test_post_tries_again_when_nobody_answers(impatient: list[float]) -> None:
    good = httpx.Response(200, json={"receipts": [{"status": "applied"}]})
    post, seen = posting([httpx.ConnectError("refused"), httpx.Response(503), good])
    assert post([sent("A", "1")]) == {"applied": 1}
    assert len(seen) == 3
    assert len({request.headers["X-JWS-Signature"] for request in seen}) == 3  # a number that was seen is refused
    assert impatient == list(deliver.PATIENCE[:2])


def test_post_gives_up_at_once_when_it_is_refused(impatient: list[float]) -> None:
    post, seen = posting([httpx.Response(401, text="no")])
    with pytest.raises(deliver.DeliveryError, match="HTTP 401: no"):
        post([sent("A", "1")])
    assert len(seen) == 1


def test_post_gives_up_after_a_while(impatient: list[float]) -> None:
    post, seen = posting([httpx.ConnectError("refused")] * len(deliver.PATIENCE))
    with pytest.raises(deliver.DeliveryError, match="ConnectError: refused"):
        post([sent("A", "1")])
    assert len(seen) == len(deliver.PATIENCE)
