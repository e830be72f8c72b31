"""The security log: what comes into it, that nothing goes out of it, and that nobody can fill it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts import access, throttle
from dost.accounts.actors import staff_actor
from dost.accounts.models import SecurityEvent
from dost.accounts.security_log import (
    HERE,
    MORE,
    MOST_A_MINUTE,
    NOBODY,
    Claimed,
    Institution,
    Kind,
    claimed,
    security_event,
)
from tests.factories.accounts import PASSWORD, UserFactory, sign_in
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def rows() -> list[tuple[str, int | None, bool, str, str]]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "user_id", "proven", "address", "about"))


def test_row_says_who_from_where_and_what() -> None:
    user = UserFactory(supervisor=True)

    row = security_event(Kind.EXPORTED, who=staff_actor(user), where="10.0.0.7", what="rights, 12 rows", now=NOW)

    assert row is not None
    row.refresh_from_db()
    assert (row.user, row.role, row.proven) == (user, "supervisor", True)
    assert (row.address, row.about, row.at) == ("10.0.0.7", "rights, 12 rows", NOW)


def test_institution_and_nobody_have_no_user() -> None:
    security_event(Kind.CALL_REFUSED, who=Institution("BANK"), where="10.0.0.7", what="death", now=NOW)
    security_event(Kind.REFUSED, who=NOBODY, where=HERE, what="", now=NOW)

    kept = SecurityEvent.objects.order_by("pk")
    assert [(row.institution, row.user) for row in kept] == [("BANK", None), ("", None)]


def test_rows_can_neither_be_changed_nor_taken_away() -> None:
    row = security_event(Kind.REFUSED, who=NOBODY, where=HERE, what="", now=NOW)
    assert row is not None
    for change in (row.delete, lambda: SecurityEvent.objects.update(about="another")):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()


@given(what=st.text(max_size=300), where=st.text(max_size=100), code=st.text(max_size=100))
def test_line_is_one_line_of_json_whatever_was_sent(what: str, where: str, code: str) -> None:
    handler = Lines()
    logger = logging.getLogger("dost.accounts.security_log")
    logger.addHandler(handler)
    try:
        with transaction.atomic():
            security_event(Kind.CALL_REFUSED, who=Institution(code), where=where, what=what, now=NOW)
            transaction.set_rollback(True)
    finally:
        logger.removeHandler(handler)

    (text,) = handler.lines
    assert text.isprintable()
    assert json.loads(text)["event"] == "call_refused"


def test_flood_from_one_address_leaves_a_bounded_number_of_rows_and_says_so() -> None:
    written = [
        security_event(Kind.REFUSED, who=NOBODY, where="10.0.0.7", what=f"GET {n}", now=NOW)
        for n in range(MOST_A_MINUTE + 5)
    ]

    kept = SecurityEvent.objects.order_by("pk")
    assert len(kept) == MOST_A_MINUTE
    assert [row.about.endswith(MORE) for row in kept] == [False] * (MOST_A_MINUTE - 1) + [True]
    assert written[MOST_A_MINUTE:] == [None] * 5
    elsewhere = security_event(Kind.REFUSED, who=NOBODY, where="10.0.0.8", what="", now=NOW)
    later = security_event(Kind.REFUSED, who=NOBODY, where="10.0.0.7", what="", now=NOW + timedelta(minutes=2))
    by_staff = security_event(Kind.REFUSED, who=staff_actor(UserFactory()), where="10.0.0.7", what="", now=NOW)
    assert None not in (elsewhere, later, by_staff)


def test_who_wrote_a_user_name_has_proved_nothing_and_a_name_of_nobody_is_not_kept() -> None:
    user = UserFactory(username="rza")

    assert claimed("rza") == Claimed(user.pk, "examiner")
    assert claimed("my password") == NOBODY
    assert claimed("r\x00za") == Claimed(user.pk, "examiner")


# -- what comes into it -------------------------------------------------------------------------------------------


def test_sign_in_failed_sign_in_and_sign_out_are_kept(client: Client) -> None:
    user = UserFactory(username="rza")
    client.post(SIGN_IN, {"username": "rza", "password": "wrong"})
    client.post(SIGN_IN, {"username": "no such name", "password": "wrong"})
    client.post(SIGN_IN, {"username": "rza", "password": PASSWORD})
    client.post("/accounts/sign-out/")

    assert rows() == [
        ("sign_in_failed", user.pk, False, "127.0.0.1", ""),
        ("sign_in_failed", None, False, "127.0.0.1", ""),
        ("sign_in", user.pk, True, "127.0.0.1", ""),
        ("sign_out", user.pk, True, "127.0.0.1", ""),
    ]


def test_sign_in_that_was_not_even_tried_is_kept(client: Client) -> None:
    user = UserFactory(username="rza")
    for _time in range(throttle.MOST_BY_NAME):
        throttle.count_failure(username="rza", address="127.0.0.1")

    client.post(SIGN_IN, {"username": "rza", "password": PASSWORD})

    assert rows() == [("sign_in_throttled", user.pk, False, "127.0.0.1", "")]


def test_wrong_code_is_kept_at_sign_in_and_later(client: Client) -> None:
    user = UserFactory(username="rza", enrolled=True)
    client.post(SIGN_IN, {"username": "rza", "password": PASSWORD})
    client.post("/accounts/sign-in/code/", {"code": "000000"})
    later = Client()
    later.force_login(user)
    later.post("/accounts/sign-in/code-again/", {"code": "000000"})

    failed = [row for row in rows() if row[0] == "second_step_failed"]
    assert failed == [
        ("second_step_failed", user.pk, False, "127.0.0.1", "incorrect_code"),
        ("second_step_failed", user.pk, True, "127.0.0.1", "incorrect_code"),
    ]


def test_refusal_is_kept_with_the_route_and_without_what_stands_in_the_address(client: Client) -> None:
    user = UserFactory(clerk=True)
    sign_in(client, user)

    assert client.get("/office/cases/17/?q=AZE1234").status_code == 403

    assert rows()[-1] == ("refused", user.pk, True, "127.0.0.1", "GET office/cases/<int:pk>/")


def test_forged_form_is_kept() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(SIGN_IN, {"username": "rza", "password": PASSWORD}).status_code == 403

    assert rows() == [("refused", None, False, "127.0.0.1", "POST accounts/sign-in/")]


def test_refusal_is_logged_without_a_traceback(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(client, UserFactory(clerk=True))

    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get("/office/cases/17/")

    (record,) = [one for one in caplog.records if one.name == "django.request"]
    assert record.getMessage() == "Forbidden (Permission denied): /office/cases/17/"
    assert not record.exc_info


def test_many_people_looked_at_by_one_act_are_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MANY_AT_ONCE", 2)
    actor = staff_actor(UserFactory())
    people = [PersonFactory().pk for _time in range(2)]

    access.log_list(actor=actor, people=people[:1], now=NOW)
    assert rows() == []
    access.log_list(actor=actor, people=people, now=NOW + access.LIST_PAUSE)

    assert [(kind, user) for kind, user, *_rest in rows()] == [("many_looks", actor.user_id)]
    assert "2 people at once" in rows()[0][4]
