"""What a person chooses for a service, who may choose it, and what it does to an open question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import User
from dost.cases.acts import NotAllowed
from dost.cases.models import Case, Preference, PreferenceChange
from dost.cases.preferences import Chosen, NoChoice, set_preference, standing_of, standings
from dost.cases.stages import Origin, Outcome, Stage, State
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ON = NOW.date()
Choice = Preference.Choice


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def service(code: str = "90-1", *, mode: str = "automatic", sensitive: bool = False) -> str:
    VersionFactory(service=ServiceFactory(code=code, sensitive=sensitive), changes={"mode": mode})
    return code


def chosen(person: Person, choice: Choice, *, code: str = "90-1", actor: Actor | None = None) -> Chosen:
    return set_preference(person=person, code=code, choice=choice, actor=actor or Oneself(person.pk, "s"), now=NOW)


def asked(person: Person, code: str = "90-1", *, trait: str = "asked", **more: object) -> Case:
    version = VersionFactory(service=ServiceFactory(code=code))
    key = f"{person.fin}-{trait}"
    made: Case = CaseFactory(version=version, person=person, basis_key=key, **{trait: True}, **more)
    return made


# -- the choice and its history ------------------------------------------------------------------------------------


def test_choice_and_each_change_of_it_is_kept_with_who_made_it(person: Person) -> None:
    service()
    me, clerk = Oneself(person.pk, "s"), Staff(UserFactory(role=User.Role.CLERK).pk, User.Role.CLERK)

    chosen(person, Choice.ASK, actor=me)
    chosen(person, Choice.NEVER, actor=clerk)

    kept = Preference.objects.get(person=person)
    assert (kept.choice, kept.actor, kept.chosen_at) == (Choice.NEVER, clerk, NOW)
    lines = [(row.before, row.after, row.actor) for row in PreferenceChange.objects.filter(person=person)]
    assert lines == [("", Choice.ASK, me), (Choice.ASK, Choice.NEVER, clerk)]


def test_the_same_choice_sent_twice_counts_once(person: Person) -> None:
    service()
    assert chosen(person, Choice.ASK).changed
    assert not chosen(person, Choice.ASK).changed
    assert PreferenceChange.objects.count() == 1


def test_nobody_changes_the_history(person: Person) -> None:
    service()
    chosen(person, Choice.ASK)
    for change in (
        lambda: PreferenceChange.objects.update(after=Choice.NEVER),
        lambda: PreferenceChange.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.sampled_from(list(Choice)), max_size=8))
def test_history_leads_from_nothing_to_what_is_chosen_now(person: Person, wanted: list[Choice]) -> None:
    with transaction.atomic():
        service()
        for choice in wanted:
            chosen(person, choice)
        lines = list(PreferenceChange.objects.filter(person=person).values_list("before", "after"))
        assert [before for before, _after in lines] == ["", *(after for _before, after in lines)][: len(lines)]
        assert all(before != after for before, after in lines)
        standing = standing_of(person_id=person.pk, code="90-1", on=ON)
        assert standing is not None
        assert standing.choice == (wanted[-1] if wanted else Choice.AUTOMATIC)
        transaction.set_rollback(True)


def _for_child(person: Person) -> Actor:
    return OnBehalf(PersonFactory().pk, "p", of=person.pk, capacity=Capacity.PARENT)


def _for_another(person: Person) -> Actor:
    return OnBehalf(PersonFactory().pk, "p", of=PersonFactory().pk, capacity=Capacity.PARENT)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (lambda person: Oneself(person.pk, "s"), True),
        (_for_child, True),
        (lambda person: Staff(UserFactory().pk, User.Role.EXAMINER), True),
        (lambda person: Staff(UserFactory().pk, User.Role.AUDITOR), False),
        (lambda person: Oneself(PersonFactory().pk, "s"), False),
        (_for_another, False),
        (lambda person: SYSTEM, False),
    ],
    ids=["oneself", "parent", "examiner", "auditor", "another", "parent of another", "the system"],
)
def test_who_may_choose(person: Person, actor: Callable[[Person], Actor], may: bool) -> None:
    service()
    if may:
        assert chosen(person, Choice.NEVER, actor=actor(person)).changed
    else:
        with pytest.raises(NotAllowed):
            chosen(person, Choice.NEVER, actor=actor(person))
        assert not Preference.objects.exists()


@pytest.mark.parametrize("code", ["90-2", "99-9"], ids=["on application", "no such service"])
def test_there_is_nothing_to_choose_where_only_an_application_brings_it(person: Person, code: str) -> None:
    service("90-2", mode="on_application")
    with pytest.raises(NoChoice):
        chosen(person, Choice.NEVER, code=code)


# -- what there is to choose ---------------------------------------------------------------------------------------


def test_services_with_a_choice_come_as_laid_down_until_one_is_chosen(person: Person) -> None:
    service("90-1")
    service("90-2", mode="ask_first")
    service("90-3", mode="on_application")
    service("90-4", sensitive=True)
    chosen(person, Choice.NEVER, code="90-2")
    chosen(PersonFactory(), Choice.NEVER, code="90-1")

    found = [(one.service.code, one.choice, one.by_law, one.is_own) for one in standings(person_id=person.pk, on=ON)]

    assert found == [
        ("90-1", Choice.AUTOMATIC, Choice.AUTOMATIC, False),
        ("90-2", Choice.NEVER, Choice.ASK, True),
    ]


@pytest.mark.parametrize("services", [1, 3])
def test_services_cost_the_same_however_many(
    person: Person, services: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(services):
        service(f"90-{number + 1}")
        chosen(person, Choice.NEVER, code=f"90-{number + 1}")
    standings(person_id=person.pk, on=ON)  # the versions in force are known to the process from now on
    with django_assert_num_queries(3):
        standings(person_id=person.pk, on=ON)


# -- what it does to an open question ------------------------------------------------------------------------------


def after(case: Case) -> tuple[str, str, str]:
    case.refresh_from_db()
    return case.stage, case.state, case.outcome


def test_never_is_a_no_to_whatever_is_asked_about_the_service(person: Person) -> None:
    code = service()
    case, excluded = asked(person, code), asked(person, code, trait="exclusive")
    of_another, other = asked(PersonFactory(), code), asked(person, service("90-2"))

    result = chosen(person, Choice.NEVER)

    assert result.declined == (case.pk, excluded.pk)
    assert after(case) == after(excluded) == (Stage.CLOSED, State.DONE, Outcome.DECLINED)
    assert case.entries.latest("pk").actor == Oneself(person.pk, "s")
    assert {after(of_another)[1], after(other)[1]} == {State.WAITING}


def test_automatic_is_a_yes_only_where_it_takes_nothing_away(person: Person) -> None:
    code = service(mode="ask_first")
    case, excluded = asked(person, code), asked(person, code, trait="exclusive")

    result = chosen(person, Choice.AUTOMATIC)

    assert (result.accepted, result.declined) == ((case.pk,), ())
    assert after(case) == (Stage.CHOOSE, State.READY, "")
    assert after(excluded)[1] == State.WAITING


def test_ask_me_first_leaves_open_questions_as_they_are(person: Person) -> None:
    code = service()
    case = asked(person, code)
    assert chosen(person, Choice.ASK) == Chosen(changed=True)
    assert after(case)[1] == State.WAITING


def test_an_application_is_no_offer_that_a_choice_could_decline(person: Person) -> None:
    code = service()
    case = asked(person, code, trait="exclusive", origin=Origin.APPLICATION)
    assert chosen(person, Choice.NEVER).declined == ()
    assert after(case)[1] == State.WAITING


def test_a_case_past_the_choice_is_left_alone(person: Person) -> None:
    code = service()
    case: Case = CaseFactory(version=VersionFactory(service=ServiceFactory(code=code)), person=person, at_bank=True)
    chosen(person, Choice.NEVER)
    assert after(case)[0] == Stage.PAY
