"""What waits for a second person: the list of it, and what is said of it on the page of a case or an appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.accounts.who import who
from dost.cases.acts import TABLE, Act, Offered
from dost.cases.codes import SECOND
from dost.cases.impartial import close_among
from dost.cases.models import TO_DECIDE, Appeal, Case, GrantToConfirm
from dost.cases.queries import case_number, opened_cases
from dost.cases.second_person import grants_to_confirm
from dost.cases.text.words import tag
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text
from services_catalog.queries import definition_of
from services_catalog.sensitive import label_of

MOST: Final = 100
State = GrantToConfirm.State
ACTS: Final = (Act.CONFIRM_GRANT, Act.SEND_BACK_GRANT, Act.TAKE_BACK_GRANT)
WAITS_FOR_SECOND: Final = gettext_lazy(
    "It is decided, and waits for a second person. Nothing is paid and no letter goes before somebody else has "
    "confirmed it."
)
"""Said to whoever has granted more than one person may alone."""


def waits_for_second(result: object) -> bool:
    """Whether what an act came to is that it waits for a second person."""
    return isinstance(result, GrantToConfirm) and result.state == State.WAITING


@dataclass(frozen=True, slots=True)
class SecondView:
    """What somebody granted that one person may not grant alone. Sums in AZN; ``answer`` is what the second said.

    ``acts`` are what the reader may do with it: words and address.
    """

    via: Text
    state: Tag
    by: Text
    at: datetime
    amount: Decimal
    above: Decimal
    reasons: str
    waits: bool
    confirm_by: date
    is_overdue: bool
    answer: str
    second: str
    acts: tuple[tuple[Text, str], ...]


@dataclass(frozen=True, slots=True)
class SecondRow:
    """A line of the list. ``is_mine``: the reader decided it; ``is_kept``: others confirm it."""

    url: str
    number: str
    person_name: str
    fin: str
    service_name: Text
    via: Text
    by: Text
    amount: Decimal
    since: datetime
    due: date
    is_overdue: bool
    is_mine: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class SecondPage:
    """What waits, what is due first on top; ``total`` counts also what is not shown."""

    rows: tuple[SecondRow, ...]
    total: int


def second_page(*, actor: Staff, now: datetime) -> SecondPage:
    """Everything that waits for a second person; that the names were shown to the actor is logged."""
    waiting = grants_to_confirm()
    related = ("case__person", "case__service", "case__entitlement", *GrantToConfirm.who())
    found = list(waiting.select_related(*related).defer("case__service__law")[: MOST + 1])
    shown, today = found[:MOST], local_day(now)
    cases = [one.case for one in shown]
    log_list(actor=actor, people=[case.person_id for case in cases], now=now)
    opened = opened_cases(cases, actor=actor, now=now)
    kept = close_among(cases, actor, on=today)
    rows = tuple(_row(one, actor, opened=opened, kept=kept, today=today) for one in shown)
    return SecondPage(rows, total=waiting.count() if len(found) > MOST else len(found))


def _row(one: GrantToConfirm, actor: Staff, *, opened: frozenset[int], kept: frozenset[int], today: date) -> SecondRow:
    case = one.case
    return SecondRow(
        url=reverse("cases:detail", args=[case.pk]),
        number=case_number(case.pk, case.opened_at),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_name=label_of(case.service, opened=case.pk in opened).title,
        via=GrantToConfirm.Via(one.via).label,
        by=str(who(one)),
        amount=one.amount,
        since=one.at,
        due=one.confirm_by,
        is_overdue=one.confirm_by < today,
        is_mine=one.by_id == actor.user_id,
        is_kept=case.pk in kept,
    )


def second_view(case: Case, offer: Offered | None = None, *, on: date) -> SecondView | None:
    """What waits for a second person of a case from `case_for_display`; else the last, where it was sent back.

    A query only for what was sent back; `offer` is what the reader may do with the case.
    """
    if case.to_confirm is not None:
        return _view(case, case.to_confirm, offer, on=on)
    return last_sent_back(case, on=on) if case.reason.get(SECOND) == State.SENT_BACK else None


def second_of_appeal(appeal: Appeal, offer: Offered, *, on: date) -> SecondView | None:
    """What was granted by an appeal (with its case as displayed), where it waits or was sent back; a query if not."""
    if appeal.case.to_confirm is not None:
        return _view(appeal.case, appeal.case.to_confirm, offer, on=on)
    return last_sent_back(appeal.case, on=on) if appeal.state in TO_DECIDE else None


def last_sent_back(case: Case, *, on: date) -> SecondView | None:
    """The last that was granted of a case, if a second person sent it back; one query."""
    rows = GrantToConfirm.objects.select_related(*GrantToConfirm.who(), "second")
    last = rows.filter(case=case).order_by("-pk").first()
    return _view(case, last, None, on=on) if last is not None and last.state == State.SENT_BACK else None


def _view(case: Case, one: GrantToConfirm, offer: Offered | None, *, on: date) -> SecondView:
    waits = one.state == State.WAITING
    return SecondView(
        via=GrantToConfirm.Via(one.via).label,
        state=tag(State(one.state)),
        by=str(who(one)),
        at=one.at,
        amount=one.amount,
        above=one.above,
        reasons=one.reasons,
        waits=waits,
        confirm_by=one.confirm_by,
        is_overdue=waits and one.confirm_by < on,
        answer=one.answer,
        second=(one.second.get_full_name() or one.second.get_username()) if one.second else "",
        acts=tuple(
            (TABLE[act].label, reverse("cases:action", args=[case.pk, act.value]))
            for act in ACTS
            if offer is not None and act in offer.acts
        ),
    )


def alone_up_to(case: Case) -> Decimal | None:
    """Up to how much (AZN) one person may grant alone of the service of a case; None: whatever the amount."""
    limit = definition_of(case.version).second_person
    return limit.above if limit is not None else None
