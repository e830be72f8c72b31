"""What facts and registries are called on the pages about cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dost.ui.contexts import FactValue, Text
from registries.facts.model import BoundFact, Fact, FactType
from services_catalog.models import in_language
from services_catalog.rules.words import ROLES

UNITS: Final[dict[str, Text]] = {
    "years": pgettext_lazy("unit", "years"),
    "months": pgettext_lazy("unit", "months"),
    "days": pgettext_lazy("unit", "days"),
}


def registry_name(code: str) -> Text:
    """A registry as staff call it: by its code, but for the population register."""
    return _("Population register") if code == "POPULATION" else code


def fact_label(bound: BoundFact) -> str:
    """The label of a fact, led by whom it is about unless that is the person: "Mother – has a contract in force"."""
    label = in_language(bound.fact.labels) or bound.name
    role = ROLES.get(bound.role)
    if role is None or bound.role == "subject":
        return label
    whose = role[(get_language() or "az")[:2]]
    return f"{_capital(whose)} – {_small(label)}"


def _capital(text: str) -> str:
    first = {"i": "İ", "ı": "I"}.get(text[:1], text[:1].upper())
    return first + text[1:]


def _small(text: str) -> str:
    first = {"İ": "i", "I": "ı"}.get(text[:1], text[:1].lower()) if _is_azerbaijani() else text[:1].lower()
    return text if text[:2].isupper() else first + text[1:]


def _is_azerbaijani() -> bool:
    return (get_language() or "az").startswith("az")


def fact_value(fact: Fact, raw: Any) -> FactValue:
    """A fact's value from what a decision kept (JSON) or the engine saw; a code becomes its label."""
    if raw is None:
        return None
    if fact.type is FactType.CODE:
        return in_language(fact.codes.get(str(raw), {})) or str(raw)
    if fact.type is FactType.MONEY:
        return Decimal(str(raw))
    if fact.type is FactType.DATE:
        return raw if isinstance(raw, date) else date.fromisoformat(raw)
    value: bool | int = raw
    return value
