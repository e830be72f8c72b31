"""What the Ministries of Internal Affairs and of Justice, the courts, prisons and schools know of people."""

from __future__ import annotations

_IDENTITY = """
SELECT asked.n, person.fin, person.surname, person.given_name, person.father_name, person.birth_date,
    person.citizenship, person.residence
{person}
"""

_ALIVE = """
SELECT asked.n, person.died_on IS NULL, person.died_on
{person}
"""

_RESIDENCE = """
SELECT asked.n, person.citizenship, person.residence
{person}
"""

_BIRTH_ACT = """
SELECT asked.n, act.act_no, mother.fin, father.fin, act.valid_from, act.born_alive, act.registered_on
FROM {asked}
JOIN registries_person child ON child.fin = asked.child_fin
JOIN registries_birthact act ON act.person_id = child.id AND act.superseded_at IS NULL
LEFT JOIN registries_person mother ON mother.id = act.mother_id
LEFT JOIN registries_person father ON father.id = act.father_id
"""

_DEATH_ACT = """
SELECT asked.n, act.act_no, act.valid_from, act.ground, act.registered_on, buried_by.fin
{person}
JOIN registries_deathact act ON act.person_id = person.id AND act.superseded_at IS NULL
LEFT JOIN registries_person buried_by ON buried_by.id = act.buried_by_id
"""

# What `relative` is to `person`. Written once for each pair, so the other way round is looked at too.
_KINSHIP = """
SELECT asked.n, tie.kind, tie.valid_from, tie.valid_until, tie.rights_removed
{person}
JOIN registries_person relative ON relative.fin = asked.relative_fin
CROSS JOIN LATERAL (
    SELECT either.* FROM (
        SELECT kin.kind, kin.valid_from, kin.valid_until, kin.rights_removed
        FROM registries_kinship kin
        WHERE kin.person_id = person.id AND kin.relative_id = relative.id AND kin.superseded_at IS NULL
        UNION ALL
        SELECT CASE kin.kind WHEN 'spouse' THEN 'spouse' WHEN 'guardian' THEN 'ward' ELSE 'child' END,
            kin.valid_from, kin.valid_until, kin.rights_removed
        FROM registries_kinship kin
        WHERE kin.person_id = relative.id AND kin.relative_id = person.id AND kin.superseded_at IS NULL
    ) either
    WHERE either.valid_from <= asked.day
    ORDER BY either.valid_until DESC NULLS FIRST, either.valid_from DESC, either.kind LIMIT 1
) tie
"""

_MARRIAGE = """
SELECT asked.n, spouse.fin IS NOT NULL, spouse.fin, spouse.valid_from
{person}
LEFT JOIN LATERAL (
    SELECT other.fin, kin.valid_from
    FROM registries_kinship kin JOIN registries_person other ON other.id = kin.relative_id
    WHERE kin.person_id = person.id AND kin.kind = 'spouse' AND {valid:kin}
    ORDER BY kin.valid_from DESC LIMIT 1
) spouse ON true
"""

_MISSING = """
SELECT asked.n, person.missing_since IS NOT NULL, person.missing_since
{person}
"""

_GUARDIANSHIP = """
SELECT asked.n, placement.kind, placement.fin, placement.document_no, placement.valid_from, placement.valid_until
FROM {asked}
JOIN registries_person child ON child.fin = asked.child_fin
CROSS JOIN LATERAL (
    SELECT one.kind, carer.fin, one.document_no, one.valid_from, one.valid_until
    FROM registries_childplacement one JOIN registries_person carer ON carer.id = one.carer_id
    WHERE one.person_id = child.id AND {valid:one}
    ORDER BY one.valid_from DESC LIMIT 1
) placement
"""

_HOUSEHOLD = """
SELECT asked.n, family.members, cardinality(family.members)
{person}
CROSS JOIN LATERAL (
    SELECT array_agg(other.fin::text ORDER BY other.fin) AS members
    FROM registries_householdmember own
    JOIN registries_householdmember member ON member.household_id = own.household_id
    JOIN registries_person other ON other.id = member.person_id
    WHERE own.person_id = person.id AND {valid:own} AND {valid:member}
) family
WHERE family.members IS NOT NULL
"""

_RELEASE = """
SELECT asked.n, coalesce(inside.yes, false), last.released_on, nullif(last.certificate_no, '')
{person}
LEFT JOIN LATERAL (
    SELECT true AS yes FROM registries_imprisonment term
    WHERE term.person_id = person.id AND {valid:term} LIMIT 1
) inside ON true
LEFT JOIN LATERAL (
    SELECT term.released_on, term.certificate_no FROM registries_imprisonment term
    WHERE term.person_id = person.id AND term.superseded_at IS NULL AND term.released_on IS NOT NULL
    ORDER BY term.released_on DESC LIMIT 1
) last ON true
"""

_SERVICE = """
SELECT asked.n, service.valid_from IS NOT NULL, service.valid_from, service.valid_until,
    nullif(service.unit_no, '')
{person}
LEFT JOIN LATERAL (
    SELECT one.valid_from, one.valid_until, one.unit_no FROM registries_conscription one
    WHERE one.person_id = person.id AND {valid:one} ORDER BY one.valid_from DESC LIMIT 1
) service ON true
"""

_STUDY = """
SELECT asked.n, study.level IS NOT NULL, study.full_time, study.level, study.institution_name, study.valid_until
{person}
LEFT JOIN LATERAL (
    SELECT one.full_time, one.level, one.institution_name, one.valid_until FROM registries_study one
    WHERE one.person_id = person.id AND {valid:one}
    ORDER BY one.full_time DESC, one.valid_from DESC LIMIT 1
) study ON true
"""

_NUMBER_OWNER = """
SELECT asked.n, person.phone = asked.phone
{person}
"""

SQL = {
    "identity": _IDENTITY,
    "alive": _ALIVE,
    "residence": _RESIDENCE,
    "birth_act": _BIRTH_ACT,
    "death_act": _DEATH_ACT,
    "kinship": _KINSHIP,
    "marriage": _MARRIAGE,
    "missing": _MISSING,
    "guardianship": _GUARDIANSHIP,
    "household": _HOUSEHOLD,
    "release": _RELEASE,
    "service": _SERVICE,
    "study": _STUDY,
    "number_owner": _NUMBER_OWNER,
}
