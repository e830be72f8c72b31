"""(l) A centre at work: the person's page at fifty windows, two hundred calls in one burst, two hundred who watch.

The database is that of the other figures. The clerks have signed in before, and sit with somebody whom they have
identified; sessions and visits are made as the pages make them. The load's own processor time is told apart.
"""

from __future__ import annotations

import random
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import django
import httpx

from tests.installation import Installation

from . import goals, typed_json
from .coming import Opened, came
from .crowd import BETWEEN_PAGES, Page
from .figures import Figure, Section, Unit, spread
from .portal import queries_of, serving
from .searching import searching
from .spending import of_house

CLERKS: Final = 50
PERSON_PAGE: Final = "/counter/person/page/"
BURST_CENTRES: Final = ("BAKI-2", "BAKI-3", "BAKI-4", "BAKI-5")
BURST: Final = 200
BOARD: Final = "BAKI-1"
BOARD_PAGE: Final = f"/board/{BOARD}/calls/"
WAITING_PAGE: Final = "/counter/waiting/"
WATCHERS: Final = 200
POLLS_EVERY: Final = 3.0
CHANGES_EVERY: Final = 5.0
CSRF: Final = "a" * 32
RUN: Final = secrets.token_hex(3)
"""What the names of the staff of this process end in: those of a measurement before are still there."""


@dataclass(frozen=True, slots=True)
class Queries:
    """How many queries each of the pages asks."""

    person: int
    board: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Cookies of the clerks with a person at their window, of those who will call, and of the board."""

    windows: tuple[str, ...]
    callers: tuple[str, ...]
    board: str
    queries: Queries


def counter(house: Installation) -> tuple[Section, ...]:
    """Look for people, then start the installation's web server and let the centre work."""
    looked_for = searching(house)
    ready = typed_json.loaded(Ready, house.run(sys.executable, "-m", "tests.bench.counter"))
    with serving(house) as address:
        person = Opened(
            "l",
            "person_page",
            f"page of the person at the window, {CLERKS} clerks at once",
            goal=goals.COUNTER_MILLISECONDS,
            queries=ready.queries.person,
        )
        windows = [Page(PERSON_PAGE, {"Cookie": one}) for one in ready.windows]
        at_windows = came(house, address, person, lambda chance: chance.choice(windows), people=CLERKS)
        called = _burst(house, address, ready.callers)
        goal = goals.COUNTER_MILLISECONDS
        board = Opened("l", "board", "fragment of the display board", goal=goal, queries=ready.queries.board)
        desk = Opened("l", "waiting", "list of who waits at a desk", goal=goal, queries=ready.queries.waiting)
        with _changing(house):
            watched = (
                _watched(house, address, board, BOARD_PAGE, (ready.board,)),
                _watched(house, address, desk, WAITING_PAGE, ready.windows),
            )
    return (*looked_for, at_windows, called, *watched)


def _watched(house: Installation, address: str, opened: Opened, path: str, cookies: tuple[str, ...]) -> Section:
    """Let browsers ask again and again, of a centre where somebody comes or is called every few seconds."""
    pages = [
        Page(path, {"Cookie": cookies[number % len(cookies)]}, browser=f"{path} {number}") for number in range(WATCHERS)
    ]
    said = f"{opened.title}, {WATCHERS} who ask every {POLLS_EVERY:g} s, a change every {CHANGES_EVERY:g} s"
    people = round(WATCHERS * BETWEEN_PAGES / POLLS_EVERY)
    return came(house, address, replace(opened, title=said), lambda chance: chance.choice(pages), people=people)


@contextmanager
def _changing(house: Installation) -> Iterator[None]:
    """Say that the day of the centre has changed, as each ticket and each call do, until the block ends."""
    done = threading.Event()

    def change() -> None:
        while not done.wait(CHANGES_EVERY):
            house.rows(
                f"UPDATE centres_centreday SET version = version + 1 WHERE centre_id = '{BOARD}' RETURNING version"
            )

    changing = threading.Thread(target=change, daemon=True)
    changing.start()
    try:
        yield
    finally:
        done.set()
        changing.join()


def _burst(house: Installation, address: str, callers: tuple[str, ...]) -> Section:
    """Let everybody call at one moment; no ticket may be called twice, and whoever called has somebody."""
    before = house.number("SELECT coalesce(max(id), 0) FROM centres_ticketevent")
    gate = threading.Barrier(len(callers))
    took: list[float] = []
    statuses: Counter[int] = Counter()
    lock = threading.Lock()

    def call(cookie: str) -> None:
        headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        with httpx.Client(base_url=address, timeout=120, trust_env=False) as clerk:
            gate.wait()
            began = time.monotonic()
            answer = clerk.post("/counter/do/next/", headers=headers)
        with lock:
            took.append(time.monotonic() - began)
            statuses[answer.status_code] += 1

    running = [threading.Thread(target=call, args=(cookie,), daemon=True) for cookie in callers]
    meter = of_house(house)
    for one in running:
        one.start()
    for one in running:
        one.join()
    cpu = meter.spent()
    there = ", ".join(repr(code) for code in BURST_CENTRES)
    calls, tickets = house.rows(
        "SELECT count(*) AS calls, count(DISTINCT ticket_id) AS tickets FROM centres_ticketevent e"
        " JOIN centres_ticket t ON t.id = e.ticket_id JOIN centres_centreday d ON d.id = t.day_id"
        f" WHERE e.kind = 'called' AND e.id > {before} AND d.centre_id IN ({there})"
    )[0].values()
    key, unanswered = "l.call_next", len(callers) - calls
    told = ", ".join(f"{number} of {status}" for status, number in sorted(statuses.items()))
    return Section(
        "l",
        f"call next, {len(callers)} calls in one burst at {len(BURST_CENTRES)} centres",
        (
            Figure(f"{key}.tickets", "tickets called", tickets, Unit.COUNT, cpu=cpu),
            Figure(f"{key}.twice", "called twice", calls - tickets, Unit.COUNT, goals.NONE, is_worst=True),
            Figure(f"{key}.unanswered", "without a ticket", unanswered, Unit.COUNT, goals.NONE, is_worst=True),
            *spread([one * 1_000 for one in took]).figures(key, Unit.MILLISECONDS),
        ),
        (f"answers by status: {told}",),
    )


def ready() -> Ready:
    """Make desks, clerks, tickets and visits; in the installation's process."""
    from django.conf import settings
    from django.utils import timezone

    from dost.accounts.actors import staff_actor
    from dost.centres.devices import add_device, pair
    from dost.centres.models import Desk, Device, Visit
    from dost.centres.queue import Wish, call_next, take
    from dost.centres.visiting import begin, identify
    from dost.proactive.outlook.reckon import reckon
    from tests.factories.accounts import UserFactory

    from .overview import adults

    settings.ALLOWED_HOSTS = ["*"]
    empty(BOARD, *BURST_CENTRES)
    now, chance = timezone.now(), random.Random(7)
    windows = [_seated(BOARD, number, now) for number in range(1, CLERKS + 1)]
    people = adults(CLERKS)
    for (actor, _cookie), person in zip(windows, people, strict=True):
        take(centre=BOARD, wish=Wish(), now=now)
        ticket = call_next(actor=actor, now=now)
        assert ticket is not None
        visit = begin(ticket_id=ticket.pk, actor=actor, now=now)
        identify(visit_id=visit.pk, actor=actor, person_id=person.pk, how=Visit.Identified.CARD, now=now)
        reckon(person.pk, now=now)
    callers = [
        _seated(centre, number, now) for centre in BURST_CENTRES for number in range(1, BURST // len(BURST_CENTRES) + 1)
    ]
    for centre in (*BURST_CENTRES, BOARD):
        for _time in range(60):
            take(centre=centre, wish=Wish(is_quick=chance.random() < 0.2), now=now)
    supervisor = staff_actor(UserFactory(username=f"bench-supervisor-{RUN}", supervisor=True, centre=BOARD, fin=""))
    made = add_device(actor=supervisor, kind=Device.Kind.BOARD, place="Zal", now=now)
    token = pair(centre=BOARD, kind=Device.Kind.BOARD, code=made.code, now=now)
    assert Desk.objects.filter(centre=BOARD).count() == CLERKS
    return Ready(
        windows=tuple(cookie for _actor, cookie in windows),
        callers=tuple(cookie for _actor, cookie in callers),
        board=f"board-az={token}",
        queries=Queries(
            person=queries_of(_browser(windows[0][1]), PERSON_PAGE),
            board=queries_of(_browser(f"board-az={token}"), BOARD_PAGE),
            waiting=queries_of(_browser(windows[0][1]), WAITING_PAGE),
        ),
    )


def _browser(cookie: str) -> Any:
    """A client that brings a cookie, `name=value`."""
    from django.test import Client

    client = Client()
    name, _is, value = cookie.partition("=")
    client.cookies[name] = value
    return client


def empty(*centres: str) -> None:
    """End what a measurement before this one, on an installation that was kept, has left open at centres."""
    from django.utils import timezone

    from dost.centres.closing import close_days_before

    tomorrow = timezone.now() + timedelta(days=1)
    for centre in centres:
        close_days_before(centre=centre, user_id=0, now=tomorrow)


def _seated(centre: str, number: int, now: Any) -> tuple[Any, str]:
    """A clerk of a centre who sits at a new desk there, and the cookie of their session."""
    from django.conf import settings
    from django.test import Client

    from dost.accounts.actors import staff_actor
    from dost.centres.desks import sit_down
    from dost.centres.models import Desk
    from tests.factories.accounts import UserFactory, sign_in

    user = UserFactory(username=f"bench-{centre}-{number}-{RUN}", clerk=True, centre=centre, fin="")
    desk, _made = Desk.objects.get_or_create(centre_id=centre, number=number, retired_at=None)
    sit_down(desk_id=desk.pk, actor=staff_actor(user), now=now)
    client = Client()
    sign_in(client, user)
    return staff_actor(user), f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(typed_json.dumped(ready()))
