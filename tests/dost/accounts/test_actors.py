from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff, acts_for, staff_actor
from dost.accounts.models import AccessLog
from dost.cases.models import CaseEntry, Decision, Preference
from tests.factories.accounts import UserFactory

ids = st.integers(1, 2**31)
subjects = st.text(min_size=1, max_size=20)
actors: st.SearchStrategy[Actor] = st.one_of(
    st.just(SYSTEM),
    st.builds(Staff, ids, st.sampled_from(["clerk", "examiner"]), st.sampled_from(["", "D-03"])),
    st.builds(Oneself, ids, subjects),
    st.builds(OnBehalf, ids, subjects, ids, st.sampled_from(Capacity)),
)


@given(actors, st.sampled_from([CaseEntry, Decision, AccessLog, Preference]), actors)
def test_what_is_written_into_a_row_is_what_is_read_from_it(
    actor: Actor, model: type[CaseEntry | Decision | AccessLog | Preference], before: Actor
) -> None:
    row = model()
    assert row.actor == SYSTEM
    assert row.signed(before).signed(actor) is row
    assert row.actor == actor


def test_a_row_from_before_there_were_roles_says_who_it_was() -> None:
    assert CaseEntry(by_id=7).actor == Staff(user_id=7, role="")


def test_a_citizen_acts_in_their_own_matters_or_in_those_of_whom_they_act_for() -> None:
    assert acts_for(Oneself(3, "sub")) == 3
    assert acts_for(OnBehalf(3, "sub", of=4, capacity=Capacity.PARENT)) == 4
    assert acts_for(Staff(3, "examiner")) is None
    assert acts_for(SYSTEM) is None


@dataclass
class SomebodySignedIn:
    pk: int = 5
    role: str = "clerk"
    centre: str = "D-03"


def test_staff_act_in_their_role_and_at_their_centre() -> None:
    assert staff_actor(SomebodySignedIn()) == Staff(5, "clerk", "D-03")
    user = UserFactory.build(id=9, supervisor=True)
    assert staff_actor(user) == Staff(9, "supervisor", "")
