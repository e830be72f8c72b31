"""What the tax service, the insurance fund, the employment agency and the labour inspection know of people."""

from __future__ import annotations

_EMPLOYMENT = """
SELECT asked.n, job.since IS NOT NULL, job.since, job.employer_voen, coalesce(business.yes, false)
{person}
LEFT JOIN LATERAL (
    SELECT min(one.valid_from) AS since,
        (array_agg(one.employer_voen::text ORDER BY one.workplace DESC, one.valid_from))[1] AS employer_voen
    FROM registries_employmentcontract one WHERE one.person_id = person.id AND {valid:one}
) job ON true
LEFT JOIN LATERAL (
    SELECT true AS yes FROM registries_employedstatus one
    WHERE one.person_id = person.id AND one.category = 'entrepreneur' AND {valid:one} LIMIT 1
) business ON true
"""

_REPRESENTATION = """
SELECT asked.n, head.since IS NOT NULL, head.position, head.since
{person}
LEFT JOIN LATERAL (
    SELECT one.position, one.valid_from AS since FROM registries_employerrepresentative one
    WHERE one.person_id = person.id AND one.employer_voen = asked.voen AND {valid:one}
    ORDER BY one.valid_from LIMIT 1
) head ON true
"""

_INCOME = """
SELECT asked.n, coalesce(account.insured_income_12m, 0), coalesce(job.pay, 0)
{person}
LEFT JOIN LATERAL (
    SELECT one.insured_income_12m FROM registries_insuranceaccount one
    WHERE one.person_id = person.id AND {valid:one} ORDER BY one.valid_from DESC LIMIT 1
) account ON true
LEFT JOIN LATERAL (
    SELECT sum(one.monthly_pay) AS pay FROM registries_employmentcontract one
    WHERE one.person_id = person.id AND {valid:one}
) job ON true
"""

# Someone without an account has no capital; an account whose capital is not known says so.
_PENSION_CAPITAL = """
SELECT asked.n, CASE WHEN account.id IS NULL THEN 0 ELSE account.pension_capital END,
    coalesce(account.insurance_months, 0)
{person}
LEFT JOIN LATERAL (
    SELECT one.id, one.pension_capital, one.insurance_months FROM registries_insuranceaccount one
    WHERE one.person_id = person.id AND one.superseded_at IS NULL
    ORDER BY one.valid_until DESC NULLS FIRST, one.valid_from DESC LIMIT 1
) account ON true
"""

_PAYMENTS = """
SELECT asked.n, coalesce(paid.service_codes, ARRAY[]::text[])
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT award.service_code::text) AS service_codes
    FROM (
        SELECT one.service_code FROM registries_pensioncase one
        WHERE one.person_id = person.id AND NOT one.suspended AND {valid:one}
        UNION ALL
        SELECT one.service_code FROM registries_benefitcase one
        WHERE one.person_id = person.id AND NOT one.suspended AND {valid:one}
        UNION ALL
        SELECT one.service_code FROM registries_stipendcase one
        WHERE one.person_id = person.id AND NOT one.suspended AND {valid:one}
        UNION ALL
        SELECT one.service_code FROM registries_assistancecase one
        WHERE one.person_id = person.id AND NOT one.suspended AND one.decision = 'granted' AND {valid:one}
    ) award
) paid
"""

_PAID_FOR = """
SELECT asked.n, award.assigned_on IS NOT NULL, award.assigned_on
{person}
LEFT JOIN LATERAL (
    SELECT one.assigned_on FROM registries_benefitcase one
    WHERE one.service_code = asked.service_code AND one.basis_key = asked.basis_key
        AND one.superseded_at IS NULL
    ORDER BY one.assigned_on LIMIT 1
) award ON true
"""

_CONTRACT = """
SELECT asked.n, contract.valid_from, contract.valid_until, contract.suspended, contract.monthly_pay,
    contract.workplace_district_id, contract.term_months
{person}
CROSS JOIN LATERAL (
    SELECT one.* FROM registries_employmentcontract one
    WHERE one.person_id = person.id AND one.contract_no = asked.contract_no AND one.superseded_at IS NULL
    ORDER BY one.valid_from DESC LIMIT 1
) contract
"""

_LEAVE = """
SELECT asked.n, leave.kind IS NOT NULL, leave.kind, leave.valid_from, leave.valid_until
{person}
LEFT JOIN LATERAL (
    SELECT one.kind, one.valid_from, one.valid_until FROM registries_leave one
    WHERE one.person_id = person.id AND {valid:one} ORDER BY one.valid_from DESC LIMIT 1
) leave ON true
"""

_SICK_LEAVE = """
SELECT asked.n, leave.days, leave.working_days, leave.valid_from, leave.valid_until
{person}
CROSS JOIN LATERAL (
    SELECT one.days, one.working_days, one.valid_from, one.valid_until FROM registries_leave one
    WHERE one.person_id = person.id AND one.sheet_no = asked.sheet_no AND one.superseded_at IS NULL
    ORDER BY one.valid_from DESC LIMIT 1
) leave
"""

_JOBSEEKER = """
SELECT asked.n, registration.status IS NOT NULL, registration.status, registration.valid_from
{person}
LEFT JOIN LATERAL (
    SELECT one.status, one.valid_from FROM registries_jobseekerregistration one
    WHERE one.person_id = person.id AND {valid:one}
    ORDER BY one.status = 'unemployed' DESC, one.valid_from DESC LIMIT 1
) registration ON true
"""

_TRAINING = """
SELECT asked.n, coalesce(course.attends, false), course.programme, course.valid_from
{person}
LEFT JOIN LATERAL (
    SELECT one.attends, one.programme, one.valid_from FROM registries_training one
    WHERE one.person_id = person.id AND {valid:one} ORDER BY one.attends DESC, one.valid_from DESC LIMIT 1
) course ON true
"""

_UNEMPLOYMENT_EVENT = """
SELECT asked.n, event.ground, event.valid_from, event.insured_months, event.lost_average_pay
{person}
CROSS JOIN LATERAL (
    SELECT one.ground, one.valid_from, one.insured_months, one.lost_average_pay
    FROM registries_unemploymentevent one
    WHERE one.person_id = person.id AND one.superseded_at IS NULL ORDER BY one.valid_from DESC LIMIT 1
) event
"""

SQL = {
    "employment": _EMPLOYMENT,
    "representation": _REPRESENTATION,
    "income": _INCOME,
    "pension_capital": _PENSION_CAPITAL,
    "payments": _PAYMENTS,
    "paid_for": _PAID_FOR,
    "contract": _CONTRACT,
    "leave": _LEAVE,
    "sick_leave": _SICK_LEAVE,
    "jobseeker": _JOBSEEKER,
    "training": _TRAINING,
    "unemployment_event": _UNEMPLOYMENT_EVENT,
}
