"""(j) The first page of a citizen: what one page costs, and what reckoning what it shows costs.

Both are measured in one process of the installation, `python -m tests.bench.overview`, which prints JSON: the page as
the web server answers it, with the middlewares, for people who have signed in; CPU milliseconds are those
of the process and of its database.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

import django

from tests.installation import Installation

from . import goals, typed_json
from .figures import Cpu, Figure, Section, Spread, Unit, spread, total
from .inside import WARM_UP
from .spending import of_this_process

PEOPLE: Final = 100
ADDRESS: Final = "/en/my/"


@dataclass(frozen=True, slots=True)
class Overviews:
    """Milliseconds of the pages and of the reckonings; queries and bytes of the worst page; days asked about, mean."""

    people: int
    page: Spread
    reckoned: Spread
    cpu: tuple[Cpu, ...]
    queries: int
    size: int
    days: float


def overview(house: Installation) -> tuple[Section, ...]:
    """Measure in a process with the installation's environment."""
    told = typed_json.loaded(Overviews, house.run(sys.executable, "-m", "tests.bench.overview"))
    page = Section(
        "j",
        f"first page of a citizen, {told.people} people one after the other",
        (
            *told.page.figures("j.page", Unit.MILLISECONDS),
            Figure(
                "j.page.cpu_ms", "of CPU a page", 1_000 * total(told.cpu) / told.people, Unit.MILLISECONDS, cpu=told.cpu
            ),
            Figure("j.page.queries", "queries at most", told.queries, Unit.COUNT, goals.PAGE_QUERIES, is_worst=True),
            Figure("j.page.bytes", "at most", told.size, Unit.BYTES, is_worst=True),
        ),
    )
    days = Figure("j.reckoned.days", "asked on average about", told.days, Unit.DAYS)
    reckoned = (*told.reckoned.figures("j.reckoned", Unit.MILLISECONDS), days)
    return page, Section("j", "reckoning an outlook", reckoned)


def measure(people: int = PEOPLE) -> Overviews:
    """Reckon for people, then open their page as they do."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from dost.accounts.models import Citizen
    from dost.proactive.outlook.reckon import reckon

    settings.ALLOWED_HOSTS = ["*"]
    chosen = adults(people + WARM_UP)
    now, reckoned, days = timezone.now(), [], []
    for number, person in enumerate(chosen):
        citizen, _made = Citizen.objects.get_or_create(person=person, defaults={"subject": f"bench-{person.pk}"})
        began = time.perf_counter()
        days.append(reckon(person.pk, now=now).days_asked)
        if number >= WARM_UP:
            reckoned.append((time.perf_counter() - began) * 1_000)
        person.citizen_for_bench = citizen
    clients = [session_of(Client(), person.citizen_for_bench.pk) for person in chosen]
    sizes, queries, times = [], 0, []
    clients[0].get(ADDRESS)  # what a process reads once is nobody's page
    for client in clients[1:WARM_UP]:
        with CaptureQueriesContext(connection) as captured:
            sizes.append(len(client.get(ADDRESS).content))
        queries = max(queries, len(captured))
    meter = of_this_process()
    for client in clients[WARM_UP:]:
        began = time.perf_counter()
        response = client.get(ADDRESS)
        times.append((time.perf_counter() - began) * 1_000)
        if response.status_code != 200:
            raise SystemExit(f"{ADDRESS} answered {response.status_code}")
        sizes.append(len(response.content))
    return Overviews(
        people=len(times),
        page=spread(times),
        reckoned=spread(reckoned),
        cpu=meter.spent(),
        queries=queries,
        size=max(sizes),
        days=sum(days) / len(days),
    )


def adults(number: int) -> list[Any]:
    """People of the population by chance, the same in every run."""
    from registries.models import Person

    highest = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    chance = random.Random(7)
    chosen = Person.objects.filter(pk__in=[chance.randint(1, highest) for _ in range(4 * number)])
    return list(chosen.filter(died_on=None, birth_date__lt="2008-01-01")[:number])


def session_of(client: Any, citizen: int) -> Any:
    """A client with a citizen's session, as the sign-in would make it."""
    from django.conf import settings

    from dost.accounts import citizens

    session = client.session
    session[citizens.SESSION_KEY] = citizen
    session[citizens.SIGNED_IN_AT] = int(time.time())
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(typed_json.dumped(measure()))
