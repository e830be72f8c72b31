"""A screen is paired by a code that works once, at its centre, as what it is, for a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.actors import Staff, staff_actor
from dost.centres.devices import CODE_DIGITS, CODE_LASTS, add_device, device_of, pair, revoke
from dost.centres.models import Device
from dost.centres.problems import QueueError
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory

pytestmark = pytest.mark.django_db

KIOSK, BOARD = Device.Kind.KIOSK, Device.Kind.BOARD


@pytest.fixture
def supervisor() -> Staff:
    CentreFactory()
    return staff_actor(UserFactory(supervisor=True, centre=CODE))


@pytest.fixture
def code(supervisor: Staff) -> str:
    return add_device(actor=supervisor, kind=KIOSK, place="Giriş", now=MORNING).code


def test_the_code_works_once_and_the_token_from_then_on(code: str) -> None:
    assert len(code) == CODE_DIGITS
    token = pair(centre=CODE, kind=KIOSK, code=f" {code} ", now=MORNING)
    assert device_of(token=token, centre=CODE, kind=KIOSK) == Device.objects.get()
    with pytest.raises(QueueError):
        pair(centre=CODE, kind=KIOSK, code=code, now=MORNING)


def test_neither_code_nor_token_is_kept(code: str) -> None:
    token = pair(centre=CODE, kind=KIOSK, code=code, now=MORNING)
    kept = str(Device.objects.values().get())
    assert code not in kept
    assert token not in kept


@pytest.mark.parametrize(
    ("centre", "kind", "later"),
    [("BAKI-2", KIOSK, timedelta()), (CODE, BOARD, timedelta()), (CODE, KIOSK, CODE_LASTS)],
    ids=["another centre", "another kind", "too late"],
)
def test_it_works_nowhere_else_and_not_later(code: str, centre: str, kind: Device.Kind, later: timedelta) -> None:
    with pytest.raises(QueueError):
        pair(centre=centre, kind=kind, code=code, now=MORNING + later)


def test_a_token_is_of_one_centre_and_kind(code: str) -> None:
    token = pair(centre=CODE, kind=KIOSK, code=code, now=MORNING)
    assert device_of(token=token, centre="BAKI-2", kind=KIOSK) is None
    assert device_of(token=token, centre=CODE, kind=BOARD) is None
    assert device_of(token="", centre=CODE, kind=KIOSK) is None


def test_a_revoked_one_is_none_before_and_after_it_was_paired(supervisor: Staff, code: str) -> None:
    device = Device.objects.get()
    token = pair(centre=CODE, kind=KIOSK, code=code, now=MORNING)
    revoke(device_id=device.pk, actor=supervisor, now=MORNING)
    assert device_of(token=token, centre=CODE, kind=KIOSK) is None
    waiting = add_device(actor=supervisor, kind=BOARD, place="Zal", now=MORNING)
    revoke(device_id=waiting.device.pk, actor=supervisor, now=MORNING)
    with pytest.raises(QueueError):
        pair(centre=CODE, kind=BOARD, code=waiting.code, now=MORNING)


def test_nobody_revokes_what_is_of_another_centre(code: str) -> None:
    other = staff_actor(UserFactory(supervisor=True, centre="BAKI-2"))
    with pytest.raises(QueueError):
        revoke(device_id=Device.objects.get().pk, actor=other, now=MORNING)
