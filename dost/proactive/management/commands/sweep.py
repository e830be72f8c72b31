"""`manage.py sweep`: look at everybody, under every proactive rule."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dost.common.dates import local_day
from dost.proactive.models import SweepRun
from dost.proactive.opening import OpeningCounts
from dost.proactive.sweep import count_entitled, start, work_to_the_end
from registries.arguments import day
from registries.management.needs import need_people
from services_catalog.management.needs import need_catalogue
from services_catalog.models import Service


class Command(BaseCommand):
    """Counts entitled, unknown and not entitled, and opens cases for rights that are not held yet.

    JSON: {"on", "dry_run", "services": {code: {"entitled", "unknown", "not_entitled", "opened"}}, "opened"}.
    """

    help = "Look at everybody under every proactive rule; open a case for each right that is not held yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """The date, the services, whether to open."""
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this date (YYYY-MM-DD), today if not given")
        parser.add_argument("--service", action="append", metavar="CODE", help="only this service; may be repeated")
        parser.add_argument("--dry-run", action="store_true", help="count only, open nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and print."""
        need_catalogue()
        need_people()
        codes: list[str] | None = options["service"]
        _check(codes)
        now = timezone.now()
        on = options["on"] or local_day(now)
        if options["dry_run"]:
            found = count_entitled(on=on, services=codes)
        else:
            run = start(on=on, now=now, cause=SweepRun.Cause.RULE, services=codes or _all_codes())
            done = work_to_the_end(run)
            if done is None:
                raise CommandError(f"a worker holds a part of run {run.pk} and does not end it; see its log")
            found = done
        self._print(found, on=on, dry_run=options["dry_run"], as_json=options["json"])

    def _print(self, found: OpeningCounts, *, on: date, dry_run: bool, as_json: bool) -> None:
        if as_json:
            services = {code: vars(count) for code, count in sorted(found.counts.items())}
            told = {"on": on.isoformat(), "dry_run": dry_run, "services": services, "opened": found.opened}
            self.stdout.write(json.dumps(told, indent=2))
            return
        self.stdout.write(f"{'service':10} {'entitled':>10} {'unknown':>10} {'not':>12} {'opened':>10}")
        for code, count in sorted(found.counts.items()):
            self.stdout.write(
                f"{code:10} {count.entitled:>10,} {count.unknown:>10,} {count.not_entitled:>12,} {count.opened:>10,}"
            )
        self.stdout.write(f"Opened {found.opened:,} cases.")


def _check(codes: list[str] | None) -> None:
    known = set(_all_codes())
    for code in codes or []:
        if code not in known:
            raise CommandError(f"--service: there is no service {code!r}; `catalogue search` finds them")


def _all_codes() -> list[str]:
    return list(Service.objects.values_list("code", flat=True))
