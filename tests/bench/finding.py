"""(g) Finding a service: what people who type at the same time wait for, asked of a web server over HTTP.

    python -m tests.bench.finding http://127.0.0.1:8000    # of one that is running

Two figures: people who pause as people do between two words (about a second), and the same number without any pause,
which is what the server can do at most. A question is asked as the page asks it while somebody types.
"""

from __future__ import annotations

import argparse
import http.client
import random
import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from services_catalog import plain_yaml
from tests.installation import PROGRAMS, Installation, wait_until

from .inside import spread

QUESTIONS: Final = Path(__file__).parents[1] / "services_catalog" / "finding" / "questions.yaml"
PEOPLE: Final = 50
SECONDS: Final = 15.0
PAUSE: Final = (0.5, 1.5)
WARM_UP: Final = 40


def finding(house: Installation) -> None:
    """Start the installation's web server and measure it."""
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    address = f"http://127.0.0.1:{house.port}"
    wait_until(lambda: _answers(address), seconds=60)
    measure(address)
    house.stop("web")


def measure(address: str, *, people: int = PEOPLE, seconds: float = SECONDS) -> None:
    """Ask a server and print both figures."""
    questions = [(one["lang"], one["ask"]) for one in plain_yaml.read(QUESTIONS.read_bytes())]
    _Person(address, questions, pause=(0, 0), until=0, seed=0).ask_times(WARM_UP)
    for title, pause in (("who pause about a second", PAUSE), ("without a pause", (0.0, 0.0))):
        took, failed = _crowd(address, questions, people=people, pause=pause, seconds=seconds)
        figures = spread([one * 1_000 for one in took], unit="ms")
        print(
            f"(g) search, {people} people at once {title}: {len(took) / seconds:.0f} questions a second,"
            f" p50 {figures['p50_ms']:.1f} ms, p95 {figures['p95_ms']:.1f} ms, longest {figures['longest_ms']:.1f} ms"
            + (f"; FAILED {failed}" if failed else ""),
            flush=True,
        )


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
    measure(given.address, people=given.people, seconds=given.seconds)


if __name__ == "__main__":
    main()
