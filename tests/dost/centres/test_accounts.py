"""Another account, given at a window: in no other visit, of nobody else, by nobody close, and told at once.

What whoever would redirect somebody's pension could try, each refused by the engine, whatever page it comes from.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from schwifty import IBAN

from dost.accounts.access import NoReason
from dost.accounts.actors import Capacity, OnBehalf, Oneself, Staff, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import Act, NotAllowed, NotPossible, may
from dost.cases.handlers import TooClose
from dost.centres.accounts import give_account
from dost.centres.models import Visit
from dost.centres.visiting import end
from dost.notifications.models import Notice
from dost.payments.account_changes import AccountChangeError, AccountNumber, read_number
from dost.payments.models import AccountChange
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, CentreFactory, Seat, seat, visit_of
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NUMBER = AccountNumber(str(IBAN.generate("AZ", bank_code="IBAZ", account_code="7".zfill(20))), "ABB")


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.handlers.way.ring", lambda *arguments: True)


def grown_up(**more: Any) -> Person:
    made: Person = PersonFactory(**{"birth_date": date(1960, 5, 1), "phone": "+994501112233", **more})
    return made


def give(
    visit: Visit,
    actor: Staff,
    *,
    person: Person | None = None,
    number: AccountNumber = NUMBER,
    now: datetime = MORNING + MINUTE,
) -> AccountChange:
    whose = person.pk if person is not None else visit.person_id
    assert whose is not None
    return give_account(visit_id=visit.pk, person_id=whose, number=number, actor=actor, now=now)


def refused(visit: Visit, actor: Staff, why: type[Exception], **more: Any) -> None:
    with pytest.raises(why):
        give(visit, actor, **more)
    assert not AccountChange.objects.exists()
    assert not Notice.objects.exists()


@pytest.fixture
def desk() -> Seat:
    return seat(1)


def test_it_is_asked_of_the_bank_with_the_clerk_and_the_visit_on_it(desk: Seat) -> None:
    person = grown_up()
    visit = visit_of(person, desk)
    change = give(visit, desk.actor)
    change.refresh_from_db()
    assert (change.person, change.iban, change.state) == (person, NUMBER.iban, "ready")
    assert (change.actor, change.in_visit, change.account) == (desk.actor, visit.pk, None)


def test_the_person_is_told_at_once_on_the_telephone_they_have(desk: Seat) -> None:
    person = grown_up(language="en")
    change = give(visit_of(person, desk), desk.actor)
    told = Notice.objects.get()
    assert (told.kind, told.number, told.phone, told.state) == ("account_in", change.pk, person.phone, "ready")
    assert NUMBER.iban[-4:] in told.text
    assert NUMBER.iban not in told.text
    assert "142" in told.text


def test_whom_no_message_reaches_is_left_to_other_staff(desk: Seat) -> None:
    give(visit_of(grown_up(phone=""), desk), desk.actor)
    assert Notice.objects.get().untold == "no_way"


@pytest.mark.parametrize("how", ["card", "passport", "other"])
def test_a_document_was_seen_whichever(desk: Seat, how: str) -> None:
    visit = visit_of(grown_up(), desk)
    Visit.objects.filter(pk=visit.pk).update(identified_by=how)
    assert give(visit, desk.actor).pk


def test_nothing_by_telephone_whatever_the_caller_answered(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    Visit.objects.filter(pk=visit.pk).update(channel=Visit.Channel.TELEPHONE, identified_by=Visit.Identified.QUESTIONS)
    refused(visit, desk.actor, NoReason)


@pytest.mark.parametrize(
    "columns",
    [{"channel": Visit.Channel.TELEPHONE}, {"identified_by": Visit.Identified.QUESTIONS}],
    ids=["a call with a document", "questions at a window"],
)
def test_neither_half_of_a_call_is_enough(desk: Seat, columns: dict[str, str]) -> None:
    visit = visit_of(grown_up(), desk)
    Visit.objects.filter(pk=visit.pk).update(**columns)
    refused(visit, desk.actor, NoReason)


def test_nothing_before_anybody_was_identified(desk: Seat) -> None:
    visit = visit_of(None, desk)
    refused(visit, desk.actor, NoReason, person=grown_up())


def test_nothing_once_the_visit_has_ended(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    end(visit_id=visit.pk, actor=desk.actor, now=MORNING + MINUTE, outcome="settled", note="")
    refused(visit, desk.actor, NoReason, now=MORNING + 2 * MINUTE)


def test_nothing_in_a_visit_that_nobody_ended_yesterday(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    refused(visit, desk.actor, NoReason, now=MORNING + timedelta(hours=12))


def test_nothing_of_somebody_else_than_the_visit_is_of(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    refused(visit, desk.actor, NoReason, person=grown_up())


def test_nothing_in_the_visit_of_a_colleague(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    refused(visit, seat(2).actor, NoReason)


def test_nothing_from_another_centre(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    CentreFactory(code="BAKI-2")
    User.objects.filter(pk=desk.user.pk).update(centre="BAKI-2")
    moved = staff_actor(User.objects.get(pk=desk.user.pk))
    refused(visit, moved, NoReason)


def test_nobody_gives_an_account_to_themselves(desk: Seat) -> None:
    visit = visit_of(grown_up(fin=desk.user.fin), desk)
    refused(visit, desk.actor, TooClose)


def test_nobody_gives_one_to_their_mother(desk: Seat) -> None:
    mother = grown_up()
    KinshipFactory(person=PersonFactory(fin=desk.user.fin), relative=mother)
    refused(visit_of(mother, desk), desk.actor, TooClose)


def test_a_clerk_of_whom_nobody_knows_who_they_are_gives_none() -> None:
    unknown = seat(1, fin="")
    refused(visit_of(grown_up(), unknown), unknown.actor, TooClose)


def test_a_child_gives_none_there(desk: Seat) -> None:
    child = grown_up(birth_date=date(2014, 5, 1))
    refused(visit_of(child, desk), desk.actor, NotPossible)


def test_a_ward_gives_none_there(desk: Seat) -> None:
    ward = grown_up()
    KinshipFactory(person=ward, guardian=True, valid_from=date(2020, 1, 1))
    refused(visit_of(ward, desk), desk.actor, NotPossible)


def test_one_account_at_a_time_and_not_the_one_there_is(desk: Seat) -> None:
    visit = visit_of(grown_up(), desk)
    give(visit, desk.actor)
    with pytest.raises(AccountChangeError, match="change_open"):
        give(visit, desk.actor, number=read_number(str(IBAN.generate("AZ", bank_code="IBAZ", account_code="8" * 20))))
    assert AccountChange.objects.count() == Notice.objects.count() == 1


def test_what_is_refused_by_the_engine_tells_nobody(desk: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change and the word of it are one transaction: neither without the other."""
    visit = visit_of(grown_up(), desk)

    def cannot(*arguments: Any, **more: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr("dost.cases.handlers.account.given_at_centre", cannot)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(visit, desk.actor)
    assert not AccountChange.objects.exists()


@pytest.mark.parametrize("role", sorted(set(User.Role) - {User.Role.CLERK, User.Role.SUPERVISOR}), ids=str)
def test_no_other_role_writes_one_down(role: str) -> None:
    actor = staff_actor(UserFactory(role=role, centre="BAKI-1"))
    person = grown_up()
    assert not may(Act.ACCOUNT_IN_PERSON, actor=actor, person_id=person.pk)
    with pytest.raises(NotAllowed):
        handlers.require_account_in_person(actor=actor, person=person, now=MORNING)


def test_no_citizen_does_it_so_and_no_clerk_the_way_of_the_holder(desk: Seat) -> None:
    """Two acts: what the holder does signed in freshly opens to no role, what the window does to no citizen."""
    person = grown_up()
    for actor in (
        Oneself(person_id=person.pk, subject="s"),
        OnBehalf(person_id=PersonFactory().pk, subject="s", of=person.pk, capacity=Capacity.MANDATE),
        OnBehalf(person_id=PersonFactory().pk, subject="s", of=person.pk, capacity=Capacity.GUARDIAN),
    ):
        assert not may(Act.ACCOUNT_IN_PERSON, actor=actor, person_id=person.pk)
    assert not may(Act.CHANGE_ACCOUNT, actor=desk.actor, person_id=person.pk)


def test_the_database_takes_no_change_of_staff_without_a_visit_and_none_of_a_citizen_in_one(desk: Seat) -> None:
    person = grown_up()
    for actor, visit in ((desk.actor, None), (Oneself(person_id=person.pk, subject="s"), 5)):
        row = AccountChange(key="AC", person=person, bank="ABB", iban=NUMBER.iban, in_visit=visit)
        row.not_before = row.created_at = MORNING
        with pytest.raises(IntegrityError, match="account_change_of_staff_in_a_visit"), transaction.atomic():
            row.signed(actor).save(force_insert=True)
