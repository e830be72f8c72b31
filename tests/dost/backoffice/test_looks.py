"""What an auditor reads of the record of looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from dost.accounts.access import IN_A_LIST
from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog, User
from dost.backoffice import looks
from dost.backoffice.looks import LooksPage, asked_person, in_words, looks_page
from dost.cases.unusual_looks import Finding, Unusual
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import BAKU
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=BAKU)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def auditor() -> Staff:
    return staff_actor(UserFactory(auditor=True, first_name="Rauf"))


def look(by: User | None, person: Person, /, **more: Any) -> None:
    said = {
        "purpose": "case",
        "reason": "The person called",
        "at": NOW,
        "registries": ["PENS"],
        "service_code": "01-02",
    }
    role = {"user": by, "by_role": by.role} if by else {"purpose": "automatic"}
    AccessLog.objects.create(person=person, **(said | role | more))


def page(auditor: Staff, query: str = "", **more: Any) -> LooksPage:
    return looks_page(QueryDict(query), actor=auditor, now=NOW, **more)


def test_row_says_who_looked_at_whom_and_why_but_not_for_which_service(auditor: Staff) -> None:
    person = PersonFactory()
    look(UserFactory(), person)

    shown = page(auditor)
    (row,) = shown.rows

    assert shown.pagination.total == 1  # this look at the log is not among them yet
    assert (str(row.by), str(row.role)) == ("Nigar Rzayeva", "Back-office examiner")
    assert (row.person_name, row.fin, row.registries) == (person.full_name, person.fin, "PENS")
    assert (str(row.why), row.service_code) == ("Work on a case – The person called", "")


def test_looks_at_one_person_are_told_whole_with_those_of_the_system(auditor: Staff) -> None:
    person = PersonFactory()
    look(UserFactory(), person)
    look(None, person)
    look(UserFactory(), PersonFactory())

    shown = page(auditor, person=person)

    assert [row.service_code for row in shown.rows] == ["01-02", "01-02"]
    assert (shown.person_name, shown.unusual) == (person.full_name, ())
    assert shown.url == f"/office/looks/of/{person.pk}/"


def test_filters_by_member_of_staff_purpose_and_day(auditor: Staff) -> None:
    one, other = UserFactory(), UserFactory(supervisor=True)
    look(one, PersonFactory(), reason="a")
    look(other, PersonFactory(), reason="b", purpose="supervision", at=datetime(2026, 3, 4, 9, 0, tzinfo=BAKU))

    def reasons(query: str) -> list[str]:
        said = [str(row.why).rpartition(" – ")[2] for row in page(auditor, query).rows]
        return [one for one in said if one in {"a", "b"}]  # the auditor's own looks at the names are there too

    assert reasons(f"by={one.pk}") == ["a"]
    assert reasons("purpose=supervision") == ["b"]
    assert reasons("from=2026-03-04") == ["b"]
    assert reasons("to=2026-03-03") == ["a"]
    assert "Nigar" not in page(auditor, f"by={one.pk}").selected[0].remove_url


def test_names_shown_are_themselves_in_the_record(auditor: Staff) -> None:
    person = PersonFactory()
    look(UserFactory(), person)

    page(auditor)

    assert AccessLog.objects.get(person=person, user=auditor.user_id).reason == IN_A_LIST


def test_what_stands_out_leads_to_the_looks(auditor: Staff) -> None:
    by = UserFactory(username="night")
    look(by, PersonFactory(), at=datetime(2026, 3, 3, 3, 0, tzinfo=BAKU))

    found = {str(one.words): one for one in page(auditor).unusual}

    assert set(found) == {"looked 1 time at night or on a Sunday", "opened the record of 1 person who had no case"}
    one = found["looked 1 time at night or on a Sunday"]
    assert (one.by, one.url) == ("Nigar Rzayeva (night)", f"/office/looks/?by={by.pk}&from=2026-03-03&to=2026-03-03")
    assert page(auditor, "page=2").unusual == ()


@pytest.mark.parametrize("rule", list(Unusual))
def test_every_rule_has_words(rule: Unusual) -> None:
    for language in ("az", "en", "ru"):
        with translation.override(language):
            assert "7" in str(in_words(Finding(rule, 1, NOW.date(), 7)))


def test_person_is_asked_for_by_fin() -> None:
    person = PersonFactory()
    assert asked_person(person.fin.lower()) == person
    with pytest.raises(LookupError, match="nobody"):
        asked_person("0000000")


@pytest.mark.parametrize("times", [1, 3])
def test_few_queries_whatever_the_rows(times: int, auditor: Staff, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        look(UserFactory(), PersonFactory())
    with django_assert_num_queries(6 + len(Unusual)):
        page(auditor)


def test_pages(auditor: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "ROWS", 2)
    for _time in range(3):
        look(UserFactory(), PersonFactory())

    pages = page(auditor, "purpose=case").pagination

    assert (pages.first, pages.last, pages.total, pages.next_url) == (1, 2, 3, "/office/looks/?purpose=case&page=2")
