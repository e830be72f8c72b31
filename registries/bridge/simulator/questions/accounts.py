"""What a bank knows of whose an account is."""

from __future__ import annotations

# A bank that "cannot tell whose an account is" (a fault that is switched on) answers so, whatever its books say.
_ACCOUNT_OWNER = """
SELECT asked.n, CASE
    WHEN EXISTS (
        SELECT 1 FROM simulator_fault fault
        WHERE fault.fault = 'unsure' AND fault.institution IN (%(institution)s, '*') AND random() < fault.probability
    ) THEN 'not_told'
    WHEN account.id IS NULL THEN 'none'
    WHEN closed.iban IS NOT NULL THEN 'closed'
    WHEN account.fin = asked.fin THEN 'own'
    ELSE 'another'
END
FROM {asked}
LEFT JOIN simulator_account account ON account.iban = asked.iban AND account.bank = %(institution)s
LEFT JOIN simulator_closedaccount closed ON closed.iban = asked.iban
"""

SQL = {"account_owner": _ACCOUNT_OWNER}
