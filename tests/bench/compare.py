"""`make bench-compare A=before.json B=after.json`: two runs beside each other.

    python -m tests.bench.compare before.json after.json

Exit code 1 when a goal that was met before is no more, 2 when a file is no run. What differs between the runs besides
the code – machine, arguments, an end that was not reached – is said first: figures of two machines do not compare.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from . import printing, record
from .figures import Better, Figure
from .record import Run

LOST = 1
NO_RUN = 2
ROAD = "bce"
"""Letters of figures that one part measures, the first of them."""


def main() -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    given = parser.parse_args()
    try:
        before, after = record.read(given.before), record.read(given.after)
    except (OSError, ValueError) as error:
        print(f"no run of the bench: {error}", file=sys.stderr)
        return NO_RUN
    for line in compared(before, after):
        print(line)
    return LOST if lost(before, after) else 0


def compared(before: Run, after: Run) -> Iterator[str]:
    """The lines: what else differs, the table, what is on one side only, and the goals that were lost."""
    yield f"before: {before.commit or 'no commit'}, {before.began}, load average {before.load_before:.1f}"
    yield f"after:  {after.commit or 'no commit'}, {after.began}, load average {after.load_before:.1f}"
    yield from not_the_same(before, after)
    yield ""
    yield from table(before, after)
    for title, one, other in (("only before", before, after), ("only after", after, before)):
        keys = {figure.key for figure in other.figures}
        missing = [figure.key for figure in one.figures if figure.key not in keys]
        if missing:
            yield f"{title}: {', '.join(missing)}"
    for key in lost(before, after):
        yield f"NO LONGER MET: {key}"


def not_the_same(before: Run, after: Run) -> Iterator[str]:
    """What makes the two runs hard to compare."""
    said = (
        ("machine", before.machine, after.machine),
        ("arguments", str(before.arguments), str(after.arguments)),
        ("population", before.population, after.population),
    )
    for name, one, other in said:
        if one != other:
            yield f"NOT THE SAME {name}: {one} / {other}"
    for name, run in (("before", before), ("after", after)):
        if not run.ended:
            yield f"NOT MEASURED TO ITS END: {name}"
        if run.failed:
            yield f"COULD NOT BE MEASURED {name}: {', '.join(run.failed)}"


def table(before: Run, after: Run) -> Iterator[str]:
    """A line for each figure that both runs have."""
    first = {figure.key: figure for figure in before.figures}
    rows = [("figure", "before", "after", "change", "goal")]
    for figure in after.figures:
        if (was := first.get(figure.key)) is not None:
            rows.append(
                (
                    figure.key,
                    printing.value(was.value, was.unit),
                    printing.value(figure.value, figure.unit),
                    change(was, figure),
                    "" if figure.goal is None else printing.verdict(figure, figure.goal, after.scale),
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for key, *values, goal in rows:
        cells = [one.rjust(width) for one, width in zip(values, widths[1:], strict=True)]
        yield "  ".join([key.ljust(widths[0]), *cells, goal]).rstrip()


def change(before: Figure, after: Figure) -> str:
    """By how many parts of a hundred it changed, and for a figure with a goal whether that is better or worse."""
    if before.value == after.value:
        return "="
    grew = after.value > before.value
    word = "" if after.goal is None else " better" if grew == (after.better == Better.HIGHER) else " worse"
    if not before.value:
        return f"{after.value - before.value:+,.2f}{word}"
    return f"{100 * (after.value - before.value) / abs(before.value):+.1f}%{word}"


def lost(before: Run, after: Run) -> list[str]:
    """The keys of the figures whose goal was met before and is no more, or whose part could not be measured."""
    now = {figure.key: figure for figure in after.figures}
    return [was.key for was in before.figures if was.met(before.scale) is True and _is_lost(was, now, after)]


def _is_lost(was: Figure, now: dict[str, Figure], after: Run) -> bool:
    if (figure := now.get(was.key)) is not None:
        return figure.met(after.scale) is False
    letter = was.key.partition(".")[0]
    return (ROAD[0] if letter in ROAD else letter) in after.failed


if __name__ == "__main__":
    sys.exit(main())
