"""What the awards of a service count as: declared by services, read by facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from registries.facts import catalogue
from registries.facts.award_kinds import AWARD_KINDS, is_a
from registries.models import CountedAs
from services_catalog.files import CATALOGUE
from tests.factories import registries as make

Fact = Callable[..., Any]


def test_every_kind_is_asked_about_by_a_fact_of_its_registry() -> None:
    asked = {fact.kind: fact.registry for fact in catalogue.facts.values() if fact.kind}
    assert asked == {name: kind.registry for name, kind in AWARD_KINDS.items()}
    assert all(text for kind in AWARD_KINDS.values() for text in kind.labels.values())
    with pytest.raises(KeyError):
        is_a("benefit.nothing")


def test_nothing_that_decides_about_rights_knows_the_code_of_a_service() -> None:
    """Only the made-up population does, which gives made-up awards their codes, and migrations, which are past.

    The screening's made-up families are told from it.
    """
    codes = {path.stem for path in CATALOGUE.glob("*/*.yaml")}
    literal = re.compile(r"'(\d\d-\d\d(?:-\d)?)'")
    root = Path(settings.BASE_DIR)
    found = [
        (str(path.relative_to(root)), node.value)
        for folder in ("registries", "services_catalog", "dost")
        for path in sorted((root / folder).rglob("*.py"))
        if not {"migrations", "synthetic", "sample_members.py"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in codes or codes.intersection(literal.findall(node.value))
    ]
    assert found == [
        ("registries/intake/targets.py", "05-40"),  # the example beside a column of the intake
        ("dost/cases/appeals/subject.py", "03-15"),  # its application is a review: who answers it, not what of it
        ("dost/portal/service/page.py", "10-07"),  # where complaints are taken: a link, it decides nothing
        ("dost/proactive/outlook/ahead.py", "05-14"),  # the service that tells in advance: a message
        ("dost/proactive/screening/steps.py", "04-01"),  # what to do about a no: a link; the rules are asked again
        ("dost/proactive/screening/steps.py", "06-00"),  # the same
    ]


def test_the_awards_of_a_new_service_count_as_it_says(fact: Fact) -> None:
    CountedAs.objects.create(service_code="05-97", kinds=["benefit.disability", "benefit.disability_61_80"])
    person = make.BenefitFactory(service_code="05-97", amount=Decimal("250.00")).person
    assert fact("benefit.receives_disability", person) is True
    assert fact("benefit.least_disability_61_80", person) == Decimal("250.00")
    assert (fact("benefit.receives_survivor", person), fact("benefit.least_survivor", person)) == (False, 0)


def test_the_awards_of_a_service_that_says_nothing_count_as_nothing(fact: Fact) -> None:
    person = make.BenefitFactory(service_code="05-96").person
    make.BenefitFactory(person=person, service_code="05-96", lump_sum=False, one_off=True)
    assert (fact("benefit.active", person), fact("benefit.count", person)) == (True, 1)
    assert fact("benefit.receives_disability", person) is False
    assert fact("benefit.least_age", person) == 0
    assert fact("benefit.karabakh_lump_sum_paid", person) is False
    assert fact("benefit.settling_in_paid_on", person) is None


def test_kinds_are_of_the_registry_that_keeps_the_award(fact: Fact) -> None:
    """A stipend for disability is no disability benefit."""
    person = make.StipendFactory(service_code="07-08").person
    assert (fact("stipend.receives_disability", person), fact("benefit.receives_disability", person)) == (True, False)
