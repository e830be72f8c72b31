"""What is held already, and what is paid already, as the registries of awards show it: the one place that says so.

An award stands for the row of a basis when it arose from the same matter (docs/decisions/0010). What that is depends on
the basis:

* **record** – each record is a matter of its own (a birth, a death, a leave);
* **matter** – several records can be about one thing: the decisions about one person's disability, the statuses given
  for one martyr, one child with one carer. A record that renews another is no second right; a second child is;
* **person** – one right for a person, whatever it arose from.

Who receives it does not count: a child paid for to its mother is paid for (decision 1). An award of another system may
not say what it arose from; then it stands for whatever its receiver could have been given it for.

What was paid once is held for good. A monthly right of a record that carries its own date also: its rule is asked about
that day and says yes for ever. Others are held until the award's last day, also while it has not begun.

A lump sum of a service that excludes this one holds it like its own (decision 6): nothing that was paid can be given
back, so there is nothing to choose. A monthly right that excludes it can be ended: that is `exclusions`.

`held` is the question as a test inside a statement (opening, seeding); `prior_awards_of` asks it of cases (deciding).
Both are made of the same queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Q
from psycopg import sql

from registries.facts import catalogue
from registries.models import ChildPlacement, DisabilityDecision, HonourStatus, SocialServiceCase
from registries.models.awards import Award
from registries.models.record import Record
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled, definition_of

from .awards import MODELS
from .batch import Overtaken
from .models import Case
from .stages import Stage

BY_PERSON: Final = frozenset(
    {
        "person",
        "unemployment",
        "training",
        "rehabilitation",
        "stipend_order",
        "jobseeker",
        "insurance_account",
        "social_service",
    }
)
MATTERS: Final[dict[str, tuple[type[Record], tuple[str, ...]]]] = {
    "disability": (DisabilityDecision, ("person_id",)),
    "honour": (HonourStatus, ("person_id", "martyr_id")),
    "placement": (ChildPlacement, ("person_id", "carer_id")),
    "care": (SocialServiceCase, ("person_id", "carer_id")),
}
"""The records of a basis, and what two of them about one matter have in common."""
MATTER_ROLES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(BY_PERSON, ("subject",)),
    "disability": ("about",),
    "honour": ("subject", "martyr"),
    "placement": ("about", "subject"),
    "care": ("about", "subject"),
}
"""The people that two rows of a basis have in common when they are about one matter, by role."""
SEVERAL: Final = (BY_PERSON | MATTERS.keys()) - {"person"}
"""The bases where two records can be about one matter."""


def matter_of(basis: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a row of a basis (as `facts.query.rows` gives it) is about: two rows of one matter give one right."""
    roles = MATTER_ROLES.get(basis)
    return tuple(row[f"{role}_id"] for role in roles) if roles else (row["key"],)


def held(basis: str, rule: CompiledVersion) -> sql.Composable:
    """A test of a row `v` (key, record_id, subject_id, about_id, on): whether its right is held already."""
    return _any([*_own_awards(basis, rule, "1"), *excluding_lump_sums(basis, rule, "1")])


@dataclass(frozen=True, slots=True)
class PriorAwards:
    """What was awarded before for the matter of a case, by other cases and by other systems.

    `paid_until` is the last day that a monthly award of its service was for, if that day is known.
    """

    held: bool = False
    paid_until: date | None = None


NOTHING: Final = PriorAwards()


def prior_awards_of(cases: Sequence[Case]) -> dict[int, PriorAwards]:
    """For each case whose matter has other awards: whether one still stands, and the last day paid.

    Two cases about one matter can be open at once (a decision and the one that renews it); and a right that ended and
    is found again, perhaps for another receiver, is not paid for the same months twice.
    """
    found: dict[int, PriorAwards] = {}
    groups: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.version_id, case.basis].append(case)
    for (_version, basis), group in groups.items():
        rule = compiled(group[0].version)
        # A case's own award is no prior one: a clerk may look at a case that was granted.
        others = " AND a.reference <> 'DOST-' || v.case_id"
        standing = [*_own_awards(basis, rule, "1", others), *excluding_lump_sums(basis, rule, "1")]
        if not standing:
            continue
        # A lump sum is paid for no months, so it does not move the first one to be paid.
        ended = _own_awards(basis, rule, "a.valid_until", others + " AND NOT a.one_off", ever=True)
        statement = sql.SQL("SELECT v.case_id, {standing}, {paid_until} FROM (VALUES {rows}) {columns}").format(
            standing=_any(standing),
            paid_until=sql.SQL("(SELECT max(x.valid_until) FROM ({}) x)").format(sql.SQL(" UNION ALL ").join(ended))
            if ended
            else sql.SQL("NULL::date"),
            rows=sql.SQL(", ").join(_row(case) for case in group),
            columns=sql.SQL('v (case_id, key, record_id, subject_id, about_id, "on")'),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement.as_string(None))
            found |= {pk: PriorAwards(*rest) for pk, *rest in cursor if any(rest)}
    return found


def excluding_lump_sum(case: Case) -> str:
    """The code of a service that excludes a case's and was paid once for the same matter, or nothing."""
    queries = excluding_lump_sums(case.basis, compiled(case.version), "a.service_code")
    if not queries:
        return ""
    statement = sql.SQL(
        'SELECT min(x.service_code COLLATE "C") FROM (VALUES {row}) {columns} CROSS JOIN LATERAL ({paid}) x'
    ).format(
        row=_row(case),
        columns=sql.SQL('v (case_id, key, record_id, subject_id, about_id, "on")'),
        paid=sql.SQL(" UNION ALL ").join(queries),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        return str(cursor.fetchone()[0] or "")


def siblings(cases: Sequence[Case]) -> set[int]:
    """The cases beside which another about the same person or the same receiver is open under the same service."""
    ours = [case for case in cases if case.basis in SEVERAL]
    if not ours:
        return set()
    people = {pk for case in ours for pk in (case.person_id, case.about_id) if pk is not None}
    near = Q(person__in=people) | Q(about__in=people)
    open_ones = Case.objects.filter(near, service__in={case.service_id for case in ours}, live=True)
    keys: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for pk, service, *two in open_ones.exclude(stage=Stage.CLOSED).values_list("pk", "service_id", "person", "about"):
        for person in two:
            keys[service, person].add(pk)
    return {
        case.pk
        for case in ours
        if any(keys[case.service_id, person] - {case.pk} for person in {case.person_id, case.about_id} - {None})
    }


class HeldMeanwhile(Overtaken):
    """Another case about the same matter was granted while this one was decided."""


def ensure_not_held(case: Case) -> None:
    """Make sure, inside the transaction that grants a case with siblings, that none of them was granted meanwhile.

    Both are granted one after the other under a lock of their service, so the later one sees the earlier one's award.
    Raises `HeldMeanwhile`.
    """
    lock_granting([case.service_id])
    if prior_awards_of([case]).get(case.pk, PriorAwards()).held:
        raise HeldMeanwhile


def lock_granting(names: Iterable[str]) -> None:
    """Let nobody else grant under these names until the transaction ends; always in the same order."""
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('granting'), hashtext(%s))", [name])


def _row(case: Case) -> sql.Composed:
    """A case as a row `v`; the types are said, for a column of nothing but NULLs has none."""
    return sql.SQL("({}::bigint, {}, {}::bigint, {}::bigint, {}::bigint, {}::date)").format(
        *map(sql.Literal, (case.pk, case.basis_key, case.record_id, case.person_id, case.about_id, case.on))
    )


def _any(queries: Sequence[sql.Composable]) -> sql.Composable:
    """Whether one of some queries finds a row.

    Each is an EXISTS of its own, which PostgreSQL can hash when it asks about everybody; a UNION it could not.
    """
    tests = [sql.SQL("EXISTS ({})").format(query) for query in queries]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests)) if tests else sql.SQL("FALSE")


def _own_awards(
    basis: str, rule: CompiledVersion, what: str, others: str = "", *, ever: bool = False
) -> list[sql.Composed]:
    """Queries of the awards of a rule's own service that stand for a row `v`; with `ever` those too that are over.

    They are kept where the service keeps its awards; a service that keeps none can never be seen to be held.
    """
    model = MODELS.get(rule.definition.award or "")
    if model is None:
        return []
    once = rule.period == Period.ONCE
    ways = [_of_the_receiver(basis, model, once=once, forever=once or ever)]
    # One right for a person, whatever it arose from: its awards are told by the receiver alone.
    if basis not in BY_PERSON or once:
        ways.insert(0, _of_the_matter(basis, forever=once or ever))
    return [_awards(model, [rule.code], way, what, others) for way in ways]


def excluding_lump_sums(basis: str, rule: CompiledVersion, what: str) -> list[sql.Composed]:
    """Queries of what was paid once for the matter of a row `v` by services that exclude a rule's.

    Whatever the rule's own right is, what excludes it was paid once: so it counts for its record, and for good.
    """
    queries = []
    for model, codes in registries_of_awards(rule.definition.excludes, period=Period.ONCE).items():
        for way in (_of_the_matter(basis, forever=True), _of_the_receiver(basis, model, once=True, forever=True)):
            queries.append(_awards(model, codes, way, what, " AND a.one_off"))
    return queries


def registries_of_awards(codes: Sequence[str], *, period: Period) -> dict[type[Award], list[str]]:
    """Where awards of services paid `once` or `monthly` can be: the codes to look for, by registry.

    A published service keeps its awards in one registry, and one that is never paid this way has none to look for. Of a
    code that nobody has published here only other systems know: its awards may be anywhere.
    """
    if not codes:
        return {}
    published = ServiceVersion.objects.filter(service__in=codes, status=ServiceVersion.Status.PUBLISHED)
    definitions = [definition_of(version) for version in published.defer("definition")]
    forms = {(one.code, one.award, one.period) for one in definitions}
    known = {code for code, award, _period in forms if award in MODELS}
    found: dict[type[Award], list[str]] = {}
    for registry, model in MODELS.items():
        registered = [code for code in codes if code not in known or (code, registry, period) in forms]
        if registered:
            found[model] = registered
    return found


def _awards(model: type[Award], codes: Sequence[str], way: sql.Composable, what: str, more: str = "") -> sql.Composed:
    """A query of the awards of some services in a registry that stand for a row `v` in some way.

    A superseded row was corrected away or has a successor: only what the registry says now counts.
    """
    return sql.SQL(
        "SELECT {what} FROM {table} a WHERE a.superseded_at IS NULL AND a.service_code = ANY({codes}) AND {way}{more}"
    ).format(
        what=sql.SQL(what),
        table=sql.Identifier(model._meta.db_table),
        codes=sql.Literal(list(codes)),
        way=way,
        more=sql.SQL(more),
    )


def _of_the_matter(basis: str, *, forever: bool) -> sql.Composable:
    """The award names a record of the same matter, whoever receives it: a child paid for is paid for (decision 1)."""
    if basis in MATTERS:
        return sql.SQL("a.basis_key IN ({}){}").format(_keys_of_the_matter(basis), _not_over(forever=forever))
    # A record with its own date is asked about that day, and says yes for ever: so does its award (decision 10).
    return sql.SQL("a.basis_key = v.key{}").format(_not_over(forever=forever or catalogue.bases[basis].dated))


def _of_the_receiver(basis: str, model: type[Award], *, once: bool, forever: bool) -> sql.Composable:
    """The award is the receiver's own, and nothing says that it is for something else (decision 10)."""
    tests: list[sql.Composable] = [sql.SQL("a.person_id = v.subject_id")]
    if basis in MATTERS:
        # A mother of two martyrs shares in both stipends: an award that names the other one holds nothing here.
        tests.append(sql.SQL("NOT {}").format(_names_another_matter(basis)))
    elif basis not in BY_PERSON or once:
        # Another record is another right; only an award that names none may have been meant for this one.
        tests.append(sql.SQL("a.basis_key = ''"))
    if _names_a_child(model) and not _may_name_a_child_besides(basis):
        # What was given for another child is not given for this one.
        tests.append(sql.SQL("(a.child_id IS NULL OR a.child_id = v.about_id)"))
    if once and catalogue.bases[basis].dated:
        # What was paid before it happened was paid for something else.
        tests.append(sql.SQL('a.valid_from >= v."on"'))
    return sql.SQL("{}{}").format(sql.SQL(" AND ").join(tests), _not_over(forever=forever))


def _not_over(*, forever: bool) -> sql.Composable:
    """The award runs on the day asked about, or begins later: what is promised is held already (decision 10)."""
    return sql.SQL("") if forever else sql.SQL(' AND (a.valid_until IS NULL OR a.valid_until >= v."on")')


def _keys_of_the_matter(basis: str) -> sql.Composed:
    """The keys of all records about the matter of a row, its own included: what renews another is no second right."""
    model, _same = MATTERS[basis]
    return sql.SQL(
        "SELECT o.source_id || ':' || o.reference FROM {table} r JOIN {table} o"
        " ON o.superseded_at IS NULL AND {same} WHERE r.id = v.record_id"
    ).format(table=sql.Identifier(model._meta.db_table), same=_same_matter(basis))


def _names_another_matter(basis: str) -> sql.Composed:
    """The award names a record of the basis, and it is about something else.

    A key that leads to no record of the basis says nothing: it may be another system's own number.
    """
    model, _same = MATTERS[basis]
    return sql.SQL(
        "EXISTS (SELECT 1 FROM {table} o JOIN {table} r ON r.id = v.record_id"
        " WHERE o.source_id = split_part(a.basis_key, ':', 1)"
        " AND o.reference = substr(a.basis_key, strpos(a.basis_key, ':') + 1)"
        " AND o.superseded_at IS NULL AND NOT ({same}))"
    ).format(table=sql.Identifier(model._meta.db_table), same=_same_matter(basis))


def _same_matter(basis: str) -> sql.Composed:
    _model, columns = MATTERS[basis]
    return sql.SQL(" AND ").join(
        sql.SQL("o.{0} IS NOT DISTINCT FROM r.{0}").format(sql.Identifier(column))
        if column != "person_id"
        else sql.SQL("o.person_id = r.person_id")
        for column in columns
    )


def _names_a_child(model: type[Award]) -> bool:
    return any(field.name == "child" for field in model._meta.get_fields())


def _may_name_a_child_besides(basis: str) -> bool:
    """Whether the record names a child beside the person it is about: the award may then name that child."""
    return "child" in catalogue.bases[basis].roles and catalogue.bases[basis].about == "subject"
