"""Facts from QEBUL: what a person came to the centres, called or wrote for."""

from __future__ import annotations

from datetime import date

from .model import Sensitivity
from .source import Group, Source

RECEPTION = Group(
    Source(
        name="reception",
        registry="QEBUL",
        institution="DOSTA",
        tables="registries_reception r",
        key="r.person_id",
        where="r.superseded_at IS NULL AND r.valid_from <= {on} AND r.valid_from > ({on} - interval '12 months')::date",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
RECEPTION.integer(
    "reception.visits_12m",
    ("Son 12 ayda DOST-a gəlişlər", "Visits in the last 12 months", "Посещения за последние 12 месяцев"),
    "count(*) FILTER (WHERE r.kind = 'visit')::int",
    example=3,
)
RECEPTION.integer(
    "reception.calls_12m",
    (
        "Son 12 ayda 142-yə zənglər",
        "Calls to 142 in the last 12 months",
        "Звонки на 142 за последние 12 месяцев",
    ),
    "count(*) FILTER (WHERE r.kind = 'call')::int",
    example=1,
)
RECEPTION.day(
    "reception.last_visit_on",
    ("Son gəliş tarixi", "Last visit on", "Последнее посещение"),
    "max(r.valid_from) FILTER (WHERE r.kind = 'visit')",
    example=date(2026, 10, 7),
    note="Within the last 12 months.",
)
RECEPTION.integer(
    "reception.open_appeals",
    ("Cavablandırılmamış müraciətlər", "Appeals not yet answered", "Обращения без ответа"),
    "count(*) FILTER (WHERE r.kind IN ('proposal', 'application', 'complaint')"
    " AND (r.closed_at IS NULL OR (r.closed_at AT TIME ZONE 'Asia/Baku')::date > {on}))::int",
)
RECEPTION.boolean(
    "reception.appeal_overdue",
    ("Müraciətin cavab müddəti keçib", "An appeal is overdue", "Срок ответа на обращение истёк"),
    "bool_or(coalesce(r.due_on < {on}, false)"
    " AND (r.closed_at IS NULL OR (r.closed_at AT TIME ZONE 'Asia/Baku')::date > {on}))",
    example=False,
)
RECEPTION.integer(
    "reception.last_rating",
    ("Xidmətə verdiyi son qiymət", "Last rating given", "Последняя оценка"),
    "(array_agg(r.rating ORDER BY r.valid_from DESC, r.id DESC) FILTER (WHERE r.rating IS NOT NULL))[1]::int",
    absent=None,
    example=5,
)

GROUPS = [RECEPTION]
