"""A morning at a centre: four desks, two hundred arrivals, one restart of everything in the middle.

The house's clock is set minute by minute for all processes (`DOST_CLOCK`). People take their tickets at the kiosk,
three clerks work in browsers and one without a screen; what the log says afterwards is held against the six rules.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import httpx
import pytest

from dost.centres.service_times import USUAL
from dost.common.clock import set_clock
from dost.common.working_days import next_working_day
from tests.installation import PROGRAMS, Installation, wait_until
from tests.patience import BROWSER_PATIENCE

from .morning_desks import BrowserDesk, Desk, PlainDesk
from .morning_rows import BOOKED, CENTRE, EVERY
from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SEED: Final = 20261201
ARRIVALS: Final = 200
MINUTES: Final = 270
RESTART: Final = 130
LAST: Final = 600
"""Minutes after nine at which whoever has not been served never will be."""
PUBLISHED_WAIT: Final = timedelta(minutes=2, seconds=57)
NEVER_COME: Final = 3
MISSED: Final = frozenset({25, 75, 125, 175})
"""Tickets whose holders do not come when they are called."""
CAUSES: Final = ("none",) * 7 + ("pregnancy", "child", "disability")
BAKU: Final = ZoneInfo("Asia/Baku")

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("chaos"),
]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes: at which minute, with the code of an appointment, a FİN or nothing, and for how long."""

    minute: int
    appointment: str
    fin: str
    is_quick: bool
    cause: str


class Clock:
    """The clock of the morning: it stands at a minute, and runs on from there by the real one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.nine = datetime.combine(next_working_day(date.today() + timedelta(days=1)), time(9), BAKU)
        self.put_to(0)

    def put_to(self, minute: int) -> None:
        """Let it be so many minutes after nine."""
        self.minute = minute
        set_clock(self._file, self.nine + timedelta(minutes=minute), pace=1)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock")


@pytest.fixture
def centre(prepared: Installation, clock: Clock, tmp_path: Path) -> Iterator[Installation]:
    """An installation with a web server, which goes by the clock of the morning."""
    house = prepared.copy("morning", broker=14, DOST_CLOCK=str(tmp_path / "clock"), DOST_SESSION_IDLE_MINUTES="480")
    house.manage("collectstatic", "--noinput", "--verbosity", "0")
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start("worker")
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    wait_until(lambda: answers(house), seconds=120)
    yield house
    house.stop()


def answers(house: Installation) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{house.port}/healthz", timeout=2, trust_env=False).status_code < 600
    except httpx.HTTPError:
        return False


def coming(appointments: list[str], fins: list[str]) -> list[Arrival]:
    """Who comes in the morning, in order; some with an appointment are early, some late, a few never come."""
    chance = random.Random(SEED)
    found = [
        Arrival(max(0, EVERY * place + chance.randint(-12, 14)), code, "", False, "")
        for place, code in enumerate(appointments[:-NEVER_COME], start=1)
    ]
    while len(found) < ARRIVALS:
        fin = chance.choice(fins) if chance.random() < 0.3 else ""
        found.append(Arrival(chance.randrange(MINUTES), "", fin, chance.random() < 0.25, chance.choice(CAUSES)))
    return sorted(found, key=lambda one: one.minute)


def take_ticket(kiosk: Visitor, arrival: Arrival) -> int:
    """Take a ticket at the kiosk as the arrival would; its number."""
    kiosk.open(f"/kiosk/{CENTRE}/who/")
    form = "//form[.//input[@name='step']]"
    if arrival.appointment:
        kiosk.send(form, document=arrival.appointment)
    else:
        kiosk.send(form, **({"document": arrival.fin} if arrival.fin else {"without": "1"}))
        kiosk.send(form, **({"quick": "1"} if arrival.is_quick else {"other": "1"}))
        kiosk.send(form, cause=arrival.cause)
    shown = kiosk.text("//*[contains(@class, 'screen-ticket__number')]")
    assert shown, kiosk.page.text_content()[:800]
    return int(shown[0])


class Morning:
    """Works the desks through a minute: whoever is done is ended, whoever is free calls, whoever is called is begun."""

    def __init__(self, desks: list[Desk], clock: Clock, quick: set[int]) -> None:
        self._desks = desks
        self._clock = clock
        self._quick = quick
        self._until: dict[int, int] = {}
        self._chance = random.Random(SEED)
        self.missed: set[int] = set()

    def work(self) -> None:
        """Do whatever is to be done in this minute, at all desks at once, until nothing is."""
        while pressed := [(desk, deed) for desk in self._desks if (deed := self._deed(desk))]:
            for desk, deed in pressed:
                desk.press(deed)
            for desk, _deed in pressed:
                desk.wait()
            if all(deed == "next" and desk.state() == "free" for desk, deed in pressed):
                return  # nobody waits whom they serve

    def is_idle(self) -> bool:
        """Whether nobody is at any desk."""
        return all(desk.state() == "free" for desk in self._desks)

    def _deed(self, desk: Desk) -> str:
        state = desk.state()
        if state in ("choose", "free"):
            return {"choose": "sit", "free": "next"}[state]
        number = desk.number()
        if state == "called" and number in MISSED:
            self.missed.add(number)
            return "missed"
        until = self._until.setdefault(number, self._clock.minute + self._takes(number))
        if state == "called" and number not in self._quick:
            return "begin"
        if self._clock.minute < until:
            return ""
        return "quick" if state == "called" else "end"

    def _takes(self, number: int) -> int:
        """How many minutes somebody is served."""
        return 2 if number in self._quick else max(1, round(self._chance.lognormvariate(1.75, 0.5)))


def test_every_ticket_of_a_morning_is_served_once_in_the_order_of_the_policy(
    centre: Installation, clock: Clock, browser: Browser
) -> None:
    given: dict[str, Any] = json.loads(centre.run(sys.executable, "-m", "tests.chaos.morning_rows", "begin"))
    address = f"http://127.0.0.1:{centre.port}"
    kiosk = Visitor(address, {"kiosk-az": given["kiosk"]})
    contexts = []
    desks: list[Desk] = []
    for key in given["sessions"][:-1]:
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="az")
        context.add_cookies([{"name": given["session_cookie"], "value": key, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        desks.append(BrowserDesk(page))
    plain = Visitor(address, {given["session_cookie"]: given["sessions"][-1]})
    desks.append(PlainDesk(plain))
    for desk in desks:
        desk.open()

    arrivals = coming(given["appointments"], given["fins"])
    quick: set[int] = set()
    morning = Morning(desks, clock, quick)
    waiting = iter(arrivals)
    upcoming = next(waiting, None)
    while clock.minute < LAST:
        while upcoming is not None and upcoming.minute <= clock.minute:
            number = take_ticket(kiosk, upcoming)
            if upcoming.is_quick:
                quick.add(number)
            upcoming = next(waiting, None)
        if clock.minute == RESTART:
            before = [(desk.state(), desk.number()) for desk in desks if desk.state() != "free"]
            centre.kill("web")
            centre.kill("worker")
            centre.start_again("web")
            centre.start_again("worker")
            wait_until(lambda: answers(centre), seconds=120)
            for desk in desks:
                desk.open()
            assert [(desk.state(), desk.number()) for desk in desks if desk.state() != "free"] == before
        morning.work()
        if upcoming is None and morning.is_idle():
            break
        clock.put_to(clock.minute + 1)
    for context in contexts:
        context.close()
    plain.close()
    kiosk.close()

    said: dict[str, Any] = json.loads(centre.run(sys.executable, "-m", "tests.chaos.morning_rows", "after"))
    tell(said, minutes=clock.minute)
    assert said["tickets"] == ARRIVALS
    assert said["states"]["done"] == ARRIVALS - len(morning.missed)
    assert said["states"]["no_show"] == len(morning.missed) == len(MISSED)
    assert said["visits_of_a_ticket"] == [1]
    assert len(said["calls"]) == ARRIVALS
    assert [called for called, _by_policy in said["calls"]] == [by_policy for _called, by_policy in said["calls"]]
    assert len({called for called, _by_policy in said["calls"]}) == ARRIVALS
    assert sum(bool(one.appointment) for one in arrivals) == BOOKED - NEVER_COME


def tell(said: dict[str, Any], *, minutes: int) -> None:
    """Print the figures beside those that the centres publish."""
    served, waits = said["served_minutes"], said["waits"]
    everybody = [one for found in waits.values() for one in found]
    print(
        f"\na morning: {said['tickets']} tickets, {len(said['calls'])} calls, {len(served)} visits in {minutes} minutes"
    )
    print(f"served: {clock_time(mean(served))} on average (the centres say {clock_time(USUAL.total_seconds() / 60)})")
    print(
        f"waited: {clock_time(mean(everybody))} on average, {clock_time(max(everybody))} at most"
        f" (the centres say {clock_time(PUBLISHED_WAIT.total_seconds() / 60)})"
    )
    for klass, found in sorted(waits.items()):
        print(f"  {klass:5} {len(found):4} people: {clock_time(mean(found))}, longest {clock_time(max(found))}")
    print(f"the wait told held for {said['inside']} of {said['told']}")


def mean(found: list[float]) -> float:
    return sum(found) / len(found)


def clock_time(minutes: float) -> str:
    """Minutes and seconds, as the centres write them."""
    return f"{int(minutes)}:{round(minutes * 60) % 60:02}"
