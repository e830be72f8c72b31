"""What a person is told of the account their payments go to: in their language, by its last four, with whom to call."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dost.notifications.account_notices import account, given_at_centre
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)


def every(person: Person) -> list[Notice]:
    return [
        account(person, change=5, ending="1944", accepted=True, now=NOW),
        account(person, change=5, ending="1944", accepted=False, now=NOW),
        given_at_centre(person, change=5, ending="1944", now=NOW),
    ]


def test_each_names_the_last_four_and_142_in_each_language() -> None:
    texts = {one.text for language in ("az", "en", "ru") for one in every(PersonFactory(language=language))}
    assert len(texts) == 9
    assert all("1944" in text and "142" in text for text in texts)


def test_one_of_each_kind_for_a_change() -> None:
    assert len({one.key for one in every(PersonFactory())}) == 3


def test_whom_no_way_reaches_is_left_to_staff_and_the_dead_to_nobody() -> None:
    assert {one.untold for one in every(PersonFactory(phone=""))} == {"no_way"}
    assert {one.state for one in every(PersonFactory(died_on=date(2026, 11, 1)))} == {"withheld"}
