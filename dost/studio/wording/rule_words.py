"""What the codes of a rule are called where one chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registries.bridge.confirmations import confirmation
from services_catalog import schema
from services_catalog.labels import LABELS
from services_catalog.models.catalogue import in_language
from services_catalog.rules.words import ROLES

Choices = list[tuple[str, Any]]

MODE: Final[Mapping[str, Any]] = {
    "automatic": _("By itself: nobody has to ask"),
    "ask_first": _("Found by itself, but the person is asked first"),
    "on_application": _("Only when the person applies"),
}
PERIOD: Final[Mapping[str, Any]] = {
    "once": _("Once"),
    "monthly": _("Every month"),
    "none": _("Nothing is paid"),
}
FUNDING: Final[Mapping[str, Any]] = {
    "budget": _("State budget"),
    "insurance": _("Social insurance"),
}
AWARD: Final[Mapping[str, Any]] = {
    "MUAV": _("MUAV – benefits"),
    "PENS": _("PENS – pensions"),
    "TEQ": _("TEQ – stipends"),
    "ISIG": _("ISIG – unemployment insurance"),
    "VEMTAS": _("VEMTAS – targeted assistance"),
    "DISS": _("DISS – state personal insurance"),
}
AWARD_KIND: Final[Mapping[str, Any]] = {
    "age": pgettext_lazy("pension", "For age"),
    "disability": pgettext_lazy("pension", "For disability"),
    "survivor": pgettext_lazy("pension", "For the loss of a breadwinner"),
    "service": pgettext_lazy("pension", "For length of service"),
}
ANSWER_TYPE: Final[Mapping[str, Any]] = {
    "yes_no": _("Yes or no"),
    "whole_number": _("A whole number"),
    "money": _("An amount of money"),
    "date": _("A date"),
    "choice": _("One of several answers"),
}
VERDICT: Final[Mapping[str, Any]] = {
    "entitled": _("Has the right"),
    "not_entitled": _("Has no right"),
    "unknown": _("Cannot be told"),
}
BASIS: Final[Mapping[str, Any]] = {
    "person": pgettext_lazy("basis", "A person"),
    "birth": pgettext_lazy("basis", "A birth"),
    "death": pgettext_lazy("basis", "A death"),
    "child": pgettext_lazy("basis", "A child who is being brought up"),
    "disability": pgettext_lazy("basis", "A disability decision"),
    "placement": pgettext_lazy("basis", "A child taken into a family"),
    "leave": pgettext_lazy("basis", "A leave from work"),
    "unemployment": pgettext_lazy("basis", "A loss of work"),
    "insurance_event": pgettext_lazy("basis", "An insured event"),
    "contract": pgettext_lazy("basis", "An employment contract"),
    "contract_event": pgettext_lazy("basis", "A change of an employment contract"),
    "release": pgettext_lazy("basis", "A release from prison"),
    "training": pgettext_lazy("basis", "A training course"),
    "honour": pgettext_lazy("basis", "A title, an award or a status"),
    "stipend_order": pgettext_lazy("basis", "An order about a stipend"),
    "care": pgettext_lazy("basis", "Caring for somebody"),
    "rehabilitation": pgettext_lazy("basis", "A rehabilitation programme"),
    "pension_award": pgettext_lazy("basis", "A pension that is paid"),
    "benefit_award": pgettext_lazy("basis", "A benefit that is paid"),
    "stipend_award": pgettext_lazy("basis", "A stipend that is paid"),
    "assistance": pgettext_lazy("basis", "Targeted assistance that is paid"),
    "jobseeker": pgettext_lazy("basis", "A registration as a jobseeker"),
    "insurance_account": pgettext_lazy("basis", "An insurance account"),
    "social_service": pgettext_lazy("basis", "A social service that is given"),
}
COMPARISON: Final[Mapping[str, Any]] = {
    "=": pgettext_lazy("comparison", "is"),
    "<>": pgettext_lazy("comparison", "is not"),
    "<": pgettext_lazy("comparison", "is less than"),
    "<=": pgettext_lazy("comparison", "is at most"),
    ">": pgettext_lazy("comparison", "is more than"),
    ">=": pgettext_lazy("comparison", "is at least"),
    "in": pgettext_lazy("comparison", "is one of"),
    "not in": pgettext_lazy("comparison", "is none of"),
    "between": pgettext_lazy("comparison", "is from … to …"),
    "not between": pgettext_lazy("comparison", "is not from … to …"),
    "known": pgettext_lazy("comparison", "is known"),
    "unknown": pgettext_lazy("comparison", "is not known"),
}
DATE_COMPARISON: Final[Mapping[str, Any]] = {
    "<": pgettext_lazy("comparison of days", "is before"),
    "<=": pgettext_lazy("comparison of days", "is not after"),
    ">": pgettext_lazy("comparison of days", "is after"),
    ">=": pgettext_lazy("comparison of days", "is not before"),
}
WORKED: Final[Mapping[str, Any]] = {
    "years_between": _("full years between two days"),
    "months_between": _("full months between two days"),
    "days_between": _("days between two days"),
    "birthday": _("the day on which so many years are full"),
    "add_years": _("a day so many years later"),
    "add_months": _("a day so many months later"),
    "add_days": _("a day so many days later"),
    "start_of_month": _("the first day of the month of a day"),
    "end_of_month": _("the last day of the month of a day"),
    "year": _("the year of a day"),
    "month": _("the month of a day"),
    "+": _("a sum"),
    "-": _("a difference"),
    "*": _("a product"),
    "/": _("a quotient"),
    "least": _("the smallest of"),
    "greatest": _("the largest of"),
    "coalesce": _("the first that is known of"),
    "round": _("rounded"),
    "floor": _("rounded down"),
    "ceil": _("rounded up"),
    "scale": _("an amount by a scale of law"),
}
"""What a value can be worked out by, for conditions that are chosen from lists."""
UNIT: Final[Mapping[str, Any]] = {
    "years": pgettext_lazy("unit", "years"),
    "months": pgettext_lazy("unit", "months"),
    "days": pgettext_lazy("unit", "days"),
    "AZN": "₼",
}
KIND_OF_NAME: Final[Mapping[str, Any]] = {
    "fact": _("Fact"),
    "parameter": _("Amount or number of law"),
    "formula": _("Formula"),
    "function": _("Function"),
    "criterion": _("Shared criterion"),
    "code": _("Value"),
    "word": _("Word"),
}
TYPE: Final[Mapping[str, Any]] = {
    "boolean": pgettext_lazy("kind of fact", "yes or no"),
    "integer": pgettext_lazy("kind of fact", "whole number"),
    "number": pgettext_lazy("kind of fact", "number"),
    "money": pgettext_lazy("kind of fact", "money"),
    "date": pgettext_lazy("kind of fact", "date"),
    "code": pgettext_lazy("kind of fact", "one of a list"),
    "scale": pgettext_lazy("kind of fact", "a scale with brackets"),
}


def role(name: str) -> str:
    """Return what a role is called."""
    return in_language(ROLES[name]) if name in ROLES else name


def asked_of_institution(code: str) -> str:
    """Return what an institution is asked before the decision, with the institution in front."""
    return f"{code.partition('.')[0]}: {confirmation(code)}"


def unit(name: str) -> str:
    """Return what a unit of facts is called; empty for none."""
    return str(UNIT.get(name, name))


def choices(words: Mapping[str, Any], *, empty: Any = None) -> Choices:
    """Return codes with their words to choose from, with an empty choice in front if it has words."""
    listed: Choices = list(words.items())
    return [("", empty), *listed] if empty is not None else listed


def labelled(group: str, codes: Iterable[str], *, empty: Any = None) -> Choices:
    """Return codes of the catalogue with their labels to choose from."""
    return choices({code: LABELS[group].get(code, code) for code in codes}, empty=empty)


def outcomes() -> Choices:
    """Return what can come of a service."""
    return labelled("outcome", schema.OUTCOMES)
