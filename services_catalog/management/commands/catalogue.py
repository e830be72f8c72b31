"""`manage.py catalogue check | load | diff | export | search`: the catalogue's files and its services."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import connection
from django.utils import timezone

from services_catalog import schema
from services_catalog.checks import check_catalogue
from services_catalog.differences import differences
from services_catalog.export import export_catalogue
from services_catalog.files import CATALOGUE, Catalogue, read_catalogue
from services_catalog.finding import command as finding
from services_catalog.finding.index import rebuild
from services_catalog.load import load_catalogue
from services_catalog.located import CatalogueError, Problem
from services_catalog.management.needs import need_catalogue


class Command(BaseCommand):
    """Checks or loads `services_catalog/catalogue/`.

    `check` reads every file, compiles every rule, tries every example person in the database, and prints a table by
    area. Exit code 1 if there are problems, each printed on stderr as `file:line: what is wrong and what would be
    right`. `load` does the same and publishes the services, versions and parameters; what has not changed is left
    alone, and with a problem anywhere nothing is loaded.

    `diff [DIR]` says what loading the files would change, field by field, and changes nothing. `export DIR` writes the
    whole catalogue of the database as files: reading them again gives the same definitions.

    JSON of `check`: {"ok", "problems": [{"file", "line", "message"}], "services", "digitized", "proactive",
    "areas": {area: {"services", "proactive", "online", "counter", "digitized", "versions", "criteria", "examples"}},
    "outcomes": {outcome: services}}.
    JSON of `load`: {"changed", "services", "added", "updated", "published", "repriced", "kept", "versions_published",
    "versions_withdrawn", "versions_redated", "parameter_values"}.
    JSON of `diff`: {"changes", "differences": [{"subject", "kind", "changes": [{"path", "kind", "before", "after"}]}]}.
    JSON of `export`: {"files", "notes"}. `search` is described in `finding.command`.
    """

    help = "Check the catalogue's files, or load them into the database (all or nothing)."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which folder."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="check|load|diff|export|search")
        for name, words in (
            ("check", "check texts, rules, examples and copies; print a table by area"),
            ("load", "check, then publish what has changed"),
        ):
            action = actions.add_parser(name, help=words)
            action.add_argument("--root", type=Path, default=CATALOGUE, help="another catalogue folder")
            action.add_argument("--json", action="store_true", help="print JSON instead of words")
        diff = actions.add_parser("diff", help="say what loading the files would change in the database")
        diff.add_argument("root", type=Path, nargs="?", default=CATALOGUE, metavar="DIR", help="another folder")
        export = actions.add_parser("export", help="write the database's catalogue as files")
        export.add_argument("root", type=Path, metavar="DIR", help="the folder to write into")
        for action in (diff, export):
            action.add_argument("--json", action="store_true", help="print JSON instead of words")
        finding.add_arguments(actions.add_parser("search", help="print the services that a question finds, best first"))

    @no_translations
    def handle(self, *args: Any, action: str, root: Path = CATALOGUE, **options: Any) -> None:
        """Do one of them."""
        if action in {"search", "export"}:
            need_catalogue()
        if action == "search":
            asked = {key: options[key] for key in ("query", "lang", "limit")}
            finding.run(self.stdout.write, **asked, as_json=options["json"])
            return
        actions = {"check": self._check, "load": self._load, "diff": self._diff, "export": self._export}
        actions[action](root, as_json=options["json"])

    def _check(self, root: Path, *, as_json: bool) -> None:
        catalogue, problems = read_catalogue(root)
        if not problems:
            with connection.cursor() as cursor:
                problems = check_catalogue(catalogue, cursor=cursor)
        problems = sorted(set(problems))
        table = tabulated(catalogue)
        if as_json:
            report = {"ok": not problems, "problems": [_problem_json(problem) for problem in problems], **table}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        elif not problems:
            self._print_table(table)
        self._refuse(problems, silent=as_json)

    def _load(self, root: Path, *, as_json: bool) -> None:
        try:
            report = load_catalogue(root=root, at=timezone.now())
        except CatalogueError as error:
            self._refuse(error.problems, silent=False)
            return
        rebuild()  # what is searched also follows the labels and the everyday words, which no service owns
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), indent=2))
        elif not report.changed:
            self.stdout.write(f"{report.services} services: nothing has changed.")
        else:
            self.stdout.write(
                f"{report.services} services: {len(report.added)} added, {len(report.updated)} updated;"
                f" {report.versions_published} versions published, {report.versions_withdrawn} withdrawn,"
                f" {report.versions_redated} re-dated; {report.parameter_values} parameter values changed."
            )
        for code in report.left_alone if not as_json else ():
            self.stdout.write(f"{code}: kept as people published it; the file was not loaded over it.")

    def _diff(self, root: Path, *, as_json: bool) -> None:
        catalogue, problems = read_catalogue(root)
        self._refuse(problems, silent=False)
        found = differences(catalogue)
        if as_json:
            report = {"changes": found.changes_something, "differences": [item.as_json() for item in found.found]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for item in found.found:
            for line in item.lines():
                self.stdout.write(line)
        if not found.changes_something:
            self.stdout.write(f"{len(catalogue.services)} services: loading would change nothing.")

    def _export(self, root: Path, *, as_json: bool) -> None:
        try:
            report = export_catalogue(root)
        except OSError as error:
            raise CommandError(f"{error.filename or root}: {error.strerror or error}") from None
        if as_json:
            self.stdout.write(json.dumps({"files": report.files, "notes": report.notes}, ensure_ascii=False, indent=2))
            return
        for note in report.notes:
            self.stdout.write(note)
        self.stdout.write(f"{len(report.files)} files written to {root}")

    def _refuse(self, problems: Sequence[Problem], *, silent: bool) -> None:
        if not problems:
            return
        if not silent:
            for problem in problems:
                self.stderr.write(str(problem))
        raise CommandError(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the catalogue")

    def _print_table(self, table: dict[str, Any]) -> None:
        columns = ("services", *schema.DELIVERIES, "digitized", "versions", "criteria", "examples")
        self.stdout.write("".join([f"{'area':20}", *(f"{name:>11}" for name in columns)]))
        for area, row in table["areas"].items():
            self.stdout.write("".join([f"{area:20}", *(f"{row[name]:>11}" for name in columns)]))
        total: Counter[str] = Counter()
        for row in table["areas"].values():
            total.update(row)
        self.stdout.write("".join([f"{'all':20}", *(f"{total[name]:>11}" for name in columns)]))
        outcomes = ", ".join(f"{outcome} {count}" for outcome, count in table["outcomes"].items())
        self.stdout.write(f"outcomes: {outcomes}")


def tabulated(catalogue: Catalogue) -> dict[str, Any]:
    """Count the services by area, delivery and outcome; the keys are those of `check --json`."""
    areas: dict[str, Counter[str]] = {}
    outcomes: Counter[str] = Counter()
    for service in catalogue.services.values():
        row = areas.setdefault(str(service.passport.get("area", "")), Counter())
        nothing: dict[str, Any] = {"outcome": "", "criteria": (), "examples": ()}
        newest = service.versions[-1].definition if service.versions else nothing
        row["services"] += 1
        row[str(service.passport.get("delivery", ""))] += 1
        row["digitized"] += bool(service.passport.get("digitized"))
        row["versions"] += len(service.versions)
        row["criteria"] += len(newest["criteria"])
        row["examples"] += sum(len(version.definition["examples"]) for version in service.versions)
        outcomes[str(newest["outcome"])] += 1
    names = ("services", *schema.DELIVERIES, "digitized", "versions", "criteria", "examples")
    counted = {area: {name: areas[area][name] for name in names} for area in schema.AREAS if area in areas}
    return {
        "services": len(catalogue.services),
        "digitized": sum(row["digitized"] for row in counted.values()),
        "proactive": sum(row["proactive"] for row in counted.values()),
        "areas": counted,
        "outcomes": dict(outcomes.most_common()),
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "message": problem.message}
