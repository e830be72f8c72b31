"""Withdrawing an application, and giving up a right that runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dost.accounts.actors import Capacity, OnBehalf, Oneself, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.missing_letters import ends_without_letter
from dost.cases.models import Case, Entitlement, Letter, Preference
from dost.cases.periods import periods_due
from dost.cases.stages import Origin
from dost.notifications.models import Notice
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 10, 10, tzinfo=ZoneInfo("Asia/Baku"))
TODAY = date(2026, 6, 10)


def oneself(case: Case) -> Oneself:
    return Oneself(person_id=case.person_id, subject="subject")


def applied(**more: object) -> Case:
    made: Case = CaseFactory(origin=Origin.APPLICATION, **more)
    return made


def running(**right: object) -> Case:
    case: Case = CaseFactory(
        granted_and_paid=True, version=VersionFactory(changes={"period": "monthly"}), entitlement=None
    )
    EntitlementFactory(case=case, period="monthly", **right)
    return case


@pytest.mark.parametrize("trait", ["", "waiting_on_institution", "asked", "to_clerk"], ids=str)
def test_an_application_is_withdrawn_before_it_is_decided_and_its_key_is_free(trait: str) -> None:
    case = applied(**({trait: True} if trait else {}))
    handlers.take_back(case_id=case.pk, actor=oneself(case), now=NOW)

    case.refresh_from_db()
    assert (case.stage, case.state, case.outcome, case.live) == ("closed", "done", "given_up", False)
    line = case.entries.get(what="given_up")
    assert line.actor == oneself(case)
    assert [letter.kind for letter in case.letters.all()] == ["given_up"]
    assert Notice.objects.get(case=case, kind=Notice.Kind.GIVEN_UP).number == 2
    CaseFactory(person=case.person, version=case.version, basis_key=case.basis_key)  # the key is free


def test_staff_write_down_how_the_person_said_it(user: User) -> None:
    case = applied()
    with pytest.raises(NotPossible, match="reasons"):
        handlers.take_back(case_id=case.pk, actor=staff_actor(user), now=NOW)
    handlers.take_back(case_id=case.pk, actor=staff_actor(user), note="By telephone, 142", now=NOW)
    assert case.entries.get(what="given_up").by == user


def test_what_is_decided_or_what_the_state_found_is_not_withdrawn() -> None:
    for case in (applied(refused=True), CaseFactory(basis_key="found"), applied(decided=True, basis_key="decided")):
        with pytest.raises(MovedOn):
            handlers.take_back(case_id=case.pk, actor=oneself(case), now=NOW)


def test_nobody_withdraws_for_another() -> None:
    case = applied()
    with pytest.raises(NotAllowed):
        handlers.take_back(case_id=case.pk, actor=Oneself(PersonFactory().pk, "stranger"), now=NOW)


def test_a_right_is_given_up_from_a_day_and_that_month_is_the_last(user: User) -> None:
    case = running()
    handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=date(2026, 7, 15), now=NOW)

    right = Entitlement.objects.get(case=case)
    assert (right.ended_on, right.end_reason) == (date(2026, 7, 15), "given up")
    assert periods_due(right, on=date(2026, 12, 1))[-1] == date(2026, 7, 1)
    assert Letter.objects.filter(case=case).latest("ordinal").kind == "given_up"
    assert not ends_without_letter()
    assert case.entries.get(what="right_given_up").details == {"on": "2026-07-15"}
    with pytest.raises(MovedOn):
        handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=date(2026, 8, 1), now=NOW)


def test_what_comes_by_itself_comes_no_more_until_the_person_says_otherwise() -> None:
    case = running()
    handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=TODAY, now=NOW)

    assert Preference.objects.get(person=case.person, service=case.service_id).choice == "never"


def test_yesterday_is_not_given_up_nor_the_time_after_the_end() -> None:
    case = running(until=date(2026, 8, 31))
    for day in (TODAY - timedelta(days=1), date(2026, 8, 31)):
        with pytest.raises(NotPossible):
            handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=day, now=NOW)
    handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=TODAY, now=NOW)


def test_a_mandate_gives_nothing_up() -> None:
    case = running()
    actor = OnBehalf(PersonFactory().pk, "other", of=case.person_id, capacity=Capacity.MANDATE)
    with pytest.raises(NotAllowed):
        handlers.give_up(case_id=case.pk, actor=actor, last_day=TODAY, now=NOW)


def test_what_was_paid_once_is_not_given_up() -> None:
    case = CaseFactory(granted_and_paid=True)
    with pytest.raises(MovedOn):
        handlers.give_up(case_id=case.pk, actor=oneself(case), last_day=TODAY, now=NOW)
