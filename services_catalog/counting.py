"""What the awards of services count as, and whose rules ask about it.

A fact such as `benefit.receives_disability` asks about a kind of award; which services' awards are of that kind is what
their passports say (`Service.counts_as`). When that changes, the rules that name such a fact judge otherwise, as when a
parameter is worth something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from registries.facts import catalogue

from .models import Service

_COUNTING: Final = {fact.name: fact.kind for fact in catalogue.facts.values() if fact.kind}
_NAMED: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, _COUNTING))})\b")


def counted_as() -> set[tuple[str, str]]:
    """Return what the awards of every service count as now: (code, kind)."""
    services = Service.objects.exclude(counts_as=[]).values_list("code", "counts_as")
    return {(code, kind) for code, kinds in services for kind in kinds}


def facts_recounted(before: set[tuple[str, str]], after: set[tuple[str, str]]) -> set[str]:
    """Return the facts that may be otherwise for somebody after what services count as has changed."""
    moved = {kind for _code, kind in before ^ after}
    return {name for name, kind in _COUNTING.items() if kind in moved}


def facts_named(definition: Mapping[str, Any]) -> set[str]:
    """Return the facts about kinds of award that a definition, as JSON, names, about whatever person."""
    return set(_NAMED.findall(json.dumps(definition)))
