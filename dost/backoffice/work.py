"""The list of work: the cases that wait for a member of staff, what is due first on top.

What waits for staff elsewhere stands beside it in numbers (`ELSEWHERE`), each with the list it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.appeals.waiting import appeals_waiting, questions_waiting
from dost.cases.clock.lists import Term, due
from dost.cases.codes import MORE, SECOND, WaitingReason
from dost.cases.complaints import complaints_waiting
from dost.cases.corrections.due import corrections_due
from dost.cases.impartial import close_among
from dost.cases.models import Case, CaseClock, Entitlement, GrantToConfirm, MoreAsked
from dost.cases.queries import case_number, counted, counted_together, opened_cases
from dost.cases.recoveries.lists import overpayments_to_see
from dost.cases.second_person import grants_to_confirm, is_first
from dost.cases.stages import State, WaitingOn
from dost.cases.text.reasons import in_few_words
from dost.cases.text.term_text import tag_of_day
from dost.centres.call_backs import overdue
from dost.common.dates import local_day
from dost.ui.contexts import FilterField, Pagination, SelectedFilter, Tag, Text
from services_catalog.labels import LABELS
from services_catalog.sensitive import label_of

from .contexts import ListView
from .filters import MOST_PAGES, Listed, Pairs, page_number
from .untold import untold_about_cases

ROWS: Final = 25
MOST_COUNTED: Final = 1_000


class Holder(StrEnum):
    """Whose cases are shown."""

    ME = "me"
    NOBODY = "nobody"


FOR_STAFF_REASONS: Final = (
    WaitingReason.CONTRADICTION,
    WaitingReason.UNKNOWN,
    WaitingReason.HELD,
    WaitingReason.NOTHING,
    WaitingReason.TERM_PASSED,
    WaitingReason.SECOND_PERSON,
    WaitingReason.FAILED,
    WaitingReason.ACCOUNT_REFUSED,
    WaitingReason.MINOR_PAYEE,
    WaitingReason.NO_PAYEE,
    WaitingReason.NO_AMOUNT,
)
"""For what a case waits for a member of staff."""

CAME: Final[Mapping[str, Tag]] = {
    MoreAsked.State.GIVEN: Tag(_("Answer has come"), "green"),
    MoreAsked.State.LAPSED: Tag(_("No answer came"), "orange"),
}
"""What became of what the person was asked for, beside why a case waits."""

SENT_BACK: Final = Tag(_("Sent back by the second person"), "orange")


# -- what waits elsewhere ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What waits for staff in another list: its words, the name of its address, and the rows that are counted.

    `rows` is given who reads and the day of today; `roles` see it.
    """

    words: Text
    address: str
    rows: Callable[[Staff, date], QuerySet[Any]]
    roles: frozenset[str] = frozenset({User.Role.EXAMINER, User.Role.SUPERVISOR})


def _rights_to_review() -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(review__isnull=False)


ELSEWHERE: Final[tuple[Elsewhere, ...]] = (
    Elsewhere(_("Appeals"), "appeals:list", lambda _reader, _today: appeals_waiting()),
    Elsewhere(_("Questions of people"), "appeals:list", lambda _reader, _today: questions_waiting()),
    Elsewhere(
        _("Complaints and proposals"), "complaints:list", lambda reader, today: complaints_waiting(reader, on=today)
    ),
    Elsewhere(_("Contested facts, overdue"), "corrections:list", lambda _reader, today: corrections_due(today)),
    Elsewhere(_("For a second person"), "second:list", lambda reader, _today: grants_to_confirm(reader)),
    Elsewhere(_("Paid in excess"), "overpayments:list", lambda _reader, today: overpayments_to_see(today)),
    Elsewhere(
        _("Calls back, overdue"),
        "calls:call_backs",
        lambda reader, _today: overdue(reader, now=timezone.now()),
        frozenset({User.Role.SUPERVISOR}),
    ),
    Elsewhere(_("Rights to review"), "rights:list", lambda _reader, _today: _rights_to_review()),
    Elsewhere(_("Still to be told"), "untold:list", lambda _reader, _today: untold_about_cases()),
)
"""Every other list of work; whoever makes one adds a line. One query counts them all."""


@dataclass(frozen=True, slots=True)
class ElsewhereCount:
    """How many rows wait in another list; `number` None when there are too many to count."""

    words: Text
    url: str
    number: int | None


# -- the page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case that waits. `due_on` is the last day, None while the clock stands still or there is none.

    `term` says how near it is; `came` what became of what the person was asked for. `holder` is empty for nobody's.
    `is_kept`: the reader may not decide it. Of a sensitive service that is not opened the name is neutral.
    """

    url: str
    number: str
    person_name: str
    fin: str
    service_code: str
    service_name: Text
    why: Text
    came: Tag | None
    since: datetime | None
    due_on: date | None
    term: Tag | None
    holder: str
    is_mine: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The list, its filters and views, and how much waits in every other list."""

    url: str
    all_url: str
    views: tuple[ListView, ...]
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[WorkRow, ...]
    pagination: Pagination
    most_counted: int
    elsewhere: tuple[ElsewhereCount, ...]

    @property
    def filter_errors(self) -> tuple[tuple[str, Text], ...]:
        """What is wrong with the filters, as (id of the control, what would be right)."""
        return tuple((f"filter-{one.name}", one.error) for one in self.filters if one.error)


def _one_of(label: Any, choices: Sequence[tuple[str, Text]]) -> forms.ChoiceField:
    listed: Any = [("", "—"), *choices]
    wrong = {"invalid_choice": _("Choose one of the list.")}
    return forms.ChoiceField(label=label, choices=listed, required=False, error_messages=wrong)


class WorkFilterForm(forms.Form):
    """The filters of the list. One that is not understood says so and filters nothing."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        asked = [(WaitingOn.PERSON.value, _("The person, for what they were asked"))]
        reasons = [(reason.value, reason.label) for reason in FOR_STAFF_REASONS]
        self.fields = {
            "holder": _one_of(_("Whose"), [(Holder.ME, _("Mine")), (Holder.NOBODY, _("Nobody’s yet"))]),
            "term": _one_of(_("Time limit of the law"), [(term.value, term.label) for term in Term]),
            "area": _one_of(_("Area"), list(LABELS["area"].items())),
            "reason": _one_of(_("Why it waits"), reasons),
            "for": _one_of(_("Waiting for"), [(WaitingOn.CLERK.value, WaitingOn.CLERK.label), *asked]),
        }


MINE: Final[Pairs] = [("holder", Holder.ME.value)]
VIEWS: Final[tuple[tuple[Text, Pairs], ...]] = (
    (_("All that waits for staff"), []),
    (pgettext_lazy("cases", "Mine"), MINE),
    (_("Nobody’s yet"), [("holder", Holder.NOBODY.value)]),
    (_("Overdue"), [("term", Term.PASSED.value)]),
    (_("Asked of people"), [("for", WaitingOn.PERSON.value)]),
)


def work_page(query: QueryDict, *, actor: Staff, now: datetime) -> WorkPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    form = WorkFilterForm(query)
    form.is_valid()
    today = local_day(now)
    cases = waiting_cases(form.cleaned_data, user_id=actor.user_id, today=today)
    page = page_number(query.get("page", ""))
    start = (page - 1) * ROWS
    wanted = cases.select_related("person", "service", "entitlement", "assigned_to", "clock", "to_confirm").defer(
        "service__law"
    )
    found = list(wanted[start : start + ROWS + 1])
    rows, more = found[:ROWS], len(found) > ROWS and page < MOST_PAGES
    log_list(actor=actor, people=[case.person_id for case in rows], now=now)
    opened = opened_cases(rows, actor=actor, now=now)
    kept = close_among(rows, actor, on=today)
    listed = Listed(url=reverse("work:list"), form=form, rows=ROWS)
    return WorkPage(
        url=listed.url,
        all_url=listed.address([]),
        views=tuple(ListView(label, listed.address(used), listed.used == used) for label, used in VIEWS),
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(case, actor, opened=case.pk in opened, kept=case.pk in kept, today=today) for case in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=counted(cases, most=MOST_COUNTED)),
        most_counted=MOST_COUNTED,
        elsewhere=_elsewhere(actor, today),
    )


def waiting_cases(filters: Mapping[str, Any], *, user_id: int, today: date) -> QuerySet[Case]:
    """The cases that wait, as the cleaned values of `WorkFilterForm` describe them: what is due first on top.

    Those that wait for staff; or for the person, for what staff asked of them. What has no day comes after what has
    one, what waits longest first.
    """
    cases = Case.objects.filter(state=State.WAITING)
    if filters.get("for") == WaitingOn.PERSON:
        cases = cases.filter(waiting_on=WaitingOn.PERSON, reason__code=WaitingReason.MORE)
    else:
        cases = cases.filter(waiting_on=WaitingOn.CLERK)
    match filters.get("holder"):
        case Holder.ME:
            cases = cases.filter(assigned_to=user_id)
        case Holder.NOBODY:
            cases = cases.filter(assigned_to=None)
    if filters.get("reason"):
        cases = cases.filter(reason__code=filters["reason"])
    if filters.get("area"):
        # Which area it is of says of a sensitive service too much.
        cases = cases.filter(service__area=filters["area"], service__sensitive=False)
    if filters.get("term"):
        cases = cases.filter(due(Term(filters["term"]), on=today))
    return cases.order_by(*handlers.URGENT_FIRST)


def _row(case: Case, actor: Staff, *, opened: bool, kept: bool, today: date) -> WorkRow:
    service = label_of(case.service, opened=opened)
    clock: CaseClock | None = getattr(case, "clock", None)
    holder = case.assigned_to
    return WorkRow(
        url=reverse("cases:detail", args=[case.pk]),
        number=case_number(case.pk, case.opened_at),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_code=service.code,
        service_name=service.title,
        why=in_few_words(case.reason.get("code", "")),
        came=_came(case),
        since=case.waiting_since,
        due_on=clock.due_on if clock else None,
        term=_term(clock, today=today),
        holder=(holder.get_full_name() or holder.get_username()) if holder else "",
        is_mine=case.assigned_to_id == actor.user_id,
        is_kept=kept or is_first(case, actor),
    )


def _came(case: Case) -> Tag | None:
    """What became of what was asked of the person, or of a second person."""
    if case.reason.get(SECOND) == GrantToConfirm.State.SENT_BACK:
        return SENT_BACK
    return CAME.get(case.reason.get(MORE, ""))


def _term(clock: CaseClock | None, *, today: date) -> Tag | None:
    """How near the last day is, or that the days stand still."""
    if clock is None:
        return None
    if clock.due_on is None:
        left = clock.remaining or 0
        return Tag(
            ngettext("Stands still, %(n)d day left", "Stands still, %(n)d days left", left) % {"n": left}, "blue"
        )
    return tag_of_day(clock.due_on, on=today)


def _elsewhere(reader: Staff, today: date) -> tuple[ElsewhereCount, ...]:
    lists = [one for one in ELSEWHERE if reader.role in one.roles]
    numbers = counted_together([one.rows(reader, today) for one in lists], most=MOST_COUNTED)
    return tuple(
        ElsewhereCount(one.words, reverse(one.address), number) for one, number in zip(lists, numbers, strict=True)
    )
