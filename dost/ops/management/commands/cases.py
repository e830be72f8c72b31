"""`manage.py cases drain | apply | answer`: work the road in the foreground; apply for a service; tell what it asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone
from django.utils.translation import override

from dost.accounts.actors import SYSTEM
from dost.cases.acts import NotPossible
from dost.cases.answers import questions_of
from dost.cases.applications import Application, NotAccepted, answer_questions, open_application
from dost.cases.drain import drain
from dost.cases.models import Case
from dost.cases.queries import case_number, read_case_number
from dost.cases.status import status
from dost.common.dates import local_day
from dost.ops.institutions import simulator
from dost.proactive.detect import detect
from registries.arguments import day as day_typed
from registries.arguments import seconds as seconds_typed
from registries.intake.sent import fault, parse
from registries.models import Person
from services_catalog.answers import what_is_right
from services_catalog.management.needs import need_catalogue
from services_catalog.models import Service


class Command(BaseCommand):
    """Works the road, opens an application or takes answers as the portal and the counters do.

    `drain` detects what events have brought, and works every case as far as it goes by itself; cases that wait for a
    person, a clerk or a dead institution stay.

    `apply FIN CODE --answers FILE.json` applies for a service. The file is a JSON object of answers by question:
    {"pay_period": "months_12", "labour_books": 10, "accident_on": "2026-09-01", "expected_pay": "700.00"}. Questions
    without an answer may be left out: the case then waits for them, and they are printed. Whoever has the case already
    is told its number. `--about` is whom the record is about, where several could be meant.
    JSON: {"case", "service", "fin", "already", "stage", "state", "missing": [{"question", "ask", "type", "right"}]}.

    `answer CASE --answers FILE.json` takes the answers that were missing, or later ones; once none is missing, the case
    goes on. CASE is its number. It prints and refuses as `apply` does.

    Exit code 0 when there is a case; 1 with one line on stderr for each thing that is wrong; 2 when it is the command
    line that is wrong.
    """

    help = (
        "drain: work the road in the foreground. apply: apply for a service on somebody's behalf. "
        "answer: tell what a case asks the person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`drain` with a limit in seconds; `apply` with who, what and the answers; `answer` with the case and those."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="drain|apply|answer")
        work = actions.add_parser("drain", help="work the road in the foreground until nothing is ready")
        work.add_argument("--seconds", type=seconds_typed, help="stop after so many seconds, exit code 1")
        apply = actions.add_parser("apply", help="apply for a service")
        apply.add_argument("fin", metavar="FIN", help="who would receive it")
        apply.add_argument("code", metavar="CODE", help="the service, such as 06-00")
        apply.add_argument("--answers", type=Path, metavar="FILE.json", help="a JSON object of answers by question")
        apply.add_argument("--on", type=day_typed, metavar="DATE", help="applied on this day; today if not given")
        apply.add_argument("--about", metavar="FIN", help="whom the record is about, where several could be meant")
        answer = actions.add_parser("answer", help="answer the questions of a case")
        answer.add_argument("case", metavar="CASE", help="the number of the case, such as 2026-0048812")
        answer.add_argument(
            "--answers", type=Path, required=True, metavar="FILE.json", help="a JSON object of answers by question"
        )
        for one in (apply, answer):
            one.add_argument("--json", action="store_true", help="print JSON instead of words")

    @no_translations
    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do one of the three."""
        need_catalogue()
        if action == "drain":
            self._drain(options["seconds"])
            return
        with override("en"):  # the questions of the catalogue in the language of the command line
            made = _apply(**options) if action == "apply" else _answer(**options)
            if options["json"]:
                self.stdout.write(json.dumps(_as_json(made), ensure_ascii=False, indent=2))
            else:
                self._print(made, again=action == "apply" and made.already)

    # -- drain ---------------------------------------------------------------------------------------------------

    def _drain(self, seconds: float | None) -> None:
        with simulator():
            done = drain(before=detect, seconds=seconds)
        if not done:
            raise CommandError(f"after {seconds:g} seconds the road is not empty; `status` shows what is left")
        counts = status()
        waiting = sum(stage["waiting"] for stage in counts["cases"].values() if isinstance(stage, dict))
        self.stdout.write(
            f"Closed {counts['cases']['closed']}, waiting {waiting}, "
            f"paid {counts['paid']['orders']} orders of {counts['paid']['amount']} AZN."
        )

    # -- apply, answer -------------------------------------------------------------------------------------------

    def _print(self, made: Application, *, again: bool) -> None:
        case = made.case
        self.stdout.write(f"{case_number(case.pk, case.opened_at)}{' (it was there already)' if again else ''}")
        for question in _missing(made):
            self.stdout.write(f"  missing {question['question']}: {question['ask']} – {question['right']}")


def _apply(*, fin: str, code: str, answers: Path | None, **options: Any) -> Application:
    person = _person(fin, "FIN")
    service = Service.objects.filter(pk=code.strip()).first()
    if service is None:
        raise CommandError(f"CODE: there is no service {code!r}; expected a code of the catalogue, such as 06-00")
    with _each_problem_on_a_line():
        return open_application(
            person=person,
            service=service,
            answers=_answers(answers) if answers else {},
            actor=SYSTEM,
            on=options["on"] or local_day(timezone.now()),
            about=_person(options["about"], "--about") if options["about"] else None,
        )


def _answer(*, case: str, answers: Path, **options: Any) -> Application:
    pk, told = read_case_number(case), _answers(answers)
    try:
        if pk is None:
            raise Case.DoesNotExist
        with _each_problem_on_a_line():
            return answer_questions(case_id=pk, answers=told, actor=SYSTEM, now=timezone.now())
    except Case.DoesNotExist:
        raise CommandError(f"CASE: there is no case {case!r}; expected its number, such as 2026-0048812") from None
    except NotPossible as error:
        raise CommandError(f"CASE: {error}") from error


@contextmanager
def _each_problem_on_a_line() -> Iterator[None]:
    try:
        yield
    except NotAccepted as error:
        raise CommandError("\n".join(f"{one.field}: {one.message}" for one in error.problems)) from error


def _person(fin: str, argument: str) -> Person:
    found = Person.objects.filter(fin=fin.strip().upper()).first()
    if found is None:
        raise CommandError(f"{argument}: nobody has the FİN {fin!r}; expected 7 digits and letters without I, O")
    return found


def _answers(file: Path) -> Mapping[str, Any]:
    try:
        read = parse(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: this is not JSON ({error})") from error
    if (problem := fault(read)) is not None:
        raise CommandError(f"{file}: {problem}")
    if not isinstance(read, dict):
        raise CommandError(f'{file}: expected a JSON object of answers by question, such as {{"labour_books": 10}}')
    return read


def _missing(made: Application) -> list[dict[str, str]]:
    asked = {question.id: question for question in questions_of(made.case)}
    return [
        {
            "question": id_,
            "ask": asked[id_].ask["en"],
            "type": asked[id_].type.value,
            "right": what_is_right(asked[id_]),
        }
        for id_ in made.missing
    ]


def _as_json(made: Application) -> dict[str, Any]:
    case = made.case
    return {
        "case": case_number(case.pk, case.opened_at),
        "service": case.service_id,
        "fin": case.person.fin,
        "already": made.already,
        "stage": str(case.stage),
        "state": str(case.state),
        "missing": _missing(made),
    }
