# ruff: noqa: S608 - the queries are put together from the constant pieces below, never from input
"""The kinds of life events: who sends each, and whom it may be about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from . import life_records
from .days import anniversary
from .life_records import Record, Row

_LIVING = "p.died_on IS NULL AND p.residence <> 'abroad' AND p.missing_since IS NULL"


def _live(table: str) -> str:
    """A condition: the record stands and is not over on the day."""
    return f"{table}.superseded_at IS NULL AND ({table}.valid_until IS NULL OR {table}.valid_until >= %(on)s)"


_SPOUSE = f"""
LEFT JOIN LATERAL (
    SELECT s.id, s.fin, s.given_name, s.surname FROM registries_kinship k
    JOIN registries_person s ON s.id = CASE WHEN k.person_id = p.id THEN k.relative_id ELSE k.person_id END
    WHERE (k.person_id = p.id OR k.relative_id = p.id) AND k.kind = 'spouse' AND {_live("k")} AND s.died_on IS NULL
    ORDER BY k.id LIMIT 1
) spouse ON true
"""
_CONTRACT = f"SELECT 1 FROM registries_employmentcontract c WHERE c.person_id = p.id AND {_live('c')}"


@dataclass(frozen=True, slots=True)
class LifeKind:
    """One kind of life event.

    `query` finds suitable people among %(ids)s (columns `id`, `fin`, …), or for a rare kind all of them up to a
    limit. `ages` become %(young)s and %(old)s: the birth dates of the youngest and the oldest. `effort` says how
    many must be drawn, compared with others, to find a suitable one.
    """

    institution: str
    event: str
    registry: str
    query: str
    record: Callable[[Row, Random, date, str], Record]
    ages: tuple[int, int] = (18, 100)
    rare: bool = False
    effort: int = 10

    def days(self, on: date) -> dict[str, date]:
        """The birth dates between which people suit."""
        young, old = self.ages
        day = on.toordinal()
        return {
            "young": date.fromordinal(anniversary(day, -young)),
            "old": date.fromordinal(anniversary(day, -old)),
            "recently": on - timedelta(days=300),
        }


_BORN = "p.birth_date BETWEEN %(old)s AND %(young)s"

KINDS: dict[str, LifeKind] = {
    "births": LifeKind(
        "EDLIYYE",
        "birth",
        "POPULATION",
        f"""
        SELECT p.id, p.fin, p.surname, spouse.fin AS father_fin, spouse.given_name AS father_name,
               spouse.surname AS father_surname, children.n AS children
        FROM registries_person p {_SPOUSE}
        CROSS JOIN LATERAL (
            SELECT count(*) AS n, max(c.birth_date) AS last FROM registries_kinship k
            JOIN registries_person c ON c.id = k.person_id
            WHERE k.relative_id = p.id AND k.kind = 'mother' AND k.superseded_at IS NULL
        ) children
        WHERE p.id = ANY(%(ids)s) AND p.sex = 'F' AND {_LIVING} AND {_BORN} AND children.n < 9
          AND (children.last IS NULL OR children.last < %(recently)s) AND (spouse.id IS NOT NULL OR p.id %% 25 = 0)
        """,
        life_records.birth,
        ages=(19, 43),
    ),
    "deaths": LifeKind(
        "EDLIYYE",
        "death",
        "POPULATION",
        f"""
        SELECT p.id, p.fin, coalesce(spouse.fin, child.fin) AS payer_fin FROM registries_person p {_SPOUSE}
        LEFT JOIN LATERAL (
            SELECT c.fin FROM registries_kinship k JOIN registries_person c ON c.id = k.person_id
            WHERE k.relative_id = p.id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
              AND c.died_on IS NULL AND c.birth_date <= %(on)s::date - 6940 ORDER BY c.id LIMIT 1
        ) child ON true
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN}
          AND (p.birth_date < %(on)s::date - 365 * 66 OR p.id %% 9 = 0)
        """,
        life_records.death,
        ages=(40, 110),
        effort=14,
    ),
    "disability": LifeKind(
        "DTSERA",
        "disability_decision",
        "TSERAS",
        f"""
        SELECT p.id, p.fin, p.birth_date FROM registries_person p
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} AND NOT EXISTS (
            SELECT 1 FROM registries_disabilitydecision d WHERE d.person_id = p.id AND {_live("d")})
          AND (p.birth_date < %(on)s::date - 365 * 40 OR p.id %% 5 = 0)
        """,
        life_records.disability,
        ages=(1, 75),
        effort=3,
    ),
    "contracts": LifeKind(
        "DEMX",
        "contract_start",
        "EMAS",
        f"""
        SELECT p.id, p.fin FROM registries_person p
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} AND NOT EXISTS ({_CONTRACT})
        """,
        life_records.contract,
        ages=(19, 62),
        effort=3,
    ),
    "dismissals": LifeKind(
        "DEMX",
        "contract_end",
        "EMAS",
        f"""
        SELECT DISTINCT ON (p.id) p.id, p.fin, c.reference FROM registries_person p
        JOIN registries_employmentcontract c ON c.person_id = p.id AND c.superseded_at IS NULL
          AND c.valid_until IS NULL AND c.source_id = 'DEMX' AND c.valid_from < %(on)s::date - 5
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} ORDER BY p.id, c.id
        """,
        life_records.dismissal,
        effort=6,
    ),
    "leave": LifeKind(
        "ITSDA",
        "leave",
        "EMAS",
        f"""
        SELECT DISTINCT ON (p.id) p.id, p.fin, c.contract_no, c.monthly_pay FROM registries_person p
        JOIN registries_employmentcontract c ON c.person_id = p.id AND {_live("c")}
          AND c.valid_from < %(on)s::date - 60
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} ORDER BY p.id, c.id
        """,
        life_records.leave,
        effort=6,
    ),
    "unemployment": LifeKind(
        "DMA",
        "unemployment",
        "ISIG",
        f"""
        SELECT p.id, p.fin, a.insurance_months FROM registries_jobseekerregistration j
        JOIN registries_person p ON p.id = j.person_id
        LEFT JOIN registries_insuranceaccount a ON a.person_id = p.id AND a.superseded_at IS NULL
        WHERE {_live("j")} AND j.status = 'unemployed' AND {_LIVING} AND NOT EXISTS ({_CONTRACT}) AND NOT EXISTS (
            SELECT 1 FROM registries_unemploymentevent e WHERE e.person_id = p.id AND e.superseded_at IS NULL)
        ORDER BY p.id LIMIT 20000
        """,
        life_records.unemployment,
        rare=True,
    ),
    "assistance": LifeKind(
        "DSMF",
        "assistance",
        "VEMTAS",
        f"""
        SELECT p.id, p.fin, h.meter_no, members.n AS members FROM registries_person p
        JOIN registries_householdmember m ON m.person_id = p.id AND {_live("m")} AND m.relation = 'representative'
        JOIN registries_household h ON h.id = m.household_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS n, count(*) FILTER (WHERE o.birth_date > %(on)s::date - 365 * 17) AS minors
            FROM registries_householdmember x JOIN registries_person o ON o.id = x.person_id
            WHERE x.household_id = h.id AND {_live("x")}
        ) members
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} AND members.n >= 3 AND members.minors >= 1
          AND NOT EXISTS (SELECT 1 FROM registries_assistancecase a WHERE a.household_id = h.id AND {_live("a")})
        """,
        life_records.assistance,
        ages=(22, 62),
    ),
    "care": LifeKind(
        "SXA",
        "care",
        "SOSX",
        f"""
        SELECT p.id, p.fin, carer.fin AS carer_fin FROM registries_disabilitydecision d
        JOIN registries_person p ON p.id = d.person_id
        JOIN LATERAL (
            SELECT c.fin FROM registries_kinship k
            JOIN registries_person c ON c.id = CASE WHEN k.person_id = p.id THEN k.relative_id ELSE k.person_id END
            WHERE (k.person_id = p.id OR k.relative_id = p.id) AND {_live("k")} AND c.died_on IS NULL
              AND c.birth_date BETWEEN %(old)s AND %(young)s ORDER BY c.id LIMIT 1
        ) carer ON true
        WHERE {_live("d")} AND d.band = '81-100' AND {_LIVING} AND NOT EXISTS (
            SELECT 1 FROM registries_socialservicecase s WHERE s.person_id = p.id AND {_live("s")})
        ORDER BY p.id LIMIT 20000
        """,
        life_records.care,
        ages=(18, 68),
        rare=True,
    ),
    "placements": LifeKind(
        "RYIH",
        "placement",
        "OVLAD",
        f"""
        SELECT p.id, p.fin, p.birth_date, carer.fin AS carer_fin FROM registries_person p
        JOIN registries_kinship m ON m.person_id = p.id AND m.kind = 'mother' AND m.superseded_at IS NULL
        JOIN LATERAL (
            SELECT g.fin FROM registries_kinship k JOIN registries_person g ON g.id = k.relative_id
            WHERE k.person_id = m.relative_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
              AND g.died_on IS NULL ORDER BY g.id LIMIT 1
        ) carer ON true
        WHERE p.id = ANY(%(ids)s) AND {_LIVING} AND {_BORN} AND NOT EXISTS (
            SELECT 1 FROM registries_childplacement c WHERE c.person_id = p.id AND {_live("c")})
        """,
        life_records.placement,
        ages=(1, 16),
    ),
    "conscription": LifeKind(
        "SHXCDX",
        "conscription_start",
        "POPULATION",
        f"""
        SELECT p.id, p.fin FROM registries_person p
        WHERE p.id = ANY(%(ids)s) AND p.sex = 'M' AND {_LIVING} AND {_BORN} AND NOT EXISTS (
            SELECT 1 FROM registries_conscription c WHERE c.person_id = p.id AND c.superseded_at IS NULL)
        """,
        life_records.conscription,
        ages=(18, 26),
        effort=12,
    ),
    "veterans": LifeKind(
        "SHXCDX",
        "honour",
        "ZEFER",
        f"""
        SELECT p.id, p.fin FROM registries_person p
        WHERE p.id = ANY(%(ids)s) AND p.sex = 'M' AND {_LIVING} AND {_BORN} AND NOT EXISTS (
            SELECT 1 FROM registries_honourstatus h WHERE h.person_id = p.id AND h.superseded_at IS NULL)
        """,
        life_records.veteran,
        ages=(24, 50),
        effort=6,
    ),
    "release": LifeKind(
        "PENITENSIAR",
        "release",
        "POPULATION",
        f"""
        SELECT p.id, p.fin, i.reference FROM registries_imprisonment i JOIN registries_person p ON p.id = i.person_id
        WHERE i.superseded_at IS NULL AND i.released_on IS NULL AND i.valid_until IS NULL AND {_LIVING}
          AND i.valid_from < %(on)s::date - 5
        ORDER BY p.id LIMIT 20000
        """,
        life_records.release,
        rare=True,
    ),
}
