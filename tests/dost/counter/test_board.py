"""The board: numbers and desks alone, one rendering for each change, and one missing thing blanks nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from dost.centres.models import Device, Klass, Ticket
from dost.centres.queue import call_again, call_next
from dost.counter import board
from dost.counter.board import calls_of
from tests.dost.counter.screens import paired_client
from tests.factories.centres import CODE, seat, waiting
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
CALLS = f"/board/{CODE}/calls/"


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    cache.clear()


@pytest.fixture
def screen() -> Client:
    return paired_client(Device.Kind.BOARD, now=timezone.now())


def test_numbers_and_desks_and_no_names(screen: Client) -> None:
    now = timezone.now()
    desk = seat(3, since=now)
    waiting(at=now, person_id=PersonFactory(surname="Gizlinova").pk, klass=Klass.LAW)
    call_next(actor=desk.actor, now=now)
    page = screen.get(f"/board/{CODE}/").content.decode()
    assert "001" in page
    assert 'data-desk="3"' in page
    assert "Gizlinova" not in page
    assert "law" not in page.partition("<main")[2]


def test_one_rendering_serves_all_boards_until_something_changes(
    screen: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    desk = seat(1, since=now)
    waiting(at=now)
    call_next(actor=desk.actor, now=now)
    rendered: list[str] = []
    real = render_to_string

    def count(*args: Any, **kwargs: Any) -> str:
        rendered.append(args[0])
        return str(real(*args, **kwargs))

    monkeypatch.setattr(board, "render_to_string", count)
    first = screen.get(CALLS)
    for _ in range(5):
        assert screen.get(CALLS).content == first.content
    assert len(rendered) == 1
    with django_assert_max_num_queries(2):
        again = screen.get(CALLS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    call_again(ticket_id=Ticket.objects.get().pk, actor=desk.actor, now=now)
    changed = screen.get(CALLS, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert 'data-call="1-2"' in changed.content.decode()
    assert len(rendered) == 2


def test_one_missing_thing_never_blanks_the_board() -> None:
    now = timezone.now()
    desk = seat(1, since=now)
    waiting(at=now)
    called = call_next(actor=desk.actor, now=now)
    assert called is not None
    broken = Ticket(number=2, state="called", called_at=now)
    older = Ticket(number=3, state="serving", called_at=None, desk=desk.desk)
    with translation.override("en"):
        shown = calls_of([broken, called, older])
    assert [one.number for one in shown] == ["001"]
    assert shown[0].words == "Number 1, desk 1"


def test_the_last_call_stands_first_and_no_more_than_fit() -> None:
    now = timezone.now()
    desk = seat(1, since=now)
    many = [
        Ticket(number=n, state="called", called_at=now + timedelta(seconds=n), desk=desk.desk, calls=1)
        for n in range(1, 15)
    ]
    assert [one.number for one in calls_of(many)][:2] == ["014", "013"]
    assert len(calls_of(many)) == board.MOST_SHOWN


def test_whoever_is_no_board_of_the_centre_learns_nothing(client: Client, screen: Client) -> None:
    other = paired_client(Device.Kind.BOARD, now=timezone.now(), centre="BAKI-2")
    for one in (client, other):
        response = one.get(CALLS)
        assert (response.content, response["HX-Refresh"]) == (b"", "true")
    kiosk = paired_client(Device.Kind.KIOSK, now=timezone.now())
    assert kiosk.get(CALLS).content == b""
