"""(i) The screening: what a step costs in CPU – everything asked of all rules, and the next question chosen.

    python -m tests.bench.screening     # prints JSON; in the environment of an installation

Families of the sample reply, question by question, as they would on the pages. The ratio says what choosing the
question costs beside asking the rules.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Final

import django

from tests.installation import Installation

from .inside import spread

FAMILIES: Final = 30
WARM_UP: Final = 3


def screening(house: Installation) -> None:
    """Measure in a process of the installation, and print."""
    figures = json.loads(house.run(sys.executable, "-m", "tests.bench.screening"))
    print(
        f"(i) screening, {figures['families']} families, {figures['steps']} steps: CPU of a step in the web process"
        f" p50 {figures['p50_ms']:.0f} ms, p95 {figures['p95_ms']:.0f} ms, longest {figures['longest_ms']:.0f} ms;"
        f" choosing beside asking {figures['ratio']:.2f}; questions median {figures['median']}, most {figures['most']};"
        f" the table of {figures['sample']} families {figures['table_s']:.0f} s of CPU",
        flush=True,
    )


def main() -> None:
    """Measure and print the figures as JSON."""
    django.setup()
    from django.utils import timezone

    from dost.common.dates import local_day

    json.dump(measure(on=local_day(timezone.now())), sys.stdout)


def measure(*, on: Any) -> dict[str, Any]:
    """Keys: `families`, `steps`, `p50_ms`, `p95_ms`, `longest_ms`, `ratio`, `median`, `most`, `sample`, `table_s`."""
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
    return {
        "families": len(needed),
        "steps": len(both),
        "ratio": sum(choosing) / sum(asking),
        "median": sorted(needed)[len(needed) // 2],
        "most": max(needed),
        "sample": row.families,
        "table_s": table_seconds,
        **spread(both, unit="ms"),
    }


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
