"""What an auditor reads of the security events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from dost.accounts.actors import staff_actor
from dost.accounts.security_log import NOBODY, Claimed, Institution, Kind, Party, security_event
from dost.backoffice import security
from dost.backoffice.security import SecurityPage, security_page
from tests.factories.accounts import UserFactory
from tests.factories.cases import BAKU
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=BAKU)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def happened(who: Party = NOBODY, kind: Kind = Kind.REFUSED, *, at: datetime = NOW) -> None:
    security_event(kind, who=who, where="10.0.0.7", what="GET office/", now=at)


def page(query: str = "") -> SecurityPage:
    return security_page(QueryDict(query))


def test_row_says_who_from_where_what() -> None:
    InstitutionFactory(code="DSMF")
    user = UserFactory()
    for who in (
        NOBODY,
        Institution("DSMF"),
        Institution("what was sent"),
        Claimed(user.pk, user.role),
        staff_actor(user),
    ):
        happened(who)

    rows = page().rows

    assert [(str(row.by), row.role, row.proven) for row in reversed(rows)] == [
        ("", "", False),
        ("Ministry DSMF", "", False),
        ("what was sent", "", False),
        ("Nigar Rzayeva", "Back-office examiner", False),
        ("Nigar Rzayeva", "Back-office examiner", True),
    ]
    assert {(str(row.kind), row.address, row.about) for row in rows} == {
        ("Refused: no permission", "10.0.0.7", "GET office/")
    }


def test_filters() -> None:
    user = UserFactory()
    happened()
    happened(staff_actor(user), Kind.SIGN_IN, at=NOW + timedelta(days=1))

    for query in ("kind=sign_in", f"by={user.pk}", "from=2026-03-04"):
        (row,) = page(query).rows
        assert row.proven
    assert len(page("to=2026-03-03").rows) == 1
    assert len(page("kind=nonsense").rows) == 2


@pytest.mark.parametrize("times", [1, 3])
def test_few_queries_whatever_the_rows(times: int, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        happened(staff_actor(UserFactory()))
    with django_assert_num_queries(4):
        page()


def test_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "ROWS", 2)
    for _time in range(3):
        happened()

    pages = page("kind=refused").pagination

    assert (pages.first, pages.last, pages.next_url) == (1, 2, "/office/looks/security/?kind=refused&page=2")
