from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dost.accounts import access
from dost.accounts.models import AccessLog, User
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


def test_auditors_see_cases_and_work_on_none() -> None:
    auditor = User(role=User.Role.AUDITOR)

    assert access.may_see_cases(auditor)
    assert not access.may_work_on_cases(auditor)
    assert access.purposes_of(auditor) == (AccessLog.Purpose.AUDIT,)


def test_stated_purpose_lasts_half_an_hour_for_one_person() -> None:
    user, session = User(role=User.Role.EXAMINER), SessionStore()
    access.state_purpose(session, person_id=7, purpose="case", note="Called 142", now=NOW)

    kept = access.stated_purpose(session, user=user, person_id=7, now=NOW + timedelta(minutes=29))
    assert kept == access.Reason("case", "Called 142", NOW + timedelta(minutes=30))
    assert access.stated_purpose(session, user=user, person_id=8, now=NOW) is None
    assert access.stated_purpose(session, user=user, person_id=7, now=NOW + timedelta(minutes=30)) is None


def test_stated_purpose_counts_only_for_roles_that_may_have_it() -> None:
    session = SessionStore()
    access.state_purpose(session, person_id=7, purpose="case", note="Called 142", now=NOW)

    assert access.stated_purpose(session, user=User(role=User.Role.AUDITOR), person_id=7, now=NOW) is None


def test_state_purpose_forgets_what_has_run_out() -> None:
    session = SessionStore()
    access.state_purpose(session, person_id=7, purpose="case", note="", now=NOW)
    access.state_purpose(session, person_id=8, purpose="case", note="", now=NOW + timedelta(hours=1))

    assert list(session["purposes"]) == ["8"]


@pytest.mark.django_db
def test_look_is_written_once_a_minute_for_each_person() -> None:
    user, one, other = UserFactory(), PersonFactory(), PersonFactory()

    def look(*people: int, after: int = 0, reason: str = "Called 142") -> int:
        return access.log_access(
            user=user,
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
    kept = AccessLog.objects.filter(person=one).earliest("at")
    assert (kept.user, kept.purpose, kept.reason, kept.registries, kept.service_code, kept.at) == (
        user,
        "case",
        "Called 142",
        ["EMAS", "MUAV"],
        "05-40",
        NOW,
    )


@pytest.mark.django_db
def test_access_log_cannot_be_changed() -> None:
    access.log_access(
        user=UserFactory(), people=[PersonFactory().pk], purpose="case", reason="", registries=[], now=NOW
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(reason="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.all().delete()
