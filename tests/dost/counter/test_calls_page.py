"""What the pages of 142 show: the open call, the promise it is to keep, and whom to call back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.centres import call_backs as backs
from dost.centres.callers import register
from dost.counter.calls_page import back_rows, call_of, call_page
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, on_the_phone, promised, seat, visit_of
from tests.factories.registries import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]
HOUR = timedelta(hours=1)


def operator() -> User:
    made: User = UserFactory(role=User.Role.OPERATOR, first_name="Elnur", last_name="Məmmədov")
    return made


def test_without_a_call_it_says_what_waits() -> None:
    promised()
    page = call_page(staff_actor(operator()), now=MORNING + 3 * HOUR)
    assert (page.visit, page.rows, page.late, page.may_be_unreached) == (None, 1, 1, False)


def test_a_visit_at_a_window_is_no_call() -> None:
    here = seat()
    visit_of(PersonFactory(), here, at=MORNING)
    assert call_of(here.actor) is None


def test_a_call_of_nobody_known_shows_what_they_said() -> None:
    call = on_the_phone(user=operator())
    register(visit_id=call.visit.pk, actor=call.actor, name="Sevda", phone="050 123 45 67", now=MORNING)
    page = call_page(call.actor, now=MORNING)
    assert page.caller is not None
    assert (page.caller.name, page.to_keep, page.found) == ("Sevda", None, ())


def test_the_call_that_keeps_a_promise_shows_whom_and_about_what() -> None:
    person = PersonFactory(surname="Əliyeva", given_name="Aygün")
    row, me = promised(person=person, user=operator()), operator()
    backs.call_now(call_back_id=row.pk, actor=staff_actor(me), now=MORNING + HOUR)
    page = call_page(staff_actor(me), now=MORNING + HOUR)
    assert page.to_keep is not None
    assert (page.to_keep.name, page.to_keep.about, page.to_keep.number) == (person.full_name, "Her pension", 1)
    assert (page.to_keep.promised_by, page.to_keep.is_late) == ("Elnur Məmmədov", False)
    assert page.may_be_unreached
    assert [one.name for one in page.found] == [person.full_name]  # who answers the questions again


def test_the_list_says_when_the_next_try_may_be_and_who_may() -> None:
    row, me = promised(user=operator(), by_another=True), operator()
    visit = backs.call_now(call_back_id=row.pk, actor=staff_actor(me), now=MORNING + HOUR)
    [during] = back_rows(staff_actor(me), now=MORNING + HOUR, most=9)
    assert during.is_called
    backs.end_call(visit_id=visit.pk, actor=staff_actor(me), outcome="unreached", note="", now=MORNING + HOUR)
    [after] = back_rows(staff_actor(me), now=MORNING + HOUR, most=9)
    assert (after.tried, after.next_at, after.is_called, after.mine) == (1, MORNING + 2 * HOUR, False, True)
    [asked_for_another] = back_rows(staff_actor(row.visit.clerk), now=MORNING + 2 * HOUR, most=9)
    assert (asked_for_another.mine, asked_for_another.next_at) == (False, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_one_query(rows: int, django_assert_num_queries: object) -> None:
    for _one in range(rows):
        promised()
    reader = staff_actor(operator())
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(back_rows(reader, now=MORNING, most=9)) == rows
