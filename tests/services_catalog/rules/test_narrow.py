"""What rows say of themselves narrows a source, and never leaves out anybody for whom a rule would not say no."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.facts.model import BoundFact
from services_catalog.rules import CompiledRule, compile_rule
from services_catalog.rules.evaluate import _typed_row, _typed_source
from services_catalog.rules.narrow import may_hold

from .random_rules import people, rules
from .sample import PARAMETERS, TEXT, catalogue


def rule_of(*requirements: str, **more: Any) -> CompiledRule:
    """A rule with these criteria."""
    criteria = [{"id": f"c{number}", "require": text, "text": TEXT} for number, text in enumerate(requirements)]
    return compile_rule(
        {"basis": "person", "criteria": criteria, "period": "none", **more}, catalogue=catalogue, parameters=PARAMETERS
    )


def of_person(bound: BoundFact) -> bool:
    """The facts that are cheap here."""
    return bound.fact.namespace == "person"


def told(*requirements: str) -> str | None:
    """The condition that follows from one rule."""
    found = may_hold([rule_of(*requirements)], cheap=of_person)
    return None if found is None else found.as_string(None)


def test_what_is_asked_of_others_is_left_out() -> None:
    only = told("person.alive", "employment.active AND person.age > 60", "pension.capital > 5")

    assert only == '(("f"."person.alive" IS NOT FALSE) AND ((("f"."person.age" > 60) IS NOT FALSE)))'


def test_an_alternative_asked_of_others_tells_nothing() -> None:
    assert told("person.age > 60 OR employment.active") is None
    assert told("NOT (person.alive AND employment.active)") is None


def test_an_alternative_keeps_what_each_side_tells() -> None:
    only = told("person.age > 65 OR person.age > 60 AND children.under_18 > 3")

    assert only is not None
    assert only.count("IS NOT FALSE") == 2
    assert "children" not in only


def test_several_rules_keep_whoever_one_of_them_may_hold_for() -> None:
    both = may_hold([rule_of("person.age > 60"), rule_of("NOT person.alive")], cheap=of_person)

    assert both is not None
    assert " OR " in both.as_string(None)
    assert may_hold([rule_of("person.age > 60"), rule_of("employment.active")], cheap=of_person) is None


def test_no_rule_holds_for_nobody() -> None:
    nothing = may_hold([], cheap=of_person)

    assert nothing is not None
    assert nothing.as_string(None) == "FALSE"


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(
    definitions=st.lists(rules(), min_size=1, max_size=2),
    crowd=st.lists(people(), min_size=1, max_size=4),
    cheap=st.sets(st.sampled_from(["person", "employment", "children", "disability", "leave"])),
)
def test_whoever_is_left_out_is_refused_by_every_rule(
    definitions: list[dict[str, Any]], crowd: list[tuple[dict[str, Any], date]], cheap: set[str]
) -> None:
    compiled = [rule_of(*definition["criteria"]) for definition in definitions]
    only = may_hold(compiled, cheap=lambda bound: bound.fact.namespace in cheap)
    condition = "TRUE" if only is None else only.as_string(None)
    source = _typed_source({bound.name: bound for rule in compiled for bound in rule.facts}.values()).as_string(None)
    rows = [_row(compiled, number, known, on) for number, (known, on) in enumerate(crowd)]
    for rule in compiled:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ({source}) AS f"
                f" WHERE ({condition}) IS NOT TRUE AND ({rule.verdict_sql().as_string(None)}) IS NOT FALSE",
                [json.dumps(rows)],
            )
            assert cursor.fetchone()[0] == 0


def _row(compiled: list[CompiledRule], number: int, known: dict[str, Any], on: date) -> dict[str, Any]:
    """A row with the facts that some of the rules read."""
    found: dict[str, Any] = {}
    for rule in compiled:
        found |= _typed_row(rule, number, known, on, typed=True)
    return found
