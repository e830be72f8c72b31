"""`manage.py entitlements FIN`: every service's verdict about a person, with its reasons."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dost.common.dates import local_day
from dost.proactive.entitlements import Answer, entitlements
from registries.arguments import day
from registries.management.needs import need_people
from registries.models import Person
from services_catalog.management.needs import need_catalogue
from services_catalog.rules import CriterionResult
from services_catalog.sensitive import sensitive_codes

MARKS = {True: "met", False: "not met", None: "not known"}


class Command(BaseCommand):
    """Prints every service: verdict, amount, each criterion with its result, the values it saw and their source.

    Sensitive services are left out, and counted, unless `--sensitive` asks for them.

    JSON: {"fin", "on", "services": [{"service", "basis", "key", "verdict", "amount", "starts", "until", "criteria":
    [{"id", "text", "law", "met", "facts": [{"name", "value", "registry", "institution", "source", "recorded_on"}]}],
    "missing"}], "left_out"}.
    """

    help = "Every service's verdict about a person: amount, criteria, facts and their sources."

    def add_arguments(self, parser: CommandParser) -> None:
        """The person and the date."""
        parser.add_argument("fin", metavar="FIN")
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this date (YYYY-MM-DD), today if not given")
        parser.add_argument("--sensitive", action="store_true", help="name the sensitive services too")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, fin: str, **options: Any) -> None:
        """Ask and print."""
        need_catalogue()
        need_people()
        person = Person.objects.filter(fin=fin.strip().upper()).first()
        if person is None:
            raise CommandError("FIN: nobody has this FİN; expected 7 digits and capital letters without I and O")
        on = options["on"] or local_day(timezone.now())
        # A terminal is looked at by others, and what it printed is kept: these are named only to whoever asks for them.
        hidden = frozenset() if options["sensitive"] else sensitive_codes()
        answers = [answer for answer in entitlements(person, on=on) if answer.rule.code not in hidden]
        if options["json"]:
            services = [answer.as_json() for answer in answers]
            told = {"fin": person.fin, "on": on.isoformat(), "services": services, "left_out": len(hidden)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2, default=str))
            return
        for answer in answers:
            self._print(answer)
        if hidden:
            self.stdout.write(f"Left out: {len(hidden)} sensitive services; --sensitive names them.")

    def _print(self, answer: Answer) -> None:
        amount = answer.explanation.amount if answer.explanation else None
        self.stdout.write(f"{answer.rule.code:8} {answer.verdict.value:13} {'' if amount is None else f'{amount} AZN'}")
        if answer.explanation is None:
            self.stdout.write("           no record from which this right could arise")
            return
        for criterion in answer.explanation.criteria:
            self.stdout.write(f"           {MARKS[criterion.met]:9} {criterion.id}: {_values(criterion)}")


def _values(criterion: CriterionResult) -> str:
    return ", ".join(
        f"{fact.name}={'?' if fact.value is None else fact.value} ({fact.source or fact.institution})"
        for fact in criterion.facts
    )
