"""The run of a day in numbers, from a handful of aggregate queries (see `sql`).

Of the current day the page shows the road as it stands now. Of a past day it shows what happened on it, and of the
cases opened on it, where those that are still open stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from dost.backoffice.contexts import DayEvent, DayPage, DayTotal, MoneyCount, ServiceRow, StageCount, WaitingReason
from dost.cases.appeals.waiting import answers_due
from dost.cases.clock.lists import due_counts
from dost.cases.codes import ReviewCause
from dost.cases.models import CaseEntry
from dost.cases.queries import case_number, institution_names, on_whom, service_names
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.text import reasons, timeline
from dost.cases.text.words import tag
from dost.common.dates import local_day
from dost.ui.contexts import Text
from registries.bridge.transport import reason_in_words
from services_catalog.sensitive import HIDDEN

from . import day_sql
from .books import books_summary
from .institutions import institutions
from .work import FOR_STAFF_REASONS

MOST_EVENTS: Final = 14
FEWEST_SUMMED: Final = 10
"""Payments of sensitive services on a day, from which on their sum is shown."""
MOST_REASONS: Final = 10
MOST_SERVICES: Final = 10
ALL: Final = {"services": "all"}
"""What an address says to show every service of the day."""


@dataclass
class Tally:
    """What happened to one service's cases on the day, and where those that are open stand."""

    detected: int = 0
    granted: int = 0
    refused: int = 0
    to_clerk: int = 0
    waiting: int = 0
    paid_count: int = 0
    paid_sum: Decimal = Decimal(0)


@dataclass
class Hours:
    """Counts and money by hour of the day."""

    count: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    money: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def total(self, hours: int) -> DayTotal:
        """The count of the day with the first `hours` hours one by one."""
        return DayTotal(sum(self.count.values()), tuple(self.count.get(hour, 0) for hour in range(hours)))


def day_page(
    *,
    on: date,
    now: datetime,
    may_open: bool,
    may_work: bool = False,
    user_id: int | None = None,
    every_service: bool = False,
) -> DayPage:
    """The run of a day; `may_open` says whether the reader, `user_id`, may follow links to cases.

    With `may_work` what waits for staff leads to the list of work.

    Of the services the first are shown, those with most cases, and all of them with `every_service`.
    """
    today = local_day(now)
    live = on == today
    start, end = bounds(on)
    names, services = institution_names(), service_names()
    series, tallies = _flow(day_sql.flow(start, end), services)
    standing = day_sql.open_cases(start=None if live else start, end=None if live else end)
    _add_standing(tallies, standing, services)
    hours = timezone.localtime(now).hour + 1 if live else 24
    paid = series["paid"]
    rows = _services(tallies, services, may_open=may_open)
    more = len(rows) > MOST_SERVICES
    return DayPage(
        url=_day_url(on, today, **(ALL if every_service else {})),
        on=on,
        updated_at=now,
        live=live,
        detected=series["detected"].total(hours),
        decided=series["decided"].total(hours),
        paid=paid.total(hours),
        announced=series["announced"].total(hours),
        money_paid=sum(paid.money.values(), Decimal(0)),
        money_by_hour=tuple(paid.money.get(hour, Decimal(0)) for hour in range(hours)),
        stages=_stages(standing, closed=sum(series["closed"].count.values()), may_open=may_open),
        waiting=_waiting(standing, names, may_open=may_open, may_work=may_work),
        services=rows if every_service else rows[:MOST_SERVICES],
        service_count=len(rows),
        all_services_url=_day_url(on, today, **ALL) if more and not every_service else "",
        first_services_url=_day_url(on, today) if more and every_service else "",
        events=_events(start, end, services, may_open=may_open),
        institutions=institutions(standing, names, now=now, within=None if live else (start, end)),
        money_to_look_at=_money(may_open=may_open) if live else (),
        previous_url=_day_url(on - timedelta(days=1), today),
        next_url="" if live else _day_url(on + timedelta(days=1), today),
        books=books_summary(on=on, may_open=may_open),
        untold=sum(series["untold"].count.values()) if live else 0,
        untold_url=reverse("untold:list") if may_open else "",
        due=due_counts(on=on, user_id=user_id) if live else None,
        answers=answers_due(on=on) if live else None,
    )


def bounds(on: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Baku, and that of the next day."""
    start = timezone.make_aware(datetime.combine(on, time.min))
    return start, timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def _day_url(on: date, today: date, **more: str) -> str:
    query = ({} if on == today else {"on": on.isoformat()}) | more
    return f"{reverse('office:day')}?{urlencode(query)}" if query else reverse("office:day")


def _cases_url(may_open: bool, **filters: str) -> str:
    return f"{reverse('cases:list')}?{urlencode(filters)}" if may_open else ""


def _shown_as(code: str, services: Mapping[str, str]) -> str:
    """The line of the table that a service is counted in: the sensitive ones have one together."""
    return HIDDEN if HIDDEN in services and code not in services else code


def _flow(rows: Iterable[day_sql.Flow], services: Mapping[str, str]) -> tuple[dict[str, Hours], dict[str, Tally]]:
    """Add up what happened on the day: by series and hour, and by service."""
    series: dict[str, Hours] = defaultdict(Hours)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        series[row.series].count[row.hour] += row.number
        series[row.series].money[row.hour] += row.money
        if row.service is None:
            continue
        tally = tallies[_shown_as(row.service, services)]
        if row.series == "detected":
            tally.detected += row.number
        elif row.series == "paid":
            tally.paid_count += row.number
            tally.paid_sum += row.money
        elif row.outcome == Outcome.GRANTED:
            tally.granted += row.number
        elif row.outcome == Outcome.REFUSED:
            tally.refused += row.number
    return series, tallies


def _add_standing(tallies: dict[str, Tally], standing: Iterable[day_sql.Open], services: Mapping[str, str]) -> None:
    for row in standing:
        if row.state != State.WAITING:
            continue
        tally = tallies[_shown_as(row.service, services)]
        if row.waiting_on == WaitingOn.CLERK:
            tally.to_clerk += row.number
        else:
            tally.waiting += row.number


def _money(*, may_open: bool) -> tuple[MoneyCount, ...]:
    """What is due and not paid, or was paid in excess, of rights of all days; only what there is."""
    return tuple(
        MoneyCount(
            why=tag(ReviewCause(row.cause)),
            rights=row.rights,
            amount=row.amount or None,
            url=f"{reverse('rights:list')}?{urlencode({'cause': row.cause})}" if may_open else "",
        )
        for row in day_sql.money_to_look_at()
        if row.rights
    )


def _stages(standing: Sequence[day_sql.Open], *, closed: int, may_open: bool) -> tuple[StageCount, ...]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in standing:
        counts[row.stage, row.state] += row.number
    counts[Stage.CLOSED, State.READY] = closed
    return tuple(
        StageCount(
            code=stage.value,
            label=stage.label,
            ready=counts[stage, State.READY],
            waiting=counts[stage, State.WAITING],
            url=_cases_url(may_open, stage=stage.value),
        )
        for stage in Stage
    )


def _waiting(
    standing: Iterable[day_sql.Open], names: Mapping[str, str], *, may_open: bool, may_work: bool
) -> tuple[WaitingReason, ...]:
    """The reasons of the waits, cases of all services and stages together.

    What waits for a member of staff comes first, for nobody else can help it; then the most frequent.
    """
    groups: dict[tuple[str, str, str, str, float | None], list[day_sql.Open]] = defaultdict(list)
    for row in standing:
        if row.state == State.WAITING:
            groups[row.waiting_on, row.reason, row.institution, row.what, row.seconds].append(row)
    found = [
        WaitingReason(
            reason=row_reason(code, what, seconds),
            on_whom=on_whom(waiting_on, {"institution": institution}, names),
            count=sum(row.number for row in rows),
            oldest=min(row.since for row in rows if row.since),
            url=_work_url(code)
            if may_work and waiting_on == WaitingOn.CLERK
            else _cases_url(may_open, **_filters(waiting_on, institution)),
            for_staff=waiting_on == WaitingOn.CLERK,
        )
        for (waiting_on, code, institution, what, seconds), rows in groups.items()
    ]
    return tuple(sorted(found, key=lambda row: (not row.for_staff, -row.count, row.oldest))[:MOST_REASONS])


def _work_url(code: str) -> str:
    """The list of work with the cases that wait for this reason; all of it, for one that is no filter there."""
    query = urlencode({"reason": code}) if code in FOR_STAFF_REASONS else ""
    return f"{reverse('work:list')}?{query}" if query else reverse("work:list")


def row_reason(code: str, what: str, seconds: float | None) -> Text:
    """Why a group of cases waits: what an institution did, or the reason without the particulars of one case."""
    return reason_in_words(what, seconds) if what else reasons.in_few_words(code)


def _filters(waiting_on: str, institution: str) -> dict[str, str]:
    filters = {"waiting_on": waiting_on}
    if waiting_on == WaitingOn.INSTITUTION and institution:
        filters["institution"] = institution
    return filters


def _services(tallies: Mapping[str, Tally], names: Mapping[str, str], *, may_open: bool) -> tuple[ServiceRow, ...]:
    rows = [
        ServiceRow(
            code="" if code == HIDDEN else code,
            name=names.get(code, code),
            detected=tally.detected,
            granted=tally.granted,
            refused=tally.refused,
            to_clerk=tally.to_clerk,
            waiting=tally.waiting,
            paid_count=tally.paid_count,
            # So few payments are so many amounts of law: the sum would say which services they were of.
            paid_sum=tally.paid_sum if code != HIDDEN or tally.paid_count >= FEWEST_SUMMED else None,
            url=_cases_url(may_open, service=code),
        )
        for code, tally in tallies.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.detected, -row.granted, -row.paid_count, row.code)))


def _events(start: datetime, end: datetime, services: Mapping[str, str], *, may_open: bool) -> tuple[DayEvent, ...]:
    """The latest lines of the timelines. Numbers of cases and names of services only: nothing about a person."""
    newest = (
        CaseEntry.objects.filter(at__gte=start, at__lt=end)
        .order_by("-pk")
        .values("at", "what", "details", "case_id", "case__opened_at", "case__service_id")[:MOST_EVENTS]
    )
    return tuple(
        DayEvent(
            at=line["at"],
            text=_event_text(line, services),
            case=case_number(line["case_id"], line["case__opened_at"]),
            tag=timeline.TAGS.get(line["what"]),
            url=reverse("cases:detail", args=[line["case_id"]]) if may_open else "",
        )
        for line in sorted(newest, key=lambda line: line["at"], reverse=True)
    )


def _event_text(line: Mapping[str, Any], services: Mapping[str, str]) -> Text:
    code = _shown_as(line["case__service_id"], services)
    return f"{services[code] if code == HIDDEN else code} · {timeline.title(line['what'], line['details'])}"
