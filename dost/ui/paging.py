"""Long lists, page by page: `_pagination.html` shows what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

from dost.ui.contexts import PageLink, Pagination

Row = TypeVar("Row")


def paged(
    rows: QuerySet[Any] | Sequence[Row], *, asked: str, per: int, url: str, filters: Mapping[str, str]
) -> tuple[list[Any], Pagination]:
    """Return the rows of the page somebody asks for (the first when it is nonsense) and the links to the others."""
    paginator: Paginator[Any] = Paginator(rows, per)
    page = paginator.get_page(asked)

    def address(number: int) -> str:
        query = {name: value for name, value in filters.items() if value}
        if number > 1:
            query["page"] = str(number)
        return f"{url}?{urlencode(query)}" if query else url

    return list(page.object_list), Pagination(
        first=page.start_index(),
        last=page.end_index(),
        total=paginator.count,
        links=page_links(page.number, paginator.num_pages if paginator.num_pages > 1 else 0, address),
        previous_url=address(page.number - 1) if page.has_previous() else "",
        next_url=address(page.number + 1) if page.has_next() else "",
    )


def page_links(page: int, last: int, address: Callable[[int], str]) -> tuple[PageLink, ...]:
    """Return the links to the first and last page and those around this one; none when `last` is not known (0)."""
    return tuple(
        PageLink(number) if number is None else PageLink(number, address(number), number == page)
        for number in shown_pages(page, last)
    )


def shown_pages(page: int, last: int) -> list[int | None]:
    """The page numbers to show: the ends, and those around this one; None for a gap. Nothing when not counted (0)."""
    numbers = sorted({1, page - 1, page, page + 1, last} & set(range(1, last + 1)))
    found: list[int | None] = []
    for number in numbers:
        if found and found[-1] is not None and number - found[-1] > 1:
            found.append(None)
        found.append(number)
    return found
