"""What stands out among stated purposes: each sign, where it begins, and that it costs the same for many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dost.accounts.access import state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import StatedPurpose, User
from dost.backoffice.standing_out import MANY_PEOPLE, SHORT_TIME, Sign, StandsOut, what_stands_out
from registries.models import Household, HouseholdMember, Kinship, Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.centres import seat, visit_of
from tests.factories.registries import DistrictFactory, InstitutionFactory, KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
ON = date(2026, 3, 3)


def stated(user: User, person: Person | None = None, *, at: datetime = NOW) -> StatedPurpose:
    whose = person or CaseFactory().person
    state_purpose(actor=Staff(user.pk, "examiner"), person_id=whose.pk, purpose="case", note="They called", now=at)
    return StatedPurpose.objects.latest("pk")


def of(one: StatedPurpose, *, reader_id: int = 0) -> StandsOut:
    return what_stands_out([one], reader_id=reader_id, on=ON)[one.pk]


def together(*people: Person) -> None:
    household = Household.objects.create(meter_no="M-1", district=DistrictFactory())
    for person in people:
        HouseholdMember.objects.create(
            person=person, household=household, relation="other", source=InstitutionFactory(), reference=person.fin,
            valid_from=date(2020, 1, 1), recorded_at=NOW,
        )  # fmt: skip


def test_nothing_stands_out_of_the_work_on_a_case() -> None:
    assert of(stated(UserFactory())) == StandsOut()
    assert what_stands_out([], reader_id=0, on=ON) == {}


def test_kin_of_whoever_stated_it_is_told_to_others_and_never_to_themselves() -> None:
    mother, child = PersonFactory(), CaseFactory().person
    KinshipFactory(person=child, relative=mother, kind=Kinship.Kind.MOTHER)
    user = UserFactory(fin=mother.fin)
    one = stated(user, child)

    assert of(one).signs == (Sign.CLOSE,)
    assert of(one, reader_id=user.pk).signs == ()


def test_an_account_without_a_fin_is_told_as_unknown_and_weighs_nothing() -> None:
    found = of(stated(UserFactory(fin="")))
    assert (found.signs, found.weight) == ((Sign.UNKNOWN,), 0)


@pytest.mark.parametrize(("people", "told"), [(MANY_PEOPLE - 1, 0), (MANY_PEOPLE, MANY_PEOPLE)])
def test_many_people_on_one_day_of_baku(people: int, told: int) -> None:
    user = UserFactory()
    midnight = datetime(2026, 3, 2, 20, tzinfo=UTC)
    stated(user, at=midnight - timedelta(minutes=1))
    stated(UserFactory(), at=midnight)
    last = [stated(user, at=midnight + timedelta(minutes=minute)) for minute in range(people)][-1]

    assert of(last).many == told
    assert (Sign.MANY in of(last).signs) is bool(told)


def test_the_same_person_twice_is_one() -> None:
    user, person = UserFactory(), CaseFactory().person
    last = [stated(user, person, at=NOW + timedelta(minutes=minute)) for minute in range(MANY_PEOPLE)][-1]
    assert of(last) == StandsOut()


def test_people_of_one_household_in_a_short_time() -> None:
    user, one, other = UserFactory(), CaseFactory().person, CaseFactory().person
    together(one, other)
    first = stated(user, one)
    stated(UserFactory(), other)
    assert of(first) == StandsOut()

    stated(user, other, at=NOW + SHORT_TIME)
    assert (of(first).signs, of(first).household) == ((Sign.HOUSEHOLD,), 2)


def test_long_after_it_is_no_sign() -> None:
    user, one, other = UserFactory(), CaseFactory().person, CaseFactory().person
    together(one, other)
    first = stated(user, one)
    stated(user, other, at=NOW + SHORT_TIME + timedelta(seconds=1))
    assert of(first) == StandsOut()


def test_somebody_without_a_case_and_a_visit() -> None:
    user, visitor, child = UserFactory(), PersonFactory(), PersonFactory()
    visit_of(visitor, seat())
    CaseFactory(about=child)

    assert of(stated(user, PersonFactory())).signs == (Sign.NO_TIE,)
    assert of(stated(user, visitor)).signs == ()
    assert of(stated(user, child)).signs == ()


@pytest.mark.parametrize("times", [1, 3])
def test_it_costs_the_same_for_many(times: int, django_assert_num_queries: Any) -> None:
    rows = [stated(UserFactory()) for _time in range(times)]
    with django_assert_num_queries(4):
        what_stands_out(rows, reader_id=0, on=ON)
