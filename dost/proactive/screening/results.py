"""What a screening says: of each service whether there is very probably a right, may be one, or is none, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Mode, Period
from services_catalog.next_step import NextStep, next_step
from services_catalog.rules.rule import Criterion
from services_catalog.rules.typed import Brief

from .candidate import Candidate
from .passports import Passport
from .questions import Ask


class Prospect(StrEnum):
    """What is to be expected of a service."""

    LIKELY = "likely"
    """The rule says yes of what was told."""
    HELD = "held"
    """It is received already, as was told, and the rule does not say no: nothing is left to be done."""
    OPEN = "open"
    """Something that the rule needs was not told, or is not known."""
    NOT = "not"
    """The rule says no of what was told."""
    NOT_SOUGHT = "not_sought"
    """It rests on a wish, and who asks does not look for it: neither offered nor refused."""


@dataclass(frozen=True, slots=True)
class RightResult:
    """What a service's rule says of one record of the family.

    `asks` are questions not replied to yet that would settle it, `unsure` those replied to with "I don't know" that it
    waits for too; of a LIKELY right, those that would tell its sum or its days.
    """

    candidate: Candidate
    brief: Brief
    prospect: Prospect
    asks: tuple[Ask, ...] = ()
    unsure: tuple[Ask, ...] = ()

    @property
    def about(self) -> int | None:
        """The key of the member the right is about; None: somebody not named."""
        return self.candidate.about

    @property
    def subject(self) -> int | None:
        """The key of the member who would receive it; None: not known."""
        return self.candidate.subject


@dataclass(frozen=True, slots=True)
class ServiceResult:
    """What is to be expected of a service for the family: one line, however many records it may arise from.

    `rule` is its version of the day `on`, or of the day of the record. `rights` are those by which the prospect came
    about: the likely, open or held ones, or the one that fails by least; empty where there is no record it could arise
    from. `instead` are the codes of other likely services that nobody holds beside it. `worth` is what it gives in a
    year in AZN, or a small number for what is not money: for sorting only.
    """

    code: str
    rule: CompiledVersion
    on: date
    prospect: Prospect
    rights: tuple[RightResult, ...]
    passport: Passport
    worth: float
    instead: tuple[str, ...] = ()

    @property
    def sensitive(self) -> bool:
        """Whether a leak of its name would harm: it is in no list."""
        return self.passport.sensitive

    @property
    def step(self) -> NextStep:
        """The one thing to do to get it."""
        return next_step(
            self.passport.service,
            mode=self.mode,
            on=self.on,
            in_force_from=self.rule.first_day,
            ended_on=self.rule.day_after,
        )

    @property
    def mode(self) -> Mode:
        """How the right comes: by itself, after a yes, or when applied for."""
        return self.rule.definition.mode

    @property
    def period(self) -> Period:
        """How often it is paid."""
        return self.rule.period

    @property
    def amounts(self) -> tuple[Decimal | None, ...]:
        """What each likely right pays in AZN; None where it pays nothing."""
        return tuple(right.brief.amount for right in self.rights)

    @property
    def total(self) -> Decimal | None:
        """All likely rights together, in AZN each time it is paid; None where nothing is paid."""
        paid = [amount for amount in self.amounts if amount is not None]
        return sum(paid, Decimal(0)) if paid and self.prospect is Prospect.LIKELY else None

    @property
    def first_day(self) -> date | None:
        """The earliest first day of the rights."""
        return min((right.brief.starts for right in self.rights if right.brief.starts), default=None)

    @property
    def about(self) -> tuple[int, ...]:
        """The keys of the members it is about, each once."""
        return tuple(dict.fromkeys(right.about for right in self.rights if right.about is not None))

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The questions it depends on that were not replied to yet."""
        return _each_once(ask for right in self.rights for ask in right.asks)

    @property
    def unsure(self) -> tuple[Ask, ...]:
        """The questions it depends on whose reply was "I don't know"."""
        return _each_once(ask for right in self.rights for ask in right.unsure)

    @property
    def failing(self) -> tuple[Criterion, ...]:
        """The criteria that fail, in the order of the rule; empty unless the prospect is NOT, or without a record."""
        if self.prospect is not Prospect.NOT or not self.rights:
            return ()
        return tuple(self.rule.rule.criteria[number] for number in self.rights[0].brief.failing)

    @property
    def has_no_record(self) -> bool:
        """Whether it is NOT because nothing was told from which it could arise: no birth, no such decision …"""
        return self.prospect is Prospect.NOT and not self.rights


def _each_once(asks: object) -> tuple[Ask, ...]:
    return tuple({ask.id: ask for ask in asks}.values())  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """What was found for a family as of a day. Services that a leak would harm are in no list but `sensitive`."""

    on: date
    services: Mapping[str, ServiceResult]

    def of(self, prospect: Prospect) -> tuple[ServiceResult, ...]:
        """The services with a prospect, what is worth most first; without those that a leak would harm."""
        chosen = [one for one in self.services.values() if one.prospect is prospect and not one.sensitive]
        return tuple(sorted(chosen, key=lambda one: (-one.worth, one.code)))

    @property
    def likely(self) -> tuple[ServiceResult, ...]:
        """What the family very probably has a right to."""
        return self.of(Prospect.LIKELY)

    @property
    def held(self) -> tuple[ServiceResult, ...]:
        """What is received already."""
        return self.of(Prospect.HELD)

    @property
    def open(self) -> tuple[ServiceResult, ...]:
        """What it may have a right to, depending on questions."""
        return self.of(Prospect.OPEN)

    @property
    def no(self) -> tuple[ServiceResult, ...]:
        """What it has no right to."""
        return self.of(Prospect.NOT)

    @property
    def sensitive(self) -> tuple[ServiceResult, ...]:
        """Likely or open services that a leak would harm: told only to who asks for them, never in a list."""
        chosen = [one for one in self.services.values() if one.sensitive]
        return tuple(one for one in chosen if one.prospect in (Prospect.LIKELY, Prospect.OPEN))
