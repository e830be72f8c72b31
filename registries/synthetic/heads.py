"""Who may act for the made-up employers: of each the grown worker who has been there longest, as its director.

Made of the contracts once everybody is there, so the people of a population are the same with it and without.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.backends.utils import CursorWrapper

GROWN: Final = 25
"""Years, from which a made-up director is."""

_HEADS: Final = """
INSERT INTO registries_employerrepresentative (
    person_id, source_id, reference, valid_from, recorded_at, correction_reason, corrected_by,
    employer_voen, employer_name, position
)
SELECT DISTINCT ON (job.employer_voen) job.person_id, 'DVX', 'R-' || job.employer_voen, job.valid_from,
    job.recorded_at, '', '', job.employer_voen, job.employer_name, 'direktor'
FROM registries_employmentcontract job
JOIN registries_person person ON person.id = job.person_id
WHERE job.superseded_at IS NULL AND job.valid_from <= %(on)s AND (job.valid_until IS NULL OR job.valid_until >= %(on)s)
    AND job.workplace = 'main' AND job.employer_voen LIKE '%%1'
    AND person.died_on IS NULL AND person.birth_date <= %(on)s::date - make_interval(years => %(grown)s)
    AND NOT EXISTS (
        SELECT 1 FROM registries_employerrepresentative head
        WHERE head.employer_voen = job.employer_voen AND head.superseded_at IS NULL
    )
ORDER BY job.employer_voen, job.valid_from, job.person_id
"""


def make_heads(cursor: CursorWrapper, *, on: date) -> int:
    """Give each employer that has none a registered head; return how many were made."""
    cursor.execute(_HEADS, {"on": on, "grown": GROWN})
    made: int = cursor.rowcount
    return made
