"""What was told in a screening beside what the registries hold, in words: for the person, and for a clerk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dost.cases.text.contexts import FactView
from dost.cases.text.letter_text import value_in_words
from dost.cases.text.names import fact_label, fact_value
from registries.facts.model import BoundFact, FactType

from .compare import Compared


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that was told, beside what the registries say.

    `held` is empty where they do not know it, and words for it where they have no record: 0 would be a number they say.
    """

    label: str
    told: str
    held: str


def beside(facts: Sequence[Compared]) -> tuple[Beside, ...]:
    """Facts that were told, each beside what the registries say of it."""
    return tuple(
        Beside(
            label=fact_label(one.bound),
            told=_value(one.bound, one.told),
            held=_held(one),
        )
        for one in facts
    )


def _held(one: Compared) -> str:
    if one.held is None:
        return ""
    if one.without_record and one.bound.fact.type is not FactType.BOOLEAN:  # "no" says as much
        return _("there is no record of it")
    return _value(one.bound, one.held)


def _value(bound: BoundFact, raw: Any) -> str:
    fact = bound.fact
    return value_in_words(
        FactView(
            name=bound.name,
            label="",
            kind=fact.type.value,
            value=fact_value(fact, raw),
            unit=fact.unit,
        )
    )
