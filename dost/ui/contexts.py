"""What each page shows, as typed values: a view fills one of these and hands it over as ``page``.

Texts (``Text``) arrive already in the reader's language or lazily translated; moments are aware datetimes
(they are shown in the current time zone, Asia/Baku); money is ``Decimal`` in manat; every address is a path
made by ``reverse``. A template never reads a model, so what a page may show is exactly what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise

TagColour = Literal["grey", "blue", "green", "yellow", "orange", "red", "purple"]
Health = Literal["ok", "slow", "down"]
FactValue = bool | int | Decimal | date | str | None
FactKind = Literal["boolean", "integer", "money", "date", "code"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A status: a word with a colour; the word alone says it all."""

    word: Text
    colour: TagColour = "grey"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a record is about, as far as the reader may see it. ``phone_masked`` like ``+994 50 ••• •• 17``."""

    name: Text
    fin: str
    born: date | None
    age: int | None
    district: Text = ""
    phone_masked: str = ""
    language: Text = ""
    died: date | None = None


# --- The run of the day (backoffice/day.html, backoffice/_day.html) -------------------------------------


@dataclass(frozen=True, slots=True)
class DayTotal:
    """How many today, and how many in each hour from 00:00 (24 numbers, or fewer while the day is young)."""

    count: int
    by_hour: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StageCount:
    """One stage of the road. ``ready`` waits for a worker only; ``waiting`` waits for somebody outside.

    For the last stage (``closed``) ``ready`` is the number closed today and ``waiting`` is 0.
    """

    code: str
    label: Text
    ready: int
    waiting: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class WaitingReason:
    """Why cases wait: the reason in words, on whom, how many, and since when the oldest has waited."""

    reason: Text
    on_whom: Text
    count: int
    oldest: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service today. Counts are cases, except ``paid_count`` (payment orders the bank has paid)."""

    code: str
    name: Text
    detected: int
    granted: int
    refused: int
    to_clerk: int
    waiting: int
    paid_count: int
    paid_sum: Decimal
    url: str = ""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One line of the feed: what just happened. Carries no personal data beyond the case number."""

    at: datetime
    text: Text
    case: str
    tag: Tag | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionHealth:
    """How an institution answers now: state, the usual time of an answer, and how many cases wait for it."""

    code: str
    name: Text
    state: Health
    median_ms: int | None = None
    waiting: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour of the day, for the table behind the sparklines."""

    label: str
    detected: int
    decided: int
    paid: int
    announced: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class DayPage:
    """The run of the day. ``live`` is true for the current day: the fragment then refreshes every 5 s."""

    url: str
    on: date
    updated_at: datetime
    live: bool
    detected: DayTotal
    decided: DayTotal
    paid: DayTotal
    announced: DayTotal
    money_paid: Decimal
    money_by_hour: tuple[Decimal, ...] = ()
    stages: tuple[StageCount, ...] = ()
    waiting: tuple[WaitingReason, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    events: tuple[DayEvent, ...] = ()
    institutions: tuple[InstitutionHealth, ...] = ()
    previous_url: str = ""
    next_url: str = ""

    @property
    def hours(self) -> tuple[HourRow, ...]:
        """The numbers behind the five sparklines, hour by hour, as far as the day has come."""
        length = max(map(len, (self.money_by_hour, *(total.by_hour for total in self._totals))))
        rows = []
        for hour in range(length):
            counts = [total.by_hour[hour] if hour < len(total.by_hour) else 0 for total in self._totals]
            money = self.money_by_hour[hour] if hour < len(self.money_by_hour) else Decimal(0)
            rows.append(HourRow(f"{hour:02d}:00", counts[0], counts[1], counts[2], counts[3], money))
        return tuple(rows)

    @property
    def _totals(self) -> tuple[DayTotal, DayTotal, DayTotal, DayTotal]:
        return self.detected, self.decided, self.paid, self.announced


# --- The list of cases (backoffice/list.html, backoffice/_list.html) ----------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in a select or a set of checkboxes."""

    value: str
    label: Text
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter. ``kind`` says how it is asked; ``value`` is used by text and date filters."""

    name: str
    label: Text
    kind: Literal["select", "checkboxes", "text", "date"]
    choices: tuple[Choice, ...] = ()
    value: str = ""
    hint: Text = ""
    error: Text = ""


@dataclass(frozen=True, slots=True)
class SelectedFilter:
    """A filter in use, and the address of the same list without it."""

    group: Text
    label: Text
    remove_url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number in the pagination; ``number`` None stands for the gap (…)."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where the reader is among the results; ``total`` None when there are too many to count each time."""

    first: int
    last: int
    total: int | None
    links: tuple[PageLink, ...] = ()
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list.

    ``stage`` is empty once it is closed, for ``state`` says that; ``waiting_on`` is empty when it waits for nobody,
    otherwise names whom (the institution's name, "The bank" …).
    """

    number: str
    url: str
    person_name: Text
    fin: str
    service_code: str
    service_name: Text
    stage: Text
    state: Tag
    waiting_on: Text = ""
    waiting_since: datetime | None = None
    outcome: Tag | None = None
    amount: Decimal | None = None
    origin: Text = ""
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseListPage:
    """The list of cases with its filters. ``url`` is the list without any filter."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[CaseRow, ...]
    pagination: Pagination

    @property
    def filter_errors(self) -> tuple[tuple[str, Text], ...]:
        """The filters that could not be understood, as (id of the control, what would be right)."""
        return tuple((f"filter-{field.name}", field.error) for field in self.filters if field.error)


# --- One case (backoffice/detail.html) -----------------------------------------------------------------

SummaryKind = Literal["paid", "granted", "waiting", "refused", "clerk", "working", "closed"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The one sentence a case begins with.

    ``paid``: ``amount`` was paid to ``whom`` at ``at``; ``granted``: granted, payment under way; ``waiting``:
    for ``whom`` since ``at`` (``reason`` in words); ``refused``: at ``at``, ``reason``; ``clerk``: someone must
    look, ``reason``; ``working``: at the stage named in ``reason``; ``closed``: at ``at`` with ``reason``.
    """

    kind: SummaryKind
    amount: Decimal | None = None
    whom: Text = ""
    at: datetime | None = None
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to the case, newest first. ``by`` is a person, an institution or the system."""

    at: datetime
    title: Text
    by: Text = ""
    text: Text = ""


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact a criterion used: its value and where it came from. ``value`` None is "not known".

    For ``kind`` ``code`` the value is the code's label. ``recorded_on`` is the day the registry recorded it.
    """

    name: str
    label: Text
    kind: FactKind
    value: FactValue
    institution: Text = ""
    registry: Text = ""
    recorded_on: date | None = None
    reference: str = ""
    unit: Text = ""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion: ``result`` True met, False not met, None not known."""

    id: str
    text: Text
    result: bool | None
    law: Text = ""
    expression: str = ""
    facts: tuple[FactView, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One line of the arithmetic: ``operator`` is "", "+", "−", "×" …; ``value`` money, or a plain number."""

    label: Text
    value: Decimal | int
    operator: str = ""
    money: bool = True
    note: Text = ""


@dataclass(frozen=True, slots=True)
class AmountView:
    """How the amount came about: the lines and what they come to."""

    total: Decimal
    lines: tuple[AmountLine, ...] = ()
    expression: str = ""
    period: Text = ""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided (or would be on today's data, when ``decided_at`` is None)."""

    outcome: Tag
    criteria: tuple[CriterionView, ...]
    on: date
    decided_at: datetime | None = None
    decided_by: Text = ""
    version: Text = ""
    content_hash: str = ""
    law: tuple[Text, ...] = ()
    amount: AmountView | None = None
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One question to an institution and what it said."""

    institution: Text
    question: Text
    answer: Text
    state: Tag
    asked_at: datetime
    latency_ms: int | None = None
    attempts: int = 1
    request_hash: str = ""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment order. ``period`` is the month in words, or "once"."""

    period: Text
    amount: Decimal
    state: Tag
    due_on: date | None = None
    paid_at: datetime | None = None
    bank: Text = ""
    account_masked: str = ""
    bank_reference: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class EntitlementView:
    """What the person has a right to, and the payment orders that follow from it."""

    payee: Text
    amount: Decimal
    period: Text
    starts: date
    until: date | None
    state: Tag
    payments: tuple[PaymentView, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as the person got it. ``language`` is the code (az, en, ru) the text is written in."""

    channel: Text
    to_masked: str
    language: str
    text: str
    state: Tag
    at: datetime


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One look at this person's data."""

    by: Text
    role: Text
    purpose: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a case. ``stage`` is empty once it is closed.

    ``basis`` is the record it arose from, in words; ``access_purpose`` is why the reader is allowed to look;
    ``access_until`` when that ends; ``answers`` are the version's questions with what the person told.
    """

    number: str
    person: Person
    service_code: str
    service_name: Text
    provider: Text
    origin: Text
    stage: Text
    state: Tag
    opened_at: datetime
    basis: Text
    summary: Summary
    list_url: str
    timeline: tuple[TimelineEntry, ...] = ()
    answers: tuple[FactView, ...] = ()
    decision: DecisionView | None = None
    evidence: tuple[EvidenceView, ...] = ()
    entitlements: tuple[EntitlementView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    access_purpose: Text = ""
    access_until: datetime | None = None
    accesses: tuple[AccessEntry, ...] = field(default=())


# --- Why are you looking? (backoffice/purpose.html) ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class PurposePage:
    """The question before a record opens. Names no one: only the case."""

    case_number: str
    service_name: Text
    purposes: tuple[Choice, ...]
    note: str = ""
    error_purpose: Text = ""
    error_note: Text = ""
    next_url: str = ""
    back_url: str = ""
    valid_minutes: int = 60

    @property
    def errors(self) -> tuple[tuple[str, Text], ...]:
        """What is missing in the answer, as (id of the control, what would be right)."""
        pairs = (("purpose-0", self.error_purpose), ("note", self.error_note))
        return tuple(pair for pair in pairs if pair[1])


# --- For what purposes staff have looked (backoffice/purposes.html) --------------------------------------


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One stated purpose. ``by`` is a member of staff in the ``role`` they had, ``centre`` the code of theirs.

    ``looks`` counts how often the record was looked at under it; ``state`` is None once it has run out.
    """

    at: datetime
    until: datetime
    by: Text
    role: Text
    centre: str
    person_name: str
    fin: str
    purpose: Text
    note: str
    looks: int
    state: Tag | None = None


@dataclass(frozen=True, slots=True)
class PurposesPage:
    """The list of stated purposes, the newest first."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[PurposeRow, ...]
    pagination: Pagination
