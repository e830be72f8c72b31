"""``{% load backoffice %}``: the drawings of the run of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from dost.backoffice.contexts import ServiceRow, StageCount
from dost.ui import charts

register = template.Library()


@register.inclusion_tag("backoffice/_pipeline.html")
def pipeline(stages: Sequence[StageCount]) -> dict[str, Any]:
    """The stages of the road with what is ready and what waits at each."""
    widest = max([stage.ready + stage.waiting for stage in stages if stage.code != "closed"], default=0)
    drawn = [
        (
            stage,
            ""
            if stage.code == "closed"
            else charts.bar([(stage.ready, "blue"), (stage.waiting, "yellow")], maximum=widest),
        )
        for stage in stages
    ]
    return {"stages": drawn}


@register.simple_tag
def service_bar(row: ServiceRow, rows: Iterable[ServiceRow]) -> SafeString:
    """What became of the cases of a service today, on the scale of the busiest service."""
    widest = max((other.detected for other in rows), default=0)
    parts: list[tuple[charts.Number, str]] = [
        (row.granted, "green"),
        (row.refused, "red"),
        (row.to_clerk, "purple"),
        (row.waiting, "yellow"),
    ]
    return charts.bar(parts, maximum=widest)
