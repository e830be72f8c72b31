"""Lists of services: a row for each with what it gives, and the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from services_catalog.finding.worths import NOTHING, ShortWorth, worth_in_short
from services_catalog.guides import known_guides
from services_catalog.labels import label
from services_catalog.models import Service

FIELDS: Final = (
    "code",
    "name",
    "summary",
    "delivery",
    "digitized",
    "availability",
    "audiences",
    "life_events",
    "sensitive",
)
"""What is read of a service for its row."""
_MOST_SHOWN: Final = 300


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


def row(
    code: str,
    *,
    name: str,
    summary: str,
    delivery: str,
    digitized: bool,
    state: str,
    worth: ShortWorth = NOTHING,
    audiences: Iterable[str] = (),
) -> Row:
    """Return a row of what is known of a service; `state` is that of its availability."""
    is_open = state == "open"
    return Row(
        code=code,
        url=reverse("services:detail", args=[code]),
        name=name,
        summary=summary,
        delivery=label("delivery", delivery),
        by_itself=delivery == Service.Delivery.PROACTIVE,
        at_centre_only=not digitized,
        state="" if is_open else state,
        state_label="" if is_open else label("availability", state),
        worth=worth,
        audiences=tuple(audiences),
    )


def rows_of(
    services: Sequence[Mapping[str, Any]], *, on: date, language: str, leads: Sequence[str] = ()
) -> tuple[Row, ...]:
    """Return rows for services read as `FIELDS`, what matters most first; three queries, whatever their number."""
    worths = worth_in_short([one["code"] for one in services], on=on, language=language)

    def say(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts.get("az", "")

    rows = (
        row(
            one["code"],
            name=say(one["name"]) or one["code"],
            summary=say(one["summary"]),
            delivery=one["delivery"],
            digitized=one["digitized"],
            state=one["availability"].get("state", "open"),
            worth=worths.get(one["code"], NOTHING),
            audiences=one["audiences"],
        )
        for one in services
    )
    return by_weight(rows, leads=leads)


def by_weight(rows: Iterable[Row], *, leads: Sequence[str] = ()) -> tuple[Row, ...]:
    """Return rows in the order of what matters: what leads here, money, what leads anywhere, the larger sum.

    What cannot be had now is last.
    """
    place = {code: number for number, code in enumerate(leads)}
    guides = known_guides()

    def weight(one: Row) -> tuple[bool, int, bool, int, Decimal, bool, str]:
        paid = one.worth.least or one.worth.most or Decimal(0)
        return (
            one.state in ("paused", "closed"),
            place.get(one.code, len(place)),
            not one.worth.pays,
            guides.lead_of(one.code),
            -paid,
            "everyone" not in one.audiences,
            one.code,
        )

    return tuple(sorted(rows, key=weight))


def with_examples(about: str, examples: Iterable[str]) -> str:
    """Return a sentence about a page followed by some of what it tells, as much as a search engine shows."""
    text = about
    for one in examples:
        longer = f"{text} {one}."
        if len(longer) <= _MOST_SHOWN:
            text = longer
    return text


def stands_beside(service: Mapping[str, Any], *, picked: Iterable[str] = ()) -> bool:
    """Tell whether a service may be offered beside others: a sensitive one only where it was picked by hand."""
    return not service["sensitive"] or service["code"] in picked
