"""What was done during a visit is read from the logs: of this clerk, for this person, while it lasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from dost.accounts.access import log_access
from dost.accounts.actors import Staff, staff_actor
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case
from dost.centres.models import Visit
from dost.counter.desk_done import Done, done_in
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.centres import MORNING, seat, visit_of
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def act(case: Case, actor: Staff, minutes: int, what: EntryKind = EntryKind.ANSWERED) -> None:
    entry(case, what, at=MORNING + minutes * MINUTE).signed(actor).save()


def look(actor: Staff, person_id: int, minutes: int, *registries: str) -> None:
    log_access(
        actor=actor,
        people=[person_id],
        purpose="visit",
        reason="1",
        registries=registries,
        now=MORNING + minutes * MINUTE,
    )


def done(visit: Visit, minutes: int = 30) -> Done:
    return done_in(visit, now=MORNING + minutes * MINUTE)


def test_the_registries_opened_and_the_lines_of_the_clerk_stand_there_in_order() -> None:
    desk, person = seat(1), PersonFactory()
    visit = visit_of(person, desk)
    case = CaseFactory(to_clerk=True, person=person)
    look(desk.actor, person.pk, 1, "PENS", "MUAV")
    act(case, desk.actor, 3)
    look(desk.actor, person.pk, 5, "TEQ")
    found = done(visit)
    assert [(str(line.what), line.about) for line in found.lines] == [
        ("Registries opened", "MUAV, PENS, TEQ"),
        ("The person answered", case.service.title),
    ]
    (follows,) = found.follows
    assert follows.about == case.service.title
    assert str(follows.what)


def test_what_others_did_or_for_others_or_before_and_after_is_not_there() -> None:
    desk, person = seat(1), PersonFactory()
    visit = visit_of(person, desk)
    case, somebody = CaseFactory(to_clerk=True, person=person), CaseFactory(to_clerk=True)
    act(case, staff_actor(UserFactory()), 2)
    act(somebody, desk.actor, 2)
    act(case, desk.actor, -5)
    look(desk.actor, somebody.person_id, 2, "PENS")
    visit.ended_at = MORNING + 10 * MINUTE
    act(case, desk.actor, 11)
    assert done(visit).lines == ()


def test_before_anybody_is_identified_there_is_nothing() -> None:
    assert done(visit_of(None, seat(1))) == Done()
