"""``manage.py books check``: is everything paid that is due, to whom it is due, and nothing else."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dost.common.dates import local_day
from dost.proactive.books import Finding, Kind, check_books
from registries.arguments import day

SOMETHING_FOUND: Final = 3


class Command(BaseCommand):
    """Looks at rights, orders, awards and acts as they stand; exit code 3 when something is wrong.

    JSON: {"on", "findings": {kind: number}, "first": [{"kind", "case", "period", "reference"}, …]}.
    """

    help = "Find what the books must never show: unpaid rights, payments without a right, payments to the dead …"

    def add_arguments(self, parser: CommandParser) -> None:
        """The day."""
        parser.add_argument("action", choices=["check"], help="look at everything")
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this date (YYYY-MM-DD), today if not given")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and print."""
        now = timezone.now()
        checked = check_books(on=options["on"] or local_day(now), now=now)
        if options["json"]:
            told = {
                "on": checked.on.isoformat(),
                "findings": {kind.value: checked.counts.get(kind, 0) for kind in Kind},
                "first": [
                    {
                        "kind": finding.kind.value,
                        "case": finding.case,
                        "period": f"{finding.period:%Y-%m}" if finding.period else None,
                        "reference": finding.reference,
                    }
                    for finding in checked.first
                ],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for finding in checked.first:
                self.stdout.write(_line(finding))
            for kind, number in checked.counts.items():
                self.stdout.write(f"{number:>8,}  {kind.label}")
            if not checked.total:
                self.stdout.write(f"The books are right as of {checked.on}.")
        if checked.total:
            sys.exit(SOMETHING_FOUND)


def _line(finding: Finding) -> str:
    case = f"case {finding.case}" if finding.case else ""
    month = f"{finding.period:%Y-%m}" if finding.period else ""
    return "  ".join(word for word in (finding.kind.value, case, month, finding.reference) if word)
