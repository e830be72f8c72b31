"""The whole catalogue of today, and one small sample under its rules: made once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.db import transaction

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
        _tables.append(tabulate(sample(), rules_in_force(ON), on=ON))
    return _tables[0]
