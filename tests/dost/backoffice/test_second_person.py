"""The list of what waits for a second person, and what pages say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.accounts.access import state_purpose
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.backoffice.second_person import alone_up_to, last_sent_back, second_page, second_view, waits_for_second
from dost.cases import acts, handlers
from dost.cases.display import case_for_display
from dost.cases.models import Case
from dost.common.dates import local_day
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.second_person import above, judged, to_be_granted
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = local_day(NOW)


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def first() -> User:
    made: User = UserFactory(first_name="Aydan", last_name="Quliyeva")
    return made


def shown(case: Case, reader: User) -> Case:
    """The case as its page reads it."""
    actor = staff_actor(reader)
    state_purpose(actor=actor, person_id=case.person_id, purpose=AccessLog.Purpose.CASE, note="They came by.", now=NOW)
    return case_for_display(case_id=case.pk, actor=actor, now=NOW).case


def test_the_list_says_who_decided_how_much_and_until_when(first: User) -> None:
    waits = judged(now=NOW, by=first)
    mine = second_page(actor=staff_actor(first), now=NOW).rows[0]
    assert (mine.is_mine, mine.is_kept) == (True, False)
    row = second_page(actor=staff_actor(UserFactory()), now=NOW).rows[0]
    assert (row.amount, row.due, row.is_overdue, row.is_mine) == (Decimal(600), waits.confirm_by, False, False)
    assert "Aydan Quliyeva" in str(row.by)
    late = second_page(actor=staff_actor(first), now=NOW + timedelta(days=30))
    assert late.rows[0].is_overdue


def test_kin_are_marked_as_kept_from_it(first: User) -> None:
    case = judged(now=NOW, by=first).case
    mother = PersonFactory()
    KinshipFactory(person=case.person, relative=mother)
    assert second_page(actor=staff_actor(UserFactory(fin=mother.fin)), now=NOW).rows[0].is_kept


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_few_queries(
    rows: int, first: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = VersionFactory(changes=above("500"))
    for _number in range(rows):
        judged(now=NOW, by=first, case=CaseFactory(version=version, to_clerk=True))
    reader = staff_actor(UserFactory())
    with django_assert_num_queries(4):  # the rows, the look looked for and written, and kinship
        assert len(second_page(actor=reader, now=NOW).rows) == rows


def test_a_case_says_what_waits_and_what_the_reader_may_do(first: User) -> None:
    case = judged(now=NOW, by=first).case
    other = UserFactory()
    read = shown(case, other)
    view = second_view(read, acts.offered(read, staff_actor(other)), on=TODAY)
    assert view is not None
    assert (view.waits, view.amount, view.above) == (True, Decimal(600), Decimal(500))
    assert [str(words) for words, _url in view.acts] == ["Confirm as the second person", "Send the decision back"]
    handlers.send_back_grant(case_id=case.pk, actor=staff_actor(other), note="The extract is old.", now=NOW)
    back = second_view(shown(case, first), on=TODAY)
    assert back is not None
    assert (back.waits, back.answer, back.acts) == (False, "The extract is old.", ())
    assert last_sent_back(case, on=TODAY) == back


def test_a_case_without_says_nothing_and_asks_nothing(
    first: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = shown(to_be_granted(limit="1000"), first)
    with django_assert_num_queries(0):
        assert second_view(case, on=TODAY) is None
        assert not waits_for_second(case)
        assert alone_up_to(case) == 1000
