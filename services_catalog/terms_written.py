"""`terms:` of a version, as a file or a draft writes them: read and checked word by word, and written again.

    terms:
      decision: {days: 10, law: "Social Benefits Law (55-IIIQ, 07.02.2006)", confidence: verified}
      refusal_notice: {days: 5, law: "Social Benefits Law (55-IIIQ, 07.02.2006)", confidence: verified}

What is stored has all four limits written out, so that a published version keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from .located import Where
from .schema import CONFIDENCES, Reader
from .time_limits import MOST, NAMES, STANDARD, TimeLimit, Unit, limits_from_json

_UNITS: Final = tuple(unit.value for unit in Unit)
_AT_ONCE: Final = ("decision",)
"""What may take no day at all; nobody can appeal in no time."""


def read_limits(reader: Reader, value: Any, where: Where) -> dict[str, Any]:
    """Return the limits as the database keeps them, all four; what is wrong with one is noted at its place."""
    found = reader.mapping(value, where, required=("decision",), optional=NAMES)
    return {
        name: _read_limit(reader, name, found[name], (*where, name))
        if found.get(name) is not None
        else getattr(STANDARD, name).as_json()
        for name in NAMES
    }


def _read_limit(reader: Reader, name: str, value: Any, where: Where) -> dict[str, Any]:
    found = reader.mapping(value, where, required=("law", "confidence"), optional=_UNITS)
    given = [unit for unit in Unit if found.get(unit.value) is not None]
    if len(given) != 1:
        reader.problem(where, _("Say how long it is, in one of: %(units)s.") % {"units": ", ".join(_UNITS)})
    unit = given[0] if given else Unit.DAYS
    count = reader.whole(found[unit.value], (*where, unit.value), most=MOST[unit]) if given else 0
    if given and count == 0 and name not in _AT_ONCE:
        reader.problem((*where, unit.value), _("At least 1 is expected here."))
    return TimeLimit(
        count=count,
        unit=unit,
        law=reader.text(found["law"], (*where, "law")) if found.get("law") is not None else "",
        confidence=_confidence(reader, found.get("confidence"), (*where, "confidence")),
    ).as_json()


def _confidence(reader: Reader, value: Any, where: Where) -> str:
    return reader.one_of(value, where, CONFIDENCES) if value is not None else ""


def limits_as_written(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored limits as a file writes them: all but the decision are left out where they are the standard."""
    limits = limits_from_json(stored)
    said = {name: getattr(limits, name) for name in NAMES}
    return {
        name: limit.as_json() for name, limit in said.items() if name == "decision" or limit != getattr(STANDARD, name)
    }
