"""What the answers come to so far, beside each question: so that one may stop at any time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services_catalog.definition import Period
from services_catalog.models import Service

from .naming import say
from .state import Carried

MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class NamedRight:
    """A right there very probably is; `amount` is None where nothing is paid."""

    name: str
    amount: Decimal | None
    monthly: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What `portal/screening/_side.html` shows; nothing is counted while nothing was told (`begun`)."""

    begun: bool
    probable: int = 0
    open: int = 0
    named: tuple[NamedRight, ...] = ()


def side_of(carried: Carried) -> Side:
    """Return what the answers come to so far."""
    if not carried.progress.pages:
        return Side(begun=False)
    result = carried.screening.result
    first = result.likely[:MOST_NAMED]
    names = dict(Service.objects.filter(code__in=[one.code for one in first]).values_list("code", "name"))
    named = tuple(NamedRight(say(names[one.code]), one.total, one.period == Period.MONTHLY) for one in first)
    return Side(begun=True, probable=len(result.likely), open=len(result.open), named=named)
