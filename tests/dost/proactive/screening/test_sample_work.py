"""The work of the sample's people: nobody works who could not, and what is told of it belongs together."""

from __future__ import annotations

from datetime import date

import pytest

from dost.proactive.screening.ages import years_between
from dost.proactive.screening.family import Member
from dost.proactive.screening.gates import YOUNGEST_WORKER
from dost.proactive.screening.sample import families

ON = date(2026, 11, 30)


@pytest.fixture(scope="module")
def people() -> list[Member]:
    return [member for family in families(ON, count=400) for member in family.members]


def test_who_is_too_young_or_dead_has_no_work_now(people: list[Member]) -> None:
    for one in people:
        assert isinstance(one.birth_date, date)
        if one.died_on is not None or years_between(one.birth_date, ON) < YOUNGEST_WORKER:
            assert one.job.has is False
            work = one.occupation
            assert (work.entrepreneur, work.land_owner, work.other) == (False, False, "none")


def test_a_contract_that_is_limited_says_for_how_long_and_began_before_today(people: list[Member]) -> None:
    working = [one.job for one in people if one.job.has is True]
    assert len(working) > 100
    for job in working:
        assert isinstance(job.since, date)
        assert job.since <= ON
        assert job.fixed_term is not True or (isinstance(job.term_months, int) and job.term_months > 0)


def test_what_is_over_began_before_it_ended(people: list[Member]) -> None:
    before = [one.job for one in people if one.job.had_before is True]
    assert before
    for job in before:
        assert isinstance(job.before_since, date)
        assert isinstance(job.before_ended_on, date)
        assert job.before_since <= job.before_ended_on
