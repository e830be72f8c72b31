"""The list of stated purposes: whom it opens to, what it shows, and that reading it is a look too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from dost.accounts.access import IN_A_LIST, log_access, state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog, StatedPurpose, User
from dost.backoffice import purposes
from dost.backoffice.contexts import PurposesPage
from dost.backoffice.purposes import purposes_page
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Baku"))
URL = "/office/purposes/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def stated(*, at: datetime = NOW, person: Any = None, note: str = "The person called 142", **user: Any) -> Staff:
    """A purpose that somebody has stated, and who it was."""
    made = UserFactory(**user)
    actor = Staff(made.pk, made.role, "D-03")
    purpose = {"auditor": "audit", "supervisor": "supervision"}.get(made.role, "case")
    state_purpose(actor=actor, person_id=(person or PersonFactory()).pk, purpose=purpose, note=note, now=at)
    return actor


def page(query: str = "", *, now: datetime = NOW, actor: Staff | None = None) -> PurposesPage:
    return purposes_page(QueryDict(query), actor=actor or Staff(UserFactory(supervisor=True).pk, "supervisor"), now=now)


def signed_in(role: str, language: str = "en") -> tuple[Client, User]:
    client, user = Client(), UserFactory(role=role)
    client.cookies["django_language"] = language
    sign_in(client, user)
    return client, user


# -- who may -----------------------------------------------------------------------------------------------------


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(URL).headers["Location"] == f"/accounts/sign-in/?next={URL}"


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true", "HX-Target": "results"}])
@pytest.mark.parametrize("role", sorted({*User.Role} - {User.Role.SUPERVISOR, User.Role.AUDITOR}))
def test_it_is_closed_to_other_roles_fragments_too(role: str, htmx: dict[str, str]) -> None:
    stated()
    client, _user = signed_in(role)

    assert client.get(URL, headers=htmx).status_code in {302, 403}
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize(("role", "purpose"), [("supervisor", "supervision"), ("auditor", "audit")])
def test_it_opens_to_whoever_reviews_and_the_names_are_logged(role: str, purpose: str, language: str) -> None:
    person = PersonFactory()
    stated(person=person)
    client, user = signed_in(role, language)

    response = client.get(URL)

    shown = response.content.decode()
    assert response.status_code == 200
    assert person.full_name in shown
    assert "The person called 142" in shown
    assert f'href="{URL}"' in shown
    assert "no-store" in response.headers["Cache-Control"]
    look = AccessLog.objects.get(person=person, user=user)
    assert (look.purpose, look.reason) == (purpose, IN_A_LIST)


def test_nobody_writes_through_it() -> None:
    client, _user = signed_in("supervisor")
    assert client.post(URL).status_code == 405


def test_htmx_gets_the_results_only() -> None:
    client, _user = signed_in("supervisor")
    response = client.get(URL, headers={"HX-Request": "true", "HX-Target": "results"})

    assert response.templates[0].name == "backoffice/_purposes.html"
    assert b"<html" not in response.content
    assert b"Nobody has had to state a purpose yet." in response.content


# -- what it shows -----------------------------------------------------------------------------------------------


def test_a_row_says_who_whose_why_until_when_and_what_came_of_it() -> None:
    person = PersonFactory()
    actor = stated(person=person)

    def look(after: int, reason: str = "The person called 142", of: int = person.pk) -> None:
        at = NOW + timedelta(minutes=after)
        log_access(actor=actor, people=[of], purpose="case", reason=reason, registries=[], now=at)

    look(1)
    look(10)
    look(11, IN_A_LIST)
    look(31)
    look(2, of=PersonFactory().pk)
    User.objects.filter(pk=actor.user_id).update(role=User.Role.AUDITOR)

    (row,) = page(now=NOW + timedelta(minutes=5)).rows

    assert (row.by, str(row.role), row.centre) == ("Nigar Rzayeva", "Back-office examiner", "D-03")
    assert (row.person_name, row.fin) == (person.full_name, person.fin)
    assert (str(row.purpose), row.note, row.looks) == ("Work on a case", "The person called 142", 2)
    assert (row.at, row.until) == (NOW, NOW + timedelta(minutes=30))
    assert row.state is not None
    assert str(row.state.word) == "Open"
    assert page(now=NOW + timedelta(minutes=30)).rows[0].state is None


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("", ["c", "b", "a"]),
        ("role=auditor", ["c"]),
        ("purpose=supervision", ["b"]),
        ("from=2026-03-04", ["c", "b"]),
        ("to=2026-03-03", ["a"]),
        ("from=2026-03-04&to=2026-03-04", ["b"]),
        ("from=nonsense&role=nonsense", ["c", "b", "a"]),
    ],
)
def test_filters(query: str, notes: list[str]) -> None:
    stated(note="a")
    stated(note="b", at=NOW + timedelta(days=1), supervisor=True, first_name="Rauf", last_name="Əliyev")
    stated(note="c", at=NOW + timedelta(days=2), auditor=True, first_name="Leyla", last_name="Quliyeva")

    assert [row.note for row in page(query).rows] == notes


def test_a_filter_that_is_not_understood_says_so() -> None:
    errors = {one.name: one.error for one in page("from=2026-13-01").filters}
    assert errors["from"] == "Write a day such as 31.01.2027."
    backwards = {one.name: one.error for one in page("from=2026-03-04&to=2026-03-03").filters}
    assert backwards["to"] == "This day must not come before the first."


def test_it_is_divided_into_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purposes, "ROWS", 2)
    for minute in range(3):
        stated(note=str(minute), at=NOW + timedelta(minutes=minute))

    first, second = page("role=examiner"), page("role=examiner&page=2")

    assert [row.note for row in (*first.rows, *second.rows)] == ["2", "1", "0"]
    assert first.pagination.next_url == f"{URL}?role=examiner&page=2"
    assert second.pagination.next_url == ""
    assert AccessLog.objects.filter(reason=IN_A_LIST).count() == StatedPurpose.objects.count()


@pytest.mark.parametrize("times", [1, 3])
def test_it_asks_the_same_few_queries_whatever_the_rows(times: int, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        stated()
    actor = Staff(UserFactory(supervisor=True).pk, "supervisor")

    with django_assert_num_queries(5):  # the rows, their number, an earlier look at the names, and this one
        page(actor=actor)
