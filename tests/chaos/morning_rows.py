"""What a morning at a centre begins with, and what its rows say afterwards; run in the installation's own process.

python -m tests.chaos.morning_rows begin | after
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

import django

CENTRE: Final = "BAKI-1"
DESKS: Final = 4
BOOKED: Final = 40
EVERY: Final = 6
"""Minutes from one appointment to the next."""


def begin() -> dict[str, Any]:
    """Desks, clerks who have signed in, a paired kiosk, appointments, and people who will show their FİN."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from dost.accounts.actors import staff_actor
    from dost.centres.devices import add_device, pair
    from dost.centres.models import Desk, Device
    from registries.models import Person
    from tests.factories.accounts import UserFactory, sign_in
    from tests.factories.centres import CentreFactory, booked

    settings.ALLOWED_HOSTS = ["*"]
    now = timezone.now()
    CentreFactory(code=CENTRE)
    Desk.objects.bulk_create(Desk(centre_id=CENTRE, number=number) for number in range(1, DESKS + 1))
    sessions = []
    for number in range(DESKS):
        client = Client()
        sign_in(client, UserFactory(username=f"morning{number}", clerk=True, centre=CENTRE))
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    made = add_device(
        actor=staff_actor(UserFactory(username="morning-supervisor", supervisor=True, centre=CENTRE)),
        kind=Device.Kind.KIOSK,
        place="Giriş",
        now=now,
    )
    people = list(Person.objects.filter(died_on=None, birth_date__lt="2000-01-01").order_by("pk")[: BOOKED + 60])
    appointments = [
        booked(starts_at=now + timedelta(minutes=EVERY * place), person=person, centre=CENTRE).code
        for place, person in enumerate(people[:BOOKED], start=1)
    ]
    return {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "sessions": sessions,
        "kiosk": pair(centre=CENTRE, kind=Device.Kind.KIOSK, code=made.code, now=now),
        "appointments": appointments,
        "fins": [person.fin for person in people[BOOKED:]],
    }


def after() -> dict[str, Any]:
    """How often each ticket was called and served, what the policy says of each call, and the times."""
    from dost.centres.models import Ticket, Visit

    tickets = list(Ticket.objects.filter(day__centre=CENTRE).order_by("number"))
    visits = list(Visit.objects.filter(centre=CENTRE).order_by("pk"))
    served = defaultdict(list)
    for visit in visits:
        served[visit.ticket_id].append(visit)
    begun = {pk: found[0].began_at for pk, found in served.items()}
    waits: defaultdict[str, list[float]] = defaultdict(list)
    inside = told = 0
    for ticket in tickets:
        if ticket.pk not in begun:
            continue
        waited = (max(begun[ticket.pk] - ticket.queued_at, timedelta())).total_seconds() / 60
        waits[ticket.klass].append(waited)
        if ticket.told:
            told += 1
            least, most = ticket.told[:2]
            inside += least <= waited <= most
    return {
        "tickets": len(tickets),
        "states": {state: sum(one.state == state for one in tickets) for state in Ticket.State.values},
        "visits_of_a_ticket": sorted({len(found) for found in served.values()}),
        "calls": replayed(tickets),
        "served_minutes": [(one.ended_at - one.began_at).total_seconds() / 60 for one in visits if one.ended_at],
        "waits": dict(waits),
        "told": told,
        "inside": inside,
    }


@dataclass
class Day:
    """How the queue stands after some lines of the log."""

    waiting: dict[int, Any]
    law_called: bool
    ended: list[tuple[datetime, timedelta]]


def replayed(tickets: Sequence[Any]) -> list[tuple[int, int | None]]:
    """For each call, in order: who was called, and whom the six rules name, from the lines of the log before it."""
    from dost.centres.call_next import Rank, is_overloaded, next_of
    from dost.centres.desks import seated_at
    from dost.centres.models import Desk, TicketEvent
    from dost.centres.numbers import numbers_of
    from dost.centres.queue import at_desk, waiting_of

    by_id: Mapping[int, Any] = {ticket.pk: ticket for ticket in tickets}
    desks: Mapping[Any, Desk] = {desk.pk: desk for desk in Desk.objects.filter(centre=CENTRE)}
    numbers, seated = numbers_of(CENTRE), seated_at(CENTRE)
    day = Day({}, False, [])
    begun: dict[int, datetime] = {}
    found: list[tuple[int, int | None]] = []
    for line in TicketEvent.objects.filter(ticket__day__centre=CENTRE).order_by("pk"):
        ticket = by_id[line.ticket_id]
        match line.kind:
            case "taken" | "back":
                day.waiting[ticket.number] = waiting_of(ticket, seated)
            case "called":
                everybody = list(day.waiting.values())
                expected = next_of(
                    everybody,
                    at_desk(desks[line.desk_id]),
                    now=line.at,
                    numbers=numbers,
                    law_called=day.law_called,
                    overload=is_overloaded(
                        sum(one.counts(line.at, numbers) for one in everybody),
                        desks=seated.at_work,
                        service=usual(day.ended, line.at),
                        numbers=numbers,
                    ),
                )
                found.append((ticket.number, expected.number if expected else None))
                called = day.waiting.pop(ticket.number)
                day.law_called = called.rank is Rank.LAW
            case "begun":
                begun[ticket.number] = line.at
            case "ended":
                day.ended.append((line.at, line.at - begun[ticket.number]))
    return found


def usual(ended: Sequence[tuple[datetime, timedelta]], now: datetime) -> timedelta:
    """The median time of a visit, as `service_times` says it, of the visits that had ended by then."""
    from dost.centres.service_times import FEWEST, LOOKS_BACK, MOST_READ, USUAL

    recent = sorted((one for one in ended if now - LOOKS_BACK < one[0] <= now), reverse=True)[:MOST_READ]
    if len(recent) < FEWEST:
        return USUAL
    return timedelta(seconds=median(took.total_seconds() for _at, took in recent))


if __name__ == "__main__":
    django.setup()
    json.dump({"begin": begin, "after": after}[sys.argv[1]](), sys.stdout)
