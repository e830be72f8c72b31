"""How a mandate is answered and ended, by people and by itself; and that it is asked anew each time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dost.accounts.actors import Capacity, OnBehalf, Oneself
from dost.accounts.models import Mandate
from dost.accounts.representation import represented_by, represents, represents_by_law
from dost.cases import mandates
from dost.cases.acts import Act, NotAllowed, require
from dost.cases.mandated import is_covered
from dost.cases.mandates.ending import NotYours, Tended, why_ended
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import MandateFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
TODAY = date(2026, 11, 30)


def given(**changes: Any) -> Mandate:
    made: Mandate = MandateFactory(**{"given_at": NOW, "starts": TODAY, "until": TODAY + timedelta(days=30), **changes})
    return made


def as_agent(mandate: Mandate) -> Oneself:
    assert mandate.agent is not None
    return Oneself(mandate.agent.pk, "agent")


def as_grantor(mandate: Mandate) -> Oneself:
    assert mandate.grantor is not None
    return Oneself(mandate.grantor.pk, "grantor")


def stands(mandate: Mandate, on: date = TODAY) -> bool:
    assert mandate.agent is not None
    assert mandate.grantor is not None
    found = represents(Person.objects.get(pk=mandate.agent.pk), mandate.grantor.pk, on=on)
    return found is not None and found.capacity == Capacity.MANDATE


def test_it_counts_once_it_is_accepted() -> None:
    mandate = given(waiting=True)
    assert not stands(mandate)

    mandates.accept(mandate_id=mandate.pk, actor=as_agent(mandate), now=NOW)
    mandates.accept(mandate_id=mandate.pk, actor=as_agent(mandate), now=NOW)

    assert stands(mandate)
    assert mandate.events.count() == 1
    assert Notice.objects.filter(kind="mandate").count() == 2


def test_only_whom_it_was_given_to_answers() -> None:
    mandate = given(waiting=True)
    for actor in (as_grantor(mandate), Oneself(PersonFactory().pk, "stranger")):
        for answer in (mandates.accept, mandates.decline, mandates.give_back):
            with pytest.raises(NotYours):
                answer(mandate_id=mandate.pk, actor=actor, now=NOW)


def test_what_ended_is_answered_no_more() -> None:
    mandate = given(waiting=True)
    mandates.withdraw(mandate_id=mandate.pk, actor=as_grantor(mandate), now=NOW)

    for do in (mandates.accept, mandates.decline):
        with pytest.raises(NotYours):
            do(mandate_id=mandate.pk, actor=as_agent(mandate), now=NOW)
    with pytest.raises(NotYours):
        mandates.withdraw(mandate_id=mandate.pk, actor=as_grantor(mandate), now=NOW)


def test_what_ran_out_is_not_accepted() -> None:
    mandate = given(waiting=True, until=TODAY)

    with pytest.raises(NotYours):
        mandates.accept(mandate_id=mandate.pk, actor=as_agent(mandate), now=NOW + timedelta(days=1))


@pytest.mark.parametrize(("day", "counts"), [(-1, False), (0, True), (30, True), (31, False)])
def test_it_counts_on_its_days(day: int, counts: bool) -> None:
    assert stands(given(), TODAY + timedelta(days=day)) is counts


@pytest.mark.parametrize("end", ["withdrawn", "given back", "a death", "another death", "a guardian"])
def test_it_ends_at_once(end: str) -> None:
    mandate = given()
    assert stands(mandate)
    match end:
        case "withdrawn":
            mandates.withdraw(mandate_id=mandate.pk, actor=as_grantor(mandate), now=NOW)
        case "given back":
            mandates.give_back(mandate_id=mandate.pk, actor=as_agent(mandate), now=NOW)
        case "a death":
            Person.objects.filter(pk=as_grantor(mandate).person_id).update(died_on=TODAY)
        case "another death":
            Person.objects.filter(pk=as_agent(mandate).person_id).update(died_on=TODAY)
        case _:
            KinshipFactory(person=mandate.grantor, relative=PersonFactory(), kind="guardian", valid_from=TODAY)

    assert not stands(mandate)


def test_who_acts_by_law_acts_so_and_not_by_mandate() -> None:
    child = PersonFactory(birth_date=date(2015, 1, 1))
    mother = PersonFactory(birth_date=date(1985, 1, 1))
    KinshipFactory(person=child, relative=mother)
    other = given(agent=mother)
    MandateFactory(grantor=child, agent=mother)

    found = {one.person.pk: one.capacity for one in represented_by(mother, on=TODAY)}

    assert found == {child.pk: Capacity.PARENT, other.grantor_id: Capacity.MANDATE}
    assert other.grantor_id is not None
    assert represents_by_law(mother, other.grantor_id, on=TODAY) is None


# -- the night -----------------------------------------------------------------------------------------------------


def test_the_night_closes_what_counts_no_more() -> None:
    stays = given()
    ran_out = given(until=TODAY)
    unanswered = given(waiting=True, until=TODAY + timedelta(days=90))
    of_the_dead = given(grantor=PersonFactory(died_on=TODAY))

    later = NOW + timedelta(days=1)
    assert mandates.tend(now=later) == Tended(ended=2, told=0)
    assert mandates.tend(now=later) == Tended(ended=0, told=0)
    for mandate, why in ((stays, ""), (ran_out, "ran_out"), (unanswered, ""), (of_the_dead, "died")):
        mandate.refresh_from_db()
        assert mandate.ended_for == why
    mandates.tend(now=NOW + timedelta(days=31))
    unanswered.refresh_from_db()
    assert unanswered.ended_for == "unanswered"


def test_both_are_told_once_within_a_week_before_the_end() -> None:
    mandate = given()
    assert mandates.tend(now=NOW + timedelta(days=22)).told == 0

    assert mandates.tend(now=NOW + timedelta(days=23)).told == 1
    assert mandates.tend(now=NOW + timedelta(days=24)).told == 0

    assert set(Notice.objects.values_list("person", flat=True)) == {mandate.grantor_id, mandate.agent_id}


def test_of_a_short_one_nobody_is_told_twice() -> None:
    given(until=TODAY + timedelta(days=3))

    assert mandates.tend(now=NOW).told == 0


def test_one_that_waits_does_not_keep_back_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = given(until=TODAY), given(until=TODAY)
    real = why_ended

    def why(mandate: Mandate, *, on: date) -> Any:
        if mandate.pk == first.pk:
            raise RuntimeError("broken")
        return real(mandate, on=on)

    monkeypatch.setattr("dost.cases.mandates.ending.why_ended", why)

    assert mandates.tend(now=NOW + timedelta(days=1)).ended == 1
    second.refresh_from_db()
    assert second.is_over


# -- the table of acts ---------------------------------------------------------------------------------------------


def test_the_table_of_acts_asks_the_mandate() -> None:
    case = CaseFactory(granted_and_paid=True)
    agent = PersonFactory()
    actor = OnBehalf(agent.pk, "sub", case.person_id, Capacity.MANDATE)
    mandate = MandateFactory(grantor=case.person, agent=agent, services=[case.service_id], deeds=["look", "answer"])
    require(Act.ASK, actor=actor, case=case)
    for act in (Act.APPEAL, Act.TAKE_BACK, Act.GIVE_UP):
        with pytest.raises(NotAllowed):
            require(act, actor=actor, case=case)
    mandates.withdraw(mandate_id=mandate.pk, actor=as_grantor(mandate), now=NOW)

    with pytest.raises(NotAllowed):
        require(Act.ASK, actor=actor, case=case)


def test_what_is_about_no_service_is_covered_by_none() -> None:
    mandate = given()
    assert mandate.grantor_id is not None
    actor = OnBehalf(as_agent(mandate).person_id, "sub", mandate.grantor_id, Capacity.MANDATE)

    assert not is_covered(actor, Mandate.Deed.APPLY, None, on=TODAY)
    assert not is_covered(actor, None, ServiceFactory(), on=TODAY)
    assert is_covered(actor, Mandate.Deed.APPLY, ServiceFactory(), on=TODAY)
    assert not is_covered(actor, Mandate.Deed.APPLY, ServiceFactory(code="09-01", sensitive=True), on=TODAY)
