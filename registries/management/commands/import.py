# ruff: noqa: N999 - Django names a command after its module
"""`manage.py import people|<registry> FILE.csv`: brings rows in; bad ones are refused into FILE.rejected.csv."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registries.intake.files import FileError, Result, import_file
from registries.intake.targets import Target, find_target, targets
from registries.management.needs import need_institutions
from registries.synthetic.progress import Bar

ROWS_REFUSED, UNUSABLE = 3, 2


class Command(BaseCommand):
    """Imports a CSV file. Exit code 0; 3 if rows were refused; 2 if the file or the command line is of no use."""

    help = "Bring the rows of a CSV file into people or a registry; the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "target", nargs="?", metavar="TARGET", help="people, a registry's code (EMAS) or table (Leave)"
        )
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE.csv", help="the file")
        parser.add_argument(
            "--institution", default="", metavar="CODE", help="whom the file is from; production asks for it"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing to the database")
        parser.add_argument("--describe", action="store_true", help="print the columns as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Describe or import."""
        target, file = options["target"], options["file"]
        if options["describe"]:
            self._print(self._target(target).describe() if target else _all_targets())
            return
        if target is None or file is None:
            raise CommandError("say what to import and from which file: import people FILE.csv", returncode=UNUSABLE)
        found = self._target(target)
        if target != "people":
            need_institutions()
        institution = options["institution"].strip().upper()
        if settings.PRODUCTION and not institution:
            raise CommandError("say whom the file is from: --institution CODE", returncode=UNUSABLE)
        try:
            with Bar(cast("TextIO", self.stderr._out), quiet=options["verbosity"] == 0) as bar:
                result = import_file(found, file, dry_run=options["dry_run"], report=bar, institution=institution)
        except FileError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self.stdout.write(_summary(found, result, dry_run=options["dry_run"]))
        if result.refused:
            self.stderr.write(f"{_rows(result.refused)} refused: see {result.rejected_file}", ending="\n")
            sys.exit(ROWS_REFUSED)

    def _target(self, name: str) -> Target:
        try:
            return find_target(name)
        except LookupError as error:
            raise CommandError(str(error.args[0]), returncode=UNUSABLE) from error

    def _print(self, what: Any) -> None:
        self.stdout.write(json.dumps(what, ensure_ascii=False, indent=2))


def _all_targets() -> list[dict[str, str]]:
    """Every target by name, with its registry."""
    names = {target.name: target.registry for target in targets().values()}
    return [{"target": name, "registry": registry} for name, registry in names.items()]


def _summary(target: Target, result: Result, *, dry_run: bool) -> str:
    said = f"{target.name}: {_rows(result.rows)}: {result.new} new, {result.corrected} corrected, "
    older = f"{result.older} older than what is known, " if result.older else ""
    said += f"{result.unchanged} unchanged, {older}{result.refused} refused"
    return said + (" (dry run: nothing was written to the database)" if dry_run else "")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
