"""Rules at work: the compiled versions in force, and what they say of cases.

A published version is seen at once, a changed parameter within a second; `services_catalog.queries` keeps both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from psycopg import sql

from registries.facts import catalogue
from registries.facts.basis import MONTHS_BACK
from registries.facts.model import BoundFact
from registries.facts.query import Scope, bases_of, rows
from services_catalog.answers import Match, asks, from_registries, with_case_answers
from services_catalog.compiled import CompiledVersion
from services_catalog.models import ServiceVersion
from services_catalog.queries import compile_version, compiled, parameter_book, versions_in_force
from services_catalog.rules import (
    Explanation,
    ParameterBook,
    Verdict,
    amounts,
    explain_rows,
    read_worth,
    what_if,
)
from services_catalog.schema import plain

from .answers import told_for
from .models import Case, CorrectedFacts, Decision

BETTER: Final = (Verdict.ENTITLED, Verdict.UNKNOWN, Verdict.NOT_ENTITLED)


def rules_in_force(on: date, *, codes: Iterable[str] | None = None) -> list[CompiledVersion]:
    """All versions in force on a date, or those of some services.

    Where the records of a basis carry their own date, the versions of every day that such a record can still have.
    """
    wanted = None if codes is None else set(codes)
    reach = on.replace(year=on.year - MONTHS_BACK // 12, day=min(on.day, 28))
    found = [
        compiled(version)
        for version in versions_in_force(on, since=reach)
        if wanted is None or version.service_id in wanted
    ]
    return [rule for rule in found if rule.dated or rule.rules_on(on)]


def proactive_rules(on: date, *, codes: Iterable[str] | None = None) -> list[CompiledVersion]:
    """Versions in force whose rights the state finds by itself."""
    return [rule for rule in rules_in_force(on, codes=codes) if rule.definition.is_proactive]


def union_of_facts(rules: Iterable[CompiledVersion]) -> list[BoundFact]:
    """Every fact that some of the rules read, each once, in a steady order."""
    return list({fact.name: fact for rule in rules for fact in rule.rule.facts}.values())


def bases_with_records(people: Iterable[int]) -> set[str]:
    """The bases that may have a record about some people: asking only these costs less than asking all."""
    with connection.cursor() as cursor:
        cursor.execute(bases_of(people).as_string(None))
        return {row[0] for row in cursor}


def roles_of(cases: Sequence[Case]) -> dict[int, dict[str, int | None]]:
    """For each case the people of its basis, by role."""
    found: dict[int, dict[str, int | None]] = {}
    for (basis, on), group in _by_basis_and_day(cases).items():
        names = catalogue.bases[basis].roles
        by_key = _records(basis, _scope(basis, group), on=on)
        moved = [case for case in group if case.basis_key not in by_key]
        if moved:
            by_key |= _records(basis, _people(moved), on=on)
        for case in group:
            record = by_key.get(case.basis_key)
            if record is not None:
                found[case.pk] = {name: record[f"{name}_id"] for name in names}
    return found


def _records(basis: str, scope: Scope, *, on: date) -> dict[str, dict[str, Any]]:
    """The rows of a basis within a scope, by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(rows(basis, [], scope=scope, on=on).as_string(None))
        columns = [column[0] for column in cursor.description]
        return {record["key"]: record for record in (dict(zip(columns, row, strict=True)) for row in cursor)}


def evaluate(
    cases: Sequence[Case],
    *,
    on: date | None = None,
    today: date | None = None,
    rules: Mapping[int, CompiledVersion] | None = None,
) -> dict[int, Explanation]:
    """What each case's rule says of its basis record and of what was told for it, as of the case's date (or `on`).

    `rules` gives the rule to ask for a case, by its id, where it is not its own version's; it has the same basis. A
    case whose record is no longer there is missing from the result. `today` is the day the question is put, for whom
    it matters whether the recipient still lives and is not missing: then a case whose record is received for by
    somebody else by now is missing from the result too.
    """
    found: dict[int, Explanation] = {}
    by_version: dict[int, list[Case]] = defaultdict(list)
    asked = {case.pk: (rules or {}).get(case.pk) or compiled(case.version) for case in cases}
    for case in cases:
        by_version[asked[case.pk].version_id].append(case)
    for group in by_version.values():
        rule = asked[group[0].pk]
        for (basis, day), same_day in _by_basis_and_day(group, on=on).items():
            found |= _explained(rule, same_day, _scope(basis, same_day), on=day, today=today)
            moved = [case for case in same_day if case.pk not in found]
            if moved:  # a correction superseded their records: those that stand now have other ids, but the same keys
                found |= _explained(rule, moved, _people(moved), on=day, today=today)
    return found


def evaluate_people(cases: Sequence[Case], *, rules: Mapping[int, CompiledVersion], on: date) -> dict[int, Explanation]:
    """The best that the rules given, of another basis than the cases', say of any record of each case's person.

    A case whose person has no record of that basis is missing from the result.
    """
    best: dict[int, Explanation] = {}
    by_version: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_version[rules[case.pk].version_id].append(case)
    for group in by_version.values():
        rule = rules[group[0].pk]
        for case_id, one in _rows_explained(rule, group, _people(group), on=on, match=Match.SUBJECT):
            known = best.get(case_id)
            if known is None or BETTER.index(one.verdict) < BETTER.index(known.verdict):
                best[case_id] = one
    return best


def _explained(
    rule: CompiledVersion, cases: Sequence[Case], scope: Scope, *, on: date, today: date | None
) -> dict[int, Explanation]:
    """What a rule says of the rows of its basis that cases arose from, by the case's id."""
    return dict(_rows_explained(rule, cases, scope, on=on, today=today, match=Match.KEY))


def _rows_explained(
    rule: CompiledVersion,
    cases: Sequence[Case],
    scope: Scope,
    *,
    on: date,
    match: Match,
    today: date | None = None,
) -> list[tuple[int, Explanation]]:
    """What a rule says of each row within a scope that belongs to one of the cases, with the case's id."""
    facts = rule.rule.facts
    source = _source(rule, facts, cases, scope, on=on, asked=max(on, today or on), match=match)
    with connection.cursor() as cursor:
        found = [(row, one[0]) for row, one in explain_rows([rule.rule], source, cursor=cursor)]
    receives = {case.pk: case.person_id for case in cases}
    if asks(facts):
        told = [(row["case_id"], row, one) for row, one in found]
    else:
        of_row: dict[Any, list[int]] = defaultdict(list)
        for case in cases:
            of_row[case.basis_key if match is Match.KEY else case.person_id].append(case.pk)
        told = [(case_id, row, one) for row, one in found for case_id in of_row[row[match.value]]]
    return [(pk, one) for pk, row, one in told if today is None or row["subject_id"] == receives[pk]]


def _source(
    rule: CompiledVersion,
    facts: Sequence[BoundFact],
    cases: Sequence[Case],
    scope: Scope,
    *,
    on: date,
    asked: date,
    match: Match,
) -> sql.Composable:
    """The rows of a rule's basis with facts of the registries, and with the cases' answers where facts are answers."""
    source = rows(rule.basis, from_registries(facts), scope=scope, on=on, asked=asked, explained=True)
    if not asks(facts):
        return source
    answers = told_for(cases, match=match)
    return with_case_answers(source, facts, answers, questions=rule.definition.questions, match=match)


@dataclass(frozen=True, slots=True)
class FactsRead:
    """Facts of one case's record, as a decision keeps them, and the id of the record that stands for it now."""

    record_id: int
    facts: Mapping[str, dict[str, Any]]


def read_facts(cases: Sequence[Case], names: Mapping[int, Sequence[str]]) -> dict[int, FactsRead]:
    """Read facts that the rule need not name, as `evaluate` reads the others: by case, as of the case's date.

    `names` are those wanted of the cases of a version, by its id. A case whose record is gone is missing.
    """
    found: dict[int, FactsRead] = {}
    by_version: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_version[case.version_id].append(case)
    for version, group in by_version.items():
        rule = compiled(group[0].version)
        facts = [rule.rule.vocabulary.resolve(name) for name in names[version]]
        for (basis, day), same_day in _by_basis_and_day(group).items():
            found |= _read(rule, facts, same_day, _scope(basis, same_day), on=day)
            moved = [case for case in same_day if case.pk not in found]
            if moved:
                found |= _read(rule, facts, moved, _people(moved), on=day)
    return found


def _read(
    rule: CompiledVersion, facts: Sequence[BoundFact], cases: Sequence[Case], scope: Scope, *, on: date
) -> dict[int, FactsRead]:
    source = _source(rule, facts, cases, scope, on=on, asked=on, match=Match.KEY)
    with connection.cursor() as cursor:
        cursor.execute(source.as_string(None))
        columns = [column[0] for column in cursor.description]
        read = [dict(zip(columns, row, strict=True)) for row in cursor]
    by_case = {row["case_id"]: row for row in read if "case_id" in row}
    by_key = {row["key"]: row for row in read}
    told = {case.pk: by_case.get(case.pk) if by_case else by_key.get(case.basis_key) for case in cases}
    return {
        pk: FactsRead(row["record_id"], {fact.name: _as_kept(fact, row) for fact in facts})
        for pk, row in told.items()
        if row is not None
    }


def _as_kept(fact: BoundFact, row: Mapping[str, Any]) -> dict[str, Any]:
    value, recorded = row[fact.name], row[f"{fact.name}#recorded"]
    return {
        "value": plain(value),
        "registry": row[f"{fact.name}#registry"],
        "institution": fact.fact.institution,
        "source": row[f"{fact.name}#source"],
        "recorded_on": plain(recorded),
    }


def _by_basis_and_day(cases: Sequence[Case], *, on: date | None = None) -> dict[tuple[str, date], list[Case]]:
    """Group cases that one query can answer; a basis whose records carry their own date needs no day of its own."""
    groups: dict[tuple[str, date], list[Case]] = defaultdict(list)
    newest: dict[str, date] = {}
    for case in cases:
        newest[case.basis] = max(newest.get(case.basis, case.on), case.on)
    for case in cases:
        own_date = catalogue.bases[case.basis].dated
        groups[case.basis, on or (newest[case.basis] if own_date else case.on)].append(case)
    return groups


def _scope(basis: str, cases: Sequence[Case]) -> Scope:
    return Scope.records(sorted({case.record_id for case in cases if case.record_id is not None}))


def _people(cases: Sequence[Case]) -> Scope:
    return Scope.persons(sorted({pk for case in cases for pk in (case.person_id, case.about_id) if pk is not None}))


FROZEN: Final = ("value", "registry", "institution", "source", "recorded_on")
"""What a decision keeps of a fact."""


def frozen_facts(found: Explanation) -> dict[str, dict[str, Any]]:
    """The facts as a decision keeps them: value, source institution, registry and day of record, by name."""
    return {fact.name: {key: fact.as_json()[key] for key in FROZEN} for fact in found.facts}


def frozen_parameters(found: Explanation) -> dict[str, str | None]:
    """The parameters as they stood on the day, by name."""
    return {name: None if value is None else str(value) for name, value in found.parameters.items()}


def replay(decision: Decision) -> Explanation:
    """Decide again on what the decision kept: its version, facts, parameters and date. The answer must be the same."""
    book = parameter_book()
    parameters = {
        name: None if value is None else read_worth(value, book[name].type, where=f"parameters.{name}", recorded=True)
        for name, value in decision.parameters.items()
    }
    rule = compile_version(decision.version, parameters=book.frozen(parameters))
    facts = {name: fact["value"] for name, fact in decision.facts.items()}
    with connection.cursor() as cursor:
        return what_if(rule, facts=facts, on=decision.on, cursor=cursor)


def decided_facts(decisions: Iterable[Decision]) -> dict[int, Mapping[str, Mapping[str, Any]]]:
    """The facts that count for what decisions granted, by their ids: those frozen, or as a source corrected them since.

    A decision is never changed, and is replayed with what it kept; what its right is worth goes by these. One query.
    """
    found: dict[int, Mapping[str, Mapping[str, Any]]] = {one.pk: one.facts for one in decisions}
    later = CorrectedFacts.objects.filter(decision__in=list(found)).order_by("pk")
    return found | dict(later.values_list("decision_id", "facts"))


Facts = Mapping[int, Mapping[str, Mapping[str, Any]]]
"""The facts of decisions by their ids, each as a decision keeps it, by name."""


def amounts_on(
    asked: Sequence[tuple[Decision, date]], *, book: ParameterBook | None = None, facts: Facts | None = None
) -> list[Decimal | None]:
    """The amount of each decision's rule with its frozen facts and the parameters of another day, in order.

    The facts are as a source has corrected them since, if it has (`decided_facts`), or those given in their place.

    Only the amount is asked, not the criteria: whether a right goes on is decided by a person or by its own end, never
    by a month's arithmetic. None where no amount can be told. `book` are the parameters, where not those in force.

    The rule is that of the decision's own version; where a version was published later for the day of the decision, it
    is that one, if the decision knew what it asks (`law_of`).
    """
    by_version: dict[int, tuple[ServiceVersion, list[int]]] = {}
    laws = law_of([decision for decision, _day in asked])
    known = dict(decided_facts(decision for decision, _day in asked)) | dict(facts or {})
    for index, (decision, _day) in enumerate(asked):
        version = laws[decision.pk].version
        by_version.setdefault(version.pk, (version, []))[1].append(index)
    found: list[Decimal | None] = [None] * len(asked)
    for version, indexes in by_version.values():
        rule = compiled(version).rule if book is None else compile_version(version, parameters=book)
        cases = [
            ({name: fact["value"] for name, fact in known[asked[index][0].pk].items()}, asked[index][1])
            for index in indexes
        ]
        with connection.cursor() as cursor:
            for index, amount in zip(indexes, amounts(rule, cases=cases, cursor=cursor), strict=True):
                found[index] = amount
    return found


@dataclass(frozen=True, slots=True)
class Law:
    """The version whose amount counts; `unknown` is one published later for the day, which asks what was not known."""

    version: ServiceVersion
    unknown: ServiceVersion | None = None


def law_of(decisions: Iterable[Decision]) -> dict[int, Law]:
    """The version whose amount counts for each decision, by its id: its own, or one published later for its day."""
    found: dict[int, Law] = {}
    overruled = []
    for decision in decisions:
        own = decision.version
        stands = own.status == ServiceVersion.Status.PUBLISHED and _rules_on(own, decision.on)
        found[decision.pk] = Law(own)
        if not stands:
            overruled.append(decision)
    if not overruled:
        return found
    services = {decision.version.service_id for decision in overruled}
    versions = ServiceVersion.objects.filter(service__in=services, status=ServiceVersion.Status.PUBLISHED)
    for decision in overruled:
        for version in versions:
            if version.service_id == decision.version.service_id and _rules_on(version, decision.on):
                found[decision.pk] = _law(decision, version)
    return found


def _rules_on(version: ServiceVersion, day: date) -> bool:
    lower, upper = version.valid.lower, version.valid.upper
    return (lower is None or lower <= day) and (upper is None or day < upper)


def _law(decision: Decision, version: ServiceVersion) -> Law:
    amount = compiled(version).rule.amount
    needed = {bound.name for bound in amount.facts} if amount else set()
    return Law(version) if needed <= decision.facts.keys() else Law(decision.version, unknown=version)
