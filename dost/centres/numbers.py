"""The numbers that a centre has set, or those of every centre that has set none."""

from __future__ import annotations

from datetime import timedelta

from .call_next import Numbers
from .models import CentreRules


def rules_of(centre: str) -> CentreRules:
    """The rules of a centre; not saved where it has none of its own. One query."""
    return CentreRules.objects.filter(centre=centre).first() or CentreRules(centre_id=centre)


def numbers_of(centre: str) -> Numbers:
    """What `call_next` asks of a centre's rules. One query."""
    rules = rules_of(centre)
    return Numbers(
        ceiling=timedelta(minutes=rules.ceiling),
        grace=timedelta(minutes=rules.grace),
        by_law=rules.rate_by_law,
        by_need=rules.rate_by_need,
    )
