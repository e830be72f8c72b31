"""Rights that are not money, from the registry to the paper: issued once, told of, and issued again when due again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from dost.accounts.actors import SYSTEM, staff_actor
from dost.cases import acts, handlers
from dost.cases.acts import Act
from dost.cases.batch import claim, write_back
from dost.cases.choices import record_answer
from dost.cases.deliverables import issue, places
from dost.cases.models import Case, Deliverable, Entitlement
from dost.cases.stages import Origin, Outcome, Stage, State
from dost.cases.steps import decide
from dost.cases.steps.notify import is_done_with
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.proactive.reassess import review_people
from dost.proactive.reissue import release_over, release_run_out
from dost.proactive.sweep import start, work_to_the_end
from registries.models import DisabilityDecision, Person, RehabilitationItem
from services_catalog.queries import definition_of
from tests.dost.road.house import publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import (
    ContractFactory,
    DisabilityFactory,
    InstitutionFactory,
    PensionFactory,
    PersonFactory,
    RehabilitationFactory,
)
from tests.factories.services_catalog import VersionFactory

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CERTIFICATE, CAR_QUEUE, AID = "01-02", "03-05", "03-09"


@pytest.fixture(autouse=True)
def _more_institutions() -> None:
    InstitutionFactory(code="MEHKEME")


def sweep(*codes: str, on: date = ON) -> int:
    found = work_to_the_end(start(on=on, now=NOW, services=codes))
    assert found is not None
    return found.opened


def pensioner(**more: Any) -> Person:
    """Somebody whose pension was awarded ten days ago."""
    person: Person = PersonFactory(birth_date=date(1955, 3, 3), **more)
    PensionFactory(person=person, valid_from=date(2026, 11, 10), assigned_on=date(2026, 11, 10))
    return person


def indicated(*, aid: bool = False) -> Person:
    """Somebody with a disability to whom a car, or an aid, is indicated."""
    person: Person = PersonFactory(birth_date=date(1985, 3, 3))
    DisabilityFactory(person=person, valid_from=date(2025, 1, 1))
    RehabilitationFactory(
        person=person, valid_from=date(2026, 9, 1), **({} if aid else {"kind": "car", "aid_code": ""})
    )
    return person


def queued(count: int) -> list[Deliverable]:
    """People who were asked, said yes, and stand in the queue for a car."""
    for _one in range(count):
        indicated()
    sweep(CAR_QUEUE)
    work()
    for case in Case.objects.filter(stage=Stage.CHOOSE).order_by("pk"):
        assert record_answer(case=case, accepts=True, actor=SYSTEM)
        work()
    return list(Deliverable.objects.order_by("pk"))


def test_a_certificate_is_issued_once_with_what_the_decision_saw() -> None:
    publish(CERTIFICATE)
    person = pensioner()
    sweep(CERTIFICATE)
    work()
    case = Case.objects.get()
    given = case.deliverable
    today = local_day(timezone.now())
    assert (case.stage, case.outcome, case.live) == (Stage.CLOSED, Outcome.GRANTED, True)
    assert (given.kind, given.person, given.service_id) == ("document", person, CERTIFICATE)
    assert given.number.startswith(f"01-02-{today.year}-{case.pk:07d}-")
    assert given.valid_until == today + timedelta(days=30)
    assert given.content["person"] == {"name": person.full_name, "fin": person.fin, "born": "1955-03-03"}
    document = given.content["document"]
    assert "facts" not in given.content
    text = definition_of(case.version).document
    assert text is not None
    assert set(document["values"]) == set(text.states)
    assert document["values"]["pension_award.assigned_on"]["value"] == "2026-11-10"
    assert "10\xa0noyabr\xa02026" in document["statements"][0]["az"]
    assert Entitlement.objects.get().period == Entitlement.Period.NONE
    notice = Notice.objects.get()
    assert given.number in notice.text
    assert str((today + timedelta(days=30)).year) in notice.text


def test_what_was_issued_is_not_changed_and_not_deleted() -> None:
    publish(CERTIFICATE)
    pensioner()
    sweep(CERTIFICATE)
    work()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Deliverable.objects.update(valid_until=None)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Deliverable.objects.all().delete()
    assert Deliverable.objects.update(ended_on=ON) == 1


def test_a_worker_killed_before_its_commit_issues_nothing_and_the_next_issues_one() -> None:
    publish(CERTIFICATE)
    pensioner()
    sweep(CERTIFICATE)
    Case.objects.update(stage=Stage.VERIFY)
    Case.objects.update(stage=Stage.CHOOSE)
    Case.objects.update(stage=Stage.DECIDE)
    now = timezone.now()
    cases = claim(Stage.DECIDE, now=now)
    moves = decide.work(cases, now)
    with transaction.atomic():
        assert len(write_back(moves, now=now)) == 1
        assert Deliverable.objects.count() == 1
        transaction.set_rollback(True)
    assert not Deliverable.objects.exists()
    Case.objects.update(lease_until=now - timedelta(minutes=1), not_before=now - timedelta(minutes=1))
    work()
    assert Deliverable.objects.count() == 1
    stale = write_back(decide.work(cases, timezone.now()), now=timezone.now())  # the dead worker wakes up
    assert stale == []
    assert Deliverable.objects.count() == 1


def test_a_referral_is_for_good_and_says_its_number() -> None:
    publish(AID)
    indicated(aid=True)
    sweep(AID)
    work()
    given = Deliverable.objects.get()
    assert (given.kind, given.valid_until) == ("referral", None)
    assert given.number in Notice.objects.get().text


def test_places_in_a_queue_are_counted_in_order_of_standing() -> None:
    publish(CAR_QUEUE)
    first, second, third = queued(3)
    assert places([first, second, third]) == {first.pk: 1, second.pk: 2, third.pk: 3}
    notices = Notice.objects.filter(kind="granted").order_by("pk")
    told = notices.values_list("case__deliverable__number", "text")  # its last figure is any, also a 2
    assert [re.search(r"\b2\b", text.replace(number, "")) is not None for number, text in told] == [
        False,
        True,
        False,
    ]
    Deliverable.objects.filter(pk=second.pk).update(ended_on=ON)
    assert places(Deliverable.objects.all()) == {first.pk: 1, third.pk: 2}


def test_a_message_is_nothing_but_the_notice() -> None:
    case = CaseFactory(version=VersionFactory(changes={"outcome": "message", "amount": None, "period": "none"}))
    assert issue(case, until=None, now=NOW) is None


def test_a_death_gives_up_a_place_in_the_queue() -> None:
    publish(CAR_QUEUE)
    first, second = queued(2)
    Person.objects.filter(pk=first.person_id).update(died_on=date(2026, 11, 19))
    assert review_people([first.person_id], now=NOW) == 1
    assert review_people([first.person_id], now=NOW) == 0
    first.refresh_from_db()
    assert first.ended_on == date(2026, 11, 19)
    assert places([second]) == {second.pk: 1}


def test_what_was_issued_is_taken_back_with_reasons() -> None:
    publish(CERTIFICATE)
    pensioner()
    sweep(CERTIFICATE)
    work()
    case, user = Case.objects.get(), UserFactory()
    assert Act.WITHDRAW in acts.actions(case, staff_actor(user))
    handlers.withdraw(case_id=case.pk, actor=staff_actor(user), note="issued for somebody else", now=timezone.now())
    case = Case.objects.get()
    assert (case.deliverable.ended_on, case.live) == (local_day(timezone.now()), False)
    assert case.deliverable.number in Notice.objects.get(kind=Notice.Kind.ENDED).text
    assert Act.WITHDRAW not in acts.actions(case, staff_actor(user))
    with pytest.raises(acts.NotPossible):
        handlers.withdraw(case_id=case.pk, actor=staff_actor(user), note="once more, please", now=timezone.now())


# -- when it may be given again ------------------------------------------------------------------------------------


def test_nothing_is_issued_again_while_its_occasion_lasts() -> None:
    publish(CERTIFICATE)
    pensioner()
    assert sweep(CERTIFICATE) == 1
    work()
    assert release_over(now=NOW) == 0
    assert release_run_out(on=local_day(timezone.now()) + timedelta(days=30)) == 0
    assert sweep(CERTIFICATE) == 0


def test_a_document_that_ran_out_is_issued_again_if_the_rule_still_says_so() -> None:
    publish(CERTIFICATE)
    pensioner()
    sweep(CERTIFICATE)
    work()
    assert release_run_out(on=local_day(timezone.now()) + timedelta(days=31)) == 1
    assert sweep(CERTIFICATE) == 1
    work()
    numbers = set(Deliverable.objects.values_list("number", flat=True))
    assert len(numbers) == 2
    assert release_run_out(on=local_day(timezone.now()) + timedelta(days=31)) == 1


def test_the_occasion_is_over_when_the_rule_says_no_and_the_next_one_is_found() -> None:
    publish(AID)
    person = indicated(aid=True)
    sweep(AID)
    work()
    assert release_over(now=NOW) == 0
    item = RehabilitationItem.objects.get(person=person)
    later = RehabilitationFactory(
        person=person,
        reference=item.reference + "x",
        valid_from=date(2026, 9, 1),
        handed_over_on=date(2026, 11, 1),
        months_of_use=24,
    )
    Case.objects.update(basis_key=f"{later.source_id}:{later.reference}", record_id=later.pk)
    assert release_over(now=NOW) == 1
    case = Case.objects.get()
    assert case.live is False
    assert case.entries.filter(what="over", details__criteria=["not_held"]).count() == 1
    assert release_over(now=NOW) == 0
    assert Deliverable.objects.get().ended_on is None
    assert release_over(now=datetime(2028, 12, 1, tzinfo=UTC)) == 0


def test_whoever_declined_is_asked_again_at_the_next_occasion_only() -> None:
    publish(CAR_QUEUE)
    person = indicated()
    sweep(CAR_QUEUE)
    work()
    assert record_answer(case=Case.objects.get(), accepts=False, actor=SYSTEM)
    assert release_over(now=NOW) == 0
    assert sweep(CAR_QUEUE) == 0
    DisabilityDecision.objects.filter(person=person).update(superseded_at=timezone.now(), correction_reason="annulled")
    assert release_over(now=NOW) == 1
    DisabilityFactory(person=person, valid_from=date(2026, 11, 1))
    assert sweep(CAR_QUEUE) == 1


def test_a_place_given_anew_ends_the_earlier_one() -> None:
    publish(CAR_QUEUE)
    [first] = queued(1)
    Case.objects.update(live=False)
    sweep(CAR_QUEUE)
    work()
    assert record_answer(case=Case.objects.latest("pk"), accepts=True, actor=SYSTEM)
    work()
    first.refresh_from_db()
    second = Deliverable.objects.latest("pk")
    assert (first.ended_on, second.ended_on) == (local_day(timezone.now()), None)
    assert places([second]) == {second.pk: 1}


def test_a_record_of_its_own_day_is_one_occasion_for_good() -> None:
    version = VersionFactory(changes={"outcome": "message", "amount": None, "period": "none", "basis": "birth"})
    CaseFactory(
        version=version, basis="birth", basis_key="x", stage=Stage.CLOSED, state=State.DONE, outcome=Outcome.DECLINED
    )
    assert release_over(now=NOW) == 0


@pytest.mark.parametrize(("outcome", "live"), [("message", False), ("referral", False), ("document", True)])
def test_what_was_applied_for_and_used_up_may_be_applied_for_again(outcome: str, live: bool) -> None:
    version = VersionFactory(changes={"outcome": outcome, "amount": None, "period": "none"})
    case = CaseFactory(version=version, origin=Origin.APPLICATION, outcome=Outcome.GRANTED)
    assert is_done_with(case) is not live
    case.origin = Origin.EVENT
    assert is_done_with(case) is False


def test_the_daily_run_frees_what_ran_out_before_it_looks() -> None:
    publish(CERTIFICATE)
    pensioner()
    sweep(CERTIFICATE)
    work()
    start(on=local_day(timezone.now()) + timedelta(days=31), now=timezone.now())
    assert Case.objects.get().live is False


def test_an_event_ends_what_it_takes_away_only_by_the_rule() -> None:
    """A contract takes no certificate away."""
    publish(CERTIFICATE)
    person = pensioner()
    sweep(CERTIFICATE)
    work()
    ContractFactory(person=person, valid_from=date(2026, 11, 1))
    send()
    assert release_over(now=NOW) == 0
