"""The drawings of the run of the day, as its template uses them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.template import Context, Template

from dost.backoffice.contexts import ServiceRow, StageCount


def _render(source: str, **context: Any) -> str:
    return Template("{% load backoffice %}" + source).render(Context(context)).strip()


def _row(*, detected: int, granted: int) -> ServiceRow:
    return ServiceRow("05-40", "Allowance", detected, granted, 0, 0, 0, 0, Decimal(0))


def test_pipeline_draws_every_stage_but_the_last() -> None:
    shown = _render(
        "{% pipeline stages %}",
        stages=[StageCount("verify", "Verification", 3, 1), StageCount("closed", "Closed", 40, 0)],
    )
    assert "Verification" in shown
    assert "Closed" in shown
    assert shown.count("<svg") == 1


def test_bar_of_a_service_is_on_the_scale_of_the_busiest() -> None:
    busy, quiet = _row(detected=200, granted=100), _row(detected=20, granted=10)
    alone = _render("{% service_bar row rows %}", row=quiet, rows=[quiet])
    beside = _render("{% service_bar row rows %}", row=quiet, rows=[busy, quiet])
    assert alone == _render("{% service_bar row rows %}", row=busy, rows=[busy, quiet])
    assert beside != alone


def test_bar_of_a_day_on_which_nothing_came() -> None:
    nothing = _row(detected=0, granted=0)
    assert "dost-bar__part" not in _render("{% service_bar row rows %}", row=nothing, rows=[nothing])
