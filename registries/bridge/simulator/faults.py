"""The faults that are switched on. They are rows, so that they outlive the process and a test can switch them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from .models import Fault
from .refusal import RefusalError

EVERYONE = "*"
LONGEST = 600.0  # seconds
_dice = random.Random()  # noqa: S311 - nothing is kept secret with it


@dataclass(frozen=True, slots=True)
class Trouble:
    """The faults that strike one request: the seconds each adds, by its kind."""

    strikes: Mapping[str, float]

    def __contains__(self, kind: str) -> bool:
        return kind in self.strikes

    def seconds(self, kind: str) -> float:
        """The seconds that go with a fault; 0 when it does not strike."""
        return self.strikes.get(kind, 0.0)


def strike(institution: str) -> Trouble:
    """Throw the dice for every fault of an institution, with one query."""
    rows = Fault.objects.filter(institution__in=[institution, EVERYONE]).values_list("fault", "probability", "seconds")
    strikes: dict[str, float] = {}
    for kind, probability, seconds in rows:
        if _dice.random() < probability:
            strikes[kind] = max(seconds, strikes.get(kind, 0.0))
    return Trouble(strikes)


def is_struck(institution: str, kind: str) -> bool:
    """Whether a fault strikes now; for whoever plays an institution elsewhere, such as the sender of events."""
    return kind in strike(institution)


def switch_on(*, institution: str, fault: str, probability: float = 1.0, seconds: float = 0.0) -> Fault:
    """Switch a fault on, or change it; `RefusalError` (400) names the field that does not fit."""
    if fault not in Fault.Kind.values:
        raise RefusalError(400, "invalid", f"expected one of {', '.join(Fault.Kind.values)}", "fault")
    if not 0 < probability <= 1:
        raise RefusalError(400, "invalid", "expected more than 0 and at most 1", "probability")
    if not 0 <= seconds <= LONGEST:
        raise RefusalError(400, "invalid", f"expected 0 to {LONGEST:g}", "seconds")
    row, _created = Fault.objects.update_or_create(
        institution=institution,
        fault=fault,
        defaults={"probability": probability, "seconds": seconds, "created_at": timezone.now()},
    )
    return row


def switch_off(*, institution: str = "", fault: str = "") -> int:
    """Switch off the faults that fit; without arguments all of them. Returns how many there were."""
    rows = Fault.objects.all()
    if institution:
        rows = rows.filter(institution=institution)
    if fault:
        rows = rows.filter(fault=fault)
    return rows.delete()[0]


def listed() -> list[dict[str, Any]]:
    """The faults switched on."""
    rows = Fault.objects.order_by("institution", "fault")
    return [dict(row) for row in rows.values("institution", "fault", "probability", "seconds")]


def heads() -> bool:
    """One of two ways to fail."""
    return _dice.random() < 0.5


def garbage(response: HttpResponse) -> HttpResponse:
    """A 200 that looks like an answer and is none: of another kind, cut short, for another, or short of a word."""
    ways = (
        lambda: b"<html><body><h1>It works!</h1></body></html>",
        lambda: response.content[: len(response.content) * 2 // 3],
        lambda: b'{"answers": null, "answered_at": "today"}',
        lambda: response.content.replace(b'"key":', b'"id":').replace(b"OrgnlMsgId>", b"MsgNo>"),
        lambda: b'{"answers":[],"answered_at":"2026-01-01T00:00:00+00:00"}',
    )
    return HttpResponse(_dice.choice(ways)(), content_type=response.headers["Content-Type"])
