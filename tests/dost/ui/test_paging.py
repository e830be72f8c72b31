from __future__ import annotations

import pytest

from dost.ui.contexts import PageLink
from dost.ui.paging import page_links, paged, shown_pages


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 0, []),
        (1, 1, [1]),
        (1, 4, [1, 2, None, 4]),
        (5, 10, [1, None, 4, 5, 6, None, 10]),
        (2, 40, [1, 2, 3, None, 40]),
        (3, 0, []),
    ],
)
def test_shown_pages(current: int, last: int, shown: list[int | None]) -> None:
    assert shown_pages(current, last) == shown


def test_links_lead_to_pages_and_leave_gaps() -> None:
    links = page_links(1, 9, lambda number: f"?page={number}")

    assert links == (PageLink(1, "?page=1", True), PageLink(2, "?page=2"), PageLink(None), PageLink(9, "?page=9"))


def test_a_page_of_rows_keeps_what_was_asked_besides() -> None:
    rows, page = paged(list(range(50)), asked="2", per=20, url="/list/", filters={"q": "a b", "area": ""})

    assert rows == list(range(20, 40))
    assert (page.first, page.last, page.total) == (21, 40, 50)
    assert (page.previous_url, page.next_url) == ("/list/?q=a+b", "/list/?q=a+b&page=3")


@pytest.mark.parametrize(("asked", "first"), [("", 1), ("nonsense", 1), ("-1", 5), ("99", 5), ("0", 5)])
def test_a_page_that_is_not_there_leads_to_one_that_is(asked: str, first: int) -> None:
    _rows, page = paged(list("abcde"), asked=asked, per=2, url="/", filters={})

    assert page.first == first


def test_one_page_needs_no_links() -> None:
    rows, page = paged(["a"], asked="", per=2, url="/", filters={})

    assert rows == ["a"]
    assert (page.links, page.previous_url, page.next_url) == ((), "", "")
