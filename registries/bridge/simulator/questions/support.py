"""What is known of disability, honoured status, care and Presidential orders."""

from __future__ import annotations

# With the person's FİN the decision is found through the person; without one all decisions are gone through.
_DISABILITY = """
SELECT asked.n, person.fin, decision.band, decision.cause, decision.decision_date,
    decision.valid_from, decision.valid_until, decision.before_18, {valid:decision}
FROM {asked}
JOIN registries_person person ON person.fin = asked.fin
JOIN registries_disabilitydecision decision
    ON decision.person_id = person.id AND decision.decision_no = asked.decision_no
WHERE asked.fin IS NOT NULL AND decision.superseded_at IS NULL
UNION ALL
SELECT asked.n, person.fin, decision.band, decision.cause, decision.decision_date,
    decision.valid_from, decision.valid_until, decision.before_18, {valid:decision}
FROM {asked}
JOIN registries_disabilitydecision decision ON decision.decision_no = asked.decision_no
JOIN registries_person person ON person.id = decision.person_id
WHERE asked.fin IS NULL AND decision.superseded_at IS NULL
"""

_REHABILITATION = """
SELECT asked.n, programme.numbers, programme.kinds
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT one.programme_no::text) AS numbers, array_agg(DISTINCT one.kind::text) AS kinds
    FROM registries_rehabilitationitem one WHERE one.person_id = person.id AND {valid:one}
) programme
WHERE programme.numbers IS NOT NULL
"""

_STATUS = """
SELECT asked.n, coalesce(honour.statuses, ARRAY[]::text[]), honour.martyr_fin
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT one.status::text) AS statuses, min(martyr.fin) AS martyr_fin
    FROM registries_honourstatus one LEFT JOIN registries_person martyr ON martyr.id = one.martyr_id
    WHERE one.person_id = person.id AND {valid:one}
) honour
"""

_INSURANCE_EVENT = """
SELECT asked.n, event.event, event.category, event.degree, event.confirmed
{person}
CROSS JOIN LATERAL (
    SELECT one.event, one.category, one.degree, one.confirmed FROM registries_personalinsuranceevent one
    WHERE one.person_id = person.id AND one.event_no = asked.event_no AND one.superseded_at IS NULL LIMIT 1
) event
"""

_CARE = """
SELECT asked.n, care.kind IS NOT NULL, care.kind, care.fin, care.valid_from
{person}
LEFT JOIN LATERAL (
    SELECT one.kind, carer.fin, one.valid_from
    FROM registries_socialservicecase one LEFT JOIN registries_person carer ON carer.id = one.carer_id
    WHERE one.person_id = person.id AND {valid:one} ORDER BY one.valid_from DESC LIMIT 1
) care ON true
"""

_STIPEND_ORDER = """
SELECT asked.n, stipend.orders, stipend.kinds
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(one.order_no::text ORDER BY one.valid_from) AS orders,
        array_agg(one.kind::text ORDER BY one.valid_from) AS kinds
    FROM registries_stipendorder one WHERE one.person_id = person.id AND {valid:one}
) stipend
WHERE stipend.orders IS NOT NULL
"""

SQL = {
    "disability": _DISABILITY,
    "rehabilitation": _REHABILITATION,
    "status": _STATUS,
    "insurance_event": _INSURANCE_EVENT,
    "care": _CARE,
    "stipend_order": _STIPEND_ORDER,
}
