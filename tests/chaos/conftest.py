"""One prepared installation for all tests that kill things; each test works on a copy of its database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import pytest

from tests.cloned_database import carry_over
from tests.installation import Installation, installation

PEOPLE: Final = 16_000
QUICK: Final = {
    "DOST_DELIVERY_DEADLINE_SECONDS": "4",
    "DOST_DELIVERY_MARGIN_SECONDS": "1",
    "DOST_DELIVERY_ASK_AGAIN_SECONDS": "2",
}
SLOW: Final = {"SIMULATOR_LATENCY": "8"}  # so that something is always under way
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """People with a past, nothing left to do, and no process running; not to be worked on."""
    with installation(tmp_path_factory.mktemp("chaos"), keep=False, **QUICK) as made:
        carry_over(made.servers.postgres, made.database)
        made.prepare(people=PEOPLE)
        yield made


@pytest.fixture
def house(prepared: Installation) -> Iterator[Installation]:
    """A copy of the prepared installation, to be worked on."""
    number = next(_numbers)
    made = prepared.copy(f"house{number}", broker=number, **SLOW)
    yield made
    made.stop()
