"""What the books of an installation say: what was paid, what is left to do, and whether anything was done twice."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from tests.installation import Installation

# What a case arose from, in words that are the same in every run. The number of an award that the road itself wrote is
# its case's, and who gets which number depends on who was first; such an award is named by what its case was about.
NAMED: Final = """
    WITH RECURSIVE named (id, key) AS (
        SELECT id, basis_key::text FROM cases_case WHERE basis_key NOT LIKE 'DSMF:DOST-%'
        UNION ALL
        SELECT c.id, 'award of ' || o.service_id || ' for ' || n.key FROM named n
        JOIN cases_case o ON o.id = n.id JOIN cases_case c ON c.basis_key = 'DSMF:DOST-' || o.id
    )
"""
PAYMENTS: Final = f"""
    {NAMED} SELECT p.fin, c.service_id, n.key, o.period, o.amount
    FROM payments_paymentorder o
    JOIN cases_entitlement e ON e.id = o.entitlement_id
    JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN named n ON n.id = c.id
    JOIN registries_person p ON p.id = e.person_id
    WHERE o.state = 'done'
"""
CASES: Final = f"""
    {NAMED} SELECT p.fin, c.service_id, n.key, c.stage, c.waiting_on, c.outcome, c.live
    FROM cases_case c JOIN registries_person p ON p.id = c.person_id LEFT JOIN named n ON n.id = c.id
"""
OVERPAID: Final = f"""
    {NAMED} SELECT p.fin, c.service_id, n.key, v.cause, v.state, m.period, m.paid, m.due
    FROM payments_overpaidmonth m
    JOIN payments_overpayment v ON v.id = m.overpayment_id
    JOIN cases_entitlement e ON e.id = v.entitlement_id
    JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN named n ON n.id = c.id
    JOIN registries_person p ON p.id = e.person_id
"""
RIGHTS: Final = f"""
    {NAMED} SELECT p.fin, c.service_id, n.key, e.starts, e.until, e.ended_on, e.end_reason, e.review IS NULL
    FROM cases_entitlement e
    JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN named n ON n.id = c.id
    JOIN registries_person p ON p.id = e.person_id
"""
TO_DO: Final = """
    SELECT
      (SELECT count(*) FROM registries_registryevent WHERE detected_at IS NULL AND state = 'applied')
      + (SELECT count(*) FROM registries_registrychange WHERE detected_at IS NULL)
      + (SELECT count(*) FROM cases_case
         WHERE state = 'ready' OR state = 'waiting' AND waiting_on IN ('institution', 'bank', 'operator'))
      + (SELECT count(*) FROM payments_paymentaccount WHERE state IN ('ready', 'sending'))
      + (SELECT count(*) FROM payments_paymentorder WHERE state IN ('ready', 'sending'))
      + (SELECT count(*) FROM notifications_notice WHERE state IN ('ready', 'sending'))
"""
# Each of these must find nothing.
FAULTS: Final = {
    "paid twice": "SELECT end_to_end_id FROM simulator_ledgerline GROUP BY 1 HAVING count(*) > 1",
    "paid by the bank, not by us": """
        SELECT l.end_to_end_id FROM simulator_ledgerline l
        LEFT JOIN payments_paymentorder o ON o.key = l.end_to_end_id
          AND o.state = 'done' AND o.amount = l.amount
        WHERE o.id IS NULL""",
    "paid by us, not by the bank": """
        SELECT o.key FROM payments_paymentorder o
        LEFT JOIN simulator_ledgerline l ON l.end_to_end_id = o.key WHERE o.state = 'done' AND l.id IS NULL""",
    "told twice": "SELECT key FROM simulator_textmessage GROUP BY 1 HAVING count(*) > 1",
    "told by the operator, not by us": """
        SELECT t.key FROM simulator_textmessage t
        LEFT JOIN notifications_notice n ON n.key = t.key AND n.state = 'done' AND n.text = t.text
        WHERE n.id IS NULL""",
    "told by us, not by the operator": """
        SELECT n.key FROM notifications_notice n LEFT JOIN simulator_textmessage t ON t.key = n.key
        WHERE n.channel = 'sms' AND n.state = 'done' AND t.id IS NULL""",
    "two accounts": "SELECT fin FROM simulator_account GROUP BY 1 HAVING count(*) > 1",
    "two cards": "SELECT key FROM simulator_card GROUP BY 1 HAVING count(*) > 1",
    "left in doubt": """
        SELECT key FROM payments_paymentorder WHERE state = 'doubtful'
        UNION ALL SELECT key FROM payments_paymentaccount WHERE state = 'doubtful'
        UNION ALL SELECT key FROM notifications_notice WHERE state = 'doubtful'""",
    "granted without decision, entitlement, criteria or exactly one message": """
        SELECT c.id FROM cases_case c
        LEFT JOIN cases_decision d ON d.case_id = c.id
        LEFT JOIN cases_entitlement e ON e.case_id = c.id
        WHERE c.outcome = 'granted' AND c.stage = 'closed' AND (
          e.id IS NULL OR d.id IS NULL OR jsonb_array_length(d.explanation) = 0
          OR (SELECT count(*) FROM notifications_notice n WHERE n.case_id = c.id AND n.kind = 'granted') <> 1)""",
    "a right of money without a payment": """
        SELECT c.id FROM cases_case c JOIN cases_entitlement e ON e.case_id = c.id
        WHERE c.stage = 'closed' AND e.period <> 'none' AND e.amount > 0 AND e.starts <= current_date
          AND NOT EXISTS (SELECT 1 FROM payments_paymentorder o WHERE o.entitlement_id = e.id AND o.state = 'done')""",
    "more than one case for a right": """
        SELECT service_id, basis, basis_key FROM cases_case GROUP BY 1, 2, 3 HAVING count(*) > 1""",
}
KEPT: Final = (
    "cases_case",
    "cases_caseentry",
    "cases_decision",
    "cases_entitlement",
    "cases_evidence",
    "payments_paymentorder",
    "notifications_notice",
    "simulator_handledrequest",
    "simulator_ledgerline",
    "simulator_textmessage",
    "registries_registryevent",
    "registries_registrychange",
)


def payments(house: Installation) -> Counter[tuple[Any, ...]]:
    """Every payment made: person, service, basis record, period, amount."""
    return _counted(house, PAYMENTS)


def cases(house: Installation) -> Counter[tuple[Any, ...]]:
    """Every case and how it ended."""
    return _counted(house, CASES)


def overpaid(house: Installation) -> Counter[tuple[Any, ...]]:
    """Every month that was paid in excess: person, service, basis record, cause, state, period, paid, due."""
    return _counted(house, OVERPAID)


def rights(house: Installation) -> Counter[tuple[Any, ...]]:
    """Every right: since when, until when, how it ended, and whether a clerk is to look at it."""
    return _counted(house, RIGHTS)


def _counted(house: Installation, query: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in house.rows(query))


def is_finished(house: Installation) -> bool:
    """Whether nothing is left that could go on by itself."""
    return house.number(TO_DO) == 0


def faults(house: Installation) -> dict[str, list[Any]]:
    """What is wrong with the books; empty when all is well."""
    found = {name: [tuple(row.values()) for row in house.rows(query)] for name, query in FAULTS.items()}
    return {name: rows for name, rows in found.items() if rows}


def totals(house: Installation) -> dict[str, int]:
    """How many rows there are of everything that an event may lead to."""
    return {table: house.number(f"SELECT count(*) FROM {table}") for table in KEPT}
