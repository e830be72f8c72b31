"""(k) A citizen's first page and a step of the screening: what people who open them at the same time wait for.

The database is that of the other figures. The people have signed in before: their sessions are made as the sign-in
makes them, and what their page shows has been reckoned. The load's own processor time is told apart: it runs on this
machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import django
import httpx

from tests.installation import PROGRAMS, Installation, wait_until

from . import typed_json
from .coming import Opened, came
from .crowd import Page
from .figures import Section

PEOPLE: Final = 50
SIGNED_IN: Final = 40
SCREENINGS: Final = 10
MY_PAGE: Final = "/my/"
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WOMAN_OF_70: Final = {"sex": "F", "born-d": "1", "born-m": "2", "born-y": "1955"}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The cookies of people who have signed in, and the queries of their first page, the most of any."""

    cookies: tuple[str, ...]
    queries: int


def portal(house: Installation) -> tuple[Section, ...]:
    """Start the installation's web server and let people come."""
    people = typed_json.loaded(SignedIn, house.run(sys.executable, "-m", "tests.bench.portal"))
    with serving(house) as address:
        mine = Opened("k", "my_page", f"first page of a citizen, {PEOPLE} people at once", queries=people.queries)
        first = came(
            house,
            address,
            mine,
            lambda chance: Page(MY_PAGE, {"Cookie": chance.choice(people.cookies)}),
            people=PEOPLE,
        )
        steps = [_step(address) for _time in range(SCREENINGS)]
        asked = Opened("k", "screening_step", f"a step of the screening, {PEOPLE} people at once")
        return first, came(house, address, asked, lambda chance: chance.choice(steps), people=PEOPLE)


@contextmanager
def serving(house: Installation) -> Iterator[str]:
    """The address of the installation's web server, which runs for the length of the block."""
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    address = f"http://127.0.0.1:{house.port}"
    wait_until(lambda: _answers(address), seconds=60)
    try:
        yield address
    finally:
        house.stop("web")


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


def signed_in(number: int = SIGNED_IN) -> SignedIn:
    """Sign people in whose outlook has been reckoned, and count what their page asks; in the installation's process."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from dost.accounts.models import Citizen
    from dost.proactive.outlook.reckon import reckon

    from .overview import adults, session_of

    settings.ALLOWED_HOSTS = ["*"]
    cookies, queries = [], 0
    for person in adults(number):
        citizen, _made = Citizen.objects.get_or_create(person=person, defaults={"subject": f"bench-{person.pk}"})
        reckon(person.pk, now=timezone.now())
        client = session_of(Client(), citizen.pk)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
        queries = max(queries, queries_of(client, MY_PAGE))
    return SignedIn(tuple(cookies), queries)


def queries_of(client: Any, path: str) -> int:
    """How many queries a page asks that has been opened before: what a process reads once is nobody's page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(captured)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(typed_json.dumped(signed_in(int(sys.argv[1]) if len(sys.argv) > 1 else SIGNED_IN)))
