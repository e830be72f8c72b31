"""What may be done to accounts of staff, by whom, and what a second person must confirm."""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation

from dost.accounts import second_step, staffing
from dost.accounts.account_events import Acting, Place
from dost.accounts.actors import SYSTEM, staff_actor
from dost.accounts.models import PRIVILEGED, AccountEvent, OneTimeLink, PendingChange, User
from registries.models import Centre
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Baku"))
ORDINARY = sorted(set(User.Role.values) - PRIVILEGED)
What = AccountEvent.What


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def administrator() -> User:
    made: User = UserFactory(username="administrator", accounts=True)
    return made


@pytest.fixture
def second() -> User:
    made: User = UserFactory(username="second", accounts=True)
    return made


@pytest.fixture
def clerk() -> User:
    made: User = UserFactory(username="clerk", clerk=True, enrolled=True)
    return made


def by(user: User) -> Acting:
    return Acting(staff_actor(user), "10.0.0.7")


def events(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(whom=user).order_by("pk").values_list("what", flat=True))


def invited(by_whom: User, *, role: str = "clerk", username: str = "new") -> tuple[User, str]:
    user = User(username=username, first_name="Aysel", last_name="Nəsirova")
    token = staffing.invite(user, Place(role), by=by(by_whom), now=NOW)
    return user, token


def asked(user: User) -> PendingChange:
    return PendingChange.objects.get(user=user, outcome="")


# -- inviting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["", *ORDINARY])
def test_invited_person_has_the_role_no_password_and_a_link(administrator: User, role: str) -> None:
    user, token = invited(administrator, role=role)

    user.refresh_from_db()
    assert (user.role, user.has_usable_password(), user.is_active) == (role, False, True)
    link = OneTimeLink.objects.get(user=user)
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(OneTimeLink.objects.values())
    assert events(user) == [What.INVITED, What.LINK_MADE]


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_privileged_role_waits_and_until_then_there_is_none(administrator: User, second: User, role: str) -> None:
    user, _token = invited(administrator, role=role)
    user.refresh_from_db()
    assert user.role == ""

    staffing.confirm(asked(user).pk, by=by(second), now=NOW)

    user.refresh_from_db()
    assert user.role == role
    assert events(user) == [What.INVITED, What.ROLE_ASKED, What.LINK_MADE, What.ROLE_GIVEN]


def test_centre_and_role_must_exist(administrator: User) -> None:
    Centre.objects.create(code="D-03", name_az="3 saylı", name_en="No. 3", status="open", confidence="certain")

    staffing.invite(User(username="a", last_name="A"), Place("clerk", "D-03"), by=by(administrator), now=NOW)
    for place in (Place("clerk", "D-99"), Place("chief")):
        with pytest.raises(staffing.StaffingError):
            staffing.invite(User(username="b", last_name="B"), place, by=by(administrator), now=NOW)


@pytest.mark.parametrize("username", ["", "clerk", "two words", "x" * 151])
def test_user_name_that_is_none_or_taken_is_refused(administrator: User, clerk: User, username: str) -> None:
    with pytest.raises(ValidationError) as refused:
        invited(administrator, username=username)
    assert "username" in refused.value.message_dict


def test_link_works_once_within_its_time_and_the_latest_only(administrator: User, settings: Any) -> None:
    user, first = invited(administrator)
    token = staffing.make_link(user.pk, by=by(administrator), now=NOW)
    end = NOW + timedelta(hours=settings.STAFF_LINK_HOURS)

    assert staffing.open_link(first, now=NOW) is None
    assert staffing.open_link(token, now=end) is None
    assert staffing.open_link("", now=NOW) is None
    assert staffing.use_link(token, PASSWORD, address="10.1.1.1", now=end - timedelta(seconds=1)) == user
    assert staffing.use_link(token, "another secret", address="10.1.1.1", now=NOW) is None
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert events(user)[-1] == What.LINK_USED


def test_no_link_for_whoever_has_a_password(administrator: User, clerk: User) -> None:
    """Otherwise one administrator could sign in as anybody."""
    with pytest.raises(staffing.StaffingError, match="signs in with a password of their own"):
        staffing.make_link(clerk.pk, by=by(administrator), now=NOW)


# -- roles -----------------------------------------------------------------------------------------------------------


def test_ordinary_role_is_given_at_once_and_ends_the_sessions(administrator: User, clerk: User, client: Client) -> None:
    sign_in(client, clerk)

    assert staffing.give_role(clerk.pk, Place("greeter"), by=by(administrator), now=NOW)

    clerk.refresh_from_db()
    assert clerk.role == "greeter"
    assert client.get("/office/").status_code == 302
    event = AccountEvent.objects.get(whom=clerk)
    assert (event.role_before, event.role_after, event.by, event.by_role) == (
        "clerk",
        "greeter",
        administrator,
        "accounts",
    )
    assert event.address == "10.0.0.7"


def test_role_can_be_taken_away(administrator: User, clerk: User) -> None:
    assert staffing.give_role(clerk.pk, Place(), by=by(administrator), now=NOW)
    clerk.refresh_from_db()
    assert clerk.role == ""


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_privileged_role_leaves_everything_as_it_is_until_it_is_confirmed(
    administrator: User, second: User, clerk: User, role: str
) -> None:
    assert not staffing.give_role(clerk.pk, Place(role), by=by(administrator), now=NOW)
    clerk.refresh_from_db()
    assert clerk.role == "clerk"

    staffing.confirm(asked(clerk).pk, by=by(second), now=NOW)

    clerk.refresh_from_db()
    assert clerk.role == role


def test_supervisor_confirms_too(administrator: User, clerk: User) -> None:
    staffing.give_role(clerk.pk, Place("auditor"), by=by(administrator), now=NOW)

    staffing.confirm(asked(clerk).pk, by=by(UserFactory(supervisor=True)), now=NOW)

    clerk.refresh_from_db()
    assert clerk.role == "auditor"


def test_nobody_confirms_what_they_asked_for_nor_what_is_for_them(administrator: User, second: User) -> None:
    clerk = UserFactory(supervisor=True)
    staffing.give_role(clerk.pk, Place("accounts"), by=by(administrator), now=NOW)
    change = asked(clerk)

    for user in (administrator, clerk):
        for act in (staffing.confirm, staffing.decline):
            with pytest.raises(PermissionDenied):
                act(change.pk, by=by(user), now=NOW)
    assert not change.outcome


def test_database_too_wants_two_people(administrator: User, second: User, clerk: User) -> None:
    staffing.give_role(clerk.pk, Place("auditor"), by=by(administrator), now=NOW)
    for user in (administrator, clerk, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            PendingChange.objects.update(outcome="confirmed", closed_at=NOW, closed_by=user)


def test_declined_or_withdrawn_changes_nothing_and_is_not_confirmed_afterwards(
    administrator: User, second: User, clerk: User
) -> None:
    for act, who, what in (
        (staffing.decline, second, What.DECLINED),
        (staffing.withdraw, administrator, What.WITHDRAWN),
    ):
        staffing.give_role(clerk.pk, Place("auditor"), by=by(administrator), now=NOW)
        change = asked(clerk)
        act(change.pk, by=by(who), now=NOW)
        with pytest.raises(staffing.StaffingError, match="settled already"):
            staffing.confirm(change.pk, by=by(second), now=NOW)
        assert events(clerk)[-1] == what
    clerk.refresh_from_db()
    assert clerk.role == "clerk"


def test_second_request_for_the_same_waits_for_the_first(administrator: User, clerk: User) -> None:
    staffing.give_role(clerk.pk, Place("auditor"), by=by(administrator), now=NOW)
    with pytest.raises(staffing.StaffingError, match="Another role waits"):
        staffing.give_role(clerk.pk, Place("supervisor"), by=by(administrator), now=NOW)


def test_centre_alone_needs_nobody_else(administrator: User) -> None:
    Centre.objects.create(code="D-03", name_az="3 saylı", name_en="No. 3", status="open", confidence="certain")
    user = UserFactory(supervisor=True)

    assert staffing.give_role(user.pk, Place("supervisor", "D-03"), by=by(administrator), now=NOW)


# -- suspending ------------------------------------------------------------------------------------------------------


def test_suspended_user_is_out_at_once_and_signs_in_again_only_once_restored(
    administrator: User, clerk: User, client: Client
) -> None:
    sign_in(client, clerk)
    staffing.give_role(clerk.pk, Place("auditor"), by=by(administrator), now=NOW)

    staffing.suspend(clerk.pk, by=by(administrator), now=NOW)

    assert client.get("/office/").headers["Location"].startswith("/accounts/sign-in/")
    assert not PendingChange.objects.filter(outcome="").exists()
    staffing.restore(clerk.pk, by=by(administrator), now=NOW)
    assert client.get("/office/").status_code == 302  # the old session does not come back
    clerk.refresh_from_db()
    sign_in(client, clerk)
    assert client.get("/office/").status_code == 200
    assert events(clerk) == [What.ROLE_ASKED, What.SUSPENDED, What.RESTORED]


def test_link_of_a_suspended_account_does_not_work(administrator: User) -> None:
    user, token = invited(administrator)
    staffing.suspend(user.pk, by=by(administrator), now=NOW)

    assert staffing.use_link(token, PASSWORD, address="", now=NOW) is None
    staffing.restore(user.pk, by=by(administrator), now=NOW)
    assert staffing.open_link(token, now=NOW) is None


# -- setting up anew -------------------------------------------------------------------------------------------------


def test_second_step_is_set_up_anew_after_a_second_person_s_word(
    administrator: User, second: User, clerk: User, client: Client
) -> None:
    sign_in(client, clerk)
    staffing.ask_reset(clerk.pk, by=by(administrator), now=NOW)
    assert second_step.is_enrolled(clerk)
    assert client.get("/office/").status_code == 200

    staffing.confirm(asked(clerk).pk, by=by(second), now=NOW)

    clerk.refresh_from_db()
    assert not second_step.is_enrolled(clerk)
    assert not clerk.has_usable_password()
    assert client.get("/office/").status_code == 302
    token = staffing.make_link(clerk.pk, by=by(administrator), now=NOW)
    assert staffing.use_link(token, "quite another secret", address="", now=NOW) == clerk


# -- whoever may not -------------------------------------------------------------------------------------------------

ACTS: Any = {
    "invite": lambda user, clerk: invited(user),
    "make_link": lambda user, clerk: staffing.make_link(clerk.pk, by=by(user), now=NOW),
    "give_role": lambda user, clerk: staffing.give_role(clerk.pk, Place("greeter"), by=by(user), now=NOW),
    "suspend": lambda user, clerk: staffing.suspend(clerk.pk, by=by(user), now=NOW),
    "restore": lambda user, clerk: staffing.restore(clerk.pk, by=by(user), now=NOW),
    "ask_reset": lambda user, clerk: staffing.ask_reset(clerk.pk, by=by(user), now=NOW),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("role", ["", *sorted(set(User.Role.values) - {"accounts"})])
def test_only_account_administrators_act_on_accounts(clerk: User, role: str, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ACTS[name](UserFactory(role=role), clerk)
    assert not AccountEvent.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_administrator_who_was_suspended_meanwhile_does_nothing_any_more(clerk: User, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ACTS[name](UserFactory(accounts=True, is_active=False), clerk)


@pytest.mark.parametrize("name", ["give_role", "suspend", "restore", "ask_reset"])
def test_nobody_acts_on_their_own_account(administrator: User, second: User, name: str) -> None:
    with pytest.raises(staffing.StaffingError, match="their own account"):
        ACTS[name](administrator, administrator)


def test_last_administrator_stays(administrator: User) -> None:
    """Also when others carry the role, but cannot sign in."""
    UserFactory(accounts=True, is_active=False)
    invited(administrator, role="accounts", username="third")
    command = Acting(SYSTEM)

    for act in (staffing.suspend, lambda pk, **more: staffing.give_role(pk, Place("clerk"), **more)):
        with pytest.raises(staffing.StaffingError, match="last account administrator"):
            act(administrator.pk, by=command, now=NOW)
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("accounts", True)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_suspend_each_other_leave_one() -> None:
    one, other = UserFactory(accounts=True), UserFactory(accounts=True)
    start, refused = threading.Barrier(2), []

    def suspend(whom: User, doer: User) -> None:
        start.wait()
        try:
            staffing.suspend(whom.pk, by=by(doer), now=NOW)
        except PermissionDenied:
            refused.append(doer)
        finally:
            connection.close()

    threads = [threading.Thread(target=suspend, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_history_only_grows(administrator: User) -> None:
    user, _token = invited(administrator)
    for change in (
        lambda: AccountEvent.objects.filter(whom=user).update(what="restored"),
        lambda: AccountEvent.objects.filter(whom=user).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()


# -- the first administrator -----------------------------------------------------------------------------------------


def test_command_makes_the_first_administrator_and_sets_one_up_anew(clerk: User) -> None:
    by_command = Acting(SYSTEM)
    token = staffing.first_administrator(User(username="first"), by=by_command, now=NOW)
    user = staffing.use_link(token, PASSWORD, address="", now=NOW)
    assert user is not None
    assert user.role == "accounts"
    assert AccountEvent.objects.filter(whom=user, by=None).count() == 2

    second_step.give_secret(user, "JBSWY3DPEHPK3PXP")
    again = staffing.first_administrator(User(username="first"), by=by_command, now=NOW)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert not second_step.is_enrolled(user)
    assert staffing.open_link(again, now=NOW) is not None
    with pytest.raises(staffing.StaffingError, match="not an open account of an account administrator"):
        staffing.first_administrator(User(username="clerk"), by=by_command, now=NOW)
