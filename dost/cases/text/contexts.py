"""A case told in words, as typed values any office may show; the conventions are those of ``dost.ui.contexts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from dost.ui.contexts import FactKind, FactValue, Tag, Text

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
    ``wrong_url`` is where it is called wrong, where the page offers that.
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
    wrong_url: str = ""


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


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment order. ``period`` is the month in words, or "once"; ``ground`` says what a difference is paid on."""

    period: Text
    amount: Decimal
    state: Tag
    due_on: date | None = None
    paid_at: datetime | None = None
    bank: Text = ""
    account_masked: str = ""
    bank_reference: str = ""
    note: Text = ""
    ground: Text = ""


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
