"""(l) Who is at the window: looking for a person by a name as people write it, by telephone, by document and by FİN.

Measured in one process of the installation, `python -m tests.bench.searching`, as the web server answers the page:
the search, its line in the log, and who was found.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import django

from tests.installation import Installation

from . import goals, typed_json
from .figures import Cpu, Figure, Section, Spread, Unit, spread, total
from .inside import WARM_UP
from .spending import of_this_process

PEOPLE: Final = 200
CENTRE: Final = "SUMQAYIT"
ADDRESS: Final = "/counter/person/"
LATIN: Final = str.maketrans("ƏəŞşÇçĞğÜüÖöİı", "EeSsCcGgUuOoIi")
"""How a name is written on a keyboard without Azerbaijani letters."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to look for somebody: its key, its words, and what is typed for a person."""

    key: str
    title: str
    typed: Callable[[Any], dict[str, str]]


WAYS: Final = (
    Way(
        "by_name",
        "name and date of birth",
        lambda one: {
            "name": f"{one.surname} {one.given_name}".translate(LATIN),
            "born": one.birth_date.isoformat(),
        },
    ),
    Way("by_telephone", "telephone", lambda one: {"number": one.phone}),
    Way("by_document", "document", lambda one: {"number": one.document_number}),
    Way("by_fin", "FİN", lambda one: {"number": one.fin}),
)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a way took, in milliseconds; how many of the people its answer shows; queries of the worst page."""

    key: str
    title: str
    people: int
    seen: int
    page: Spread
    cpu: tuple[Cpu, ...]
    queries: int


@dataclass(frozen=True, slots=True)
class Searches:
    """All ways."""

    ways: tuple[Searched, ...]


def searching(house: Installation) -> tuple[Section, ...]:
    """Measure in a process with the installation's environment; a section for each way."""
    told = typed_json.loaded(Searches, house.run(sys.executable, "-m", "tests.bench.searching"))
    return tuple(_section(one) for one in told.ways)


def _section(one: Searched) -> Section:
    key = f"l.who_is_it.{one.key}"
    cpu_ms = 1_000 * total(one.cpu) / one.people
    return Section(
        "l",
        f"who is it, by {one.title}: {one.people} people",
        (
            Figure(f"{key}.seen", "found", one.seen, Unit.COUNT),
            *one.page.figures(key, Unit.MILLISECONDS, goal=goals.FOUND_MILLISECONDS),
            Figure(f"{key}.cpu_ms", "of CPU a page", cpu_ms, Unit.MILLISECONDS, cpu=one.cpu),
            Figure(f"{key}.queries", "queries at most", one.queries, Unit.COUNT, goals.PAGE_QUERIES, is_worst=True),
        ),
    )


def measure(people: int = PEOPLE) -> Searches:
    """Look for the same people in each way, as a clerk in a visit does."""
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
    return Searches(tuple(_measured(client, chosen, way) for way in WAYS))


def _measured(client: Any, chosen: list[Any], way: Way) -> Searched:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    forms = [form for form in map(way.typed, chosen) if all(form.values())]
    queries = 0
    client.post(ADDRESS, forms[0])  # what a process reads once is nobody's page
    for form in forms[1:WARM_UP]:
        with CaptureQueriesContext(connection) as captured:
            client.post(ADDRESS, form)
        queries = max(queries, len(captured))
    times, seen, meter = [], 0, of_this_process()
    for form in forms[WARM_UP:]:
        began = time.perf_counter()
        answer = client.post(ADDRESS, form)
        times.append((time.perf_counter() - began) * 1_000)
        seen += b'name="choice"' in answer.content
    return Searched(way.key, way.title, len(times), seen, spread(times), meter.spent(), queries)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(typed_json.dumped(measure()))
