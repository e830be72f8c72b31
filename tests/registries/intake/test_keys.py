"""Keys of institutions: added, followed, revoked, and never a private one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from joserfc.jwk import OKPKey

from dost.accounts.models import SecurityEvent
from registries.intake.keys import KeyRefusedError, add_key, revoke_key, rotate_key
from registries.intake.signature import DeniedError, verify
from registries.models import InstitutionKey
from tests.factories.keys import PATH, Sender, sender
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def new_jwk(*, private: bool = False) -> dict[str, Any]:
    return OKPKey.generate_key("Ed25519").as_dict(private=private)


def counts(by: Sender, now: datetime) -> bool:
    try:
        verify(by.signature(b"[]", now=now), b"[]", method="POST", path=PATH, now=now)
    except DeniedError:
        return False
    return True


def test_two_keys_count_at_once_until_the_first_runs_out() -> None:
    old = sender("EDLIYYE", now=NOW)
    key = OKPKey.generate_key("Ed25519")
    stored, ended = rotate_key("EDLIYYE", key.as_dict(private=False), now=NOW, overlap=timedelta(days=3))
    new = Sender(key, stored, "Ed25519")

    assert ended == 1
    assert [counts(by, NOW + timedelta(days=2)) for by in (old, new)] == [True, True]
    assert [counts(by, NOW + timedelta(days=3)) for by in (old, new)] == [False, True]


def test_rotating_leaves_alone_what_ends_sooner_and_what_is_revoked() -> None:
    soon = sender("EDLIYYE", now=NOW, valid_until=NOW + timedelta(days=1))
    gone = sender("EDLIYYE", now=NOW)
    revoke_key(gone.kid, because="lost", now=NOW)

    assert rotate_key("EDLIYYE", new_jwk(), now=NOW)[1] == 0

    soon.stored.refresh_from_db()
    gone.stored.refresh_from_db()
    assert (soon.stored.valid_until, gone.stored.valid_until) == (NOW + timedelta(days=1), None)


@pytest.mark.parametrize(
    ("code", "jwk", "said"),
    [
        ("EDLIYE", None, "Did you mean EDLIYYE"),
        ("ABB", None, "ABB may report nothing"),
        ("EDLIYYE", {"kty": "RSA"}, "expected a JWK"),
        ("EDLIYYE", new_jwk(private=True), "private key"),
    ],
)
def test_key_that_cannot_be_kept_says_why(code: str, jwk: dict[str, Any] | None, said: str) -> None:
    InstitutionFactory(code="EDLIYYE")
    InstitutionFactory(code="ABB")
    with pytest.raises(KeyRefusedError, match=said):
        add_key(code, new_jwk() if jwk is None else jwk, now=NOW)
    assert not InstitutionKey.objects.exists()


def test_one_key_is_of_one_institution() -> None:
    first = sender("EDLIYYE", now=NOW)
    InstitutionFactory(code="DTSERA")
    with pytest.raises(KeyRefusedError, match="here already"):
        add_key("DTSERA", first.stored.jwk, now=NOW)
    with pytest.raises(KeyRefusedError, match="is not after"):
        add_key("DTSERA", new_jwk(), now=NOW, valid_until=NOW)
    with pytest.raises(KeyRefusedError, match="no key yet"):
        rotate_key("DTSERA", new_jwk(), now=NOW)


def test_key_is_revoked_once_with_a_reason_and_never_edited_or_deleted() -> None:
    by = sender("EDLIYYE", now=NOW)
    with pytest.raises(KeyRefusedError, match="say why"):
        revoke_key(by.kid, because=" ", now=NOW)
    for change in (
        lambda: InstitutionKey.objects.update(jwk={}),
        lambda: InstitutionKey.objects.update(institution="EDLIYYE", kid="another"),
        InstitutionKey.objects.all().delete,
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    revoke_key(by.kid, because="lost", now=NOW)
    with pytest.raises(KeyRefusedError, match="was revoked"):
        revoke_key(by.kid, because="lost", now=NOW)
    with pytest.raises(ProgrammingError), transaction.atomic():
        InstitutionKey.objects.update(revoked_at=None, revoked_because="")
    with pytest.raises(KeyRefusedError, match="no key none"):
        revoke_key("none", because="lost", now=NOW)


def test_auditor_sees_every_change_of_keys() -> None:
    by = sender("EDLIYYE", now=NOW)
    rotate_key("EDLIYYE", new_jwk(), now=NOW)
    revoke_key(by.kid, because="lost", now=NOW)

    rows = SecurityEvent.objects.filter(kind="keys").order_by("pk")
    assert [row.about.split()[1] for row in rows] == ["added,", "added,", "counts", "revoked:"]


# -- the command -------------------------------------------------------------------------------------------------


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("institution_keys", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_command_adds_follows_lists_and_revokes(tmp_path: Path) -> None:
    InstitutionFactory(code="EDLIYYE")
    first, second = tmp_path / "first.jwk", tmp_path / "second.jwk"
    first.write_text(json.dumps(new_jwk()))
    second.write_text(json.dumps(new_jwk()))

    assert "counts from" in run("add", "edliyye", first, "--until", "2099-01-01")
    assert "1 before it until" in run("rotate", "EDLIYYE", second, "--overlap", 5)
    kid = InstitutionKey.objects.order_by("pk")[0].kid
    assert "counts no more" in run("revoke", kid, "--because", "lost")

    listed = run("list", "EDLIYYE")
    assert f"{kid}\tEd25519\trevoked" in listed
    assert "in force" in listed
    assert "may report BirthAct" in listed
    assert run("list", "DTSERA") == "no keys\n"


def test_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    InstitutionFactory(code="EDLIYYE")
    bad = tmp_path / "bad.jwk"
    for content, said in ((None, "No such file"), ("x", "expected a public key"), ("[]", "one JWK")):
        if content is not None:
            bad.write_text(content)
        with pytest.raises(CommandError, match=said):
            run("add", "EDLIYYE", bad)
    with pytest.raises(CommandError, match="2026-03-01"):
        run("add", "EDLIYYE", bad, "--until", "soon")
