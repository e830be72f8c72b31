"""(l) Who is at the window: looking for a person by a name as people write it, by telephone, by document and by FİN.

Measured in one process of the installation, `python -m tests.bench.searching`, as the web server answers the page:
the search, its line in the log, and who was found.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import django

from tests.installation import Installation

from .inside import WARM_UP, spread

PEOPLE: Final = 200
CENTRE: Final = "BAKI-6"
ADDRESS: Final = "/counter/person/"
LATIN: Final = str.maketrans("ƏəŞşÇçĞğÜüÖöİı", "EeSsCcGgUuOoIi")
"""How a name is written on a keyboard without Azerbaijani letters."""

WAYS: Final[Mapping[str, Callable[[Any], dict[str, str]]]] = {
    "name and date of birth": lambda one: {
        "name": f"{one.surname} {one.given_name}".translate(LATIN),
        "born": one.birth_date.isoformat(),
    },
    "telephone": lambda one: {"number": one.phone},
    "document": lambda one: {"number": one.document_number},
    "FİN": lambda one: {"number": one.fin},
}


def searching(house: Installation) -> None:
    """Measure in a process with the installation's environment, and print a line for each way."""
    figures: dict[str, dict[str, Any]] = json.loads(house.run(sys.executable, "-m", "tests.bench.searching"))
    for way, one in figures.items():
        print(
            f"(l) who is it, by {way}: {one['people']} people, {one['found']} found, p50 {one['p50_ms']:.1f} ms,"
            f" p95 {one['p95_ms']:.1f} ms, longest {one['longest_ms']:.1f} ms; {one['cpu_ms']:.1f} ms of CPU a page",
            flush=True,
        )


def measure(people: int = PEOPLE) -> dict[str, dict[str, Any]]:
    """By way: `people`, `found` (how many the answer shows), `cpu_ms` of the process, and `spread`."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from dost.accounts.actors import staff_actor
    from dost.centres.desks import sit_down
    from dost.centres.models import Desk
    from dost.centres.queue import Wish, call_next, take
    from dost.centres.visiting import begin
    from tests.factories.accounts import UserFactory, sign_in

    from .counter import RUN, empty
    from .overview import adults

    settings.ALLOWED_HOSTS = ["*"]
    empty(CENTRE)
    now = timezone.now()
    user = UserFactory(username=f"bench-searching-{RUN}", clerk=True, centre=CENTRE, fin="")
    actor = staff_actor(user)
    desk, _made = Desk.objects.get_or_create(centre_id=CENTRE, number=1, retired_at=None)
    sit_down(desk_id=desk.pk, actor=actor, now=now)
    take(centre=CENTRE, wish=Wish(), now=now)
    ticket = call_next(actor=actor, now=now)
    assert ticket is not None
    begin(ticket_id=ticket.pk, actor=actor, now=now)
    client = Client()
    sign_in(client, user)
    chosen = adults(people + WARM_UP)
    return {way: _measured(client, chosen, typed) for way, typed in WAYS.items()}


def _measured(client: Any, chosen: list[Any], typed: Callable[[Any], dict[str, str]]) -> dict[str, Any]:
    forms = [form for form in map(typed, chosen) if all(form.values())]
    for form in forms[:WARM_UP]:
        client.post(ADDRESS, form)
    times, found, cpu = [], 0, time.process_time()
    for form in forms[WARM_UP:]:
        began = time.perf_counter()
        answer = client.post(ADDRESS, form)
        times.append((time.perf_counter() - began) * 1_000)
        found += b'name="choice"' in answer.content
    cpu = time.process_time() - cpu
    return {"people": len(times), "found": found, "cpu_ms": cpu * 1_000 / len(times), **spread(times, unit="ms")}


if __name__ == "__main__":
    django.setup()
    json.dump(measure(), sys.stdout)
