"""`manage.py status [--json]`: counts by stage, waiting, paid."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dost.cases.stages import WaitingOn
from dost.cases.status import status
from dost.cases.text.reasons import in_few_words


class Command(BaseCommand):
    """How the road stands. The keys of the JSON are those of `dost.cases.status.status`."""

    help = "Counts of the road: cases by stage, what waits and why, payments, messages. --json for scripts."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json`."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        counts = status()
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=2))
            return
        for stage, states in counts["cases"].items():
            if isinstance(states, dict):
                self.stdout.write(f"{stage:8} ready {states['ready']:>8}  waiting {states['waiting']:>8}")
        self.stdout.write(f"closed   {counts['cases']['closed']:>14}")
        for reason in counts["waiting"]:
            who = reason["institution"] or WaitingOn(reason["on"]).label
            self.stdout.write(f"waiting on {who}: {reason['cases']} ({in_few_words(reason['reason'] or '')})")
        self.stdout.write(f"paid     {counts['paid']['orders']} orders, {counts['paid']['amount']} AZN")
