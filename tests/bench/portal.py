"""(k) A citizen's first page and a step of the screening: what people who open them at the same time wait for.

The database is that of the other figures. The people have signed in before: their sessions are made as the sign-in
makes them, and what their page shows has been reckoned. The load's own processor time is told apart: it runs on this
machine.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import django
import httpx

from tests.installation import PROGRAMS, Installation, wait_until

from . import machine
from .crowd import Page, crowd
from .inside import spread

PEOPLE: Final = 50
SECONDS: Final = 60.0
SIGNED_IN: Final = 40
SCREENINGS: Final = 10
WARM_UP_SECONDS: Final = 10.0
MY_PAGE: Final = "/my/"
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WOMAN_OF_70: Final = {"sex": "F", "born-d": "1", "born-m": "2", "born-y": "1955"}


def portal(house: Installation) -> None:
    """Start the installation's web server, let people come, and print what each page took."""
    cookies: list[str] = json.loads(house.run(sys.executable, "-m", "tests.bench.portal"))
    with serving(house) as address:
        _measure(house, "first page of a citizen", lambda chance: Page(MY_PAGE, {"Cookie": chance.choice(cookies)}))
        steps = [_step(address) for _time in range(SCREENINGS)]
        _measure(house, "a step of the screening", lambda chance: chance.choice(steps))


@contextmanager
def serving(house: Installation) -> Iterator[str]:
    """The address of the installation's web server, which runs for the length of the block."""
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    address = f"http://127.0.0.1:{house.port}"
    wait_until(lambda: _answers(address), seconds=60)
    yield address
    house.stop("web")


def _measure(house: Installation, title: str, page_of: Callable[[random.Random], Page]) -> None:
    """Let the crowd come, and print."""
    address = f"http://127.0.0.1:{house.port}"
    crowd(address, page_of, people=PEOPLE, seconds=WARM_UP_SECONDS)
    before = cpu_of(house)
    answered = crowd(address, page_of, people=PEOPLE, seconds=SECONDS)
    spent = {name: seconds - before[name] for name, seconds in cpu_of(house).items()}
    figures = spread([one * 1_000 for one in answered.took], unit="ms")
    pages = len(answered.took)
    each = ", ".join(f"{name} {1_000 * seconds / pages:.1f} ms" for name, seconds in spent.items())
    print(
        f"(k) {title}, {PEOPLE} people at once: {pages} pages, p50 {figures['p50_ms']:.1f} ms,"
        f" p95 {figures['p95_ms']:.1f} ms, longest {figures['longest_ms']:.1f} ms"
        + (f"; FAILED {answered.failed}" if answered.failed else "")
        + f"\n    processor time a page: {each}; of the load itself {1_000 * answered.load_cpu_seconds / pages:.1f} ms",
        flush=True,
    )


def cpu_of(house: Installation) -> dict[str, float]:
    """Seconds of processor time that the web server and the database have used so far."""
    postgres = house.servers.postgres.pid()
    pids = {"web": house.children["web"].pid, **({"database": postgres} if postgres is not None else {})}
    return {name: machine.cpu_seconds(pid) for name, pid in pids.items()}


def _step(address: str) -> Page:
    """The page of the first question of somebody who has begun a screening and said who lives with them."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60, trust_env=False) as visitor:

        def send(path: str, **form: str) -> httpx.Response:
            token = TOKEN.search(visitor.get(path).text)
            assert token is not None, path
            answer = visitor.post(path, data={**form, "csrfmiddlewaretoken": token[1]})
            return answer.raise_for_status()

        visitor.post("/screening/begin/").raise_for_status()  # the start needs no token
        send("/screening/pages/1/people/0/", **WOMAN_OF_70)
        question = send("/screening/pages/1/").url.path
        carried = "; ".join(f"{one.name}={one.value}" for one in visitor.cookies.jar if question.startswith(one.path))
        return Page(question, {"Cookie": carried})


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def signed_in(number: int = SIGNED_IN) -> list[str]:
    """The cookies of people who have signed in, and whose outlook has been reckoned; in the installation's process."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from dost.accounts.models import Citizen
    from dost.proactive.outlook.reckon import reckon

    from .overview import adults, session_of

    settings.ALLOWED_HOSTS = ["*"]
    found: list[Any] = []
    for person in adults(number):
        citizen, _made = Citizen.objects.get_or_create(person=person, defaults={"subject": f"bench-{person.pk}"})
        reckon(person.pk, now=timezone.now())
        client = session_of(Client(), citizen.pk)
        found.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return found


if __name__ == "__main__":
    django.setup()
    json.dump(signed_in(int(sys.argv[1]) if len(sys.argv) > 1 else SIGNED_IN), sys.stdout)
