"""The whole catalogue of today, and one small sample under its rules: made once for all tests that only read."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from dost.cases.rules import rules_in_force
from dost.proactive.screening.family import Family
from dost.proactive.screening.sample import families
from dost.proactive.screening.table import Table
from dost.proactive.screening.tables import tabulate
from tests.factories.whole_catalogue import publish_files

ON = date(2026, 11, 30)
SAMPLE = 120
_tables: list[Table] = []


@cache
def sample(count: int = SAMPLE) -> tuple[Family, ...]:
    """Some families of the sample, as of the day of the tests."""
    return tuple(families(ON, count=count))


@pytest.fixture
def whole_catalogue(db: None) -> None:
    """Every service of the files, published."""
    publish_files(indexed=False)


@pytest.fixture
def table(whole_catalogue: None) -> Table:
    """What the rules say of a small sample; the same for all tests, for the files are the same."""
    if not _tables:
        _tables.append(tabulate(sample(), rules_in_force(ON), on=ON))
    return _tables[0]
