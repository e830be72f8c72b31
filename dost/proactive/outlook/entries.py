"""What an outlook says, as values: what a person has, what is on its way, what could be claimed, what is coming.

`queries` reads them; whoever shows or tells an outlook knows these alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dost.cases.codes import WaitingReason
from dost.cases.stages import Stage
from dost.proactive.models import OutlookLine
from services_catalog.models import Service
from services_catalog.next_step import StepKind
from services_catalog.sensitive import ServiceLabel, label_of

from .causes import Cause


@dataclass(frozen=True, slots=True)
class OwnService:
    """A service as its own person may read it; `in_list` is how a list calls it, without a code if it is sensitive."""

    code: str
    title: str
    in_list: ServiceLabel
    is_sensitive: bool

    @classmethod
    def of(cls, service: Service) -> OwnService:
        """Of a row."""
        return cls(service.code, service.title, label_of(service), service.sensitive)


@dataclass(frozen=True, slots=True)
class AsOf:
    """Of when an outlook is: None where it was never reckoned. `is_pending`: it is being reckoned, or will be soon."""

    at: datetime | None
    on: date | None
    is_pending: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that begins, changes or ends on `day` (of an end: the first day without), if nothing else changes.

    `amount` is in AZN, by the law known today; `before` what is paid until then. `text` is the criterion that makes the
    difference, by language; `step` what is to be done then, for what begins. `instead_of` is a service that the person
    has, or can have, and never beside this one: on that day they choose.
    """

    kind: OutlookLine.Standing
    service: OwnService
    line_id: int
    day: date
    amount: Decimal | None
    before: Decimal | None
    monthly: bool
    cause: Cause
    text: Mapping[str, str]
    until: date | None = None
    step: StepKind | None = None
    instead_of: OwnService | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    """What the person has: paid by the month, paid once a short while ago, or issued and valid.

    `case_id` is None for what another system awarded (`line_id`). `coming` are the changes and the end expected of it.
    """

    service: OwnService
    amount: Decimal | None
    monthly: bool
    since: date
    until: date | None
    case_id: int | None = None
    line_id: int | None = None
    issued: str = ""
    coming: tuple[Coming, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is on its way, or waits for its person: where it is, who has it now, since when.

    `waiting_on` and `institution` (a code) are empty while the system itself is at work. `amount` is of what was
    granted. `is_question` tells a question with yes and no from other things that are needed.
    """

    service: OwnService
    case_id: int
    stage: Stage
    waiting_on: str
    institution: str
    reason: WaitingReason | None
    since: datetime
    is_granted: bool
    amount: Decimal | None = None
    monthly: bool = False

    @property
    def is_question(self) -> bool:
        """Whether the person is asked for a yes or a no."""
        return self.stage == Stage.CHOOSE and self.reason in (WaitingReason.ASK_FIRST, WaitingReason.EXCLUSIVE)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A right that nobody has claimed; `depends`: if what only the person can say is as the rule asks.

    `step` is the next step; `instead` are services that the person could have in its place, never beside it.
    """

    service: OwnService
    line_id: int
    amount: Decimal | None
    monthly: bool
    depends: bool
    step: StepKind
    instead: tuple[OwnService, ...] = ()


@dataclass(frozen=True, slots=True)
class EntitledNow:
    """What a person is entitled to, each right once."""

    as_of: AsOf
    receiving: tuple[Receiving, ...]
    on_its_way: tuple[OpenCase, ...]
    needs_person: tuple[OpenCase, ...]
    unclaimed: tuple[Unclaimed, ...]


@dataclass(frozen=True, slots=True)
class NotEntitled:
    """A service without a right: the first criterion that is not met (`text`, by language), or no record (`basis`).

    `is_unknown`: neither yes nor no can be told, for these `facts` are not known. `unmet` is how many criteria are not
    met. `others` are its alternatives, which are not the person's for the same reason.
    """

    service: OwnService
    line_id: int
    unmet: int
    text: Mapping[str, str]
    basis: str
    is_unknown: bool
    facts: tuple[str, ...] = ()
    others: tuple[OwnService, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the first page of a person's own pages tells; `nearest` are a few services without a right."""

    now: EntitledNow
    coming: tuple[Coming, ...]
    nearest: tuple[NotEntitled, ...]
