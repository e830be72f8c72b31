"""The chain over the log of looks: what breaks it is named, and what commits late is not lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dost.accounts import seals
from dost.accounts.models import AccessLog, AccessSeal
from dost.accounts.seals import seal, verify
from dost.accounts.tasks import seal_looks
from registries.models import Person
from tests.cloned_database import connect_as_owner
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.owner  # who breaks the log by hand

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def look(person: Person, reason: str = "") -> AccessLog:
    return AccessLog.objects.create(person=person, purpose="case", reason=reason, registries=["DIN"], at=NOW)


@pytest.fixture
def looks(db: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seven looks under three seals, and one that is not sealed."""
    monkeypatch.setattr(seals, "BATCH", 3)
    person = PersonFactory()
    made = [look(person, f"look {number}").pk for number in range(7)]
    assert seal(now=NOW) == 7
    made.append(look(person, "the tail").pk)
    return made


def by_hand(statement: str, *values: int) -> None:
    """What only the owner can do: change history behind its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_whole_log_is_whole_and_its_tail_is_named(looks: list[int]) -> None:
    found = verify()

    assert found.broken == ""
    assert (found.links, found.rows, found.tail, found.tail_since) == (3, 7, 1, NOW)
    assert re.fullmatch(r"3:[0-9a-f]{64}", found.anchor)
    assert [(link.number, link.count) for link in AccessSeal.objects.all()] == [(1, 3), (2, 3), (3, 1)]


def test_sealing_again_adds_only_what_is_new(looks: list[int]) -> None:
    assert seal(now=NOW) == 1
    assert seal(now=NOW) == 0
    assert (verify().rows, verify().tail) == (8, 0)


@pytest.mark.django_db
def test_an_empty_log_is_whole() -> None:
    assert seal(now=NOW) == 0
    assert verify() == seals.Verdict("", links=0, rows=0, tail=0, tail_since=None, anchor="")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE accounts_accesslog SET reason = 'nothing' WHERE id = %s", "edited"),
        ("UPDATE accounts_accesslog SET registries = '[]' WHERE id = %s", "edited"),
        ("UPDATE accounts_accesslog SET at = at + interval '1 microsecond' WHERE id = %s", "edited"),
        ("UPDATE accounts_accesslog SET purpose = 'visit' WHERE id = %s", "edited"),
        ("DELETE FROM accounts_accesslog WHERE id = %s", "deleted"),
    ],
)
def test_a_changed_row_is_named(looks: list[int], statement: str, said: str) -> None:
    by_hand(statement, looks[4])

    assert verify().broken == f"row {looks[4]}, under seal 2, was {said}"


@pytest.mark.parametrize("place", [-1, 5])
def test_a_row_that_was_slipped_in_is_named(looks: list[int], place: int) -> None:
    pk = looks[1] if place > 0 else -5
    if place > 0:
        by_hand("UPDATE accounts_accesslog SET id = %s WHERE id = %s", 10**9, pk)
        by_hand("UPDATE accounts_accesslog SET id = %s WHERE id = %s", pk, looks[7])
        assert verify().broken == f"row {pk}, under seal 1, was edited"
        return
    by_hand("UPDATE accounts_accesslog SET id = %s WHERE id = %s", pk, looks[7])
    assert verify().broken == f"row {pk}, under seal 1, was inserted afterwards"


def test_every_column_of_a_look_is_sealed() -> None:
    sealed = re.findall(r"[a-z_]+", seals.CONTENT.partition("jsonb_build_array(")[2].partition(")::text")[0])

    assert {field.column for field in AccessLog._meta.concrete_fields} <= set(sealed)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE accounts_accessseal SET digest = '\\x00' WHERE number = 2", "seal 2 was changed"),
        ("UPDATE accounts_accessseal SET at = at + interval '1 hour' WHERE number = 1", "seal 1 was changed"),
        ("UPDATE accounts_accessseal SET rows = '' WHERE number = 3", "seal 3 was changed"),
        ("DELETE FROM accounts_accessseal WHERE number = 2", "seal 2 is missing"),
        ("DELETE FROM accounts_accessseal WHERE number = 1", "seal 1 is missing"),
    ],
)
def test_a_changed_seal_is_named(looks: list[int], statement: str, said: str) -> None:
    by_hand(statement)

    assert verify().broken.startswith(said)


def test_a_chain_written_anew_is_found_by_what_was_noted_elsewhere(looks: list[int]) -> None:
    noted = verify().anchor
    assert verify(anchor=noted).broken == ""
    by_hand("DELETE FROM accounts_accessseal")
    by_hand("DELETE FROM accounts_accesslog WHERE id = %s", looks[0])
    seal(now=NOW)

    assert verify().broken == ""
    assert verify(anchor=noted).broken == "seal 3 is not the one that was noted elsewhere"


def test_seals_are_only_added(looks: list[int]) -> None:
    with pytest.raises(Exception, match="Cannot update or delete"):
        AccessSeal.objects.all().delete()


# -- the command and the task ------------------------------------------------------------------------------------


def test_verify_says_what_is_sealed(looks: list[int]) -> None:
    out = StringIO()
    call_command("audit", "verify", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "7 looks under 3 seals are as they were sealed"
    assert lines[1] == "1 looks are not sealed yet, since 2026-11-20T08:00:00+00:00"
    assert lines[2] == f"latest seal {verify().anchor}"


def test_verify_fails_with_what_is_broken(looks: list[int]) -> None:
    by_hand("DELETE FROM accounts_accesslog WHERE id = %s", looks[2])
    out = StringIO()

    with pytest.raises(CommandError, match=f"row {looks[2]}, under seal 1, was deleted"):
        call_command("audit", "verify", "--json", stdout=out)
    assert json.loads(out.getvalue())["broken"]


def test_a_nonsense_anchor_is_refused(looks: list[int]) -> None:
    with pytest.raises(CommandError, match="expected NUMBER:DIGEST"):
        call_command("audit", "verify", "--anchor", "3:abc")


def test_the_worker_seals(looks: list[int]) -> None:
    seal_looks()

    assert verify().tail == 0


# -- at once -----------------------------------------------------------------------------------------------------


@pytest.fixture
def another(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection that writes beside the test's own."""
    with connect_as_owner(connection.settings_dict["NAME"]) as server:
        yield server


INSERT = (
    "INSERT INTO accounts_accesslog (person_id, purpose, reason, registries, service_code, at)"
    " VALUES (%s, 'case', '', '[]', '', now()) RETURNING id"
)


def test_a_smaller_id_that_commits_later_is_not_lost(another: psycopg.Connection) -> None:
    person = PersonFactory()
    with another.transaction():
        early = another.execute(INSERT, [person.pk]).fetchone()
        late = look(person).pk
        assert early is not None
        assert early[0] < late
        assert seal(now=NOW, patience=0) == 0  # it waits, rather than pass over the row that may still come
    assert seal(now=NOW, patience=0) == 2
    assert verify().broken == ""


def test_a_transaction_that_came_later_is_not_waited_for(
    another: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(PersonFactory())
    plain, asked = seals._writing, []

    def writing(cursor: object) -> set[str]:
        asked.append(plain(cursor))
        return {"1/1"} if len(asked) == 1 else plain(cursor)

    monkeypatch.setattr(seals, "_writing", writing)
    monkeypatch.setattr(seals, "LOOK_SECONDS", 0)
    with another.transaction():
        monkeypatch.setattr(
            "dost.accounts.seals.time.sleep",
            lambda _seconds: another.execute(INSERT, [Person.objects.get().pk]),
        )
        assert seal(now=NOW) == 1


def test_only_one_process_seals(another: psycopg.Connection) -> None:
    look(PersonFactory())
    with another.transaction():
        another.execute("SELECT pg_advisory_xact_lock(%s)", [seals.LOCK])
        assert seal(now=NOW) == 0
    assert seal(now=NOW) == 1
