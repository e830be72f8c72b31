"""What each page of the back office shows, as typed values, with the conventions of ``dost.ui.contexts``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from dost.cases.answering import Health
from dost.cases.appeals.waiting import AnswersDue
from dost.cases.clock.lists import DueCounts
from dost.cases.text.choice import ChoiceView
from dost.cases.text.contexts import (
    AccessEntry,
    DecisionView,
    EntitlementView,
    EvidenceView,
    FactView,
    MessageView,
    Summary,
    TimelineEntry,
)
from dost.cases.text.term_text import TermView
from dost.ui.contexts import Choice, FilterField, Pagination, Person, SelectedFilter, Tag, Text

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
class MoneyCount:
    """Rights of whose money something waits for a person: why, how many, and how much where that is known."""

    why: Tag
    rights: int
    amount: Decimal | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class WaitingReason:
    """Why cases wait: the reason in words, on whom, how many, and since when the oldest has waited."""

    reason: Text
    on_whom: Text
    count: int
    oldest: datetime
    url: str = ""
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service today. Counts are cases, except ``paid_count`` (payment orders the bank has paid).

    The sensitive services are one row together, without a ``code``; ``paid_sum`` is None where it would tell of one.
    """

    code: str
    name: Text
    detected: int
    granted: int
    refused: int
    to_clerk: int
    waiting: int
    paid_count: int
    paid_sum: Decimal | None
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
class BooksSummary:
    """What the nightly check of the books found: how much in all, and how many of each kind in words."""

    total: int
    checked_at: datetime
    kinds: tuple[tuple[Text, int], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class DayPage:
    """The run of the day. ``live`` is true for the current day: the fragment then refreshes every 5 s.

    ``waiting`` begins with what waits for a member of staff. Of ``services`` the first ten are shown, unless all are
    asked for; ``all_services_url`` leads to all (empty when they are shown), ``service_count`` says how many there are.
    """

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
    service_count: int = 0
    all_services_url: str = ""
    first_services_url: str = ""
    events: tuple[DayEvent, ...] = ()
    institutions: tuple[InstitutionHealth, ...] = ()
    money_to_look_at: tuple[MoneyCount, ...] = ()
    previous_url: str = ""
    next_url: str = ""
    books: BooksSummary | None = None
    untold: int = 0
    untold_url: str = ""
    due: DueCounts | None = None
    answers: AnswersDue | None = None

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


# --- The books (backoffice/books.html) ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BooksRow:
    """One finding: the case's number and address, the month (its first day), and the key of the row."""

    case: str
    url: str
    period: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class BooksGroup:
    """The findings of one kind; `count` is how many there are, `rows` the first of them."""

    label: Text
    count: int
    rows: tuple[BooksRow, ...]


@dataclass(frozen=True, slots=True)
class BooksPage:
    """The last check; without a day there was none yet, without groups all is right."""

    checked_on: date | None
    checked_at: datetime | None
    groups: tuple[BooksGroup, ...]


# --- The list of cases (backoffice/list.html, backoffice/_list.html) ----------------------------------------


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list.

    ``stage`` is empty once it is closed, for ``state`` says that; ``waiting_on`` is empty when it waits for nobody,
    otherwise names whom (the institution's name, "The bank" …); ``taken_by`` is the member of staff whose it is.
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
    taken_by: str = ""
    outcome: Tag | None = None
    amount: Decimal | None = None
    origin: Text = ""
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListView:
    """One view of the list, one click away; ``number`` is how many cases it has, where that is said."""

    label: Text
    url: str
    current: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class CaseListPage:
    """The list of cases with its filters. ``url`` opens on what needs a member of staff, ``all_url`` on everything.

    ``for_staff`` says whether it shows just the former; ``most_counted`` is how many are counted one by one.
    """

    url: str
    all_url: str
    views: tuple[ListView, ...]
    for_staff: bool
    most_counted: int
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[CaseRow, ...]
    pagination: Pagination

    @property
    def filter_errors(self) -> tuple[tuple[str, Text], ...]:
        """The filters that could not be understood, as (id of the control, what would be right)."""
        return tuple((f"filter-{field.name}", field.error) for field in self.filters if field.error)


# --- Cases found by a name or a FİN (backoffice/found.html) -----------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One case of a person who was looked for; the service is empty until the reader has said why they look."""

    number: str
    url: str
    person_name: Text
    fin: str
    born: date
    district: str
    opened_at: datetime
    service_name: Text = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was looked for, and a page of the cases of whoever is called so."""

    text: str
    rows: tuple[FoundRow, ...]
    pagination: Pagination


# --- One case (backoffice/detail.html) -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a case. ``stage`` is empty once it is closed.

    ``basis`` is the record it arose from, in words; ``access_purpose`` is why the reader is allowed to look;
    ``access_until`` when that ends; ``answers`` are the version's questions with what the person told; ``choice`` are
    the rights that exclude each other, while it is not decided which of them is given; ``term`` by when it is decided.
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
    term: TermView | None = None
    choice: ChoiceView | None = None
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

    ``looks`` counts how often the record was looked at under it; ``state`` is None once it has run out. ``signs`` is
    what stands out, in words, the gravest first; ``seen`` who has marked it as seen and what they noted; ``mark_url``
    where the reader may.
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
    signs: tuple[Text, ...] = ()
    seen: PurposeSeen | None = None
    mark_url: str = ""


@dataclass(frozen=True, slots=True)
class PurposeSeen:
    """That somebody has seen a purpose, and what they noted."""

    by: Text
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class PurposesPage:
    """The list of stated purposes: what nobody has seen yet and stands out, the rest of those, then the newest."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[PurposeRow, ...]
    pagination: Pagination
