"""The whole catalogue of today, and one small sample under its rules: made once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.db import transaction

from dost.cases.rules import rules_in_force
from dost.proactive.screening.ages import years_between
from dost.proactive.screening.family import Family
from dost.proactive.screening.features import AGES
from dost.proactive.screening.sample import families
from dost.proactive.screening.table import Table
from dost.proactive.screening.tables import tabulate
from tests.factories.whole_catalogue import publish_files

ON = date(2026, 11, 30)
SAMPLE = 420
TYPICAL = 20
"""How many of them stand for the country, and are left out of the table that the questions are chosen by."""
_tables: list[Table] = []


@cache
def sample(count: int = SAMPLE) -> tuple[Family, ...]:
    """Some families of the sample, as of the day of the tests."""
    return tuple(families(ON, count=count))


@cache
def typical() -> tuple[Family, ...]:
    """Twenty families, one from the middle of each twentieth of the sample, sorted by age, children and size."""
    ranked = sorted(sample(), key=_stratum)
    return tuple(ranked[(2 * number + 1) * SAMPLE // (2 * TYPICAL)] for number in range(TYPICAL))


def _stratum(family: Family) -> tuple[int, int, int]:
    """The band of the asker's age, how many minors there are, and how many people."""
    born = [one.birth_date for one in family.members if one.died_on is None and isinstance(one.birth_date, date)]
    minors = sum(years_between(one, ON) < 18 for one in born)
    asker = family.asker.birth_date
    age = years_between(asker, ON) if isinstance(asker, date) else 0
    return sum(age >= first for first in AGES), minors, len(born)


@pytest.fixture(scope="package")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every service of the files, published once for all these tests: reading and planning them takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_files(indexed=False)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def whole_catalogue(published: None, db: None) -> None:
    """Every service of the files, in a transaction of the test's own."""


@pytest.fixture
def table(whole_catalogue: None) -> Table:
    """What the rules say of a small sample; the same for all tests, for the files are the same."""
    if not _tables:
        left_out = {id(one) for one in typical()}
        others = [one for one in sample() if id(one) not in left_out]
        _tables.append(tabulate(others, rules_in_force(ON), on=ON))
    return _tables[0]
