"""Whom a member of staff has before them, as the rows say at every request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dost.accounts.access import NoReason, state_purpose
from dost.centres.at_hand import NobodyYet, at_hand
from dost.centres.visiting import end
from tests.factories.centres import MORNING, on_the_phone, seat, visit_of
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_it_is_the_person_of_the_open_visit_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk, person = seat(1), PersonFactory()
    visit = visit_of(person, desk)
    with django_assert_num_queries(1):
        found = at_hand(desk.actor, now=MORNING + MINUTE)
    assert (found.person, found.visit, found.reason.note) == (person, visit, str(visit.pk))


def test_of_a_call_it_is_who_has_answered_the_questions() -> None:
    person = PersonFactory()
    call = on_the_phone(person)
    assert at_hand(call.actor, now=MORNING + MINUTE).person == person
    with pytest.raises(NobodyYet):
        at_hand(on_the_phone().actor, now=MORNING + MINUTE)


def test_nobody_is_there_before_anybody_was_identified_and_after_the_end() -> None:
    desk = seat(1)
    visit = visit_of(None, desk)
    with pytest.raises(NobodyYet):
        at_hand(desk.actor, now=MORNING + MINUTE)
    end(visit_id=visit.pk, actor=desk.actor, now=MORNING + MINUTE, outcome="advised", note="")
    with pytest.raises(NoReason):
        at_hand(desk.actor, now=MORNING + 2 * MINUTE)


def test_a_visit_of_another_day_or_of_another_centre_opens_nobody() -> None:
    desk = seat(1)
    visit_of(PersonFactory(), desk)
    with pytest.raises(NoReason):
        at_hand(desk.actor, now=MORNING + timedelta(hours=13))
    with pytest.raises(NoReason):
        at_hand(replace(desk.actor, centre="BAKI-2"), now=MORNING + MINUTE)


def test_without_a_visit_it_is_the_purpose_stated_last_while_it_lasts() -> None:
    desk, first, second = seat(1), PersonFactory(), PersonFactory()
    for minute, person in enumerate((first, second)):
        state_purpose(
            actor=desk.actor,
            person_id=person.pk,
            purpose="case",
            note="A form to finish",
            now=MORNING + minute * MINUTE,
        )
    found = at_hand(desk.actor, now=MORNING + 2 * MINUTE)
    assert (found.person, found.visit) == (second, None)
    with pytest.raises(NoReason):
        at_hand(desk.actor, now=MORNING + timedelta(hours=1))


def test_a_visit_comes_before_a_purpose_that_was_stated() -> None:
    desk, here = seat(1), PersonFactory()
    state_purpose(actor=desk.actor, person_id=PersonFactory().pk, purpose="case", note="A form", now=MORNING)
    visit_of(here, desk)
    assert at_hand(desk.actor, now=MORNING + MINUTE).person == here


def test_a_purpose_of_a_colleague_opens_nobody() -> None:
    desk, other = seat(1), seat(2)
    state_purpose(actor=desk.actor, person_id=PersonFactory().pk, purpose="case", note="A form", now=MORNING)
    with pytest.raises(NoReason):
        at_hand(other.actor, now=MORNING + MINUTE)
