"""What holds for every row of the table of acts, whatever row somebody adds."""

from __future__ import annotations

import pytest

from dost.accounts.actors import Capacity
from dost.accounts.models import WORKS_ON_CASES, User
from dost.accounts.opens import FOR_EMPLOYERS
from dost.cases.act_table import TABLE
from dost.cases.act_terms import Act, Need, Terms
from dost.cases.impartial import Apart

ROWS = pytest.mark.parametrize("act", list(Act), ids=str)
DECIDES = {
    Act.GRANT,
    Act.REFUSE,
    Act.SEND_BACK,
    Act.CONFIRM_GRANT,
    Act.SEND_BACK_GRANT,
    Act.END,
    Act.KEEP,
    Act.DECIDE_APPEAL,
    Act.ADMIT_APPEAL,
    Act.PROPOSE_RECOVERY,
    Act.DECIDE_RECOVERY,
    Act.CONFIRM_RECOVERY,
}
CONFIRMS = {Act.CONFIRM_GRANT, Act.CONFIRM_RECOVERY}
"""Who confirms agrees with reasons that are written down."""


def terms(act: Act) -> Terms:
    return TABLE[act]


@ROWS
def test_every_act_has_its_row_with_words_and_somebody_who_may(act: Act) -> None:
    row = terms(act)
    assert str(row.label)
    assert row.who.roles or row.who.oneself or row.who.system


@ROWS
def test_roles_that_see_no_cases_do_nothing_to_them(act: Act) -> None:
    heard = {User.Role.OPERATOR} if act is Act.COMPLAIN else set()
    """A complaint by telephone is a word to the house: nothing is done to a case by it."""
    assert terms(act).who.roles <= WORKS_ON_CASES | {User.Role.CLERK} | heard


@ROWS
def test_what_a_mandate_can_name_is_done_by_people_and_the_reverse(act: Act) -> None:
    """Whatever whoever acts by mandate may do names its deed; what no mandate allows is not offered to them."""
    row = terms(act)
    if row.deed is not None:
        assert row.who.oneself
        assert Capacity.MANDATE in row.who.on_behalf
    if row.who.on_behalf and row.deed in FOR_EMPLOYERS:
        assert Capacity.EMPLOYER in row.who.on_behalf


@pytest.mark.parametrize("act", sorted(DECIDES), ids=str)
def test_whoever_decides_stands_apart_and_gives_reasons(act: Act) -> None:
    row = terms(act)
    assert row.apart is not Apart.NOTHING
    assert not row.who.oneself
    assert row.needs & {Need.NOTE, Need.RULING} or act in CONFIRMS


def test_an_appeal_is_judged_by_nobody_who_decided_before() -> None:
    for act in (Act.ADMIT_APPEAL, Act.DECIDE_APPEAL):
        assert terms(act).apart is Apart.THE_DECISION
