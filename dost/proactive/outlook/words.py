"""What is coming, in words: when, and why on that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from registries.facts import catalogue
from services_catalog.models import in_language
from services_catalog.rules.words import ROLES

from .causes import Cause, CauseKind

OWN: Final = frozenset({"subject", ""})


def cause_in_words(cause: Cause, text: Mapping[str, str]) -> str:
    """Why something begins, changes or ends on its day: "when you turn 65"; `text` is the criterion's own text."""
    said = _SAY[cause.kind](cause)
    if said:
        return said
    criterion = in_language(text) if text else ""
    return _("when this is met: %(criterion)s") % {"criterion": criterion} if criterion else ""


def end_in_words(cause: Cause, text: Mapping[str, str]) -> str:
    """Why something ends: as above, but that a criterion no longer holds is said so."""
    said = _SAY[cause.kind](cause)
    if said:
        return said
    criterion = in_language(text) if text else ""
    return _("when this is no longer met: %(criterion)s") % {"criterion": criterion} if criterion else ""


def _age(cause: Cause) -> str:
    years, months = divmod(cause.months, 12)
    own = cause.role in OWN
    if months:
        count = cause.months
        said = ngettext("when you are %(n)d month old", "when you are %(n)d months old", count)
        of_another = ngettext(
            "when the age of %(n)d month is reached", "when the age of %(n)d months is reached", count
        )
        return (_years_and_months(years, months) if years >= 18 else said if own else of_another) % {"n": count}
    if own:
        return ngettext("when you turn %(n)d", "when you turn %(n)d", years) % {"n": years}
    words = {"n": years, "who": _who(cause.role)}
    return (
        ngettext("when the age of %(n)d is reached (%(who)s)", "when the age of %(n)d is reached (%(who)s)", years)
        % words
    )


def _years_and_months(years: int, months: int) -> str:
    first = ngettext("when you are %(years)d year", "when you are %(years)d years", years) % {"years": years}
    return first + " " + ngettext("and %(months)d month old", "and %(months)d months old", months) % {"months": months}


def _who(role: str) -> str:
    names = ROLES.get(role)
    return names[(get_language() or "az")[:2]] if names else role


def _fact(cause: Cause) -> str:
    fact = catalogue.facts.get(".".join(cause.fact.split(".")[-2:]))
    return (
        "" if fact is None or cause.criteria else _("when this changes: %(fact)s") % {"fact": in_language(fact.labels)}
    )


_SAY: Final[Mapping[CauseKind, Callable[[Cause], str]]] = {
    CauseKind.AGE: _age,
    CauseKind.LAW: lambda _cause: _("when a new amount of law takes force"),
    CauseKind.RULE: lambda _cause: _("when a new version of the rule takes force"),
    CauseKind.FACT: _fact,
    CauseKind.RECORD: lambda _cause: "",
    CauseKind.DAY: lambda _cause: "",
}
