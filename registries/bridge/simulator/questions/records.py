"""The question every institution answers: which live records about a person came from it."""

from __future__ import annotations

from registries import models
from registries.models import Record

_PART = """
SELECT '{registry} ' || one.reference AS reference FROM {table} one
WHERE one.person_id = person.id AND one.source_id = %(institution)s AND one.superseded_at IS NULL
"""

_RECORDS = """
SELECT asked.n, coalesce(own.numbers, ARRAY[]::text[])
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(record.reference ORDER BY record.reference) AS numbers FROM ({parts}) record
) own
"""


def sql() -> str:
    """The statement over every registry table; a reference is given as `REGISTRY number`."""
    parts = [
        _PART.replace("{registry}", kind.registry).replace("{table}", kind._meta.db_table)
        for name in models.__all__
        if isinstance(kind := getattr(models, name), type) and issubclass(kind, Record) and not kind._meta.abstract
    ]
    return _RECORDS.replace("{parts}", " UNION ALL ".join(parts))
