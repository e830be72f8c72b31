"""Questions to institutions and their answers, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from dost.ui.contexts import Text
from dost.ui.formats import date_short, money
from registries.bridge import directory
from registries.bridge.confirmations import confirmation

LABELS: Final[Mapping[str, Text]] = {
    "surname": _("surname"),
    "given_name": _("given name"),
    "birth_date": _("date of birth"),
    "alive": _("alive"),
    "died_on": _("died"),
    "act_no": _("act number"),
    "born_on": _("born"),
    "born_alive": _("born alive"),
    "kind": _("kind"),
    "since": _("since"),
    "until": _("until"),
    "employed": _("works"),
    "represents": _("may act for the employer"),
    "monthly_pay": _("monthly pay"),
    "capital": _("pension capital"),
    "months": _("months insured"),
    "service_codes": _("services"),
    "band": _("degree (per cent)"),
    "in_force": _("in force"),
    "serving": _("serves"),
    "studies": _("studies"),
    "statuses": _("statuses"),
    "imprisoned": _("in prison"),
    "released_on": _("released"),
}
"""The words of an answer worth showing; the others stay in the evidence."""


def question(institution: str, name: str) -> str:
    """A question as people ask it; one that nobody has given words yet, by its code."""
    return confirmation(f"{institution}.{name}")


def evidence_in_words(institution: str, name: str, given: Mapping[str, Any]) -> str:
    """What the institution said: "works: no, since: 03.03.2026"."""
    if not given.get("found", True):
        return gettext("Nothing is known about it there.")
    kinds = _kinds(institution, name)
    parts = [
        f"{label}: {_value(given[word], kinds.get(word, ''))}"
        for word, label in LABELS.items()
        if given.get(word) not in (None, "", [])
    ]
    return ", ".join(parts)


def _kinds(institution: str, name: str) -> Mapping[str, str]:
    try:
        return directory.profile(institution).question(name).tells
    except LookupError:
        return {}


def _value(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return pgettext("fact", "Yes").lower() if value else pgettext("fact", "No").lower()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if kind.startswith(directory.DATE):
        return date_short(date.fromisoformat(value))
    if kind.startswith(directory.MONEY):
        return money(Decimal(value))
    return str(value)
