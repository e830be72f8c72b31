"""The one statement that compares rules before and after over the rows of a basis.

    rows of the basis -> judged: verdicts -> each right that is not a plain no, once for each service -> sums

Nothing is decided in Python and no row leaves the database but the samples: the statement returns one row of JSON,
whose parts for different ranges of people can be added up (`impact_sums`).
"""

# ruff: noqa: S608 - made of the compiler's own texts, of dates, and of names quoted by psycopg

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from psycopg import sql

from registries.facts.catalogue import bases
from registries.facts.model import BoundFact
from registries.facts.query import Reach, Scope
from services_catalog.rules import CompiledRule
from services_catalog.rules.evaluate import Cursor
from services_catalog.rules.narrow import narrowed_rows
from services_catalog.rules.nodes import Logical, Negation, Node, facts_that_decide
from services_catalog.rules.rule import datable, exact_text, payable
from services_catalog.rules.sql import to_sql

from .impact_figures import KINDS
from .pairs import Pair

SAMPLES: Final = 20
DAY, YEAR, EVERYONE = "day", "year", "everyone"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that matter to a preview, as SQL: the one rules are judged on, and the year before it."""

    on: date
    today: date

    def judged(self, basis: str) -> date:
        """The day the rows of a basis are read as of: records that carry their own date cannot lie in the future."""
        return min(self.on, self.today) if bases[basis].dated else self.on

    @property
    def last(self) -> str:
        """The last day of the twelve months whose records are counted."""
        return quoted_day(min(self.on, self.today))

    @property
    def first(self) -> str:
        """The day before the first of those months."""
        return f"({self.last} - interval '12 months')::date"


def quoted_day(day: date) -> str:
    """A date as SQL."""
    return f"DATE '{day.isoformat()}'"


def counted(rule: CompiledRule) -> str:
    """How the rights of a rule are counted: as of the day, over the records of a year, or everyone once."""
    if rule.period == "monthly":
        return DAY
    if bases[rule.basis].dated:
        return YEAR
    if rule.period == "once":
        return YEAR if _begins(rule) else EVERYONE
    return DAY


def facts_of(rules: Iterable[CompiledRule]) -> list[BoundFact]:
    """Every fact that comparing some rules reads, each once."""
    found = {bound.name: bound for rule in rules for bound in rule.facts}
    for rule in rules:
        since = _since(rule)
        if since is not None:
            found.setdefault(since.name, since)
    return list(found.values())


def _since(rule: CompiledRule) -> BoundFact | None:
    """The first day of the record, for a right that is given once and does not say from when."""
    name = f"{rule.basis}.since"
    once = rule.period == "once" and rule.starts is None and not bases[rule.basis].dated
    return rule.vocabulary.resolve(name) if once and name in bases[rule.basis].fields else None


def _column(bound: BoundFact) -> str:
    """The column of a row `f` that holds a fact."""
    return sql.Identifier("f", bound.name).as_string(None)


def _text(value: str) -> str:
    return sql.Literal(value).as_string(None)


def _begins(rule: CompiledRule) -> str:
    if rule.starts is not None:
        return rule.starts_sql().as_string(None)
    since = _since(rule)
    return _column(since) if since else ""


def criteria(rule: CompiledRule) -> str:
    """What a rule requires, over a row `f`."""
    return " AND ".join(criterion.expression.sql_text for criterion in rule.criteria) or "TRUE"


def limits(rule: CompiledRule, days: Days) -> list[str]:
    """What else must hold for a right to be counted, over a row `f`.

    Its amount and days are known; a monthly right has not ended; a right given once, or a record with a date of its
    own, lies within the year.
    """
    found = [payable(exact_text(rule.amount))] if rule.amount else []
    found += [datable(expression.sql_text) for expression in rule.needed_days]
    if rule.period == "monthly":
        if rule.until is not None:
            found.append(f"coalesce({rule.until_sql().as_string(None)} >= {quoted_day(days.on)}, TRUE)")
    elif counted(rule) == YEAR:
        begins = 'f."on"' if bases[rule.basis].dated else _begins(rule)
        found.append(f"{begins} > {days.first} AND {begins} <= {days.last}")
    return found


def paid(rule: CompiledRule, days: Days) -> str:
    """The amount of a rule over a row `f`.

    A monthly right that arose on a date of its own is paid by the arithmetic of the month asked about.
    """
    amount = rule.amount_sql().as_string(None)
    if rule.amount is None or rule.period != "monthly" or not bases[rule.basis].dated:
        return amount
    columns = "".join(f", {_column(bound)}" for bound in rule.amount.facts)
    return f'(SELECT {amount} FROM (SELECT {quoted_day(days.on)} AS "on"{columns}) AS f)'


def wanting(rule: CompiledRule) -> str:
    """The names of the facts for want of which a verdict over a row `f` is unknown, as an array."""
    found = [_wanting(criterion.expression.root) for criterion in rule.criteria]
    if rule.amount:
        found.append(_unknown(payable(exact_text(rule.amount)), facts_that_decide(rule.amount.root)))
    for expression in rule.needed_days:
        found.append(_unknown(datable(expression.sql_text), facts_that_decide(expression.root)))
    return " || ".join(part for part in found if part) or "NULL::text[]"


def _wanting(node: Node) -> str:
    """The same of one condition: of those that AND, OR and NOT join, only what is unknown in an unknown whole."""
    if isinstance(node, Negation):
        return _wanting(node.operand)
    if not isinstance(node, Logical):
        return _unknown(to_sql(node).as_string(None), facts_that_decide(node))
    parts = [part for operand in node.operands if (part := _wanting(operand))]
    return f"CASE WHEN {to_sql(node).as_string(None)} IS NULL THEN {' || '.join(parts)} END" if parts else ""


def _unknown(condition: str, facts: Iterable[BoundFact]) -> str:
    """The names of those facts that are not known, if the condition is not."""
    named = [f"CASE WHEN {_column(bound)} IS NULL THEN {_text(bound.name)} END" for bound in dict.fromkeys(facts)]
    if not named:
        return ""
    return f"CASE WHEN {condition} IS NULL THEN array_remove(ARRAY[{', '.join(named)}]::text[], NULL) END"


class _Columns:
    """Expressions over a row, each computed once whoever needs it."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.texts: dict[str, str] = {}

    def place(self, text: str) -> str:
        """The column that holds an expression."""
        return f'f."{self.texts.setdefault(text, f"#{self.prefix}{len(self.texts)}")}"'

    def over(self, source: str) -> str:
        """The source with these columns, computed before anything is made of them."""
        columns = "".join(f', {text} AS "{name}"' for text, name in self.texts.items())
        return f"SELECT f.*{columns} FROM ({source}) AS f OFFSET 0"

    def some(self) -> str:
        """That some of them is not FALSE."""
        return " OR ".join(f'f."{name}" IS NOT FALSE' for name in self.texts.values())


class _Asked:
    """What is computed of each row, in three layers: what is required, the verdicts, and of those left the amounts.

    Rules before and after, and rules of one family, share much of it: the same text is computed once.
    """

    def __init__(self, days: Days) -> None:
        self.days = days
        self.required, self.verdicts, self.results = _Columns("q"), _Columns("v"), _Columns("a")

    def over(self, source: str) -> str:
        """The rows of a source that some rule does not refuse, with all columns."""
        required = self.required.over(source)
        verdicts = self.verdicts.over(f"SELECT f.* FROM ({required}) AS f WHERE {self.required.some() or 'TRUE'}")
        return self.results.over(f"SELECT f.* FROM ({verdicts}) AS f WHERE {self.verdicts.some()}")

    def right(self, number: int, pair: Pair) -> str:
        """The row of VALUES of a service: its number, verdicts, amounts, their worth, and what is wanting."""
        was, now = (self._verdict(rule) for rule in (pair.before, pair.after))
        amounts = [
            "NULL::numeric"
            if rule is None
            else self.results.place(f"CASE WHEN {verdict} THEN {paid(rule, self.days)} END")
            for rule, verdict in ((pair.before, was), (pair.after, now))
        ]
        worth = [f"coalesce({amount}, 0) * {times}" for amount, times in zip(amounts, _times(pair), strict=True)]
        missing = "NULL::text[]"
        if pair.after is not None:
            why = f"CASE WHEN {now} IS NULL AND {was} IS NOT NULL THEN {wanting(pair.after)} END"
            missing = self.results.place(why)
        return f"({', '.join([str(number), was, now, *amounts, *worth, missing])})"

    def _verdict(self, rule: CompiledRule | None) -> str:
        if rule is None:
            return "FALSE"
        return self.verdicts.place(" AND ".join([self.required.place(criteria(rule)), *limits(rule, self.days)]))


def statement(pairs: Sequence[Pair], *, basis: str, scope: Scope, days: Days, cursor: Cursor) -> str:
    """Return the statement for the pairs of one basis over a scope; its one row has the columns of `COLUMNS`."""
    rules = [rule for pair in pairs for rule in pair.rules]
    recent = None
    if bases[basis].dated and all(counted(rule) == YEAR for rule in rules):
        recent = sql.SQL(f'f."on" > {days.first} AND f."on" <= {days.last}')
    source = narrowed_rows(
        rules, facts_of(rules), scope=scope, on=days.judged(basis), cursor=cursor, also=recent
    ).as_string(None)
    asked = _Asked(days)
    rights = [asked.right(number, pair) for number, pair in enumerate(pairs)]
    one_each = basis == "person"
    return f"""
WITH v AS MATERIALIZED (
  SELECT f.key, f.record_id, f.subject_id, f.about_id, s.* FROM ({asked.over(source)}) AS f
  CROSS JOIN LATERAL (VALUES {", ".join(rights)}) AS s (i, vb, va, ab, aa, wb, wa, missing)
  WHERE s.vb IS NOT FALSE OR s.va IS NOT FALSE
),
c AS MATERIALIZED (
  SELECT v.*, {_FLAGS} FROM v
  WHERE v.vb IS DISTINCT FROM v.va OR (v.vb AND v.wb <> v.wa)
)
SELECT {_RIGHTS}, {"NULL" if one_each else _PEOPLE}, {_cells(scope, days)}, {_AMOUNTS}, {_MISSING},
  {_samples(pairs)}, {_people_touched(pairs)}
"""


def _times(pair: Pair) -> tuple[int, int]:
    """What amounts are multiplied by to be compared: those of a month and those given once, by what a year brings."""
    periods = [rule.period for rule in pair.rules]
    if len(set(periods)) <= 1:
        return 1, 1
    before, after = (12 if period == "monthly" else 1 for period in periods)
    return before, after


_GAINED = "v.va IS TRUE AND v.vb IS NOT TRUE"
_LOST = "v.vb IS TRUE AND v.va IS NOT TRUE"
_RISES = "coalesce(v.vb AND v.va, FALSE) AND v.wa > v.wb"
_FALLS = "coalesce(v.vb AND v.va, FALSE) AND v.wa < v.wb"
_UNKNOWN = "v.va IS NULL AND v.vb IS NOT NULL"
_FLAGS: Final = (
    f"({_GAINED}) AS gained, ({_LOST}) AS lost, ({_RISES}) AS rises, ({_FALLS}) AS falls, ({_UNKNOWN}) AS unknown"
)
_COUNTS: Final = {
    "before": "v.vb",
    "after": "v.va",
    "gained": _GAINED,
    "lost": _LOST,
    "rises": _RISES,
    "falls": _FALLS,
    "same": "v.vb AND v.va AND v.wa = v.wb",
    "to_unknown": _UNKNOWN,
    "decided": "v.vb IS NULL AND v.va IS NOT NULL",
    "gained_from_unknown": "v.va IS TRUE AND v.vb IS NULL",
    "lost_to_unknown": "v.vb IS TRUE AND v.va IS NULL",
}


def _json(select: str) -> str:
    """A query's rows as one JSON array, as text."""
    return f"(SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]')::text FROM ({select}) AS x)"


_RIGHTS: Final = _json(
    "SELECT v.i, "
    + ", ".join(f"count(*) FILTER (WHERE {test}) AS {name}" for name, test in _COUNTS.items())
    + ", sum(v.ab) AS sum_before, sum(v.aa) AS sum_after FROM v GROUP BY v.i"
)
_PEOPLE: Final = _json(
    "SELECT v.i, "
    + ", ".join(f"count(DISTINCT v.subject_id) FILTER (WHERE {test}) AS {name}" for name, test in _COUNTS.items())
    + " FROM v GROUP BY v.i"
)


def _cells(scope: Scope, days: Days) -> str:
    """By the person who receives: where they live, how old they are on the day, and their sex."""
    on = quoted_day(days.on)
    among = f"AND p.id {scope.within()}" if scope.reach is Reach.RANGE else ""
    return _json(
        f"""
  SELECT i, region, age, sex, count(*) FILTER (WHERE gained) AS gained, count(*) FILTER (WHERE lost) AS lost,
    count(*) FILTER (WHERE rises) AS rises, count(*) FILTER (WHERE falls) AS falls,
    sum(ab) AS sum_before, sum(aa) AS sum_after
  FROM (
    SELECT c.*, coalesce(d.economic_region, '') AS region, p.sex,
      CASE WHEN p.birth_date > ({on} - interval '18 years')::date THEN '0-17'
           WHEN p.birth_date > ({on} - interval '30 years')::date THEN '18-29'
           WHEN p.birth_date > ({on} - interval '45 years')::date THEN '30-44'
           WHEN p.birth_date > ({on} - interval '65 years')::date THEN '45-64' ELSE '65+' END AS age
    FROM c JOIN registries_person p ON p.id = c.subject_id {among}
      LEFT JOIN registries_district d ON d.code = p.district_id
    WHERE c.gained OR c.lost OR c.rises OR c.falls
  ) AS placed GROUP BY GROUPING SETS ((i, region), (i, age), (i, sex))"""
    )


# Amounts in steps of three figures (1,234.56 -> 1,230), fine enough to make round bins of; by far fewer than rights.
_AMOUNTS: Final = _json(
    """
  SELECT i, side, floor(amount / step) * step AS low, sum(n)::bigint AS n, min(amount) AS least, max(amount) AS most
  FROM (
    SELECT *, greatest(0.01, 10::numeric ^ (floor(log(greatest(abs(amount), 0.01))) - 2)) AS step
    FROM (
      SELECT v.i, a.side, a.amount, count(*) AS n FROM v CROSS JOIN LATERAL (VALUES
        ('before', CASE WHEN v.vb THEN v.ab END), ('after', CASE WHEN v.va THEN v.aa END),
        ('change', CASE WHEN (v.vb OR v.va) AND v.wa <> v.wb THEN v.wa - v.wb END)) AS a (side, amount)
      WHERE a.amount IS NOT NULL GROUP BY 1, 2, 3
    ) AS amounts
  ) AS stepped GROUP BY 1, 2, 3"""
)
_MISSING: Final = _json(
    "SELECT c.i, m.fact, count(*) AS n FROM c CROSS JOIN LATERAL"
    " (SELECT DISTINCT unnest(CASE WHEN cardinality(c.missing) > 0 THEN c.missing ELSE ARRAY[''] END)) AS m (fact)"
    " WHERE c.unknown GROUP BY 1, 2"
)


def _people_touched(pairs: Sequence[Pair]) -> str:
    """The people each kind of change touches, as arrays that are only ever counted: somebody may be in many bases."""
    on_application = ", ".join(str(number) for number, pair in enumerate(pairs) if pair.if_applied)
    applied = f"c.i IN ({on_application})" if on_application else "FALSE"
    return _json(
        f"SELECT k.kind, {applied} AS if_applied, array_agg(DISTINCT c.subject_id)::text AS ids"
        " FROM c CROSS JOIN LATERAL (VALUES ('gained', c.gained), ('lost', c.lost), ('rises', c.rises),"
        " ('falls', c.falls), ('to_unknown', c.unknown)) AS k (kind, yes) WHERE k.yes GROUP BY 1, 2"
    )


def _samples(pairs: Sequence[Pair]) -> str:
    """Some rows of each kind, the same ones every time: those whose key has the smallest hash."""
    kinds = ", ".join(f"('{kind}', c.{kind})" for kind in KINDS)
    codes = ", ".join(f"({number}, {_text(pair.code)})" for number, pair in enumerate(pairs))
    return _json(
        f"""
  SELECT * FROM (
    SELECT c.i, k.kind, c.subject_id AS person, c.about_id AS about, c.record_id AS record, c.vb, c.va, c.ab, c.aa,
      c.missing, h.hash, row_number() OVER (PARTITION BY c.i, k.kind ORDER BY h.hash, c.record_id) AS turn
    FROM c JOIN (VALUES {codes}) AS s (i, code) ON s.i = c.i
    CROSS JOIN LATERAL (VALUES {kinds}) AS k (kind, yes)
    CROSS JOIN LATERAL (SELECT ('x' || left(md5(s.code || c.key), 15))::bit(60)::bigint AS hash) AS h
    WHERE k.yes
  ) AS drawn WHERE turn <= {SAMPLES}"""
    )


COLUMNS: Final = ("rights", "people", "cells", "amounts", "missing", "samples", "ids")
