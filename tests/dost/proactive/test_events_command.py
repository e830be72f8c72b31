"""`manage.py events`: every good line is received, whatever stands around it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from registries.models import InsuranceAccount, Person, RegistryEvent
from tests.dost.road.house import birth
from tests.factories.keys import sender
from tests.factories.registries import AccountFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda *arguments: True)
    InstitutionFactory(code="EDLIYYE")


@pytest.fixture
def mother() -> Person:
    return PersonFactory(surname="Əliyeva")


def line(mother: Person, number: str) -> bytes:
    event = birth(mother, number=number, fin=f"8AAAA{number}")
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def run(path: Path) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("events", path, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue().strip(), err.getvalue().strip()


@pytest.mark.parametrize("bad", [b'{"institution": "EDLIYYE", \n', b"[1]\n", b"17\n", b"null\n"])
def test_a_line_that_is_no_event_is_refused_alone(tmp_path: Path, mother: Person, bad: bytes) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(mother, "B1") + b"\n" + bad + line(mother, "B2"))
    code, out, err = run(path)
    assert (code, out) == (3, "2 applied, 1 refused")
    assert err.startswith("line 3: this is not ")
    assert err.endswith("expected a whole event as one JSON object on the line")
    assert len(err.splitlines()) == 1
    assert RegistryEvent.objects.count() == 2


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path, mother: Person) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(line(mother, "B1") + line(mother, "B2").decode().encode("cp1254", "replace"))
    path.write_bytes(path.read_bytes().replace(b"Murad", b"M\xfcrad"))
    with pytest.raises(CommandError) as caught:
        call_command("events", path)
    assert str(caught.value) == f"{path}: line 1 is not UTF-8; save the file as UTF-8 and send all of it again"


def test_what_stands_before_a_line_in_another_encoding_is_received(tmp_path: Path, mother: Person) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(line(mother, "B1") + b"\xff\n")
    with pytest.raises(CommandError, match="line 2 is not UTF-8"):
        call_command("events", path)
    assert RegistryEvent.objects.count() == 1


def test_the_same_event_by_file_and_by_post_is_the_same(tmp_path: Path, mother: Person) -> None:
    tax_service = sender("DVX")
    account = AccountFactory(person=mother)
    event = {
        "institution": "DVX",
        "id": "C-1",
        "kind": "contributions",
        "happened_on": "2026-11-20",
        "record": {"fin": mother.fin, "insurance_months": 301, "pension_capital": "CAPITAL"},
    }
    body = json.dumps(event).encode().replace(b'"CAPITAL"', b"60000.10")
    path = tmp_path / "events.jsonl"
    path.write_bytes(body)
    assert run(path) == (0, "1 applied", "")
    answer = Client().post("/bridge/events", body, content_type="application/json", headers=tax_service.headers(body))
    assert [receipt["status"] for receipt in answer.json()["receipts"]] == ["duplicate"]
    assert InsuranceAccount.objects.get(superseded_at=None).ssn == account.ssn
