"""Lists of services: a row for each, with what it gives, and the order in which they stand.

Everything that offers services beside one another is made of these; `shown_beside` says which may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from services_catalog.finding.worths import NOTHING, ShortWorth, worth_in_short
from services_catalog.labels import label
from services_catalog.models import Service

PROACTIVE: Final = Service.Delivery.PROACTIVE.value
_FIELDS: Final = ("code", "name", "summary", "audience", "delivery", "digitized", "availability", "audiences")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, in words, with its address; `count` is how many services it has."""

    code: str
    label: str
    url: str = ""
    count: int = 0
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A service in a list. `state` is empty when it is open; `by_itself` when nobody has to apply."""

    code: str
    url: str
    name: str
    summary: str
    delivery: str
    by_itself: bool
    at_centre_only: bool
    state: str
    state_label: str
    worth: ShortWorth = NOTHING
    audiences: tuple[str, ...] = ()


def shown_beside(services: QuerySet[Service]) -> QuerySet[Service]:
    """Return the services that may be offered beside others, where nobody has picked them by hand."""
    return services


def row(
    code: str,
    *,
    name: str,
    summary: str,
    delivery: str,
    digitized: bool,
    availability: str,
    worth: ShortWorth = NOTHING,
    audiences: Iterable[str] = (),
) -> Row:
    """Return a row of what is known of a service; `availability` is its state."""
    is_open = availability == "open"
    return Row(
        code=code,
        url=reverse("services:detail", args=[code]),
        name=name,
        summary=summary,
        delivery=label("delivery", delivery),
        by_itself=delivery == PROACTIVE,
        at_centre_only=not digitized,
        state="" if is_open else availability,
        state_label="" if is_open else label("availability", availability),
        worth=worth,
        audiences=tuple(audiences),
    )


def rows_of(services: QuerySet[Service], *, on: date, language: str) -> list[Row]:
    """Return a row for each service, what matters most first; at most four queries."""
    found = list(services.values(*_FIELDS))
    worths = worth_in_short([one["code"] for one in found], on=on, language=language)

    def say(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts.get("az", "")

    return by_weight(
        row(
            one["code"],
            name=say(one["name"]) or one["code"],
            summary=say(one["summary"]),
            delivery=one["delivery"],
            digitized=one["digitized"],
            availability=one["availability"].get("state", "open"),
            worth=worths.get(one["code"], NOTHING),
            audiences=one["audiences"],
        )
        for one in found
    )


def by_weight(rows: Iterable[Row], *, leads: Sequence[str] = ()) -> list[Row]:
    """Return rows in the order of what matters: what leads, what can be had now, money, the larger sum, the wider use."""
    place = {code: number for number, code in enumerate(leads)}

    def weight(one: Row) -> tuple[int, bool, bool, Decimal, bool, str]:
        paid = one.worth.least or one.worth.most or Decimal(0)
        return (
            place.get(one.code, len(place)),
            one.state in ("paused", "closed"),
            not one.worth.pays,
            -paid,
            "everyone" not in one.audiences,
            one.code,
        )

    return sorted(rows, key=weight)


def only_for_employers(one: Row) -> bool:
    """Whether a service is for employers and nobody else."""
    return one.audiences == ("employers",)


def without(rows: Iterable[Row], codes: Collection[str]) -> list[Row]:
    """Return the rows of all other services."""
    return [one for one in rows if one.code not in codes]
