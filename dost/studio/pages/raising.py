"""The form of one raise as its page shows it: the amount in words, what it is worth now, and who names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dost.studio.forms.raising import RaiseForm
from dost.ui.formats import date_short
from services_catalog.changes.raising import Raise
from services_catalog.models import Parameter
from services_catalog.models.catalogue import in_language
from services_catalog.rules import ValueType

from .amounts import worth, worths_on
from .parameters import ParameterRow, one_parameter

MOST_TITLE = 200


@dataclass(frozen=True, slots=True)
class RaisePage:
    """The form, and the amount that was chosen: its value now and those to come, the services and sets that name it.

    `fixed` when the amount was chosen before the form was opened, so that the form asks only for the rest.
    """

    form: RaiseForm
    chosen: ParameterRow | None
    fixed: bool


def raise_page(*, asked: str, data: Mapping[str, Any] | None = None, today: date) -> RaisePage:
    """Return the form, empty or as it was sent; `asked` is the name of an amount, or nothing."""
    parameters = {parameter.name: parameter for parameter in Parameter.objects.exclude(type=ValueType.SCALE)}
    fixed = asked in parameters
    now = worths_on(today)
    names = sorted(
        (_called(parameter, worth(now.get(name), parameter.type).text), name) for name, parameter in parameters.items()
    )
    form = RaiseForm(data, names=[(name, called) for called, name in names], chosen=asked if fixed else "")
    chosen = asked if fixed else (data or {}).get("amount", "")
    row = one_parameter(parameters[chosen], today=today) if chosen in parameters else None
    return RaisePage(form, row, fixed)


def _called(parameter: Parameter, now: str) -> str:
    label = in_language(parameter.label)
    return f"{label} – {now}" if now else label


def title_of(wanted: Raise) -> str:
    """Return what a set with one raise is called."""
    parameter = Parameter.objects.get(name=wanted.name)
    title = _("%(name)s: %(value)s from %(day)s") % {
        "name": in_language(parameter.label),
        "value": worth(wanted.value, parameter.type).text,
        "day": date_short(wanted.valid_from),
    }
    return title[:MOST_TITLE]
