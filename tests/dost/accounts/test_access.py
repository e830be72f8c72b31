from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dost.accounts import access
from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import AccessLog, StatedPurpose, User
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def asked_by(user: object) -> HttpRequest:
    request = RequestFactory().get("/cases/?q=a")
    request.user = user  # type: ignore[assignment]
    return request


@pytest.mark.parametrize("role", ["examiner", "supervisor", "auditor"])
def test_role_required_lets_its_roles_in(role: str) -> None:
    guarded = access.role_required(access.SEES_CASES)(view)

    assert guarded(asked_by(User(role=role))).status_code == 200


@pytest.mark.parametrize("role", ["clerk", "editor", "publisher", "viewer"])
def test_role_required_refuses_other_roles(role: str) -> None:
    guarded = access.role_required(access.SEES_CASES)(view)

    with pytest.raises(PermissionDenied):
        guarded(asked_by(User(role=role)))


def test_role_required_sends_strangers_to_sign_in_and_back() -> None:
    response = access.role_required(access.EVERYONE)(view)(asked_by(AnonymousUser()))

    assert response.headers["Location"] == "/accounts/sign-in/?next=/cases/%3Fq%3Da"


def test_auditors_see_cases_and_audit_them() -> None:
    assert access.may_see_cases(User(role=User.Role.AUDITOR))
    assert access.purposes_of(Staff(1, User.Role.AUDITOR)) == (AccessLog.Purpose.AUDIT,)


# -- reasons to look ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_s_own_data_are_a_reason_and_of_whom_one_acts_for() -> None:
    one, child, other = (PersonFactory().pk for _person in range(3))
    oneself, parent = Oneself(one, "sub"), OnBehalf(one, "sub", of=child, capacity=Capacity.PARENT)

    assert access.reason_for(oneself, one, now=NOW) == access.Reason(access.Purpose.OWN)
    assert access.reason_for(parent, child, now=NOW) == access.Reason(access.Purpose.ON_BEHALF)
    assert access.reason_for(parent, one, now=NOW) is None
    assert access.reason_for(oneself, other, now=NOW) is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*User.Role, "nonsense"])
def test_without_more_no_member_of_staff_has_a_reason(role: str) -> None:
    assert access.reason_for(Staff(UserFactory().pk, role), PersonFactory().pk, now=NOW) is None
    assert access.reason_for(SYSTEM, PersonFactory().pk, now=NOW) is None


@pytest.mark.django_db
def test_a_stated_purpose_is_kept_for_one_person_and_half_an_hour() -> None:
    actor = Staff(UserFactory().pk, User.Role.EXAMINER, "D-03")
    person, other = PersonFactory().pk, PersonFactory().pk
    stated = access.state_purpose(actor=actor, person_id=person, purpose="case", note="Called 142", now=NOW)

    assert stated == access.Reason(access.Purpose.CASE, "Called 142", NOW + timedelta(minutes=30))
    assert access.reason_for(actor, person, now=NOW + timedelta(minutes=29)) == stated
    assert access.reason_for(actor, person, now=NOW + timedelta(minutes=30)) is None
    assert access.reason_for(actor, person, now=NOW - timedelta(seconds=1)) is None
    assert access.reason_for(actor, other, now=NOW) is None
    assert access.reason_for(Staff(UserFactory().pk, User.Role.EXAMINER), person, now=NOW) is None
    row = StatedPurpose.objects.get()
    assert (row.user_id, row.role, row.centre) == (actor.user_id, "examiner", "D-03")


@pytest.mark.django_db
def test_the_purpose_stated_last_counts() -> None:
    actor, person = Staff(UserFactory().pk, User.Role.SUPERVISOR), PersonFactory().pk
    for after, purpose in enumerate(("supervision", "case")):
        access.state_purpose(
            actor=actor, person_id=person, purpose=purpose, note="", now=NOW + timedelta(minutes=after)
        )

    reason = access.reason_for(actor, person, now=NOW + timedelta(minutes=5))
    assert reason is not None
    assert reason.purpose == "case"


@pytest.mark.django_db
def test_a_stated_purpose_ends_when_the_role_may_no_longer_have_it() -> None:
    user, person = UserFactory().pk, PersonFactory().pk
    examiner = Staff(user, User.Role.EXAMINER)
    access.state_purpose(actor=examiner, person_id=person, purpose="case", note="Called 142", now=NOW)

    assert access.reason_for(Staff(user, User.Role.AUDITOR), person, now=NOW) is None
    assert access.reason_for(Staff(user, User.Role.GREETER), person, now=NOW) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "purpose"), [("examiner", "audit"), ("auditor", "case"), ("greeter", "case")])
def test_nobody_states_a_purpose_that_their_role_may_not_have(role: str, purpose: str) -> None:
    with pytest.raises(ValueError, match=purpose):
        access.state_purpose(
            actor=Staff(UserFactory().pk, role), person_id=PersonFactory().pk, purpose=purpose, note="", now=NOW
        )
    assert not StatedPurpose.objects.exists()


@pytest.mark.django_db
def test_what_others_register_is_asked_before_a_stated_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_providers", [])
    actor, person = Staff(UserFactory().pk, User.Role.EXAMINER), PersonFactory().pk
    access.state_purpose(actor=actor, person_id=person, purpose="case", note="Called 142", now=NOW)

    def visiting(asked: Actor, person_id: int, now: datetime) -> access.Reason | None:
        return access.Reason(access.Purpose.VISIT) if (asked, person_id, now) == (actor, person, NOW) else None

    access.register_reasons(visiting)
    access.register_reasons(visiting)

    assert access._providers == [visiting]
    assert access.reason_for(actor, person, now=NOW) == access.Reason(access.Purpose.VISIT)
    later = access.reason_for(actor, person, now=NOW + timedelta(minutes=1))
    assert later is not None
    assert later.note == "Called 142"


@pytest.mark.django_db
def test_stated_purposes_cannot_be_changed() -> None:
    access.state_purpose(
        actor=Staff(UserFactory().pk, "examiner"), person_id=PersonFactory().pk, purpose="case", note="", now=NOW
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        StatedPurpose.objects.update(note="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        StatedPurpose.objects.all().delete()


# -- the record of every look ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_look_is_written_once_a_minute_for_each_person() -> None:
    user, one, other = UserFactory(), PersonFactory(), PersonFactory()

    def look(*people: int, after: int = 0, reason: str = "Called 142", role: str = "examiner") -> int:
        return access.log_access(
            actor=Staff(user.pk, role),
            people=people,
            purpose="case",
            reason=reason,
            registries=["MUAV", "EMAS"],
            service_code="05-40",
            now=NOW + timedelta(seconds=after),
        )

    assert look(one.pk) == 1
    assert look(one.pk, other.pk, after=59) == 1
    assert look(one.pk, after=60) == 1
    assert look(one.pk, after=61, reason="Another reason") == 1
    assert look(one.pk, after=61, role="supervisor") == 1
    kept = AccessLog.objects.filter(person=one).earliest("at")
    assert (kept.actor, kept.purpose, kept.reason, kept.registries, kept.service_code, kept.at) == (
        Staff(user.pk, "examiner"),
        "case",
        "Called 142",
        ["EMAS", "MUAV"],
        "05-40",
        NOW,
    )


@pytest.mark.django_db
def test_a_citizen_s_look_is_written_too() -> None:
    mother, child = PersonFactory(), PersonFactory()
    actor = OnBehalf(mother.pk, "sub", of=child.pk, capacity=Capacity.PARENT)

    for _look in range(2):
        access.log_access(
            actor=actor, people=[child.pk], purpose=access.Purpose.ON_BEHALF, reason="", registries=[], now=NOW
        )

    assert AccessLog.objects.get().actor == actor


@pytest.mark.django_db
def test_lists_of_people_open_only_to_whoever_may_have_a_purpose() -> None:
    person = PersonFactory()

    assert access.log_list(actor=Staff(UserFactory().pk, "supervisor"), people=[person.pk], now=NOW) == 1
    assert AccessLog.objects.get().purpose == "supervision"
    with pytest.raises(access.NoReason):
        access.log_list(actor=Staff(UserFactory().pk, "greeter"), people=[person.pk], now=NOW)
    with pytest.raises(access.NoReason):
        access.log_list(actor=Oneself(person.pk, "sub"), people=[person.pk], now=NOW)


@pytest.mark.django_db
def test_another_registry_opened_a_moment_later_is_another_look() -> None:
    person = PersonFactory().pk
    actor = Staff(UserFactory().pk, "clerk")
    for registries, rows in (((), 1), (("EMAS",), 1), (("MEQ",), 1), (("EMAS",), 0)):
        written = access.log_access(
            actor=actor, people=[person], purpose="visit", reason="7", registries=registries, now=NOW
        )
        assert written == rows, registries


@pytest.mark.django_db
def test_access_log_cannot_be_changed() -> None:
    access.log_access(actor=SYSTEM, people=[PersonFactory().pk], purpose="case", reason="", registries=[], now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(reason="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.all().delete()
