"""What a day has left open is ended before the next begins; one ticket that cannot be ended stops nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dost.centres.changes import log
from dost.centres.closing import close_days_before, morning_of
from dost.centres.models import Sitting, Ticket, Visit
from dost.centres.queue import call_next
from dost.centres.visiting import begin
from tests.factories.centres import CODE, MORNING, seat, waiting

pytestmark = pytest.mark.django_db

NEXT_DAY = MORNING + timedelta(days=1)


def test_who_waited_has_left_and_who_was_served_has_gone() -> None:
    one, two = seat(1), seat(2)
    for _time in range(3):
        waiting()
    served = call_next(actor=one.actor, now=MORNING)
    assert served is not None
    begin(ticket_id=served.pk, actor=one.actor, now=MORNING)
    call_next(actor=two.actor, now=MORNING)

    close_days_before(centre=CODE, user_id=one.user.pk, now=NEXT_DAY)
    assert list(Ticket.objects.order_by("number").values_list("state", flat=True)) == ["done", "no_show", "left"]
    assert (Visit.objects.get().outcome, Visit.objects.get().ended_at) == ("not_done", NEXT_DAY)
    assert not Sitting.objects.filter(until=None).exists()


def test_of_today_nothing_is_ended() -> None:
    desk = seat(1)
    waiting()
    close_days_before(centre=CODE, user_id=desk.user.pk, now=MORNING + timedelta(hours=2))
    assert Ticket.objects.get().state == "waiting"
    assert Sitting.objects.get().until is None
    assert morning_of(MORNING) < MORNING


def test_one_that_cannot_be_ended_stops_no_other_and_no_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = seat(1)
    bad, good = waiting(), waiting()

    def broken(ticket: Ticket, *given: Any, **more: Any) -> None:
        if ticket == bad:
            raise ValueError("a row that nobody foresaw")
        log(ticket, *given, **more)

    monkeypatch.setattr("dost.centres.closing.log", broken)
    close_days_before(centre=CODE, user_id=desk.user.pk, now=NEXT_DAY)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (bad.state, good.state) == ("waiting", "left")
    assert not Sitting.objects.filter(until=None).exists()
