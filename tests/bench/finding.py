"""(g) Finding a service: what people who type at the same time wait for, asked of a web server over HTTP.

    python -m tests.bench.finding http://127.0.0.1:8000    # of one that is running

Two sections: people who pause as people do between two words (about a second), and the same number without any pause,
which is what the server can do at most. A question is asked as the page asks it while somebody types.
"""

from __future__ import annotations

import argparse
import http.client
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from services_catalog import plain_yaml
from tests.installation import PROGRAMS, Installation, wait_until

from . import goals, printing
from .figures import Figure, Scale, Section, Unit, spread
from .spending import Meter, of_house

QUESTIONS: Final = Path(__file__).parents[1] / "services_catalog" / "finding" / "questions.yaml"
PEOPLE: Final = 50
SECONDS: Final = 15.0
PAUSE: Final = (0.5, 1.5)
WARM_UP: Final = 40


WAYS: Final = (
    ("pausing", "who pause about a second", PAUSE),
    ("at_most", "without a pause", (0.0, 0.0)),
)
"""Key, words, and the seconds between two questions of a person."""


def finding(house: Installation) -> tuple[Section, ...]:
    """Start the installation's web server and measure it."""
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    address = f"http://127.0.0.1:{house.port}"
    try:
        wait_until(lambda: _answers(address), seconds=60)
        return measure(address, meter=lambda: of_house(house))
    finally:
        house.stop("web")


def measure(
    address: str, *, meter: Callable[[], Meter], people: int = PEOPLE, seconds: float = SECONDS
) -> tuple[Section, ...]:
    """Ask a server, with and without pauses; `meter` begins to count processor time."""
    questions = [(one["lang"], one["ask"]) for one in plain_yaml.read(QUESTIONS.read_bytes())]
    _Person(address, questions, pause=(0, 0), until=0, seed=0).ask_times(WARM_UP)
    sections = []
    for way, title, pause in WAYS:
        spending = meter()
        took, failed = _crowd(address, questions, people=people, pause=pause, seconds=seconds)
        cpu, key = spending.spent(), f"g.{way}"
        asked = Figure(f"{key}.questions_a_second", "questions", len(took) / seconds, Unit.A_SECOND, cpu=cpu)
        spreading = spread([one * 1_000 for one in took]).figures(key, Unit.MILLISECONDS)
        none = Figure(f"{key}.failed", "failed", failed, Unit.COUNT, goals.NONE, is_worst=True)
        sections.append(Section("g", f"search, {people} people at once {title}", (asked, *spreading, none)))
    return tuple(sections)


def _crowd(
    address: str, questions: list[tuple[str, str]], *, people: int, pause: tuple[float, float], seconds: float
) -> tuple[list[float], int]:
    """Let people ask for some time; return how long each answer took, in seconds, and how many were none."""
    until = time.monotonic() + seconds
    crowd = [_Person(address, questions, pause=pause, until=until, seed=number) for number in range(people)]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    return [took for person in crowd for took in person.took], sum(person.failed for person in crowd)


class _Person(threading.Thread):
    """Somebody who asks one question after the other over one connection."""

    def __init__(
        self, address: str, questions: list[tuple[str, str]], *, pause: tuple[float, float], until: float, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=30)
        self.questions, self.pause, self.until = questions, pause, until
        self.random = random.Random(seed)
        self.took: list[float] = []
        self.failed = 0

    def run(self) -> None:
        """Ask until the time is over."""
        time.sleep(self.random.uniform(0, self.pause[1]))  # nobody begins in the same moment
        while time.monotonic() < self.until:
            self.ask()
            if self.pause[1]:
                time.sleep(self.random.uniform(*self.pause))

    def ask_times(self, times: int) -> None:
        """Ask a number of questions in a row."""
        for _time in range(times):
            self.ask()

    def ask(self) -> None:
        """Ask one question as the page does."""
        language, question = self.random.choice(self.questions)
        headers: dict[str, Any] = {
            "HX-Request": "true",
            "HX-Trigger": "q",
            "HX-Target": "results",
            "Accept-Encoding": "gzip",
        }
        started = time.monotonic()
        home = "/" if language == "az" else f"/{language}/"
        self.connection.request("GET", f"{home}?q={quote(question)}", headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        self.took.append(time.monotonic() - started)
        self.failed += answer.status != 200


def _answers(address: str) -> bool:
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def main() -> None:
    """Measure a server that is running."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.finding")
    parser.add_argument("address", help="such as http://127.0.0.1:8000")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    for section in measure(given.address, meter=lambda: Meter({}), people=given.people, seconds=given.seconds):
        for line in printing.lines(section, Scale(people=0, events=0)):
            print(line)


if __name__ == "__main__":
    main()
