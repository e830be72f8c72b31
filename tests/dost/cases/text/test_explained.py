from __future__ import annotations

from decimal import Decimal

from dost.cases.text.explained import numbers_of


def test_parameters_that_are_no_one_number_are_none() -> None:
    kept = {"benefit": "600.50", "months": "12", "tax": "0: 0.03; 2500: 0.1", "unknown": None}
    assert numbers_of(kept) == {"benefit": Decimal("600.50"), "months": 12, "tax": None, "unknown": None}
