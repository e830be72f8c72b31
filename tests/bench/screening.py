"""(i) The screening: what a step costs in CPU – everything asked of all rules, and the next question chosen.

    python -m tests.bench.screening     # prints JSON; in the environment of an installation

Families of the sample reply, question by question, as they would on the pages. The ratio says what choosing the
question costs beside asking the rules.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any, Final

import django

from tests.installation import Installation

from . import typed_json
from .figures import Figure, Section, Spread, Unit, spread

FAMILIES: Final = 30
WARM_UP: Final = 3


@dataclass(frozen=True, slots=True)
class Screened:
    """Steps of the families, CPU milliseconds each; questions a family; the table of the sample, CPU seconds."""

    families: int
    steps: int
    step: Spread
    choosing_beside_asking: float
    questions_median: int
    questions_most: int
    sample: int
    table_seconds: float


def screening(house: Installation) -> tuple[Section, ...]:
    """Measure in a process of the installation."""
    told = typed_json.loaded(Screened, house.run(sys.executable, "-m", "tests.bench.screening"))
    step = Section(
        "i",
        f"screening, {told.families} families, {told.steps} steps, CPU of a step in the web process",
        (
            *told.step.figures("i.step_cpu", Unit.MILLISECONDS),
            Figure("i.choosing_beside_asking", "choosing beside asking", told.choosing_beside_asking, Unit.TIMES),
            Figure("i.questions_median", "questions median", told.questions_median, Unit.COUNT),
            Figure("i.questions_most", "questions most", told.questions_most, Unit.COUNT),
        ),
    )
    table = Figure("i.table.cpu_s", "CPU", told.table_seconds, Unit.SECONDS)
    return step, Section("i", f"the table of {told.sample} families", (table,))


def main() -> None:
    """Measure and print the figures as JSON."""
    django.setup()
    from django.utils import timezone

    from dost.common.dates import local_day

    sys.stdout.write(typed_json.dumped(measure(on=local_day(timezone.now()))))


def measure(*, on: Any) -> Screened:
    """Ask the families of the sample reply, as the pages would."""
    from dost.proactive.screening.sample import families
    from dost.proactive.screening.table import Table
    from dost.proactive.screening.tables import make_table

    started = time.process_time()
    row = make_table(on=on)
    table_seconds = time.process_time() - started
    table = Table.unpacked(bytes(row.packed))
    asking: list[float] = []
    choosing: list[float] = []
    needed = []
    for number, whole in enumerate(families(on, count=FAMILIES + WARM_UP)):
        steps = _steps(whole, table, on)
        if number >= WARM_UP:
            needed.append(len(steps) - 1)
            asking += [one for one, _other in steps]
            choosing += [other for _one, other in steps]
    both = [(one + other) * 1000 for one, other in zip(asking, choosing, strict=True)]
    return Screened(
        families=len(needed),
        steps=len(both),
        step=spread(both),
        choosing_beside_asking=sum(choosing) / sum(asking),
        questions_median=sorted(needed)[len(needed) // 2],
        questions_most=max(needed),
        sample=row.families,
        table_seconds=table_seconds,
    )


def _steps(whole: Any, table: Any, on: Any) -> list[tuple[float, float]]:
    """The CPU seconds of each step of one family: asking the rules, and choosing."""
    from dost.proactive.screening.family import Family
    from dost.proactive.screening.next_question import next_question
    from dost.proactive.screening.questions import put, reply_of
    from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, TellingError
    from dost.proactive.screening.verdicts import Screening

    found = []
    family, after = Family(), None
    while True:
        started = time.process_time()
        asked = Screening(family, on=on)
        between = time.process_time()
        step = next_question(asked, table, after=after)
        found.append((between - started, time.process_time() - between))
        if step is None or step.optional:
            return found
        said = reply_of(whole, step.ask, on=on)
        try:
            family, after = put(family, step.ask, UNKNOWN if said is NOT_ASKED else said, on=on), step.ask
        except TellingError:  # it names somebody who has not been told of: on a page nobody could choose them
            family, after = put(family, step.ask, UNKNOWN, on=on), step.ask


if __name__ == "__main__":
    main()
