"""Which rules a change set compares: drafts, and every rule that names an amount it changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.changes.impact import impact_of_change_set
from services_catalog.changes.pairs import Pair, compiled_pairs
from services_catalog.located import CatalogueError
from services_catalog.models import ChangeSet, ParameterValue
from services_catalog.rules import RuleError
from tests.factories.impact import TODAY, born
from tests.factories.services_catalog import VersionFactory, texts
from tests.factories.studio import ChangeSetFactory, DraftParameterFactory, DraftServiceFactory

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
CONTENT = {
    "basis": "person",
    "mode": "automatic",
    "criteria": [{"id": "age", "require": "person.age >= 60", "text": texts("Sixty"), "law": "Law, art. 2"}],
    "amount": "parameter.test_benefit",
    "period": "monthly",
    "award": "MUAV",
    "outcome": "payment",
}


def amounts(pair: Pair) -> tuple[Any, Any]:
    """What the parameter of the rule is worth before and after, as the rules were compiled."""
    return tuple(
        None if rule is None else rule.parameter_values(TODAY)["test_benefit"] for rule in (pair.before, pair.after)
    )  # type: ignore[return-value]


def one(change_set: ChangeSet, on: date = TODAY) -> Pair:
    """The only pair of a change set."""
    [pair] = compiled_pairs(change_set, on)
    return pair


def test_every_service_in_force_that_names_a_drafted_amount_is_compared() -> None:
    for code in ("05-97", "05-99"):
        VersionFactory(service__code=code)
    VersionFactory(service__code="05-98", changes={"amount": "5"})
    draft: Any = DraftParameterFactory(value=700)

    pairs = compiled_pairs(draft.change_set, TODAY)

    assert [pair.code for pair in pairs] == ["05-97", "05-99"]
    assert {amounts(pair) for pair in pairs} == {(Decimal(600), Decimal(700))}


def test_records_of_the_past_are_judged_by_the_amounts_of_the_day_asked_about() -> None:
    VersionFactory()
    draft: Any = DraftParameterFactory(value=700)

    pair = one(draft.change_set)

    assert pair.before is not None
    assert pair.before.parameter_values(date(2020, 1, 1)) == {"test_benefit": Decimal(600)}
    assert amounts(one(draft.change_set, date(2025, 6, 30))) == (Decimal(200), Decimal(700))


def test_a_value_that_is_to_follow_the_drafted_one_counts_on_its_days() -> None:
    VersionFactory()
    draft: Any = DraftParameterFactory(value=700)
    ParameterValue.objects.create(parameter=draft.parameter, valid_from=date(2027, 7, 1), value=800)

    assert amounts(one(draft.change_set, date(2027, 6, 30))) == (Decimal(600), Decimal(700))
    assert amounts(one(draft.change_set, date(2027, 7, 1))) == (Decimal(800), Decimal(800))


def test_a_drafted_service_is_compared_with_the_one_in_force() -> None:
    VersionFactory()
    draft: Any = DraftServiceFactory(content=CONTENT)

    pair = one(draft.change_set)

    assert pair.before is not None
    assert pair.after is not None
    assert [criterion.id for criterion in pair.before.criteria] == ["alive", "age"]
    assert [criterion.expression.text for criterion in pair.after.criteria] == ["person.age >= 60"]
    assert (pair.before.period, pair.after.period) == ("once", "monthly")


def test_a_draft_uses_shared_criteria_and_formulas_of_the_catalogue(small_catalogue: Any) -> None:
    content = {**CONTENT, "criteria": [{"use": "alive"}, {**CONTENT["criteria"][0], "require": "formula.old_enough"}]}  # type: ignore[dict-item]
    draft: Any = DraftServiceFactory(service__code="05-98", content=content)

    pair = one(draft.change_set)

    assert pair.after is not None
    assert [criterion.expression.text for criterion in pair.after.criteria] == ["person.alive", "(person.age >= 65)"]


def test_new_and_withdrawn_services_and_drafts_of_texts_alone() -> None:
    VersionFactory()
    change_set: Any = ChangeSetFactory()
    DraftServiceFactory(change_set=change_set, withdraws=True)
    DraftServiceFactory(
        change_set=change_set, service=None, code="05-11", content={**CONTENT, "mode": "on_application"}
    )
    VersionFactory(service__code="05-98")
    DraftServiceFactory(change_set=change_set, service__code="05-98", texts={"name": texts("Another name")})

    new, same, withdrawn = compiled_pairs(change_set, TODAY)

    assert (new.code, new.before, new.if_applied) == ("05-11", None, True)
    assert (withdrawn.code, withdrawn.after) == ("05-99", None)
    assert same.before == same.after


def test_a_version_that_is_to_follow_the_draft_stands_on_its_days() -> None:
    VersionFactory(number=1, valid=DateRange(date(2019, 4, 1), date(2027, 7, 1)))
    VersionFactory(number=2, valid=DateRange(date(2027, 7, 1), None), changes={"amount": "9"})
    draft: Any = DraftServiceFactory(content=CONTENT)

    assert one(draft.change_set, date(2027, 6, 30)).before != one(draft.change_set, date(2027, 6, 30)).after
    assert one(draft.change_set, date(2027, 7, 1)).before == one(draft.change_set, date(2027, 7, 1)).after


def test_a_draft_that_cannot_be_compiled_says_where() -> None:
    wrong = {**CONTENT, "criteria": [{**CONTENT["criteria"][0], "require": "person.aeg > 60"}]}  # type: ignore[dict-item]
    draft: Any = DraftServiceFactory(content=wrong)

    with pytest.raises(RuleError, match=r"05-99\.criteria\[age\]\.require.*person\.aeg"):
        compiled_pairs(draft.change_set, TODAY)


def test_a_draft_that_cannot_be_read_says_where() -> None:
    draft: Any = DraftServiceFactory(content={**CONTENT, "period": "weekly"})

    with pytest.raises(CatalogueError, match="05-99 period"):
        compiled_pairs(draft.change_set, TODAY)


def test_the_impact_of_a_change_set() -> None:
    for year in (1950, 1963, 1990):
        born(year)
    VersionFactory()
    draft: Any = DraftServiceFactory(content=CONTENT)
    DraftParameterFactory(change_set=draft.change_set, value=700)

    with connection.cursor() as cursor:
        found = impact_of_change_set(draft.change_set, TODAY, today=TODAY, cursor=cursor)

    assert (found.total.rights.gained, found.total.rights.rises) == (1, 1)
    assert found.total.yearly.as_json() == {"before": "600.00", "after": "16800.00", "difference": "16200.00"}
