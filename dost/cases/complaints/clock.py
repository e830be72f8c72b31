"""The clock of a complaint or a proposal: the same entries give the same clock, whenever they are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Protocol

from dost.cases.clock.reckon import Clock, Pause, reckoned
from dost.cases.models import Complaint, ComplaintEntry
from dost.cases.rules import rules_in_force
from dost.common.dates import local_day
from registries.data.complaint_terms import Figure, complaint_figure
from services_catalog.time_limits import TimeLimit, Unit, limit_from_json

What = ComplaintEntry.What

GOES_ON: Final = frozenset({What.GIVEN, What.LAPSED})
"""Lines with which the person has answered, or is not waited for any more."""
STOPS: Final = frozenset({What.ANSWERED, What.LEFT, What.WITHDRAWN})


class Line(Protocol):
    """What the clock reads of an entry."""

    @property
    def at(self) -> datetime:
        """When it was."""

    @property
    def what(self) -> str:
        """What it was."""


def clock_of(lines: Iterable[Line], *, limit: TimeLimit, longer: TimeLimit, started_on: date, on: date) -> Clock:
    """The clock as of a day; lines come in their order. Further study takes the longer limit, from the same day."""
    holds, pauses = limit, list[Pause]()
    since: datetime | None = None
    stopped_on: date | None = None
    for line in lines:
        if line.what == What.LONGER:
            holds = longer
        elif line.what == What.ASKED:
            since = since or line.at
        elif line.what in GOES_ON | STOPS and since is not None:
            pauses.append(Pause(since, line.at, What.ASKED.value))
            since = None
        if line.what in STOPS:
            stopped_on = local_day(line.at)
            break
    if since is not None:
        pauses.append(Pause(since, None, What.ASKED.value))
    return reckoned(holds, started_on=started_on, on=on, pauses=pauses, stopped_on=stopped_on)


def complaint_clock(complaint: Complaint, *, on: date) -> Clock:
    """The clock of a complaint that was sent; one query, none where its entries were read with it."""
    assert complaint.sent_at is not None  # drafts have no clock
    lines: list[ComplaintEntry] = sorted(complaint.entries.all(), key=lambda line: (line.at, line.pk))
    return clock_of(
        lines,
        limit=limit_from_json(complaint.limit, "limit"),
        longer=limit_from_json(complaint.longer, "longer"),
        started_on=local_day(complaint.sent_at),
        on=on,
    )


def set_due(complaint: Complaint, *, now: datetime) -> None:
    """Write down the last day as the entries give it; whoever was told of another day is told anew."""
    due_on = complaint_clock(complaint, on=local_day(now)).due_on
    if due_on != complaint.due_on:
        complaint.warned_at = complaint.escalated_at = None
    complaint.due_on = due_on


def answer_limit(service_code: str, *, on: date) -> TimeLimit:
    """How long an answer may take: what the version of the service in force says, else what the law is taken to say."""
    for rule in rules_in_force(on, codes=[service_code]):
        if rule.definition.stated_terms is not None:
            return rule.definition.terms.decision
    return _figure_limit(Figure.ANSWER)


def longer_limit() -> TimeLimit:
    """How long it may take in all where further study is needed."""
    return _figure_limit(Figure.LONGER)


def _figure_limit(figure: Figure) -> TimeLimit:
    found = complaint_figure(figure)
    return TimeLimit(found.amount, Unit(found.unit), found.law, found.provenance)
