"""The whole history of the studio, filtered and in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth import get_user_model
from django.urls import reverse

from dost.studio.wording import words
from dost.ui.contexts import Choice, Pagination
from dost.ui.paging import paged
from services_catalog.models import HistoryEntry, Service

from . import diary

ROWS: Final = 30


@dataclass(slots=True)
class HistoryPage:
    """Everything the page shows."""

    url: str
    people: list[Choice]
    services: list[Choice]
    actions: list[Choice]
    set_pk: str
    lines: list[diary.Line]
    pages: Pagination
    asked: bool


def history_page(query: Mapping[str, str]) -> HistoryPage:
    """Return a page of the history; the number of queries does not depend on how much there is.

    Filters: `by` a user's id, `service` a code, `action`, `set` a change set's id. What is not understood filters
    nothing.
    """
    by, service, action, of_set = (query.get(key, "") for key in ("by", "service", "action", "set"))
    by, of_set = _number(by), _number(of_set)
    action = action if action in words.ACTIONS else ""
    entries = HistoryEntry.objects.select_related("by", "change_set")
    for key, value in {"by_id": by, "subject": service, "action": action, "change_set_id": of_set}.items():
        if value:
            entries = entries.filter(**{key: value})
    url = reverse("studio:history")
    filters = {"by": by, "service": service, "action": action, "set": of_set}
    found, pages = paged(entries, asked=query.get("page", ""), per=ROWS, url=url, filters=filters)
    writers = get_user_model().objects.filter(pk__in=HistoryEntry.objects.order_by().values("by").distinct())
    codes = HistoryEntry.objects.order_by().values("subject").distinct()
    named = Service.objects.filter(code__in=codes).only("code", "name")
    return HistoryPage(
        url=url,
        people=[Choice(str(user.pk), words.person(user), str(user.pk) == by) for user in writers],
        services=[Choice(one.code, f"{one.code} {one.title}", one.code == service) for one in named],
        actions=[Choice(code, str(label), code == action) for code, label in words.ACTIONS.items()],
        set_pk=of_set,
        lines=diary.lines(found),
        pages=pages,
        asked=any(filters.values()),
    )


def _number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""
