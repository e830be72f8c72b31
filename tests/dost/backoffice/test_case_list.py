from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation

from dost.accounts.actors import Staff, staff_actor
from dost.backoffice import case_list
from dost.backoffice.case_list import list_page
from dost.backoffice.contexts import CaseListPage
from dost.cases.models import CaseClock
from dost.ui.contexts import FilterField
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page(query: str = "view=all", *, actor: Staff | None = None) -> CaseListPage:
    return list_page(QueryDict(query), actor=actor or staff_actor(UserFactory()), now=timezone.now())


def field(shown: CaseListPage, name: str) -> FilterField:
    return next(one for one in shown.filters if one.name == name)


def test_list_shows_where_a_case_stands() -> None:
    InstitutionFactory(code="EDLIYYE")
    case = CaseFactory(waiting_on_institution=True)

    (row,) = page().rows

    assert (row.number, row.url) == (f"2026-{case.pk:07d}", f"/office/cases/{case.pk}/")
    assert (row.person_name, row.fin) == ("Məmmədova Aysel Rəşad qızı", case.person.fin)
    assert (str(row.stage), str(row.state.word), row.waiting_on) == ("Verification", "Waiting", "Ministry EDLIYYE")
    assert row.waiting_since is not None
    assert row.waiting_since.isoformat() == "2026-03-03T05:01:00+00:00"
    assert (row.outcome, row.amount) == (None, None)


def test_list_shows_what_was_granted() -> None:
    CaseFactory(granted_and_paid=True)

    (row,) = page().rows

    assert row.outcome is not None
    assert (str(row.outcome.word), row.amount, row.stage, row.waiting_since) == ("Granted", Decimal(600), "", None)


def test_list_keeps_the_filters_and_offers_to_remove_each() -> None:
    CaseFactory(to_clerk=True)

    shown = page("state=waiting&state=ready&stage=decide&from=2026-03-01&page=2")

    assert [(str(one.group), str(one.label), one.remove_url) for one in shown.selected] == [
        ("State", "Waiting", "/office/cases/?state=ready&stage=decide&from=2026-03-01"),
        ("State", "Ready", "/office/cases/?state=waiting&stage=decide&from=2026-03-01"),
        ("Stage", "Decision", "/office/cases/?state=waiting&state=ready&from=2026-03-01"),
        ("Opened from", "01.03.2026", "/office/cases/?state=waiting&state=ready&stage=decide"),
    ]
    assert field(shown, "from").value == "2026-03-01"
    assert [choice.value for choice in field(shown, "state").choices if choice.selected] == ["ready", "waiting"]


def test_list_takes_a_day_as_people_write_it() -> None:
    shown = page("from=01.03.2026")

    assert [str(one.label) for one in shown.selected] == ["01.03.2026"]
    assert field(shown, "from").value == "2026-03-01"  # as the browser's own field wants it


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("from=2026-13-01", "from", "2026-13-01"),
        ("from=2026-03-03&to=2026-03-02", "to", "2026-03-02"),
        ("stage=nowhere", "stage", ""),
        ("state=nowhere", "state", ""),
        ("service=05-00", "service", ""),
    ],
)
def test_list_says_which_filter_it_does_not_understand(query: str, name: str, value: str) -> None:
    shown = page(query)

    assert [one_id for one_id, _text in shown.filter_errors] == [f"filter-{name}"]
    assert field(shown, name).value == value
    assert all(name != str(one.group) for one in shown.selected)


def test_list_offers_only_institutions_that_are_asked() -> None:
    for code in ("DIN", "ABB", "AZERCELL", "MALIYYE"):
        InstitutionFactory(code=code)

    assert [choice.value for choice in field(page(), "institution").choices] == ["", "DIN"]


def test_list_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "ROWS", 2)
    cases = [CaseFactory() for _time in range(5)]

    second = page("stage=verify&page=2")

    assert [row.url for row in second.rows] == [f"/office/cases/{case.pk}/" for case in (cases[2], cases[1])]
    pages = second.pagination
    assert (pages.first, pages.last, pages.total) == (3, 4, 5)
    assert (pages.previous_url, pages.next_url) == ("/office/cases/?stage=verify", "/office/cases/?stage=verify&page=3")
    assert [(link.number, link.current) for link in pages.links] == [(1, False), (2, True), (3, False)]
    assert page("page=3").pagination.next_url == ""


def test_list_does_not_count_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "ROWS", 1)
    monkeypatch.setattr(case_list, "MOST_COUNTED", 2)
    for _time in range(3):
        CaseFactory()

    pages = page().pagination

    assert (pages.total, pages.links, pages.next_url) == (None, (), "/office/cases/?page=2")


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e3", "999999999999", "٣", ""])
def test_list_shows_the_first_page_for_a_number_that_is_none(text: str) -> None:
    CaseFactory()

    assert len(page(f"page={text}").rows) == 1


@pytest.mark.parametrize("times", [1, 3])
def test_list_asks_the_same_few_queries_whatever_the_rows(times: int, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        CaseFactory(waiting_on_institution=True)
        CaseFactory(granted_and_paid=True, about=CaseFactory().person)

    actor = staff_actor(UserFactory())
    with django_assert_num_queries(7):  # two of them look for, and write, the look at the names
        page(actor=actor)
    with django_assert_num_queries(6):  # the same names within the hour
        page("state=waiting", actor=actor)


def test_list_opens_on_what_needs_a_member_of_staff_the_longest_wait_first() -> None:
    late = CaseFactory(to_clerk=True, waiting_since=MORNING + timedelta(hours=3))
    early = CaseFactory(unknown_fact=True, waiting_since=MORNING + timedelta(hours=1))
    CaseFactory(waiting_on_institution=True)
    CaseFactory(granted_and_paid=True)

    shown = page("")

    assert [row.url for row in shown.rows] == [f"/office/cases/{case.pk}/" for case in (early, late)]
    assert (shown.for_staff, shown.pagination.total) == (True, 2)
    assert [str(one.label) for one in shown.selected] == ["A member of staff"]
    assert [one.remove_url for one in shown.selected] == ["/office/cases/?view=all"]
    assert page("waiting_on=clerk") == shown  # as its own link has it


def test_list_has_its_other_views_one_click_away() -> None:
    user = UserFactory()
    CaseFactory(to_clerk=True, assigned_to=user)
    CaseFactory(to_clerk=True)
    CaseFactory(waiting_on_institution=True)
    CaseFactory(granted_and_paid=True)

    views = page("", actor=staff_actor(user)).views

    assert [(str(one.label), one.number, one.current) for one in views] == [
        ("Need a member of staff", "2", True),
        ("Mine", "", False),
        ("All that are open", "", False),
        ("All", "", False),
    ]
    shown = [page(one.url.partition("?")[2], actor=staff_actor(user)) for one in views]
    assert [len(one.rows) for one in shown] == [2, 1, 3, 4]
    assert [[view.current for view in one.views].index(True) for one in shown] == [0, 1, 2, 3]
    assert {one.views[0].number for one in shown} == {"2"}


def test_view_says_that_there_are_more_than_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "MOST_COUNTED", 1)
    for _time in range(2):
        CaseFactory(to_clerk=True)

    shown = page("")

    assert (shown.views[0].number, shown.pagination.total, shown.most_counted) == ("1+", None, 1)
    assert "More than 1 cases" in " ".join(render_to_string("backoffice/_list.html", {"page": shown}).split())


def test_list_says_who_has_taken_a_case_over() -> None:
    CaseFactory(to_clerk=True, assigned_to=UserFactory(first_name="Leyla", last_name="Quliyeva"))

    assert [row.taken_by for row in page("").rows] == ["Leyla Quliyeva"]


def test_what_is_past_its_term_or_ends_soon_is_listed_what_is_due_first_on_top() -> None:
    day = timezone.localdate()
    cases = {}
    for ahead in (-1, -5, 0, 2, 3):
        cases[ahead] = CaseFactory(unknown_fact=True)
        CaseClock.objects.create(case=cases[ahead], started_on=MORNING.date(), due_on=day + timedelta(days=ahead))
    CaseFactory()

    def listed(term: str) -> list[str]:
        return [row.url for row in page(f"term={term}").rows]

    assert listed("passed") == [f"/office/cases/{cases[ahead].pk}/" for ahead in (-5, -1)]
    assert listed("soon") == [f"/office/cases/{cases[ahead].pk}/" for ahead in (0, 2)]
    (chosen,) = page("term=passed").selected
    assert (str(chosen.group), str(chosen.label)) == ("Time limit of the law", "Passed")
