"""The rows of received events: claimed first, so that each is received once, and settled at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from registries.models import RegistryEvent

from .envelope import Event, same_content, storable
from .kinds import Job

_CLAIM = """
INSERT INTO registries_registryevent AS e
    (institution_id, event_id, kind, registry, payload, happened_on, received_at, state, persons)
SELECT k.institution, k.event, k.kind, k.registry, k.payload, k.happened_on, %s, 'applied', '[]'
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::date[])
    AS k(institution, event, kind, registry, payload, happened_on)
ORDER BY k.institution, k.event
ON CONFLICT (institution_id, event_id) DO UPDATE
    SET kind = EXCLUDED.kind, registry = EXCLUDED.registry, payload = EXCLUDED.payload,
        happened_on = EXCLUDED.happened_on, received_at = EXCLUDED.received_at, state = 'applied',
        problem = NULL, persons = '[]'
    WHERE e.state = 'refused'
RETURNING institution_id, event_id, id
"""
_WRITE_BACK = """
UPDATE registries_registryevent e SET state = k.state, problem = k.problem, persons = k.persons
FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[]) AS k(id, state, problem, persons)
WHERE e.id = k.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An event to be claimed, with its record as it is kept."""

    event: Event
    payload: Any

    @property
    def key(self) -> tuple[str, str]:
        """What makes the event the same event."""
        return self.event.institution, self.event.id


class Claims:
    """The claims of one batch. `won`: the ids of those that are this batch's to apply."""

    def __init__(self, claims: Sequence[Claim], *, now: datetime) -> None:
        """Insert the events' rows in order of their keys; waits for whoever is inserting the same ones."""
        self._claims = {claim.key: claim for claim in claims}
        columns: list[list[Any]] = [
            [claim.event.institution for claim in claims],
            [claim.event.id for claim in claims],
            [claim.event.kind for claim in claims],
            [claim.event.registry for claim in claims],
            [Jsonb(claim.payload) for claim in claims],
            [claim.event.happened_on for claim in claims],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [now, *columns])
            self.won = {(institution, event): pk for institution, event, pk in cursor.fetchall()}
        self._received_before = self._look_up()

    def _look_up(self) -> dict[tuple[str, str], tuple[int, bool]]:
        """The ids of the events received before, and whether they said the same."""
        lost = [key for key in self._claims if key not in self.won]
        found = {}
        rows = RegistryEvent.objects.filter(event_id__in=[event for _, event in lost]) if lost else ()
        for row in rows:
            claim = self._claims.get((row.institution_id, row.event_id))
            if claim is not None:
                event = claim.event
                same = (row.kind, row.happened_on) == (event.kind, event.happened_on)
                same = same and same_content(row.payload, claim.payload)
                found[claim.key] = (row.pk, same)
        return found

    def received_before(self, event: Event) -> tuple[int, bool]:
        """The id under which an event stands already, and whether it said the same then."""
        return self._received_before[event.institution, event.id]

    @staticmethod
    def write_back(jobs: Sequence[Job]) -> None:
        """Write what became of the claimed events, and whom they concern."""
        if not jobs:
            return
        states = ["applied" if job.problem is None else "refused" for job in jobs]
        problems = [None if job.problem is None else Jsonb(storable(job.problem.as_problem())) for job in jobs]
        persons = [Jsonb(sorted(job.people)) for job in jobs]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_BACK, [[job.pk for job in jobs], states, problems, persons])
