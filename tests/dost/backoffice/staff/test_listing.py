"""The list of staff and the history of accounts: filters, pages, and as many queries for three rows as for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import translation

from dost.accounts.account_events import Acting, Place, What, note
from dost.accounts.actors import SYSTEM, staff_actor
from dost.accounts.models import User
from dost.backoffice.staff import listing
from dost.backoffice.staff.contexts import HistoryPage, StaffPage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 23, 30, tzinfo=ZoneInfo("Asia/Baku"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def staff(query: str = "") -> StaffPage:
    return listing.staff_page(QueryDict(query))


def history(query: str = "") -> HistoryPage:
    return listing.history_page(QueryDict(query), may_open=True)


def names(query: str) -> set[str]:
    return {row.username for row in staff(query).rows}


def test_list_is_found_by_name_role_centre_and_state() -> None:
    UserFactory(username="a", first_name="Aygün", last_name="Məmmədova")
    UserFactory(username="b", first_name="Rauf", last_name="Əliyev", supervisor=True, is_active=False)
    UserFactory(username="c", first_name="Elçin", last_name="Quliyev", role="")
    waiting = UserFactory(username="d", first_name="Nigar", last_name="Əliyeva", clerk=True)
    waiting.set_unusable_password()
    waiting.save()

    assert names("") == {"a", "b", "c", "d"}
    assert names("q=əliyev") == {"b", "d"}
    assert names("q=nigar+əliyeva") == {"d"}
    assert names("role=supervisor") == {"b"}
    assert [names(f"state={state}") for state in ("working", "waiting", "no_role", "suspended")] == [
        {"a"},
        {"d"},
        {"c"},
        {"b"},
    ]
    assert {row.username: str(row.state.word) for row in staff().rows} == {
        "a": "Working",
        "b": "Suspended",
        "c": "No role",
        "d": "Waits for its link",
    }
    assert names("role=chief&state=gone") == {"a", "b", "c", "d"}  # what is not understood filters nothing


def test_long_list_has_pages() -> None:
    for _number in range(listing.ROWS + 2):
        UserFactory()

    first, last = staff(), staff("page=2")

    assert (len(first.rows), len(last.rows)) == (listing.ROWS, 2)
    assert first.pagination.total == listing.ROWS + 2
    assert not {row.url for row in first.rows} & {row.url for row in last.rows}


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_five_queries(count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        UserFactory()

    with django_assert_num_queries(5):  # the centres twice, the rows, how many, who lacks a FİN
        assert len(staff().rows) == count


def noted(whom: User, by: Acting, what: What = What.SUSPENDED, *, at: datetime = NOW) -> None:
    note(what, whom=whom, by=by, now=at, before=Place("clerk"), after=Place("greeter", "D-03"))


def test_history_says_who_did_what_to_whom_and_from_where() -> None:
    clerk, administrator = UserFactory(username="clerk"), UserFactory(first_name="Kamran", last_name="İ", accounts=True)
    noted(clerk, Acting(SYSTEM), What.INVITED)
    noted(clerk, Acting(staff_actor(administrator), "10.0.0.7"), What.ROLE_GIVEN)

    given, invited = history().rows

    assert (given.by, str(given.by_role), given.address) == ("Kamran İ", "Account administrator", "10.0.0.7")
    assert given.details == "Clerk → Greeter, D-03"
    assert given.whom == clerk.get_full_name()
    assert (str(invited.by), invited.by_role) == ("A command of this installation", "")


def test_history_is_filtered_by_name_act_and_day_of_baku() -> None:
    one, other = UserFactory(username="one", last_name="Birinci"), UserFactory(username="other", last_name="İkinci")
    noted(one, Acting(staff_actor(other)), What.SUSPENDED)
    noted(other, Acting(SYSTEM), What.RESTORED)

    assert len(history("q=Birinci").rows) == 1
    assert len(history("q=İkinci").rows) == 2
    assert [row.whom for row in history("what=restored").rows] == [other.get_full_name()]
    assert len(history("from=2026-03-03&to=2026-03-03").rows) == 2
    assert len(history("from=2026-03-04").rows) == 0
    turned_round = history("from=2026-03-05&to=2026-03-04")
    assert turned_round.filters[3].error == "This day must not come before the first."


@pytest.mark.parametrize("count", [1, 3])
def test_history_takes_two_queries(count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        noted(UserFactory(), Acting(staff_actor(UserFactory(accounts=True))))

    with django_assert_num_queries(2):
        assert len(history().rows) == count
