"""What a rule says of a case when facts are taken for proven otherwise than the registries say.

An appeal or a court can find that a fact is another. The rule is asked with it, and whatever follows – the criteria,
the amount – is the rule's own arithmetic. Such a fact keeps who found it as its source, so that the decision can be
replayed like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from dost.common.dates import local_day
from services_catalog.queries import compiled
from services_catalog.rules import Explanation, FactValue, RuleError, typed_facts, what_if
from services_catalog.schema import plain

from .codes import Proven
from .models import Case
from .rules import evaluate


def with_proven(case: Case, facts: Mapping[str, Any], *, source: Proven, now: datetime) -> Explanation | None:
    """What the rule of a case says with these facts (by name, as typed or kept); None when its record is gone.

    Without any it is what the rule says on the data of now. Raises `RuleError` with `where` `facts.<name>` for a fact
    that the rule does not use, or a value that it cannot have.
    """
    base = evaluate([case], today=local_day(now)).get(case.pk)
    if base is None or not facts:
        return base
    rule = compiled(case.version).rule
    proven = kept_facts(case, facts)
    values = {fact.name: proven.get(fact.name, plain(fact.value)) for fact in base.facts}
    with connection.cursor() as cursor:
        found = what_if(rule, facts=values, on=case.on, cursor=cursor)
    return _sourced(found, base, set(facts), source=source, on=local_day(now))


def _sourced(found: Explanation, base: Explanation, proven: set[str], *, source: Proven, on: date) -> Explanation:
    """An explanation whose facts say where each came from."""
    known = {fact.name: fact for fact in base.facts}

    def sourced(fact: FactValue) -> FactValue:
        if fact.name in proven:
            return replace(fact, registry="", institution="", source=source.value, recorded_on=on)
        before = known[fact.name]
        return replace(
            fact,
            registry=before.registry,
            institution=before.institution,
            source=before.source,
            recorded_on=before.recorded_on,
        )

    return replace(
        found,
        facts=tuple(map(sourced, found.facts)),
        missing=tuple(map(sourced, found.missing)),
        criteria=tuple(
            replace(one, facts=tuple(map(sourced, one.facts)), missing=tuple(map(sourced, one.missing)))
            for one in found.criteria
        ),
    )


def kept_facts(case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that are taken for proven as JSON keeps them; raises `RuleError` as `with_proven` does."""
    rule = compiled(case.version).rule
    used = {fact.name for fact in rule.facts}
    for name in facts:
        if name not in used:
            raise RuleError(_("The rule does not use this fact."), where=f"facts.{name}")
    read = typed_facts(rule, facts)
    return {name: plain(read[name]) for name in facts}
