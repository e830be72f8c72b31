"""(j) The first page of a citizen: what one page costs, and what reckoning what it shows costs.

Both are measured in one process of the installation, `python -m tests.bench.overview`, which prints JSON: the page as
the web server answers it, with the middlewares, for people who have signed in; CPU milliseconds are the process's own.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any, Final

import django

from tests.installation import Installation

from .inside import WARM_UP, spread

PEOPLE: Final = 100
ADDRESS: Final = "/en/my/"


def overview(house: Installation) -> None:
    """Measure in a process with the installation's environment, and print the figures."""
    figures: dict[str, Any] = json.loads(house.run(sys.executable, "-m", "tests.bench.overview"))
    page, reckoned = figures["page"], figures["reckoned"]
    print(
        f"(j) first page of a citizen, {figures['people']} people one after the other:"
        f" p50 {page['p50_ms']:.1f} ms, p95 {page['p95_ms']:.1f} ms, {figures['cpu_ms']:.1f} ms of CPU a page,"
        f" at most {figures['queries']} queries, {figures['bytes']:,} bytes\n"
        f"    reckoning an outlook: p50 {reckoned['p50_ms']:.0f} ms, p95 {reckoned['p95_ms']:.0f} ms,"
        f" asked about {figures['days']:.0f} days on average",
        flush=True,
    )


def measure(people: int = PEOPLE) -> dict[str, Any]:
    """Keys: `people`, `page` and `reckoned` (`spread`), `cpu_ms`, `queries`, `bytes` (the most), `days` (mean)."""
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
    cpu = time.process_time()
    for client in clients[WARM_UP:]:
        began = time.perf_counter()
        response = client.get(ADDRESS)
        times.append((time.perf_counter() - began) * 1_000)
        if response.status_code != 200:
            raise SystemExit(f"{ADDRESS} answered {response.status_code}")
        sizes.append(len(response.content))
    return {
        "people": len(times),
        "page": spread(times, unit="ms"),
        "reckoned": spread(reckoned, unit="ms"),
        "cpu_ms": (time.process_time() - cpu) * 1_000 / len(times),
        "queries": queries,
        "bytes": max(sizes),
        "days": sum(days) / len(days),
    }


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
    json.dump(measure(), sys.stdout)
