"""Lists in pages; `Pages` is what `_pagination.html` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page by its number; None stands for those left out."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the reader is among the rows."""

    first: int
    last: int
    total: int
    links: tuple[PageLink, ...] = ()
    previous_url: str = ""
    next_url: str = ""


def paged(
    rows: QuerySet[Any] | Sequence[Row], *, asked: str, per: int, url: str, kept: Mapping[str, str]
) -> tuple[list[Any], Pages]:
    """Return the rows of the page somebody asks for (the first when it is nonsense) and the links to the others."""
    paginator: Paginator[Any] = Paginator(rows, per)
    page = paginator.get_page(asked)

    def address(number: int) -> str:
        query = {name: value for name, value in kept.items() if value}
        if number > 1:
            query["page"] = str(number)
        return f"{url}?{urlencode(query)}" if query else url

    links: list[PageLink] = []
    if paginator.num_pages > 1:
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            if isinstance(number, int):
                links.append(PageLink(number, address(number), number == page.number))
            else:
                links.append(PageLink(None))
    found = list(page.object_list)
    return found, Pages(
        first=page.start_index(),
        last=page.end_index(),
        total=paginator.count,
        links=tuple(links),
        previous_url=address(page.number - 1) if page.has_previous() else "",
        next_url=address(page.number + 1) if page.has_next() else "",
    )
