-- The conditions of every proactive rule of the catalogue, as someone who knows the tables would write them: from the
-- most selective table on, no column that is not needed, dates compared as dates. One statement for each table (or kind
-- of people) that rights arise from; every column is a service and counts the rights there are on a day.
--
-- %(on)s is the day; the other parameters are the catalogue's amounts and ages on that day. A registry that is known to
-- be incomplete for a person (registries_registrygap) and holds no record of them does not answer "no", and a right whose
-- amount is not known is not counted.

-- name: birth
SELECT
  count(*) FILTER (WHERE NOT works) AS "05-40",
  count(*) FILTER (WHERE works) AS "05-41"
FROM (
  SELECT
    CASE
      WHEN EXISTS (
        SELECT FROM registries_employmentcontract e
        WHERE e.person_id IN (r.mother_id, r.father_id) AND e.superseded_at IS NULL
          AND e.valid_from <= r.valid_from AND (e.valid_until IS NULL OR e.valid_until >= r.valid_from)
        UNION ALL
        SELECT FROM registries_employedstatus e
        WHERE e.person_id IN (r.mother_id, r.father_id) AND e.superseded_at IS NULL
          AND e.valid_from <= r.valid_from AND (e.valid_until IS NULL OR e.valid_until >= r.valid_from)
          AND e.category <> 'student'
          AND NOT (e.category = 'military' AND EXISTS (
            SELECT FROM registries_conscription c WHERE c.person_id = e.person_id AND c.superseded_at IS NULL
              AND c.valid_from <= r.valid_from AND (c.valid_until IS NULL OR c.valid_until >= r.valid_from)))
      ) THEN true
      WHEN EXISTS (
        SELECT FROM registries_registrygap g
        WHERE g.person_id IN (r.mother_id, r.father_id) AND g.registry IN ('EMAS', 'MSR')
          AND g.since <= r.valid_from AND (g.until IS NULL OR g.until >= %(on)s)
      ) THEN NULL
      ELSE false
    END AS works
  FROM registries_birthact r
  LEFT JOIN registries_person m ON m.id = r.mother_id AND (m.died_on IS NULL OR m.died_on > %(on)s)
      AND (m.missing_since IS NULL OR m.missing_since > %(on)s)
  LEFT JOIN registries_person f ON f.id = r.father_id AND (f.died_on IS NULL OR f.died_on > %(on)s)
      AND (f.missing_since IS NULL OR f.missing_since > %(on)s)
  LEFT JOIN LATERAL (
    SELECT q.id
    FROM (
      SELECT c.carer_id AS id, c.valid_from FROM registries_childplacement c
      WHERE c.person_id = r.person_id AND c.superseded_at IS NULL
        AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
      UNION ALL
      SELECT k.relative_id, k.valid_from FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind = 'guardian' AND k.superseded_at IS NULL
        AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
    ) x
    JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE m.id IS NULL AND f.id IS NULL
    ORDER BY x.valid_from DESC, q.id LIMIT 1
  ) g ON true
  JOIN registries_person s ON s.id = coalesce(m.id, f.id, g.id)
  WHERE r.superseded_at IS NULL AND r.born_alive
    AND r.valid_from <= %(on)s AND r.valid_from > (%(on)s - interval '36 months')::date
    AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
    AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
) b;

-- name: care
SELECT
  count(*) FILTER (WHERE cared.birth_date <= (%(on)s - interval '18 years')::date AND d.band = '81-100') AS "07-09",
  count(*) FILTER (WHERE cared.birth_date > (%(on)s - interval '18 years')::date AND d.band <> 'none') AS "07-10"
FROM registries_socialservicecase r
JOIN registries_person cared ON cared.id = r.person_id AND (cared.died_on IS NULL OR cared.died_on > %(on)s)
  AND (cared.missing_since IS NULL OR cared.missing_since > %(on)s)
JOIN registries_person s ON s.id = r.carer_id
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
JOIN LATERAL (
  SELECT band FROM registries_disabilitydecision d
  WHERE d.person_id = cared.id AND d.superseded_at IS NULL
    AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s)
  ORDER BY d.decision_date DESC, d.id DESC LIMIT 1
) d ON true
WHERE r.kind = 'informal' AND r.superseded_at IS NULL
  AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s)
  AND NOT EXISTS (
    SELECT FROM registries_employmentcontract e WHERE e.person_id = s.id AND e.superseded_at IS NULL
      AND e.valid_from <= %(on)s AND (e.valid_until IS NULL OR e.valid_until >= %(on)s))
  AND NOT EXISTS (
    SELECT FROM registries_employedstatus e WHERE e.person_id = s.id AND e.superseded_at IS NULL
      AND e.valid_from <= %(on)s AND (e.valid_until IS NULL OR e.valid_until >= %(on)s))
  AND NOT EXISTS (
    SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry IN ('EMAS', 'MSR')
      AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s));

-- name: child of a parent who died
SELECT
  count(*) FILTER (
    WHERE (pensioner OR months >= %(survivor_pension_record_months)s) AND pension IN ('none', 'survivor')) AS "05-05",
  count(*) FILTER (
    WHERE NOT (pensioner OR months >= %(survivor_pension_record_months)s) AND pension = 'none') AS "05-26"
FROM (
  SELECT
    CASE WHEN o.pensioner THEN true WHEN g.pens THEN NULL ELSE false END AS pensioner,
    CASE WHEN g.ucot THEN NULL ELSE coalesce(o.months, 0) END AS months,
    CASE WHEN g.pens THEN NULL ELSE coalesce(own.kind, 'none') END AS pension
  FROM (
    SELECT r.person_id, max(a.insurance_months) AS months, bool_or(EXISTS (
        SELECT FROM registries_pensioncase c
        WHERE c.person_id = dead.id AND c.superseded_at IS NULL
          AND c.valid_from <= dead.died_on AND (c.valid_until IS NULL OR c.valid_until >= dead.died_on)
      )) AS pensioner
    FROM registries_kinship r
    JOIN registries_person dead ON dead.id = r.relative_id AND dead.died_on <= %(on)s
    JOIN registries_person young ON young.id = r.person_id
      AND young.birth_date <= %(on)s AND young.birth_date > (%(on)s - interval '23 years')::date
      AND (young.died_on IS NULL OR young.died_on > %(on)s)
    LEFT JOIN registries_insuranceaccount a ON a.person_id = dead.id AND a.superseded_at IS NULL
    WHERE r.kind IN ('mother', 'father') AND r.superseded_at IS NULL AND r.valid_from <= %(on)s
    GROUP BY r.person_id
  ) o
  JOIN registries_person child ON child.id = o.person_id
  LEFT JOIN LATERAL (
    SELECT coalesce(max(k.relative_id) FILTER (WHERE k.kind = 'mother'),
                    max(k.relative_id) FILTER (WHERE k.kind = 'father')) AS id
    FROM registries_kinship k
    JOIN registries_person q ON q.id = k.relative_id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE child.birth_date > (%(on)s - interval '18 years')::date
      AND k.person_id = child.id AND k.kind IN ('mother', 'father') AND NOT k.rights_removed AND k.superseded_at IS NULL
      AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
  ) parent ON true
  LEFT JOIN LATERAL (
    SELECT q.id
    FROM (
      SELECT c.carer_id AS id, c.valid_from FROM registries_childplacement c
      WHERE c.person_id = child.id AND c.superseded_at IS NULL
        AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
      UNION ALL
      SELECT k.relative_id, k.valid_from FROM registries_kinship k
      WHERE k.person_id = child.id AND k.kind = 'guardian' AND k.superseded_at IS NULL
        AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
    ) x
    JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE child.birth_date > (%(on)s - interval '18 years')::date AND parent.id IS NULL
    ORDER BY x.valid_from DESC, q.id LIMIT 1
  ) guardian ON true
  JOIN registries_person s ON s.id = CASE
      WHEN child.birth_date > (%(on)s - interval '18 years')::date THEN coalesce(parent.id, guardian.id)
      ELSE child.id END
    AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
    AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
  LEFT JOIN LATERAL (
    SELECT p.kind FROM registries_pensioncase p
    WHERE p.person_id = child.id AND p.superseded_at IS NULL
      AND p.valid_from <= %(on)s AND (p.valid_until IS NULL OR p.valid_until >= %(on)s)
    ORDER BY p.valid_from DESC, p.id DESC LIMIT 1
  ) own ON true
  LEFT JOIN LATERAL (
    SELECT bool_or(registry = 'PENS') AS pens, bool_or(registry = 'UCOT') AS ucot FROM registries_registrygap g
    WHERE g.person_id = child.id AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s)
  ) g ON true
  WHERE child.birth_date > (%(on)s - interval '18 years')::date
    OR EXISTS (
      SELECT FROM registries_study t WHERE t.person_id = child.id AND t.full_time AND t.superseded_at IS NULL
        AND t.valid_from <= %(on)s AND (t.valid_until IS NULL OR t.valid_until >= %(on)s))
    OR (
      SELECT d.before_18 FROM registries_disabilitydecision d
      WHERE d.person_id = child.id AND d.superseded_at IS NULL
        AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s)
      ORDER BY d.decision_date DESC, d.id DESC LIMIT 1)
) x;

-- name: child of a conscript
SELECT count(*) AS "05-27"
FROM (
  SELECT DISTINCT person_id FROM registries_conscription
  WHERE superseded_at IS NULL AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
) father
JOIN registries_kinship f ON f.relative_id = father.person_id AND f.kind = 'father' AND f.superseded_at IS NULL
  AND f.valid_from <= %(on)s AND (f.valid_until IS NULL OR f.valid_until >= %(on)s)
JOIN registries_person child ON child.id = f.person_id
  AND child.birth_date <= %(on)s AND child.birth_date > (%(on)s - interval '18 years')::date
  AND (child.died_on IS NULL OR child.died_on > %(on)s)
LEFT JOIN LATERAL (
  SELECT coalesce(max(k.relative_id) FILTER (WHERE k.kind = 'mother'),
                  max(k.relative_id) FILTER (WHERE k.kind = 'father')) AS id
  FROM registries_kinship k
  JOIN registries_person q ON q.id = k.relative_id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
  WHERE k.person_id = child.id AND k.kind IN ('mother', 'father') AND NOT k.rights_removed AND k.superseded_at IS NULL
    AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
) parent ON true
LEFT JOIN LATERAL (
  SELECT q.id
  FROM (
    SELECT c.carer_id AS id, c.valid_from FROM registries_childplacement c
    WHERE c.person_id = child.id AND c.superseded_at IS NULL
      AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
    UNION ALL
    SELECT k.relative_id, k.valid_from FROM registries_kinship k
    WHERE k.person_id = child.id AND k.kind = 'guardian' AND k.superseded_at IS NULL
      AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
  ) x
  JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
  WHERE parent.id IS NULL
  ORDER BY x.valid_from DESC, q.id LIMIT 1
) guardian ON true
JOIN registries_person s ON s.id = coalesce(parent.id, guardian.id)
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
WHERE child.birth_date > (%(on)s - interval '16 years')::date
  OR EXISTS (
    SELECT FROM registries_study t
    WHERE t.person_id = child.id AND t.full_time AND t.level = 'school' AND t.superseded_at IS NULL
      AND t.valid_from <= %(on)s AND (t.valid_until IS NULL OR t.valid_until >= %(on)s));

-- name: infant of a family that gets assistance
SELECT count(*) AS "05-29"
FROM registries_person child
LEFT JOIN LATERAL (
  SELECT coalesce(max(k.relative_id) FILTER (WHERE k.kind = 'mother'),
                  max(k.relative_id) FILTER (WHERE k.kind = 'father')) AS id
  FROM registries_kinship k
  JOIN registries_person q ON q.id = k.relative_id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
  WHERE k.person_id = child.id AND k.kind IN ('mother', 'father') AND NOT k.rights_removed AND k.superseded_at IS NULL
    AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
) parent ON true
LEFT JOIN LATERAL (
  SELECT q.id
  FROM (
    SELECT c.carer_id AS id, c.valid_from FROM registries_childplacement c
    WHERE c.person_id = child.id AND c.superseded_at IS NULL
      AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
    UNION ALL
    SELECT k.relative_id, k.valid_from FROM registries_kinship k
    WHERE k.person_id = child.id AND k.kind = 'guardian' AND k.superseded_at IS NULL
      AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
  ) x
  JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
  WHERE parent.id IS NULL
  ORDER BY x.valid_from DESC, q.id LIMIT 1
) guardian ON true
JOIN registries_person s ON s.id = coalesce(parent.id, guardian.id)
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
WHERE (child.birth_date >= (date_trunc('month', %(on)s::timestamp) - interval '12 months')::date
    -- Whoever is born on 29 February turns one on 1 March, so that the month is March.
    OR child.birth_date + 1 = (date_trunc('month', %(on)s::timestamp) - interval '12 months')::date
      AND date_part('month', child.birth_date) = 2 AND date_part('day', child.birth_date) = 29)
  AND child.birth_date <= %(on)s AND (child.died_on IS NULL OR child.died_on > %(on)s)
  AND EXISTS (
    SELECT FROM registries_assistancecase a
    WHERE a.decision = 'granted' AND NOT a.suspended AND a.superseded_at IS NULL
      AND a.valid_from <= %(on)s AND (a.valid_until IS NULL OR a.valid_until >= %(on)s)
      AND a.household_id = (
        SELECT max(h.household_id) FROM registries_householdmember h
        WHERE h.person_id = s.id AND h.superseded_at IS NULL
          AND h.valid_from <= %(on)s AND (h.valid_until IS NULL OR h.valid_until >= %(on)s)));

-- name: contract
SELECT count(*) AS "05-46"
FROM registries_employmentcontract r
JOIN registries_district d ON d.code = r.workplace_district_id AND d.liberated
JOIN registries_person s ON s.id = r.person_id
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND r.valid_from > (%(on)s - interval '36 months')::date
  AND r.workplace = 'main' AND (r.term = 'open' OR r.term_months >= 12)
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND coalesce((
    SELECT max(b.valid_from) FROM registries_benefitcase b
    WHERE b.person_id = s.id AND b.service_code = '05-46' AND b.one_off AND b.superseded_at IS NULL
      AND b.valid_from <= r.valid_from), r.valid_from) >= r.valid_from;

-- name: death
SELECT
  count(*) FILTER (WHERE NOT pensioner AND (benefits OR insured)) AS "05-42",
  count(*) FILTER (WHERE pensioner) AS "05-43"
FROM (
  SELECT
    CASE WHEN EXISTS (
        SELECT FROM registries_pensioncase p
        WHERE p.person_id = r.person_id AND p.superseded_at IS NULL
          AND p.valid_from <= r.valid_from AND (p.valid_until IS NULL OR p.valid_until >= r.valid_from)) THEN true
      WHEN g.pens THEN NULL ELSE false END AS pensioner,
    CASE WHEN EXISTS (
        SELECT FROM registries_benefitcase p
        WHERE p.person_id = r.person_id AND NOT p.one_off AND p.superseded_at IS NULL
          AND p.valid_from <= r.valid_from AND (p.valid_until IS NULL OR p.valid_until >= r.valid_from)) THEN true
      WHEN g.muav THEN NULL ELSE false END AS benefits,
    CASE WHEN a.id IS NOT NULL THEN a.insurance_months > 0 WHEN g.ucot THEN NULL ELSE false END AS insured
  FROM registries_deathact r
  LEFT JOIN registries_person b ON b.id = r.buried_by_id AND (b.died_on IS NULL OR b.died_on > %(on)s)
      AND (b.missing_since IS NULL OR b.missing_since > %(on)s)
  LEFT JOIN LATERAL (
    SELECT q.id
    FROM (
      SELECT k.relative_id AS id, k.valid_until, 1 AS turn FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL
      SELECT k.person_id, k.valid_until, 1 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL
      SELECT k.person_id, NULL, 2 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
      UNION ALL
      SELECT k.relative_id, NULL, 3 FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
    ) x
    JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE b.id IS NULL AND (x.valid_until IS NULL OR x.valid_until >= r.valid_from)
      AND (x.turn <> 2 OR q.birth_date <= (%(on)s - interval '18 years')::date)
    ORDER BY x.turn, q.birth_date, q.id LIMIT 1
  ) h ON true
  JOIN registries_person s ON s.id = coalesce(b.id, h.id)
  LEFT JOIN registries_insuranceaccount a ON a.person_id = r.person_id AND a.superseded_at IS NULL
  LEFT JOIN LATERAL (
    SELECT bool_or(registry = 'PENS') AS pens, bool_or(registry = 'MUAV') AS muav, bool_or(registry = 'UCOT') AS ucot
    FROM registries_registrygap g
    WHERE g.person_id = r.person_id AND g.since <= r.valid_from AND (g.until IS NULL OR g.until >= %(on)s)
  ) g ON true
  WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND r.valid_from >= DATE '2026-05-01'
    AND r.valid_from > (%(on)s - interval '36 months')::date
    AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
) x;

-- name: disability
SELECT
  count(*) FILTER (
    WHERE adult AND resident AND pension_right AND pension IN ('none', 'disability') AND capital IS NOT NULL) AS "05-04",
  count(*) FILTER (WHERE adult AND resident AND NOT pension_right AND pension = 'none' AND band = '81-100') AS "05-22",
  count(*) FILTER (WHERE adult AND resident AND NOT pension_right AND pension = 'none' AND band = '61-80') AS "05-23",
  count(*) FILTER (WHERE adult AND resident AND NOT pension_right AND pension = 'none' AND band = '31-60') AS "05-24",
  count(*) FILTER (WHERE NOT adult AND resident AND living) AS "05-25",
  count(*) FILTER (WHERE cause = 'war') AS "07-06-1",
  count(*) FILTER (WHERE cause = 'military') AS "07-06-2",
  count(*) FILTER (WHERE cause = 'january_20') AS "07-06-3",
  count(*) FILTER (WHERE cause = 'chernobyl') AS "07-06-4",
  count(*) FILTER (WHERE adult AND band = '81-100' AND cause IN ('general', 'childhood', 'work')) AS "07-07",
  count(*) FILTER (WHERE adult AND band = '81-100' AND cause = 'sight') AS "07-08"
FROM (
  SELECT d.band, d.cause,
    p.birth_date <= (%(on)s - interval '18 years')::date AS adult,
    p.died_on IS NULL OR p.died_on > %(on)s AS living,
    s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent') AS resident,
    CASE WHEN g.pens THEN NULL ELSE coalesce(n.kind, 'none') END AS pension,
    CASE
      WHEN a.id IS NULL THEN CASE WHEN g.ucot THEN NULL ELSE false END
      WHEN d.cause IN ('war', 'military', 'january_20', 'chernobyl') THEN a.insurance_months >= 1
      ELSE a.insurance_months >= %(disability_pension_record_months)s
        OR a.pension_capital >= %(minimum_pension)s * %(pension_expected_months)s
    END AS pension_right, a.pension_capital + a.initial_capital AS capital
  FROM (
    SELECT person_id, band, cause,
      row_number() OVER (PARTITION BY person_id ORDER BY decision_date DESC, id DESC) AS turn
    FROM registries_disabilitydecision
    WHERE superseded_at IS NULL AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
  ) d
  JOIN registries_person p ON p.id = d.person_id
  LEFT JOIN LATERAL (
    SELECT coalesce(max(k.relative_id) FILTER (WHERE k.kind = 'mother'),
                    max(k.relative_id) FILTER (WHERE k.kind = 'father')) AS id
    FROM registries_kinship k
    JOIN registries_person q ON q.id = k.relative_id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE p.birth_date > (%(on)s - interval '18 years')::date
      AND k.person_id = p.id AND k.kind IN ('mother', 'father') AND NOT k.rights_removed AND k.superseded_at IS NULL
      AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
  ) parent ON true
  LEFT JOIN LATERAL (
    SELECT q.id
    FROM (
      SELECT c.carer_id AS id, c.valid_from FROM registries_childplacement c
      WHERE c.person_id = p.id AND c.superseded_at IS NULL
        AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
      UNION ALL
      SELECT k.relative_id, k.valid_from FROM registries_kinship k
      WHERE k.person_id = p.id AND k.kind = 'guardian' AND k.superseded_at IS NULL
        AND k.valid_from <= %(on)s AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
    ) x
    JOIN registries_person q ON q.id = x.id AND (q.died_on IS NULL OR q.died_on > %(on)s)
      AND (q.missing_since IS NULL OR q.missing_since > %(on)s)
    WHERE p.birth_date > (%(on)s - interval '18 years')::date AND parent.id IS NULL
    ORDER BY x.valid_from DESC, q.id LIMIT 1
  ) guardian ON true
  JOIN registries_person s ON s.id = CASE
      WHEN p.birth_date > (%(on)s - interval '18 years')::date THEN coalesce(parent.id, guardian.id) ELSE p.id END
    AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  LEFT JOIN registries_insuranceaccount a ON a.person_id = s.id AND a.superseded_at IS NULL
  LEFT JOIN LATERAL (
    SELECT c.kind FROM registries_pensioncase c
    WHERE c.person_id = s.id AND c.superseded_at IS NULL
      AND c.valid_from <= %(on)s AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)
    ORDER BY c.valid_from DESC, c.id DESC LIMIT 1
  ) n ON true
  LEFT JOIN (
    SELECT person_id, bool_or(registry = 'PENS') AS pens, bool_or(registry = 'UCOT') AS ucot
    FROM registries_registrygap WHERE since <= %(on)s AND (until IS NULL OR until >= %(on)s) GROUP BY person_id
  ) g ON g.person_id = s.id
  WHERE d.turn = 1 AND d.band <> 'none'
) x;

-- name: honour
SELECT
  count(*) FILTER (
    WHERE r.status = 'war_disabled' AND r.injured_on < DATE '1997-08-02'
      AND (
        SELECT d.band FROM registries_disabilitydecision d
        WHERE d.person_id = s.id AND d.superseded_at IS NULL
          AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s)
        ORDER BY d.decision_date DESC, d.id DESC LIMIT 1) <> 'none'
      AND NOT EXISTS (
        SELECT FROM registries_personalinsurancepayment i
        WHERE i.person_id = s.id AND i.superseded_at IS NULL AND i.valid_from <= %(on)s)
      AND NOT EXISTS (
        SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry = 'DISS'
          AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s))
  ) AS "05-53",
  count(*) FILTER (WHERE r.status = 'patriotic_war_hero') AS "07-01",
  count(*) FILTER (WHERE r.status = 'national_hero') AS "07-02",
  count(*) FILTER (WHERE r.status = 'martyr_family' AND shares) AS "07-03",
  count(*) FILTER (WHERE r.status = 'january_20_family' AND shares) AS "07-04",
  count(*) FILTER (WHERE r.status = 'afghanistan_family' AND shares) AS "07-05"
FROM registries_honourstatus r
JOIN registries_person s ON s.id = r.person_id
CROSS JOIN LATERAL (
  SELECT r.relation <> 'child' OR s.birth_date > (%(on)s - interval '18 years')::date
    OR s.birth_date > (%(on)s - interval '23 years')::date AND EXISTS (
      SELECT FROM registries_study t WHERE t.person_id = s.id AND t.full_time AND t.superseded_at IS NULL
        AND t.valid_from <= %(on)s AND (t.valid_until IS NULL OR t.valid_until >= %(on)s))
    OR EXISTS (
      SELECT FROM registries_disabilitydecision d WHERE d.person_id = s.id AND d.before_18 AND d.superseded_at IS NULL
        AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s)) AS shares
) x
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s)
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s);

-- name: insurance event
SELECT
  count(*) FILTER (WHERE r.event = 'death') AS "08-11",
  count(*) FILTER (WHERE r.event = 'disability' AND r.degree BETWEEN 1 AND 3) AS "08-12"
FROM registries_personalinsuranceevent r
JOIN registries_person s ON s.id = r.person_id
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND r.valid_from > (%(on)s - interval '36 months')::date
  AND r.category = 'serviceman' AND r.confirmed
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s);

-- name: leave
SELECT
  count(*) FILTER (
    WHERE r.kind = 'child_care' AND r.valid_from >= DATE '2026-05-01'
      AND (c.died_on IS NULL OR c.died_on > r.valid_from) AND c.birth_date > (r.valid_from - interval '3 years')::date
  ) AS "05-37",
  count(*) FILTER (
    WHERE r.kind = 'sick' AND r.days > 14 AND r.average_daily_pay * r.working_days IS NOT NULL
      AND (a.insurance_months IS NOT NULL OR a.id IS NULL AND NOT EXISTS (
        SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry = 'UCOT'
          AND g.since <= r.valid_from AND (g.until IS NULL OR g.until >= %(on)s)))
  ) AS "05-48",
  count(*) FILTER (
    WHERE r.kind = 'maternity' AND r.valid_from >= DATE '2026-05-01'
      AND r.average_daily_pay * r.working_days IS NOT NULL
  ) AS "05-49"
FROM registries_leave r
JOIN registries_person s ON s.id = r.person_id
LEFT JOIN registries_person c ON c.id = r.child_id
LEFT JOIN registries_insuranceaccount a ON a.person_id = s.id AND a.superseded_at IS NULL
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND r.valid_from >= DATE '2025-05-01'
  AND r.valid_from > (%(on)s - interval '36 months')::date
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND EXISTS (
    SELECT FROM registries_employmentcontract e WHERE e.person_id = s.id AND e.superseded_at IS NULL
      AND e.valid_from <= r.valid_from AND (e.valid_until IS NULL OR e.valid_until >= r.valid_from));

-- name: people about the pension age
WITH born AS MATERIALIZED (
  SELECT
    greatest(%(on)s - make_interval(months => %(pension_age_women)s),
             june - make_interval(months => %(pension_age_women)s - %(pension_age_rise_women)s))::date AS women,
    greatest(%(on)s - make_interval(months => %(pension_age_men)s),
             june - make_interval(months => %(pension_age_men)s))::date AS men,
    greatest(%(on)s - make_interval(months => %(pension_age_women)s - 60),
             june - make_interval(months => %(pension_age_women)s - %(pension_age_rise_women)s - 60))::date AS women_early,
    greatest(%(on)s - make_interval(months => %(pension_age_men)s - 60),
             june - make_interval(months => %(pension_age_men)s - 60))::date AS men_early
  FROM (
    SELECT make_date(date_part('year', %(on)s)::int - (date_part('month', %(on)s) < 7)::int, 6, 30) AS june
  ) x
), people AS MATERIALIZED (
  SELECT p.id, p.sex, p.birth_date, p.citizenship = 'citizen' AS citizen,
    p.citizenship = 'citizen' OR p.residence = 'permanent' AS settled,
    p.birth_date <= CASE p.sex WHEN 'F' THEN b.women ELSE b.men END AS of_age
  FROM registries_person p CROSS JOIN born b
  WHERE p.birth_date <= CASE p.sex WHEN 'F' THEN b.women_early ELSE b.men_early END
    AND (p.died_on IS NULL OR p.died_on > %(on)s) AND (p.missing_since IS NULL OR p.missing_since > %(on)s)
    AND p.residence <> 'abroad'
), raised AS (
  SELECT r.parent_id,
    count(*) AS n,
    count(*) FILTER (WHERE d.person_id IS NOT NULL) AS disabled,
    count(*) FILTER (WHERE r.alone) AS n_alone,
    count(*) FILTER (WHERE r.alone AND d.person_id IS NOT NULL) AS disabled_alone,
    count(*) FILTER (WHERE r.placed) AS n_placed
  FROM (
    SELECT k.relative_id AS parent_id, k.person_id AS child_id, c.birth_date, false AS placed,
      p.sex = 'M' AND EXISTS (
        SELECT FROM registries_kinship o JOIN registries_person q ON q.id = o.relative_id
        WHERE o.person_id = k.person_id AND o.kind = CASE k.kind WHEN 'father' THEN 'mother' ELSE 'father' END
          AND o.superseded_at IS NULL AND o.valid_from <= %(on)s
          AND (o.rights_removed
               OR q.died_on <= %(on)s AND c.birth_date > (q.died_on - interval '8 years')::date)) AS alone
    FROM people p
    JOIN registries_kinship k ON k.relative_id = p.id AND k.kind IN ('mother', 'father')
      AND k.superseded_at IS NULL AND k.valid_from <= %(on)s AND NOT k.rights_removed
    JOIN registries_person c ON c.id = k.person_id AND c.birth_date <= (%(on)s - interval '8 years')::date
      AND (c.died_on IS NULL OR c.birth_date <= (c.died_on - interval '8 years')::date)
    UNION ALL
    SELECT DISTINCT t.carer_id, t.person_id, c.birth_date, true, false
    FROM people p
    JOIN registries_childplacement t ON t.carer_id = p.id AND t.kind IN ('adoption', 'guardianship')
      AND t.superseded_at IS NULL AND t.valid_from <= %(on)s
    JOIN registries_person c ON c.id = t.person_id AND c.birth_date <= (%(on)s - interval '8 years')::date
      AND (c.died_on IS NULL OR c.birth_date <= (c.died_on - interval '8 years')::date)
    WHERE NOT EXISTS (
      SELECT FROM registries_kinship k
      WHERE k.person_id = t.person_id AND k.relative_id = t.carer_id AND k.kind IN ('mother', 'father')
        AND k.superseded_at IS NULL AND k.valid_from <= %(on)s)
  ) r
  LEFT JOIN (
    SELECT d.person_id FROM registries_disabilitydecision d JOIN registries_person q ON q.id = d.person_id
    WHERE d.superseded_at IS NULL AND d.valid_from <= %(on)s
      AND (d.before_18 OR q.birth_date > (d.valid_from - interval '18 years')::date)
    GROUP BY d.person_id
  ) d ON d.person_id = r.child_id
  GROUP BY r.parent_id
)
SELECT
  count(*) FILTER (
    WHERE of_age AND settled AND pension_right AND capital IS NOT NULL AND kind IN ('none', 'age')
      AND NOT (age_pension AND brought_up AND early)) AS "05-01",
  count(*) FILTER (
    WHERE settled AND brought_up AND pension_right AND capital IS NOT NULL AND kind IN ('none', 'age')
      AND (NOT age_pension AND NOT of_age OR age_pension AND early)) AS "05-02",
  count(*) FILTER (WHERE of_age AND citizen AND served) AS "05-20",
  count(*) FILTER (
    WHERE settled AND (of_age OR brought_up) AND kind = 'none' AND NOT pension_right AND NOT works) AS "05-21"
FROM (
  SELECT p.*,
    CASE WHEN g.pens THEN NULL ELSE coalesce(n.kind, 'none') END AS kind,
    coalesce(n.age_pension, false) AS age_pension,
    coalesce(p.birth_date > (n.since - make_interval(months =>
      least(780, greatest(0, 6 * date_part('year', age(n.since::timestamp, '2016-07-01'))::int)
        + CASE p.sex WHEN 'F' THEN 720 ELSE 756 END) - 12))::date, false) AS early,
    CASE p.sex
      WHEN 'F' THEN CASE WHEN g.population THEN NULL ELSE coalesce(r.n, 0) >= 5 END
        OR CASE WHEN g.tseras THEN NULL ELSE coalesce(r.disabled, 0) >= 1 END
      ELSE CASE WHEN g.population THEN NULL ELSE coalesce(r.n_alone, 0) >= 5 END
        OR CASE WHEN g.tseras THEN NULL ELSE coalesce(r.disabled_alone, 0) >= 1 END
        OR CASE WHEN g.ovlad THEN NULL ELSE coalesce(r.n_placed, 0) >= 5 END
    END AS brought_up,
    CASE
      WHEN a.id IS NULL THEN CASE WHEN g.ucot THEN NULL ELSE false END
      ELSE a.pension_capital >= %(minimum_pension)s * %(pension_expected_months)s
        OR a.insurance_months - a.months_before_2006 + greatest(a.months_before_2006, CASE
            WHEN a.worked_2006_2018 AND %(on)s >= DATE '2024-01-01'
            THEN greatest(least(300, 300 - 12 * (date_part('year', %(on)s)::int - 2025)), 0) ELSE 0 END)
          >= %(pension_record_months)s
    END AS pension_right,
    a.pension_capital + a.initial_capital AS capital,
    (
      SELECT v.months_served > 0 AND v.valid_until < %(on)s FROM registries_civilservice v
      WHERE v.person_id = p.id AND v.superseded_at IS NULL AND v.valid_from <= %(on)s
      ORDER BY v.valid_from DESC, v.id DESC LIMIT 1
    ) AS served,
    CASE WHEN e.person_id IS NOT NULL OR m.person_id IS NOT NULL THEN true
      WHEN g.emas OR g.msr THEN NULL ELSE false END AS works
  FROM people p
  LEFT JOIN raised r ON r.parent_id = p.id
  LEFT JOIN registries_insuranceaccount a ON a.person_id = p.id AND a.superseded_at IS NULL
  LEFT JOIN (
    SELECT person_id, (array_agg(kind ORDER BY valid_from DESC, id DESC))[1] AS kind,
      bool_or(kind = 'age') AS age_pension, min(valid_from) AS since
    FROM registries_pensioncase
    WHERE superseded_at IS NULL AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
    GROUP BY person_id
  ) n ON n.person_id = p.id
  LEFT JOIN (
    SELECT DISTINCT person_id FROM registries_employmentcontract
    WHERE superseded_at IS NULL AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
  ) e ON e.person_id = p.id
  LEFT JOIN (
    SELECT DISTINCT person_id FROM registries_employedstatus
    WHERE superseded_at IS NULL AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
  ) m ON m.person_id = p.id
  LEFT JOIN (
    SELECT person_id, bool_or(registry = 'PENS') AS pens, bool_or(registry = 'UCOT') AS ucot,
      bool_or(registry = 'EMAS') AS emas, bool_or(registry = 'MSR') AS msr, bool_or(registry = 'TSERAS') AS tseras,
      bool_or(registry = 'OVLAD') AS ovlad, bool_or(registry = 'POPULATION') AS population
    FROM registries_registrygap WHERE since <= %(on)s AND (until IS NULL OR until >= %(on)s) GROUP BY person_id
  ) g ON g.person_id = p.id
) x;

-- name: mothers of many
SELECT count(*) AS "05-30"
FROM (
  SELECT k.relative_id AS id,
    bool_and(c.died_on IS NULL OR c.died_on > %(on)s) AS all_alive,
    (array_agg(c.birth_date ORDER BY c.birth_date) FILTER (
      WHERE NOT k.rights_removed AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
        AND (c.died_on IS NULL OR c.died_on > %(on)s)
        AND (c.missing_since IS NULL OR c.missing_since > %(on)s)))[6] AS sixth_born,
    bool_or(NOT k.rights_removed AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
      AND (c.missing_since IS NULL OR c.missing_since > %(on)s)
      AND c.birth_date > (%(on)s - interval '18 years')::date) AS has_minors
  FROM (
    SELECT relative_id FROM registries_kinship
    WHERE kind IN ('mother', 'father') AND superseded_at IS NULL AND valid_from <= %(on)s
    GROUP BY relative_id HAVING count(*) > 5
  ) many
  JOIN registries_kinship k ON k.relative_id = many.relative_id AND k.kind IN ('mother', 'father')
    AND k.superseded_at IS NULL AND k.valid_from <= %(on)s
  JOIN registries_person c ON c.id = k.person_id
  GROUP BY k.relative_id
) m
JOIN registries_person s ON s.id = m.id
WHERE m.all_alive AND m.sixth_born <= (%(on)s - interval '1 year')::date AND s.sex = 'F'
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
  AND NOT EXISTS (
    SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry = 'POPULATION'
      AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s))
  AND (m.has_minors OR EXISTS (
    SELECT FROM registries_childplacement t JOIN registries_person c ON c.id = t.person_id
    WHERE t.carer_id = s.id AND t.kind IN ('adoption', 'guardianship') AND t.superseded_at IS NULL
      AND t.valid_from <= %(on)s AND (t.valid_until IS NULL OR t.valid_until >= %(on)s)
      AND (c.died_on IS NULL OR c.died_on > %(on)s) AND (c.missing_since IS NULL OR c.missing_since > %(on)s)
      AND c.birth_date > (%(on)s - interval '18 years')::date));

-- name: placement
SELECT
  count(*) FILTER (
    WHERE r.kind = 'guardianship' AND minor AND NOT r.full_state_provision AND EXISTS (
      SELECT FROM registries_assistancecase a
      WHERE a.decision = 'granted' AND NOT a.suspended AND a.superseded_at IS NULL
        AND a.valid_from <= %(on)s AND (a.valid_until IS NULL OR a.valid_until >= %(on)s)
        AND a.household_id = (
          SELECT max(h.household_id) FROM registries_householdmember h
          WHERE h.person_id = s.id AND h.superseded_at IS NULL
            AND h.valid_from <= %(on)s AND (h.valid_until IS NULL OR h.valid_until >= %(on)s)))
  ) AS "05-28",
  count(*) FILTER (
    WHERE r.kind = 'adoption' AND minor AND c.birth_date <= (%(on)s - interval '3 years')::date AND band = 'none'
  ) AS "05-31",
  count(*) FILTER (WHERE r.kind = 'adoption' AND minor AND band <> 'none') AS "05-32",
  count(*) FILTER (WHERE r.kind = 'foster' AND minor AND band = 'none') AS "05-33",
  count(*) FILTER (WHERE r.kind = 'foster' AND minor AND band <> 'none') AS "05-34",
  count(*) FILTER (WHERE r.kind = 'foster' AND minor) AS "05-47"
FROM registries_childplacement r
JOIN registries_person c ON c.id = r.person_id AND (c.died_on IS NULL OR c.died_on > %(on)s)
JOIN registries_person s ON s.id = r.carer_id
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
  AND s.residence <> 'abroad' AND (s.citizenship = 'citizen' OR s.residence = 'permanent')
CROSS JOIN LATERAL (
  SELECT c.birth_date > (%(on)s - interval '18 years')::date AS minor, coalesce((
    SELECT d.band FROM registries_disabilitydecision d
    WHERE d.person_id = c.id AND d.superseded_at IS NULL
      AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s)
    ORDER BY d.decision_date DESC, d.id DESC LIMIT 1),
    CASE WHEN NOT EXISTS (
      SELECT FROM registries_registrygap g WHERE g.person_id = c.id AND g.registry = 'TSERAS'
        AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s)) THEN 'none' END) AS band
) x
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s);

-- name: rehabilitation
SELECT
  count(*) FILTER (
    WHERE r.kind = 'car' AND r.queue_no IS NULL AND (r.handed_over_on IS NULL OR r.handed_over_on > %(on)s)
      AND NOT EXISTS (
        SELECT FROM registries_rehabilitationitem o
        WHERE o.person_id = s.id AND o.kind IN ('car', 'motor_chair') AND o.handed_over_on <= %(on)s
          AND o.superseded_at IS NULL AND o.valid_from <= %(on)s AND (o.valid_until IS NULL OR o.valid_until >= %(on)s))
      AND NOT EXISTS (
        SELECT FROM registries_honourstatus h
        WHERE h.person_id = s.id AND h.car_given_on <= %(on)s
          AND h.superseded_at IS NULL AND h.valid_from <= %(on)s AND (h.valid_until IS NULL OR h.valid_until >= %(on)s))
      AND NOT EXISTS (
        SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry IN ('REHAB', 'ZEFER')
          AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s))
  ) AS "03-05",
  count(*) FILTER (
    WHERE r.kind = 'aid' AND (r.handed_over_on IS NULL OR r.handed_over_on > %(on)s
      OR r.handed_over_on + r.months_of_use * interval '1 month' <= %(on)s)
  ) AS "03-09"
FROM registries_rehabilitationitem r
JOIN registries_person s ON s.id = r.person_id
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s)
  AND EXISTS (
    SELECT FROM registries_disabilitydecision d WHERE d.person_id = s.id AND d.superseded_at IS NULL
      AND d.valid_from <= %(on)s AND (d.valid_until IS NULL OR d.valid_until >= %(on)s));

-- name: stipend order
SELECT count(*) AS "07-13"
FROM registries_stipendorder r
JOIN registries_person s ON s.id = r.person_id
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
WHERE r.kind = 'personal' AND r.superseded_at IS NULL
  AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s);

-- name: unemployment
SELECT count(*) AS "04-08", count(*) FILTER (WHERE r.dependants > 0) AS "04-09"
FROM registries_unemploymentevent r
JOIN registries_person s ON s.id = r.person_id
  AND (s.died_on IS NULL OR s.died_on > %(on)s) AND (s.missing_since IS NULL OR s.missing_since > %(on)s)
JOIN LATERAL (
  SELECT j.valid_from FROM registries_jobseekerregistration j
  WHERE j.person_id = s.id AND j.status = 'unemployed' AND j.superseded_at IS NULL
    AND j.valid_from <= %(on)s AND (j.valid_until IS NULL OR j.valid_until >= %(on)s)
  ORDER BY j.valid_from DESC, j.id DESC LIMIT 1
) j ON true
WHERE r.superseded_at IS NULL AND r.valid_from <= %(on)s AND r.valid_from > (%(on)s - interval '36 months')::date
  AND r.ground IN ('liquidation', 'redundancy', 'civil_service', 'term_expired')
  AND CASE r.ground WHEN 'term_expired' THEN r.insured_months_of_36 >= 30 ELSE r.insured_months >= 12 END
  -- Who is paid by what was lost has a right only when that is known.
  AND (r.ground = 'term_expired' OR r.insured_months_of_24 <= 12 OR r.lost_average_pay IS NOT NULL)
  AND %(on)s < (CASE r.ground
    WHEN 'term_expired' THEN greatest(j.valid_from, r.valid_from) + interval '3 months'
    ELSE greatest(j.valid_from, r.valid_from) END + interval '6 months')::date
  AND NOT EXISTS (
    SELECT FROM registries_employmentcontract e WHERE e.person_id = s.id AND e.superseded_at IS NULL
      AND e.valid_from <= %(on)s AND (e.valid_until IS NULL OR e.valid_until >= %(on)s))
  AND NOT EXISTS (
    SELECT FROM registries_employedstatus e WHERE e.person_id = s.id AND e.superseded_at IS NULL
      AND e.valid_from <= %(on)s AND (e.valid_until IS NULL OR e.valid_until >= %(on)s))
  AND NOT EXISTS (
    SELECT FROM registries_pensioncase p WHERE p.person_id = s.id AND p.superseded_at IS NULL
      AND p.valid_from <= %(on)s AND (p.valid_until IS NULL OR p.valid_until >= %(on)s))
  AND NOT EXISTS (
    SELECT FROM registries_registrygap g WHERE g.person_id = s.id AND g.registry IN ('EMAS', 'MSR', 'PENS')
      AND g.since <= %(on)s AND (g.until IS NULL OR g.until >= %(on)s));
