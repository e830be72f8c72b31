"""The passport of a service in words: times, ways, places, papers, and how sure all of it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from services_catalog.labels import label
from services_catalog.limit_words import limit_in_words
from services_catalog.time_limits import TimeLimits

from .sayer import Sayer

_DAY_MINUTES: Final = 1440
_DOUBTFUL: Final = ("assumed", "recalled")


@dataclass(frozen=True, slots=True)
class Duration:
    """A span in minutes, as people say it: minutes, hours or days, whichever it comes out whole in."""

    count: int
    unit: Literal["minutes", "hours", "days"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The passport of the service in words. Lists may be empty; a `Duration` is None where it is not said.

    `decision` is how long a decision may take by law.
    """

    users: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    front: Duration | None = None
    back: Duration | None = None
    standard: Duration | None = None
    decision: str = ""
    fee: Decimal | None = None
    electronic: str = ""
    automated: str = ""

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid for it."""
        return self.fee == 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """How sure the rule and the passport are; `note` says what exactly is which."""

    rule: str
    rule_label: str
    passport: str
    passport_label: str
    note: str

    @property
    def rule_doubtful(self) -> bool:
        """Whether the rule is not confirmed in a published source."""
        return self.rule in _DOUBTFUL

    @property
    def passport_doubtful(self) -> bool:
        """Whether times, papers and ways are not confirmed in a published source."""
        return self.passport in _DOUBTFUL


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether people can have it now, and if not, why or when."""

    state: str
    label: str
    note: str = ""
    first: date | None = None
    last: date | None = None


def availability_of(availability: Mapping[str, Any], say: Sayer) -> Availability:
    """Return whether people can have it now, in words."""
    state = availability.get("state", "open")
    return Availability(
        state=state,
        label=label("availability", state),
        note=say(availability.get("note", {})),
        first=_day(availability.get("from")),
        last=_day(availability.get("until")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def sheet_of(passport: Mapping[str, Any], terms: TimeLimits, say: Sayer) -> Sheet:
    """Return the passport in words, with how long the decision may take by law."""

    def words(group: str, key: str) -> tuple[str, ...]:
        return tuple(label(group, code) for code in passport.get(key, ()))

    return Sheet(
        users=words("user", "users"),
        channels=words("channel", "channels"),
        answers=words("answer", "answers"),
        places=words("place", "places"),
        documents=say.each(passport.get("documents", ())),
        steps=say.each(passport.get("steps", ())),
        refusals=say.each(passport.get("refusals", ())),
        front=_duration(passport.get("front_minutes")),
        back=_duration(passport.get("back_minutes")),
        standard=_duration(passport.get("standard_minutes")),
        decision=limit_in_words(terms.decision),
        fee=Decimal(str(passport["fee"])) if "fee" in passport else None,
        electronic=label("degree", passport["electronic"]) if "electronic" in passport else "",
        automated=label("degree", passport["automated"]) if "automated" in passport else "",
    )


def _duration(minutes: int | None) -> Duration | None:
    """Return minutes as people say them; None for none at all."""
    if not minutes:
        return None
    if minutes % _DAY_MINUTES == 0:
        return Duration(minutes // _DAY_MINUTES, "days")
    if minutes % 60 == 0 and minutes > 60:
        return Duration(minutes // 60, "hours")
    return Duration(minutes, "minutes")


def provenance_of(provenance: Mapping[str, Any], say: Sayer) -> Provenance:
    """Return how sure the page is, in words."""
    rule, passport = provenance.get("rule", ""), provenance.get("passport", "")
    return Provenance(
        rule=rule,
        rule_label=label("confidence", rule),
        passport=passport,
        passport_label=label("confidence", passport),
        note=say(provenance.get("note", {})),
    )
