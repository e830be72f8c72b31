"""The purposes that staff have stated for looking at people's records, for whoever reviews them.

Of the last `WEIGHED_FOR`, those that nobody has seen yet come first, and of these what stands out (`standing_out`).
Only so many are weighed against each other, the newest, so that the list costs the same however many years it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dost.accounts.access import IN_A_LIST, IN_A_SEARCH, log_list
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog, StatedPurpose
from dost.accounts.purpose_reviews import MARKS_PURPOSES
from dost.accounts.who import member_of_staff
from dost.backoffice.contexts import PurposeRow, PurposeSeen, PurposesPage
from dost.cases.queries import counted
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text

from .filters import MOST_PAGES, Listed, page_number, staff_names, within
from .forms import PurposesFilterForm
from .standing_out import Sign, StandsOut, what_stands_out

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
WEIGHED_FOR: Final = timedelta(days=30)
MOST_WEIGHED: Final = 500
OPEN: Final = Tag(pgettext_lazy("a stated purpose", "Open"), "blue")


def purposes_page(query: QueryDict, *, actor: Staff, now: datetime) -> PurposesPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    form = PurposesFilterForm(query, staff=staff_names())
    form.is_valid()
    stated = _stated(form.cleaned_data)
    page = page_number(query.get("page", ""))
    weighed = _weighed(stated, actor=actor, now=now)
    start = (page - 1) * ROWS
    rows = _from(stated, list(weighed), start=start, most=ROWS + 1)
    more = len(rows) > ROWS and page < MOST_PAGES
    rows = rows[:ROWS]
    log_list(actor=actor, people=[row.person_id for row in rows], now=now)
    listed = Listed(url=reverse("purposes:list"), form=form, rows=ROWS)
    return PurposesPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(row, weighed.get(row.pk, StandsOut()), actor=actor, now=now) for row in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=counted(stated, most=MOST_COUNTED)),
    )


def purpose_row(stated_id: int, *, actor: Staff, now: datetime) -> PurposeRow | None:
    """One purpose with what stands out of it; None where there is none. That its name was shown is logged."""
    row = (
        _with_looks(StatedPurpose.objects.filter(pk=stated_id)).select_related("user", "person", "review__user").first()
    )
    if row is None:
        return None
    log_list(actor=actor, people=[row.person_id], now=now)
    found = what_stands_out([row], reader_id=actor.user_id, on=local_day(now))
    return _row(row, found[row.pk], actor=actor, now=now)


def _weighed(stated: QuerySet[StatedPurpose], *, actor: Staff, now: datetime) -> dict[int, StandsOut]:
    """What nobody has seen yet of the last days, by id: what stands out most first, then the newest. Five queries."""
    unseen = list(stated.filter(at__gte=now - WEIGHED_FOR, review=None)[:MOST_WEIGHED])
    found = what_stands_out(unseen, reader_id=actor.user_id, on=local_day(now))
    # the rows come newest first, and sorting keeps that among equals
    return dict(sorted(found.items(), key=lambda pair: -pair[1].weight))


def _from(stated: QuerySet[StatedPurpose], first: list[int], *, start: int, most: int) -> list[Any]:
    """At most so many rows of the list from `start` on: those of `first` in its order, then the others."""
    chosen = first[start : start + most]
    rows = _with_looks(stated).select_related("user", "person", "review__user")
    found = {row.pk: row for row in rows.filter(pk__in=chosen)} if chosen else {}
    listed = [found[pk] for pk in chosen if pk in found]
    if len(chosen) < most:
        after = max(0, start - len(first))
        listed += rows.exclude(pk__in=first)[after : after + most - len(chosen)]
    return listed


def _stated(filters: Mapping[str, Any]) -> QuerySet[StatedPurpose]:
    stated = StatedPurpose.objects.order_by("-at", "-pk")
    for name in ("role", "purpose"):
        if filters.get(name):
            stated = stated.filter(**{name: filters[name]})
    if filters.get("by"):
        stated = stated.filter(user=filters["by"])
    return within(stated, filters)


def _with_looks(stated: QuerySet[StatedPurpose]) -> Any:
    """The purposes with `looks`: how often the record was looked at by whoever stated it, while it was open."""
    looks = (
        AccessLog.objects.filter(
            person=OuterRef("person"),
            user=OuterRef("user"),
            at__gte=OuterRef("at"),
            at__lt=OuterRef("until"),
        )
        .exclude(reason__in=[IN_A_LIST, IN_A_SEARCH])
        .order_by()
        .annotate(whose=F("person"))
        .values("whose")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return stated.annotate(looks=Coalesce(Subquery(looks), 0))


def _row(row: Any, found: StandsOut, *, actor: Staff, now: datetime) -> PurposeRow:
    stated_by = member_of_staff(row.user, row.role)
    review = getattr(row, "review", None)
    may_mark = review is None and actor.role in MARKS_PURPOSES and row.user_id != actor.user_id
    return PurposeRow(
        at=row.at,
        until=row.until,
        by=stated_by.name,
        role=stated_by.role,
        centre=row.centre,
        person_name=row.person.full_name,
        fin=row.person.fin,
        purpose=AccessLog.Purpose(row.purpose).label,
        note=row.note,
        looks=row.looks,
        state=OPEN if row.at <= now < row.until else None,
        signs=tuple(_in_words(sign, found) for sign in found.signs),
        seen=PurposeSeen(member_of_staff(review.user, review.role).name, review.at, review.note) if review else None,
        mark_url=reverse("purposes:seen", args=[row.pk]) if may_mark else "",
    )


def _in_words(sign: Sign, found: StandsOut) -> Text:
    match sign:
        case Sign.CLOSE:
            return _("May be close to the person: kin or household.")
        case Sign.MANY:
            words = ngettext("%(n)d person by them on this day.", "%(n)d people by them on this day.", found.many)
            return words % {"n": found.many}
        case Sign.HOUSEHOLD:
            words = ngettext(
                "%(n)d person of one household within a day.",
                "%(n)d people of one household within a day.",
                found.household,
            )
            return words % {"n": found.household}
        case Sign.NO_TIE:
            return _("The person has no case, and was at no window.")
        case Sign.UNKNOWN:
            return _("Whether they are close cannot be asked: their account names no FİN.")
