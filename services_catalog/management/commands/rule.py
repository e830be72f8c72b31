"""`manage.py rule check | try FILE.yaml`: a service definition that need not be in the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import connection
from django.utils import timezone

from registries.arguments import day as day_typed
from registries.facts.query import Scope, rows
from registries.intake.sent import fault, parse
from registries.models import Person
from services_catalog.checks import check_service, compile_definition, rule_problem
from services_catalog.files import CATALOGUE
from services_catalog.library import Library, read_library
from services_catalog.located import CatalogueError, Problem, read_document
from services_catalog.queries import parameter_book
from services_catalog.reading import ServiceDefinition, VersionDefinition, read_rule
from services_catalog.rules import (
    CompiledRule,
    Explanation,
    ParameterBook,
    RuleError,
    Verdict,
    explain_rows,
    what_if,
)

MARKS = {True: "met", False: "not met", None: "unknown"}


class Command(BaseCommand):
    """Checks a service definition, or asks it about one person or about typed-in facts.

    FILE.yaml is a service as in `services_catalog/catalogue/`, or one version standing alone, which needs only
    `basis` and `criteria` (each with `id` and `require`, or `use:` a shared criterion):

        basis: person
        criteria:
          - {id: adult, require: person.age >= 18}
          - {use: resident}
        amount: 2 * parameter.minimum_wage
        period: once

    Parameters are those of the database, or of the catalogue's files where none have been loaded.

    `check` prints "ok", or every problem on stderr as `file:line: what is wrong and what would be right`.
    JSON: {"ok", "file", "code", "versions": [{"valid_from", "basis", "criteria": [ids], "facts": [names],
    "parameters": [names], "registries": [codes], "content_hash"}], "problems": [{"file", "line", "message"}]}.

    `try --fin FIN` asks about a person of the registries; the rule may have an answer for each of several records
    (each child of the person), or none. `try --facts FACTS.json` asks about typed-in facts, {"person.age": 70, …}:
    null is unknown, and a fact not given is unknown too, or with --absent what a complete registry says that holds no
    record. JSON: {"file", "code", "basis", "on", "valid_from", "fin", "verdict", "amount", "results": [{"key", "on",
    "verdict", "amount", "starts", "until", "payee", "criteria": [{"id", "text", "law", "met", "facts", "missing"}],
    "missing", "missing_parameters", "parameters", "facts", "rule"}]}. `verdict` is the best of the results: entitled,
    unknown, not_entitled; `amount` is a text with two decimals, the sum over the entitled results, or null.

    Exit code 0 when the question could be asked, whatever the answer; 1 with one line on stderr otherwise, 2 when
    it is the command line that is wrong.
    """

    help = "Check a service definition that need not be in the catalogue, or try it on a person or on typed-in facts."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with which file, about whom."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="check|try")
        check = actions.add_parser("check", help="check a definition: words, texts, rule, examples")
        ask = actions.add_parser("try", help="ask a definition about a person (--fin) or typed-in facts (--facts)")
        for action in (check, ask):
            action.add_argument("file", type=Path, metavar="FILE.yaml")
            action.add_argument("--json", action="store_true", help="print JSON instead of words")
        whom = ask.add_mutually_exclusive_group(required=True)
        whom.add_argument("--fin", metavar="FIN", help="a person of the registries")
        whom.add_argument("--facts", type=Path, metavar="FACTS.json", help='a JSON object of facts: {"person.age": 70}')
        ask.add_argument("--on", type=day_typed, metavar="DATE", help="as of this date; today in Baku if not given")
        ask.add_argument("--absent", action="store_true", help="facts not given are those of somebody with no records")

    @no_translations
    def handle(self, *args: Any, action: str, file: Path, **options: Any) -> None:
        """Do one of the two."""
        library, problems = read_library(CATALOGUE)
        if problems:
            raise CommandError(str(problems[0]))
        parameters = parameter_book() or library.book()
        if action == "check":
            self._check(file, library, parameters, as_json=options["json"])
        else:
            self._try(file, library, parameters, **options)

    # -- check ---------------------------------------------------------------------------------------------------

    def _check(self, file: Path, library: Library, parameters: ParameterBook, *, as_json: bool) -> None:
        service, problems = _read(file, library)
        if service is not None and not problems:
            problems = _rule_problems(service, library, parameters)
        if as_json:
            report = {
                "ok": not problems,
                "file": str(file),
                "code": service.code if service else "",
                "versions": [_version_json(version, parameters) for version in service.versions]
                if service and not problems
                else [],
                "problems": [{"file": p.file, "line": p.line, "message": p.message} for p in sorted(set(problems))],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if problems:
            raise _refusal(problems)
        if not as_json:
            self.stdout.write(f"{file}: ok")

    # -- try -----------------------------------------------------------------------------------------------------

    def _try(
        self,
        file: Path,
        library: Library,
        parameters: ParameterBook,
        *,
        fin: str | None,
        facts: Path | None,
        on: date | None,
        absent: bool,
        **options: Any,
    ) -> None:
        day = on or timezone.localdate()
        service, version, rule = _rule_in_force(file, library, parameters, day)
        if fin is not None:
            person = _person(fin)
            found = _ask_about(person, rule, day)
        else:
            assert facts is not None
            found = [("", _ask_facts(facts, rule, day, absent=absent))]
        report = {
            "file": str(file),
            "code": service.code,
            "basis": rule.basis,
            "on": day.isoformat(),
            "valid_from": version.definition["valid_from"],
            "fin": person.fin if fin is not None else None,
            **_overall([explanation for _key, explanation in found]),
            "results": [{"key": key, **explanation.as_json()} for key, explanation in found],
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._print(report, found)

    def _print(self, report: Mapping[str, Any], found: list[tuple[str, Explanation]]) -> None:
        if not found:
            self.stdout.write(f"not_entitled: there is no {report['basis']} record about {report['fin']}")
        for key, explanation in found:
            amount = "" if explanation.amount is None else f"  {explanation.amount:.2f} AZN"
            dates = "".join(
                f"  {word} {day.isoformat()}"
                for word, day in (("from", explanation.starts), ("until", explanation.until))
                if day is not None
            )
            self.stdout.write(f"{explanation.verdict.value}{amount}{dates}{'  ' + key if key else ''}")
            for criterion in explanation.criteria:
                values = ", ".join(f"{f.name}={'?' if f.value is None else f.value}" for f in criterion.facts)
                self.stdout.write(f"  {MARKS[criterion.met]:8} {criterion.id}: {values}")


def _refusal(problems: list[Problem]) -> CommandError:
    """One line: the first problem, and how many more there are."""
    first, *more = sorted(set(problems))
    return CommandError(f"{first}" + (f" (and {len(more)} more; check --json lists them)" if more else ""))


def _read(file: Path, library: Library) -> tuple[ServiceDefinition | None, list[Problem]]:
    try:
        document = read_document(file)
    except CatalogueError as error:
        return None, list(error.problems)
    return read_rule(document, library)


def _rule_problems(service: ServiceDefinition, library: Library, parameters: ParameterBook) -> list[Problem]:
    with connection.cursor() as cursor:
        return check_service(service, library, parameters, cursor=cursor)


def _version_json(version: VersionDefinition, parameters: ParameterBook) -> dict[str, Any]:
    rule = compile_definition(version.definition, parameters)
    return {
        "valid_from": version.definition["valid_from"],
        "basis": rule.basis,
        "criteria": [criterion.id for criterion in rule.criteria],
        "facts": [bound.name for bound in rule.facts],
        "parameters": list(rule.parameter_names),
        "registries": list(rule.registries),
        "content_hash": version.content_hash,
    }


def _rule_in_force(
    file: Path, library: Library, parameters: ParameterBook, day: date
) -> tuple[ServiceDefinition, VersionDefinition, CompiledRule]:
    service, problems = _read(file, library)
    if service is None or problems:
        raise _refusal(problems)
    current = [version for version in service.versions if version.valid_from <= day]
    if not current:
        first = service.versions[0].valid_from
        raise CommandError(f"{file}: no version is in force on {day}; the first begins {first}")
    try:
        return service, current[-1], compile_definition(current[-1].definition, parameters)
    except RuleError as error:
        raise CommandError(str(rule_problem(service, current[-1], library, error))) from None


def _person(fin: str) -> Person:
    person = Person.objects.filter(fin=fin.strip().upper()).first()
    if person is None:
        raise CommandError(f"--fin: nobody has the FİN {fin!r}; expected 7 digits and capital letters without I and O")
    return person


def _ask_about(person: Person, rule: CompiledRule, day: date) -> list[tuple[str, Explanation]]:
    source = rows(rule.basis, rule.facts, scope=Scope.persons([person.pk]), on=day, explained=True)
    with connection.cursor() as cursor:
        return [(row["key"], explained[0]) for row, explained in explain_rows([rule], source, cursor=cursor)]


def _ask_facts(file: Path, rule: CompiledRule, day: date, *, absent: bool) -> Explanation:
    try:
        given = parse(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: this is not JSON ({error})") from None
    if (problem := fault(given)) is not None:
        raise CommandError(f"{file}: {problem}")
    if not isinstance(given, dict):
        raise CommandError(f'{file}: a JSON object of facts is expected, such as {{"person.age": 70}}')
    meant = set() if absent else _unnamed(rule, given)
    try:
        with connection.cursor() as cursor:
            return what_if(rule, facts={**dict.fromkeys(meant), **given}, on=day, cursor=cursor, typed=True)
    except RuleError as error:
        raise CommandError(f"{file}: {error}") from None


def _unnamed(rule: CompiledRule, given: Mapping[str, Any]) -> set[str]:
    """Return the facts of the rule that were not given under any of their names: they have not been answered yet."""
    answered = set()
    for name in given:
        try:
            bound = rule.vocabulary.resolve(name)
        except LookupError:
            continue  # the engine says what is wrong with it, and what was meant
        answered.add((bound.role, bound.fact.name))
    return {bound.name for bound in rule.facts if (bound.role, bound.fact.name) not in answered}


def _overall(explanations: list[Explanation]) -> dict[str, Any]:
    verdicts = {explanation.verdict for explanation in explanations}
    best = next(
        (verdict for verdict in (Verdict.ENTITLED, Verdict.UNKNOWN) if verdict in verdicts), Verdict.NOT_ENTITLED
    )
    amounts = [e.amount for e in explanations if e.verdict is Verdict.ENTITLED and e.amount is not None]
    return {"verdict": best.value, "amount": f"{sum(amounts):.2f}" if amounts else None}
