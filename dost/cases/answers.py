"""Questions to institutions and their answers, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from dost.ui.contexts import Text
from dost.ui.formats import date_short, money
from registries.bridge import directory

QUESTIONS: Final[Mapping[str, Text]] = {
    "DIN.identity": _lazy("Is it this person?"),
    "DIN.alive": _lazy("Is the person alive?"),
    "EDLIYYE.birth_act": _lazy("Is there a birth act?"),
    "EDLIYYE.death_act": _lazy("Is there a death act?"),
    "EDLIYYE.kinship": _lazy("Are they related?"),
    "DVX.employment": _lazy("Does the person work?"),
    "DVX.income": _lazy("What does the person earn?"),
    "DSMF.pension_capital": _lazy("How much pension capital is there?"),
    "DSMF.payments": _lazy("What is the person paid already?"),
    "DTSERA.disability": _lazy("Is the disability decision in force?"),
    "SHXCDX.service": _lazy("Does the person serve?"),
    "ETN.study": _lazy("Does the person study?"),
    "MN.status": _lazy("Which status has the person?"),
    "PENITENSIAR.release": _lazy("Is the person in prison?"),
}

LABELS: Final[Mapping[str, Text]] = {
    "surname": _lazy("surname"),
    "given_name": _lazy("given name"),
    "birth_date": _lazy("date of birth"),
    "alive": _lazy("alive"),
    "died_on": _lazy("died"),
    "act_no": _lazy("act number"),
    "born_on": _lazy("born"),
    "born_alive": _lazy("born alive"),
    "kind": _lazy("kind"),
    "since": _lazy("since"),
    "until": _lazy("until"),
    "employed": _lazy("works"),
    "monthly_pay": _lazy("monthly pay"),
    "capital": _lazy("pension capital"),
    "months": _lazy("months insured"),
    "service_codes": _lazy("services"),
    "band": _lazy("degree (per cent)"),
    "in_force": _lazy("in force"),
    "serving": _lazy("serves"),
    "studies": _lazy("studies"),
    "statuses": _lazy("statuses"),
    "imprisoned": _lazy("in prison"),
    "released_on": _lazy("released"),
}
"""The words of an answer worth showing; the others stay in the evidence."""


def question(institution: str, name: str) -> Text:
    """A question as people ask it; one that nobody has given words yet, by its code."""
    code = f"{institution}.{name}"
    return QUESTIONS.get(code, code)


def answer(institution: str, name: str, given: Mapping[str, Any]) -> str:
    """What the institution said: "works: no, since: 03.03.2026"."""
    if not given.get("found", True):
        return _("Nothing is known about it there.")
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
