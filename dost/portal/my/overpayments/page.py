"""What the pages about money that was paid in excess show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from dost.accounts.actors import Actor
from dost.cases.acts import Act, possible
from dost.cases.models import ASKS_BACK, RECOVERY_HEARS, Case, Letter, Recovery, RecoveryTerms, RecoveryWay
from dost.cases.recoveries.limits import received_of
from dost.cases.recoveries.lists import is_suspended
from dost.cases.recoveries.owed_back import owed_back
from dost.cases.text.recovery_letter import terms_said
from dost.cases.text.words import tag
from dost.payments.models import Overpayment
from dost.ui.contexts import Tag, Text
from services_catalog.formats import month

Pairs = tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in the list. `until` is the last day to say something, None where nothing can be said."""

    number: str
    name: Text
    amount: Decimal
    state: Tag
    until: date | None
    url: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: what was paid, what was owed, and the excess."""

    month: Text
    paid: Decimal
    owed: Decimal
    excess: Decimal


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What was said of the proposal."""

    agrees: bool | None
    words: str
    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OverpaymentPage:
    """One proposal as its person reads it. `decided` says what was decided (empty before), and `plan` what is expected.

    `owed` is what has come in and is owed back. `may_say`: something can be said of it. `is_late`: the day has passed,
    and nothing is decided yet.
    """

    number: str
    name: Text
    case_number: str
    case_url: str
    cause: Text
    amount: Decimal
    months: tuple[MonthRow, ...]
    state: Tag
    way: Text
    terms: Pairs
    reasons: str
    heard_by: date | None
    is_late: bool
    may_say: bool
    said: tuple[SaidRow, ...]
    decided: Text
    decided_terms: Pairs
    decided_reasons: str
    asks_back: bool
    plan: tuple[tuple[Text, Decimal], ...]
    received: Decimal
    owed: Decimal
    expected: Decimal
    is_suspended: bool
    letters: tuple[tuple[Text, str], ...]
    appeal_url: str


def lines(rows: Iterable[Recovery]) -> tuple[Line, ...]:
    """Proposals (with their cases and services) as lines of the list."""
    return tuple(
        Line(
            number=row.number,
            name=row.case.service.title,
            amount=row.amount,
            state=tag(Recovery.State(row.state)),
            until=row.heard_by if row.state == Recovery.State.HEARING else None,
            url=reverse("my:overpayment", args=[row.pk]),
        )
        for row in rows
    )


def overpayment_page(row: Recovery, case: Case, *, number: str, actor: Actor, on: date) -> OverpaymentPage:
    """One proposal (with its overpayment) of a case."""
    decision = row.decisions.last() if row.state in (Recovery.State.DECIDED, Recovery.State.SET_ASIDE) else None
    plan = list(row.plan.all())
    waits = row.state in RECOVERY_HEARS
    asks_back = decision is not None and decision.way in ASKS_BACK
    stands = row.state == Recovery.State.DECIDED
    return OverpaymentPage(
        number=row.number,
        name=case.service.title,
        case_number=number,
        case_url=reverse("my:case", args=[case.pk]),
        cause=Overpayment.Cause(row.overpayment.cause).label,
        amount=row.amount,
        months=tuple(
            MonthRow(month(one.period), one.paid, one.due, one.paid - one.due) for one in row.overpayment.months.all()
        ),
        state=tag(Recovery.State(row.state)),
        way=RecoveryWay(row.way).label,
        terms=_pairs(row),
        reasons=row.reasons,
        heard_by=row.heard_by,
        is_late=waits and row.heard_by is not None and row.heard_by < on,
        may_say=waits and possible(Act.SAY_RECOVERY, case=case, actor=actor),
        said=tuple(
            SaidRow(one.agrees, one.words, one.document.title if one.document else "", one.at)
            for one in row.statements.select_related("document")
        ),
        decided=RecoveryWay(decision.way).label if decision else "",
        decided_terms=_pairs(decision) if decision else (),
        decided_reasons=decision.reasons if decision else "",
        asks_back=asks_back,
        plan=tuple((month(part.month), part.amount) for part in plan),
        received=received_of(row) if plan else Decimal(0),
        owed=owed_back(row.overpayment) if plan else Decimal(0),
        expected=sum((part.amount for part in plan), Decimal(0)),
        is_suspended=stands and is_suspended(row),
        letters=_letters(row, case),
        appeal_url=reverse("my:appeal", args=[case.pk])
        if stands and asks_back and possible(Act.APPEAL, case=case, actor=actor)
        else "",
    )


def _pairs(terms: RecoveryTerms) -> Pairs:
    return tuple((one.label, one.value) for one in terms_said(terms))


def _letters(row: Recovery, case: Case) -> tuple[tuple[Text, str], ...]:
    found = Letter.objects.filter(case=case, occasion=row.number).order_by("ordinal")
    return tuple(
        (Letter.Kind(kind).label, reverse("my:letter", args=[number]))
        for kind, number in found.values_list("kind", "number")
    )
