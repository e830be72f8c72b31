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
from dost.accounts.models import AccessLog, PurposeReview, StatedPurpose, User
from dost.accounts.purpose_reviews import mark_seen
from dost.backoffice import purposes
from dost.backoffice.contexts import PurposesPage
from dost.backoffice.purposes import purposes_page
from registries.models import Kinship
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory

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


# -- what comes first, and marking it as seen ---------------------------------------------------------------------


def test_what_stands_out_comes_first_then_the_rest_that_nobody_has_seen_then_what_was_seen() -> None:
    tied, kin = CaseFactory().person, PersonFactory()
    child = PersonFactory()
    KinshipFactory(person=child, relative=kin, kind=Kinship.Kind.MOTHER)
    stated(note="close", person=child, fin=kin.fin)
    stated(note="no tie", at=NOW + timedelta(minutes=1))
    stated(note="seen", at=NOW + timedelta(minutes=2))
    stated(note="plain", at=NOW + timedelta(minutes=3), person=tied)
    supervisor = Staff(UserFactory(supervisor=True).pk, "supervisor")
    mark_seen(stated=StatedPurpose.objects.get(note="seen"), actor=supervisor, note="They called", now=NOW)

    rows = page(actor=supervisor).rows

    assert [row.note for row in rows] == ["close", "no tie", "plain", "seen"]
    assert [str(sign) for sign in rows[0].signs] == [
        "May be close to the person: kin or household.",
        "The person has no case, and was at no window.",
    ]
    assert rows[2].signs == ()
    assert rows[3].seen is not None
    assert (rows[3].seen.note, rows[3].mark_url) == ("They called", "")
    assert kin.fin not in str(rows)


def test_pages_go_on_where_what_is_weighed_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purposes, "ROWS", 2)
    monkeypatch.setattr(purposes, "MOST_WEIGHED", 3)
    for minute in range(5):
        stated(note=str(minute), at=NOW + timedelta(minutes=minute))

    shown = [row.note for number in (1, 2, 3) for row in page(f"page={number}").rows]

    assert shown == ["4", "3", "2", "1", "0"]


def test_a_supervisor_marks_one_as_seen_with_a_note() -> None:
    stated()
    purpose = StatedPurpose.objects.get()
    client, user = signed_in("supervisor")
    url = f"{URL}{purpose.pk}/"

    assert f'href="{url}"' in client.get(URL).content.decode()
    assert "Write what you found." in client.post(url, {"note": " "}).content.decode()
    assert client.post(url, {"note": "I asked: the person called"}).headers["Location"] == URL

    review = PurposeReview.objects.get()
    assert (review.stated, review.user, review.role, review.note) == (
        purpose,
        user,
        "supervisor",
        "I asked: the person called",
    )
    shown = client.get(URL).content.decode()
    assert "I asked: the person called" in shown
    assert f'href="{url}"' not in shown
    again = client.post(url, {"note": "Once more"})
    assert (again.status_code, PurposeReview.objects.count()) == (400, 1)


def test_opening_one_is_a_look_at_its_name_and_there_is_none_of_another_number() -> None:
    person = PersonFactory()
    stated(person=person)
    client, user = signed_in("supervisor")

    assert client.get(f"{URL}{StatedPurpose.objects.get().pk}/").status_code == 200
    assert AccessLog.objects.get(person=person, user=user).reason == IN_A_LIST
    assert client.get(f"{URL}999999999/").status_code == 404
    assert client.post(f"{URL}999999999/", {"note": "found"}).status_code == 404


def test_an_auditor_reads_what_was_noted_and_marks_nothing() -> None:
    stated()
    client, _user = signed_in("auditor")
    url = f"{URL}{StatedPurpose.objects.get().pk}/"

    assert url not in client.get(URL).content.decode()
    assert client.post(url, {"note": "found"}).status_code == 403


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

    # the names of staff, what is weighed, its four signs, its rows, the others, their number, an earlier look, this one
    with django_assert_num_queries(11):
        page(actor=actor)
