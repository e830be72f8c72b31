"""How much: now, and from the day a change that is known takes force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services_catalog.finding.amounts import Amount, amount_of_rule
from services_catalog.models import ParameterValue
from services_catalog.queries import compile_version
from tests.factories.services_catalog import ParameterFactory, VersionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
RISE = date(2027, 1, 1)


def amount(expression: str | None, *, on: date = ON, period: str = "monthly") -> Amount | None:
    outcome = "payment" if expression else "message"
    changes = {"amount": expression, "period": period if expression else "none", "outcome": outcome}
    version = VersionFactory(changes=changes)
    return amount_of_rule(compile_version(version), on=on, language="en")


@pytest.fixture
def rising() -> None:
    """The test benefit rises to 700 in 2027."""
    ParameterFactory(values=((date(2019, 4, 1), 200), (date(2025, 7, 1), 600), (RISE, 700)))


def test_nothing_is_paid() -> None:
    assert amount(None) is None


def test_a_fixed_amount_with_its_next_change(rising: None) -> None:
    found = amount("parameter.test_benefit")
    assert found is not None
    assert (found.kind, found.formula, found.changes) == ("fixed", "", True)
    worth = found.worths[0]
    assert (worth.money, worth.since) == (Decimal(600), date(2025, 7, 1))
    assert (worth.next_money, worth.next_from) == (Decimal(700), RISE)


def test_a_scale_that_the_amount_goes_by_is_said_in_words_now_and_to_come() -> None:
    ParameterFactory(name="tax", type="scale", values=((date(2020, 1, 1), "0: 0.14"), (RISE, "0: 0.03; 2500: 0.1")))
    found = amount("scale(insurance.pension_capital, parameter.tax)")
    assert found is not None
    assert (found.kind, found.changes) == ("computed", True)
    [worth] = found.of
    assert (worth.money, worth.text.replace("\u00a0", " ")) == (None, "the whole amount: 14 %")
    assert "the part above" in worth.next_text


def test_what_a_scale_takes_of_a_fixed_amount_changes_with_the_scale() -> None:
    ParameterFactory(name="tax", type="scale", values=((date(2020, 1, 1), "0: 0.14"), (RISE, "0: 0.03; 2500: 0.1")))
    fixed = amount("scale(5000, parameter.tax)")
    assert fixed is not None
    assert (fixed.worths[0].money, fixed.worths[0].next_money, fixed.worths[0].next_from) == (
        Decimal(700),
        Decimal(325),
        RISE,
    )


def test_less_than_nothing_is_never_shown() -> None:
    ParameterFactory(values=((date(2019, 4, 1), 200), (date(2025, 7, 1), -340), (RISE, -340)))
    found = amount("parameter.test_benefit")
    assert found is not None
    [worth] = found.worths
    assert (worth.money, worth.next_money, worth.next_from) == (None, None, None)
    tripled = amount("3 * parameter.test_benefit")
    assert tripled is not None
    shown = [one.money for one in (*tripled.worths, *tripled.of)]
    assert all(money is None or money >= 0 for money in shown)


def test_before_its_first_value_nothing_is_known_but_what_comes(rising: None) -> None:
    found = amount("parameter.test_benefit", on=date(2019, 3, 31))
    assert found is not None
    assert (found.worths[0].money, found.worths[0].next_money) == (None, Decimal(200))


def test_a_product_of_law_is_computed_by_the_engine_now_and_then(rising: None) -> None:
    found = amount("3 * parameter.test_benefit")
    assert found is not None
    assert found.kind == "fixed"
    assert (found.worths[0].money, found.worths[0].next_money) == (Decimal(1800), Decimal(2100))
    assert [worth.label for worth in found.of] == ["Test benefit"]
    assert "3 ×" in found.formula


def test_bands_are_told_one_by_one(rising: None) -> None:
    ParameterFactory(name="other_benefit", label={"az": "x", "en": "Other benefit", "ru": "x"})
    found = amount(
        "CASE WHEN person.age < 70 THEN parameter.test_benefit WHEN person.age < 80 THEN 50 "
        "ELSE 2 * parameter.other_benefit END"
    )
    assert found is not None
    assert found.kind == "banded"
    assert [worth.money for worth in found.worths] == [Decimal(600), Decimal(50), Decimal(1200)]
    assert [worth.next_money for worth in found.worths] == [Decimal(700), None, None]
    assert found.worths[0].label == "Test benefit"
    assert "80" in found.worths[1].label


def test_what_depends_on_the_person_is_said_in_words_with_its_amounts_of_law(rising: None) -> None:
    found = amount("parameter.test_benefit * person.age")
    assert found is not None
    assert (found.kind, found.worths) == ("computed", ())
    assert found.of[0].money == Decimal(600)
    assert found.formula.startswith("Test benefit")


def test_a_change_that_changes_nothing_is_none(rising: None) -> None:
    found = amount("least(parameter.test_benefit, 500)")
    assert found is not None
    assert (found.worths[0].money, found.worths[0].next_from) == (Decimal(500), None)


def test_an_assumed_amount_says_so() -> None:
    VersionFactory()
    ParameterValue.objects.filter(valid_from=date(2025, 7, 1)).update(confidence="assumed")
    found = amount("parameter.test_benefit")
    assert found is not None
    assert found.worths[0].assumed
