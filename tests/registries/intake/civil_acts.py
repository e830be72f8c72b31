"""Acts of the civil registry as tests send them, and what they look at afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from registries.intake import Receipt, receive
from registries.intake.consequences import findings
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import (
    HouseholdMember,
    Kinship,
    Person,
)
from tests.factories.registries import (
    PersonFactory,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
AUGUST, NOVEMBER = date(2026, 8, 10), date(2026, 11, 10)


def event(
    kind: str, number: str, institution: str = "EDLIYYE", /, on: str = "2026-11-20", **record: Any
) -> dict[str, Any]:
    return {"institution": institution, "id": number, "kind": kind, "happened_on": on, "record": record}


def death(person: Person, number: str = "D-1", on: str = "2026-08-10", **more: Any) -> dict[str, Any]:
    return event("death", number, on=on, fin=person.fin, **more)


def birth(number: str = "B-1", fin: str = "8AB1C2D", on: str = "2026-11-18", **more: Any) -> dict[str, Any]:
    record = {"fin": fin, "surname": "Əliyev", "given_name": "Murad", "sex": "M", **more}
    return event("birth", number, on=on, **record)


def correct(table: str, reference: str, number: str = "C-1", **more: Any) -> dict[str, Any]:
    return event("correction", number, table=table, reference=reference, reason="typing error", **more)


def annul(table: str, reference: str, number: str = "X-1", **more: Any) -> dict[str, Any]:
    return event("annulment", number, table=table, reference=reference, reason="never happened", **more)


def take(*events: dict[str, Any]) -> list[Receipt]:
    """Receive events one call each; all must be taken."""
    receipts = [receipt for sent in events for receipt in receive([sent], now=NOW)]
    assert [(receipt.status, receipt.problem) for receipt in receipts] == [("applied", None)] * len(events)
    return receipts


def refused(sent: dict[str, Any]) -> tuple[str, str]:
    (receipt,) = receive([sent], now=NOW)
    assert receipt.status == "refused"
    assert receipt.problem is not None
    assert receipt.problem["hint"]
    return receipt.problem["field"], receipt.problem["message"]


def bring(target: str, path: Path, text: str) -> Any:
    path.write_text(text, encoding="utf-8")
    return import_file(find_target(target), path, dry_run=False, report=lambda *_: None, now=NOW)


def woman(**more: Any) -> Person:
    made: Person = PersonFactory(birth_date=date(1992, 5, 1), **more)
    return made


def man(**more: Any) -> Person:
    made: Person = PersonFactory(male=True, birth_date=date(1990, 5, 1), **more)
    return made


def died_on(person: Person) -> date | None:
    person.refresh_from_db()
    return person.died_on


def kin_of(child: Person | str) -> set[tuple[str, int]]:
    fin = child if isinstance(child, str) else child.fin
    rows = Kinship.objects.filter(person__fin=fin, superseded_at=None, kind__in=("mother", "father"))
    return set(rows.values_list("kind", "relative_id"))


def home_of(person: Person | str) -> int | None:
    fin = person if isinstance(person, str) else person.fin
    rows = HouseholdMember.objects.filter(person__fin=fin, superseded_at=None, valid_until=None)
    return rows.values_list("household_id", flat=True).first()


def nothing_found() -> bool:
    return list(findings()) == []


DEATHS = "fin,source,reference,valid_from,act_no,registered_on\n"
