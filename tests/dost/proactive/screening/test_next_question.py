"""The next question: one that arises, was not replied to, and can change something; few of them for most families."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from dost.proactive.screening.family import Family
from dost.proactive.screening.next_question import NextQuestion, next_question
from dost.proactive.screening.questions import Reply, put, reply_of
from dost.proactive.screening.results import Prospect
from dost.proactive.screening.table import UNKNOWN as NO_TABLE
from dost.proactive.screening.table import Table
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN
from dost.proactive.screening.verdicts import Screening

from .conftest import ON, sample, typical

pytestmark = pytest.mark.django_db

MOST = 120
TYPICAL_NEEDS = 12
FOUND = 0.9
"""The share of what is likely, by worth, that must be known when one is told that one may stop."""


def screened(
    whole: Family, table: Table, *, knows: bool = True, to_the_end: bool = False
) -> Iterator[tuple[Screening, NextQuestion | None]]:
    """Each step of a screening in which a family of which everything is known replies; the last has no question."""
    family, after = Family(), None
    for _step in range(MOST):
        screening = Screening(family, on=ON)
        step = next_question(screening, table, after=after)
        if step is None or (step.optional and not to_the_end):
            yield screening, None
            return
        yield screening, step
        family, after = put(family, step.ask, reply(whole, step, knows=knows), on=ON), step.ask
    raise AssertionError("the questions do not come to an end")


def reply(whole: Family, step: NextQuestion, *, knows: bool) -> Reply:
    said = reply_of(whole, step.ask, on=ON)
    is_who = step.ask.id in {"people", "deceased"}
    return said if said is not NOT_ASKED and (knows or is_who) else UNKNOWN if not is_who else ()


def test_the_first_question_is_who_is_in_the_family(whole_catalogue: None) -> None:
    step = next_question(Screening(Family(), on=ON), NO_TABLE)
    assert step is not None
    assert (step.ask.id, step.optional) == ("people", False)


def test_every_question_arises_is_new_and_is_waited_for(table: Table) -> None:
    for whole in sample()[:2]:
        asked: list[str] = []
        for screening, step in screened(whole, table, to_the_end=True):
            if step is None:
                continue
            assert step.ask.id in {ask.id for ask in screening.asks}
            assert step.ask.id not in screening.replied
            assert step.ask.id not in asked
            assert step.services or step.ask.id == "people"
            asked.append(step.ask.id)


def test_who_knows_nothing_comes_to_an_end_and_is_refused_nothing_that_rests_on_it(table: Table) -> None:
    whole = sample()[0]
    *_steps, (last, _none) = screened(whole, table, knows=False, to_the_end=True)
    assert last.result.services["05-23"].prospect is Prospect.OPEN
    assert last.result.services["06-00"].prospect is Prospect.OPEN


def test_groups_are_not_left_and_taken_up_again_at_once(table: Table) -> None:
    for whole in sample()[:3]:
        groups = [step.ask.question.group for _screening, step in screened(whole, table) if step is not None]
        changes = sum(one is not other for one, other in pairwise(groups))
        assert changes <= 2 * len(set(groups))


def test_without_a_table_there_are_questions_too(whole_catalogue: None) -> None:
    steps = list(screened(sample()[1], NO_TABLE))
    assert 5 < len(steps) < MOST


def test_few_questions_are_enough_for_a_typical_family(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints, for 20 families, how many questions each needed beside all that arise; half need 12 at most.

    What is likely at the end is compared with what is likely when everything is told: nothing is likely that is not so
    then, nine tenths by worth were found, and the rest stands among what may be, with the question that would tell.
    """
    needed: list[int] = []
    silent: set[tuple[int, str]] = set()
    worth_found = worth_of_all = 0.0
    lines = ["", "family  people  needed  of all  likely found  of all likely  by worth"]
    for number, whole in enumerate(typical()):
        *steps, (last, _none) = screened(whole, table)
        true = {one.code: one for one in Screening(whole, on=ON).result.likely}
        found = {one.code for one in last.result.likely}
        assert found - true.keys() == set(), "what is said to be likely is so when everything is told"
        silent |= {
            (number, code)
            for code in true.keys() - found
            if (one := last.result.services[code]).prospect is not Prospect.OPEN or not (one.asks or one.unsure)
        }
        worth = sum(one.worth for one in true.values()), sum(true[code].worth for code in found)
        worth_of_all, worth_found = worth_of_all + worth[0], worth_found + worth[1]
        needed.append(len(steps))
        counts = (number, len(whole.members), len(steps), len(last.asks), len(found), len(true))
        share = f"{worth[1]:.0f}/{worth[0]:.0f}"
        lines.append("{:6d}  {:6d}  {:6d}  {:6d}  {:12d}  {:13d}".format(*counts) + f"  {share}")
    median = sorted(needed)[len(needed) // 2]
    lines.append(f"median {median}, most {max(needed)}; {worth_found / worth_of_all:.1%} found by worth")
    with capsys.disabled():
        print("\n".join(lines))
    assert silent == set(), "what was not found yet is told of, with its question"
    assert median <= TYPICAL_NEEDS
    assert worth_found >= FOUND * worth_of_all
