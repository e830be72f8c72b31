"""A centre as its supervisor keeps it: desks, closed days, breaks, numbers; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from dost.accounts.actors import Staff, staff_actor
from dost.centres import places
from dost.centres.models import CentreBreak, CentreRules, ClosedDay, Desk
from dost.centres.places import PlaceError
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory, seat
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 12, 2)
VALUES = {
    "ceiling": 30,
    "grace": 5,
    "rate_by_law": 4,
    "rate_by_need": 2,
    "slot": 20,
    "booked_share": 40,
    "days_ahead": 14,
}


@pytest.fixture
def supervisor() -> Staff:
    CentreFactory()
    return staff_actor(UserFactory(supervisor=True, centre=CODE))


def fails(field: str, act: Callable[[], object]) -> None:
    with pytest.raises(PlaceError) as raised:
        act()
    assert raised.value.field == field
    assert str(raised.value)


def test_desks_are_added_told_what_they_serve_and_retired(supervisor: Staff) -> None:
    ServiceFactory(code="05-40")
    desk = places.add_desk(actor=supervisor, number=3, areas=["05"])
    places.set_areas(actor=supervisor, desk_id=desk.pk, areas=[], now=MORNING)
    assert [(one.number, one.areas) for one in places.desks_of(CODE)] == [(3, [])]
    places.retire_desk(actor=supervisor, desk_id=desk.pk, now=MORNING)
    assert places.desks_of(CODE) == []
    assert places.add_desk(actor=supervisor, number=3, areas=[]).number == 3


def test_a_desk_that_cannot_be(supervisor: Staff) -> None:
    DeskFactory(centre=CentreFactory(), number=1)
    elsewhere = DeskFactory(centre=CentreFactory(code="BAKI-2"), number=1)
    fails("number", lambda: places.add_desk(actor=supervisor, number=1, areas=[]))
    fails("number", lambda: places.add_desk(actor=supervisor, number=100, areas=[]))
    fails("areas", lambda: places.add_desk(actor=supervisor, number=2, areas=["zz"]))
    fails("desk", lambda: places.retire_desk(actor=supervisor, desk_id=elsewhere.pk, now=MORNING))
    fails("desk", lambda: places.set_areas(actor=supervisor, desk_id=elsewhere.pk, areas=[], now=MORNING))
    fails("desk", lambda: places.retire_desk(actor=supervisor, desk_id=seat(5).desk.pk, now=MORNING))


def test_a_day_is_closed_and_opened_again(supervisor: Staff) -> None:
    places.close_day(actor=supervisor, day=WEDNESDAY, reason=" Təmir ", now=MORNING)
    row = ClosedDay.objects.get()
    assert (row.reason, row.by_id) == ("Təmir", supervisor.user_id)
    fails("day", lambda: places.close_day(actor=supervisor, day=WEDNESDAY, reason="x", now=MORNING))
    places.open_day(actor=supervisor, closed_id=row.pk, now=MORNING)
    assert places.closed_days_of(CODE, on=WEDNESDAY) == []
    fails("day", lambda: places.open_day(actor=supervisor, closed_id=row.pk, now=MORNING))


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        pytest.param(date(2026, 11, 30), "x", "day", id="yesterday"),
        pytest.param(date(2026, 12, 5), "x", "day", id="a Saturday"),
        pytest.param(WEDNESDAY + timedelta(days=400), "x", "day", id="too far"),
        pytest.param(WEDNESDAY, "  ", "reason", id="no reason"),
    ],
)
def test_a_day_that_cannot_be_closed(supervisor: Staff, day: date, reason: str, field: str) -> None:
    fails(field, lambda: places.close_day(actor=supervisor, day=day, reason=reason, now=MORNING))


def test_breaks(supervisor: Staff) -> None:
    places.add_break(actor=supervisor, starts=time(13), ends=time(14), now=MORNING)
    fails("ends", lambda: places.add_break(actor=supervisor, starts=time(15), ends=time(15), now=MORNING))
    fails("starts", lambda: places.add_break(actor=supervisor, starts=time(13, 30), ends=time(15), now=MORNING))
    row = CentreBreak.objects.get()
    places.drop_break(actor=supervisor, break_id=row.pk, now=MORNING)
    assert places.breaks_of(CODE) == []
    fails("break", lambda: places.drop_break(actor=supervisor, break_id=row.pk, now=MORNING))


def test_numbers_are_set_and_named_where_they_are_wrong(supervisor: Staff) -> None:
    places.set_rules(actor=supervisor, values=VALUES, now=MORNING)
    assert CentreRules.objects.get(centre=CODE).slot == 20
    for field, value in (("slot", 1), ("ceiling", 500), ("booked_share", 101), ("days_ahead", 0), ("rate_by_law", 1)):
        fails(field, lambda: places.set_rules(actor=supervisor, values={**VALUES, field: value}, now=MORNING))  # noqa: B023


@pytest.mark.parametrize("who", ["clerk", "auditor", "elsewhere"])
def test_nobody_else_keeps_a_centre(who: str) -> None:
    CentreFactory()
    roles: dict[str, dict[str, Any]] = {
        "clerk": {"clerk": True, "centre": CODE},
        "auditor": {"role": "auditor"},
        "elsewhere": {"supervisor": True},
    }
    actor = staff_actor(UserFactory(**{"centre": "", **roles[who]}))
    fails("centre", lambda: places.add_desk(actor=actor, number=1, areas=[]))
    fails("centre", lambda: places.close_day(actor=actor, day=WEDNESDAY, reason="x", now=MORNING))
    fails("centre", lambda: places.set_rules(actor=actor, values=VALUES, now=MORNING))
    assert not Desk.objects.exists()
