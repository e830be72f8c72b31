"""Lets the people of the stories come in as everybody does: rows in the files of institutions, and their reports.

Doing it again changes nothing: who is there already is left as they are, rows that stand are unchanged, and what was
reported before is not reported again.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from registries.intake import receive
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import Person, RegistryEvent

from .cast import Story, Written

REGISTER: Final = "people"
ORDER: Final = (
    "Household",
    "HouseholdMember",
    "Kinship",
    "DisabilityDecision",
    "EmploymentContract",
    "EmployerRepresentative",
    "InsuranceAccount",
)
"""The tables in the order in which their rows can stand."""


class NotTakenError(Exception):
    """Something of a story was refused at the door; the message says what and why."""


def enter(stories: Sequence[Story]) -> int:
    """Let everybody and everything in; return how many events were reported now.

    Raises:
        NotTakenError: a row or an event was refused, so a story could not be told.
    """
    people = {part.fin: part.row() for story in stories for part in story.people}
    known = set(Person.objects.filter(fin__in=people).values_list("fin", flat=True))
    _import(REGISTER, "DIN", [row for fin, row in people.items() if fin not in known])
    written: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for story in stories:
        for row in story.written:
            written[row.table, row.institution].append(row)
    for table, institution in sorted(written, key=lambda name: (ORDER.index(name[0]), name[1])):
        _import(table, institution, [row.cells for row in written[table, institution]])
    return _report([reported.event for story in stories for reported in story.reported])


def _import(table: str, institution: str, rows: Iterable[Mapping[str, str]]) -> None:
    rows = list(rows)
    if not rows:
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{table}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(rows)
        result = import_file(
            find_target(table), file, dry_run=False, report=lambda *progress: None, institution=institution
        )
        if result.refused and result.rejected_file is not None:
            raise NotTakenError(f"{table} of {institution}: {result.rejected_file.read_text(encoding='utf-8')}")


def _report(events: Sequence[Mapping[str, Any]]) -> int:
    """Hand over what has not been reported; some of one story build on others of it, so in their order."""
    ids = [event["id"] for event in events]
    known = set(
        RegistryEvent.objects.filter(event_id__in=ids, state="applied").values_list("institution_id", "event_id")
    )
    fresh = [dict(event) for event in events if (event["institution"], event["id"]) not in known]
    for receipt, event in zip(receive(fresh) if fresh else [], fresh, strict=True):
        if receipt.status != "applied":
            raise NotTakenError(f"{event['institution']} {event['id']}: {receipt}")
    return len(fresh)
