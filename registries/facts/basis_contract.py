"""The basis of what happens to an employment contract (EMAS): it is concluded, changed, or ended."""

from __future__ import annotations

from datetime import date

from .basis import REFERENCE, Basis
from .source import codes, stands

# The register keeps the present state of a contract. A state told long after the first day is a change.
_TOLD = "(r.recorded_at AT TIME ZONE 'Asia/Baku')::date"
_EVENT = f"""CASE WHEN r.end_ground <> '' THEN 'ended'
  WHEN {_TOLD} > r.valid_from + 30 THEN 'changed' ELSE 'concluded' END"""
_HAPPENED = f"""CASE WHEN r.end_ground <> '' THEN coalesce(r.valid_until, {_TOLD})
  WHEN {_TOLD} > r.valid_from + 30 THEN {_TOLD} ELSE r.valid_from END"""

# Each state of a contract is a matter of its own, of which the employee is told: so the key names the state too.
CONTRACT_EVENT = Basis(
    name="contract_event",
    texts=("Əmək müqaviləsi üzrə hadisə", "An event of an employment contract", "Событие по трудовому договору"),
    tables="registries_employmentcontract r",
    key=f"{REFERENCE} || ':' || {_EVENT} || ':' || to_char({_HAPPENED}, 'YYYYMMDD')",
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_employmentcontract x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="EMAS",
    institution="DEMX",
    where=f"{stands()} AND ({_HAPPENED}) > ({{on}} - interval '3 months')::date",
)
CONTRACT_EVENT.code(
    "event",
    ("Hadisə", "Event", "Событие"),
    _EVENT,
    codes(
        concluded=("Müqavilə bağlanıb", "The contract was concluded", "Договор заключён"),
        changed=("Müqavilə dəyişdirilib", "The contract was changed", "Договор изменён"),
        ended=("Müqaviləyə xitam verilib", "The contract was ended", "Договор прекращён"),
    ),
    example="concluded",
    note="A state entered more than 30 days after the first day counts as a change.",
)
CONTRACT_EVENT.day(
    "happened_on",
    ("Hadisənin tarixi", "Happened on", "Дата события"),
    _HAPPENED,
    example=date(2026, 11, 9),
    note="The first day, the day of the change, or the last day; an end may lie ahead.",
)
CONTRACT_EVENT.day(
    "told_on",
    ("Reyestrə məlumat verildiyi tarix", "Told to the register on", "Дата сообщения в реестр"),
    _TOLD,
    example=date(2026, 11, 10),
)
CONTRACT_EVENT.boolean(
    "main_workplace",
    ("Əsas iş yeridir", "At the main workplace", "Основное место работы"),
    "r.workplace = 'main'",
)
