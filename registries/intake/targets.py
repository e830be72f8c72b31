"""What can be brought in – people, and the records of each registry – and the columns of each.

A column is called like the model's field. The person a record is about is `fin`; other people are `<field>_fin`;
a district is given by code or name, an institution by code, a household by its meter number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from registries.models import (
    AssistanceCase,
    BenefitCase,
    BirthAct,
    ChildPlacement,
    DeathAct,
    DisabilityDecision,
    EmployedStatus,
    EmploymentContract,
    HonourStatus,
    Household,
    InsuranceAccount,
    JobseekerRegistration,
    PensionCase,
    Person,
    PersonalInsuranceEvent,
    Reception,
    RehabilitationItem,
    SocialServiceCase,
    StipendCase,
    UnemploymentEvent,
    WorkAccident,
)
from registries.models.record import SUPERSESSION, Record

from . import cells
from .cells import BadCellError
from .problems import RowError, did_you_mean, fold, nearest

Parse = Callable[[Any], Any]
LOOKUPS = {
    "registries.Person": "person",
    "registries.District": "district",
    "registries.Institution": "institution",
    "registries.Household": "household",
    "registries.Centre": "centre",
}
PRIMARY: dict[str, type[Record]] = {
    "EMAS": EmploymentContract,
    "MSR": EmployedStatus,
    "MEQ": JobseekerRegistration,
    "ISIG": UnemploymentEvent,
    "DEMX": WorkAccident,
    "TSERAS": DisabilityDecision,
    "REHAB": RehabilitationItem,
    "PENS": PensionCase,
    "MUAV": BenefitCase,
    "TEQ": StipendCase,
    "VEMTAS": AssistanceCase,
    "UCOT": InsuranceAccount,
    "ZEFER": HonourStatus,
    "SOSX": SocialServiceCase,
    "OVLAD": ChildPlacement,
    "DISS": PersonalInsuranceEvent,
    "QEBUL": Reception,
}
"""The table meant by a registry's code alone, when the registry has several."""

PAST_ONLY: tuple[type[models.Model], ...] = (BirthAct, DeathAct, DisabilityDecision, WorkAccident)
"""Tables of things that have happened: their first day cannot be to come."""

EXAMPLES: dict[str, Any] = {
    "fin": "5AB1C2D",
    "surname": "Məmmədova",
    "given_name": "Aygün",
    "father_name": "Rasim",
    "sex": "F",
    "birth_date": "1990-05-17",
    "document_number": "AA1234567",
    "phone": "+994501234567",
    "source": "DSMF",
    "reference": "2026/000123",
    "valid_from": "2026-03-01",
    "valid_until": "2027-02-28",
    "employer_voen": "1000000011",
    "employer_name": "“Nümunə” MMC",
    "position": "mühasib",
    "monthly_pay": "850.00",
    "iban": "AZ21NABZ00000000137010001944",
    "service_code": "05-40",
    "icd10": "G40.9",
    "meter_no": "10000001",
    "household": "10000001",
    "district": "yasamal",
    "workplace_district": "yasamal",
    "centre": "BAKI-1",
    "ssn": "1234567890123",
    "share": "0.25",
    "rating": "5",
}
_PATTERNS = {
    "employer_voen": (r"\d{9}[12]", "a VÖEN has 10 digits and ends in 1 (legal person) or 2 (natural person)"),
    "ssn": (r"\d{13}", "an SSN has 13 digits"),
    "service_code": (r"\d{2}-\d{2}(-\d)?", "a service's code, such as 05-40"),
    "document_number": (r"[A-Z]{0,3}\d{5,9}", "AZE and 8 digits, AA and 7 digits, or the number of a permit"),
    "icd10": (r"[A-Z]\d{2}(\.\d{1,3})?", "a code of ICD-10, such as G40.9"),
    "meter_no": (r"[A-Z0-9-]{4,16}", "digits of the electricity meter"),
}
_ALL_DIGITS = {"employer_voen": (10, "VÖEN"), "ssn": (13, "SSN")}
"""Codes of digits alone, with their length and what they are called: a spreadsheet drops their leading zeros."""
_NAMES = frozenset({"surname", "given_name", "father_name"})
_TYPES: dict[type[models.Field[Any, Any]], str] = {
    models.BooleanField: "boolean",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.DecimalField: "decimal",
    models.IntegerField: "integer",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files and events, the model's attribute, and how a value is read."""

    name: str
    attribute: str
    type: str
    required: bool
    nullable: bool
    default: Any
    lookup: str
    choices: tuple[str, ...]
    longest: int | None
    label: str
    parse: Parse

    def read(self, value: object) -> Any:
        """The typed value of a cell; for an empty one, what the model says. Raises RowError."""
        if value is None or (isinstance(value, str) and not value.strip()):
            if self.required:
                raise RowError(self.name, "is empty", f"it is required; for example {self.example()}")
            return self.empty()
        try:
            return self.parse(value)
        except BadCellError as bad:
            raise RowError(self.name, bad.message, bad.hint) from None

    def empty(self) -> Any:
        """What is stored when nothing is given."""
        if callable(self.default):
            return self.default()
        return None if self.nullable and self.default is None else self.default

    def example(self) -> str:
        """A value that would be taken."""
        if self.name in EXAMPLES:
            return str(EXAMPLES[self.name])
        if self.choices:
            return self.choices[0]
        if self.type == "text":
            return "1" if self.name.endswith("_no") else (self.label or self.name)[: self.longest].strip()
        samples = {
            "boolean": "false",
            "date": "2026-03-01",
            "datetime": "2026-03-01T09:30",
            "decimal": "120.00",
            "integer": "12",
            "fin": "5AB1C2D",
        }
        return samples.get(self.type, "")


@dataclass(frozen=True, slots=True)
class Target:
    """A table that rows can be brought into."""

    name: str
    registry: str
    model: type[models.Model]
    columns: dict[str, Column]
    aliases: dict[str, str]

    @property
    def is_record(self) -> bool:
        """Whether its rows are records with source and reference."""
        return issubclass(self.model, Record)

    @property
    def required(self) -> list[str]:
        """The columns that a file must have."""
        return [column.name for column in self.columns.values() if column.required]

    def column(self, name: str) -> Column | None:
        """The column of this name or of another name for it."""
        return self.columns.get(name) or self.columns.get(self.aliases.get(name, ""))

    def unknown(self, name: str) -> RowError:
        """The error for a column that is not here."""
        found = nearest(name, self.columns, count=1)
        hint = f"did you mean {found[0]}?" if found else f"the columns are {', '.join(self.columns)}"
        return RowError(name[:80], f"there is no such column in {self.name}", hint)

    def describe(self) -> dict[str, Any]:
        """The columns for people and programs: what `manage.py import --describe` prints."""
        return {
            "target": self.name,
            "registry": self.registry,
            "key": ["source", "reference"] if self.is_record else [next(iter(self.columns))],
            "columns": [
                {
                    "name": column.name,
                    "type": column.type,
                    "required": column.required,
                    "description": column.label,
                    **({"choices": list(column.choices)} if column.choices else {}),
                    **({"max_length": column.longest} if column.longest else {}),
                    "example": column.example(),
                }
                for column in self.columns.values()
            ],
        }


@cache
def target_of(model: type[models.Model]) -> Target:
    """The target for a model."""
    columns: dict[str, Column] = {}
    aliases: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or isinstance(field, models.GeneratedField) or field.name in SUPERSESSION:
            continue
        column = _column(field)
        columns[column.name] = column
        if column.lookup == "person":
            aliases[field.name] = column.name
    order = [*(name for name in ("fin", "source", "reference") if name in columns), *columns]
    columns = {name: columns[name] for name in order}
    if model is Person:
        columns |= _provenance()
    aliases |= {"person_fin": "fin", "child_fin": "fin", "deceased_fin": "fin"} if issubclass(model, Record) else {}
    aliases = {alias: name for alias, name in aliases.items() if alias not in columns}
    registry = getattr(model, "registry", "") or "POPULATION"
    name = "people" if model is Person else "households" if model is Household else model.__name__
    return Target(name, registry, model, columns, aliases)


def _provenance() -> dict[str, Column]:
    """For people: who says so and under which number, for the list of what changed in their rows."""
    source = target_of(DisabilityDecision).columns["source"]
    reference = target_of(DisabilityDecision).columns["reference"]
    return {
        "source": Column(
            **{**_as_dict(source), "required": False, "default": "DIN", "attribute": "source_id", "nullable": False}
        ),
        "reference": Column(**{**_as_dict(reference), "required": False, "default": "import", "nullable": False}),
    }


def _as_dict(column: Column) -> dict[str, Any]:
    return {name: getattr(column, name) for name in Column.__slots__}


def _column(field: models.Field[Any, Any]) -> Column:
    lookup = ""
    if isinstance(field, models.ForeignKey):
        lookup = LOOKUPS[field.related_model._meta.label]
    name = field.name
    if lookup == "person":
        name = "fin" if field.name == "person" else f"{field.name}_fin"
    has_default = field.has_default()
    default = field.default if has_default else "" if _is_text(field) and not lookup and not field.null else None
    return Column(
        name=name,
        attribute=str(field.attname),
        type="fin" if lookup == "person" or name == "fin" else lookup or _type(field),
        required=not (field.null or field.blank or has_default or name == "recorded_at"),
        nullable=bool(field.null),
        default=default,
        lookup=lookup,
        choices=tuple(str(code) for code, _ in field.choices or ()),
        longest=None if lookup or name == "fin" else field.max_length,
        label=str(field.verbose_name),
        parse=_parser(field, name, lookup),
    )


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField)


def _type(field: models.Field[Any, Any]) -> str:
    if field.choices:
        return "choice"
    return next((name for kind, name in _TYPES.items() if isinstance(field, kind)), "text")


def _parser(field: models.Field[Any, Any], name: str, lookup: str) -> Parse:
    """The function that reads the values of a field."""
    longest = field.max_length
    if lookup == "person" or name == "fin":
        return cells.fin
    if lookup:
        return lambda value: cells.text(value, longest=80)
    if field.choices:
        return _choice_parser(field)
    if name in _NAMES:
        read = cells.father_name if name == "father_name" else cells.name
        return lambda value: read(value, longest=longest or 60)
    if name in _PATTERNS:
        return _pattern_parser(name)
    special: dict[str, Parse] = {"phone": cells.phone, "iban": cells.iban}
    if name in special:
        return special[name]
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: cells.decimal(value, digits=digits, places=places)
    if isinstance(field, models.IntegerField):
        most = 32_767 if isinstance(field, models.PositiveSmallIntegerField) else 2_147_483_647
        return lambda value: cells.whole(value, least=0, most=most)
    simple = {"boolean": cells.yes_no, "date": cells.day, "datetime": cells.moment}
    return simple.get(_type(field)) or (lambda value: cells.text(value, longest=longest))


def _pattern_parser(name: str) -> Parse:
    """Reads a code of a known form; of one that is digits alone it is known how many."""
    form, hint = re.compile(_PATTERNS[name][0], re.ASCII), _PATTERNS[name][1]
    length, what = _ALL_DIGITS.get(name, (None, ""))
    return lambda value: cells.pattern(value, form, hint, length=length, what=what)


def _choice_parser(field: models.Field[Any, Any]) -> Parse:
    """Reads a code; one that differs only in case is understood, for others the nearest is suggested."""
    codes = {str(code) for code, _ in field.choices or ()}
    by_fold = {fold(code): code for code in codes}

    def parse(value: object) -> str:
        sent = cells.plain(value)
        if sent in codes:
            return sent
        found = by_fold.get(fold(sent))
        if found is None:
            raise BadCellError(f"{cells.shown(sent)} is not one of the choices", did_you_mean(sent, codes))
        return found

    return parse


@cache
def targets() -> dict[str, Target]:
    """Every name a target may be called by, in lower case without separators, and its target."""
    found: dict[str, Target] = {}
    for model in (Person, Household, *_records()):
        target = target_of(model)
        found[_folded(target.name)] = target
    found["person"] = found["people"]
    found["household"] = found["households"]
    for code, record in PRIMARY.items():
        found[_folded(code)] = target_of(record)
    return found


def _records(parent: type[Record] = Record) -> list[type[Record]]:
    found: list[type[Record]] = []
    for model in parent.__subclasses__():
        found += _records(model) if model._meta.abstract else [model]
    return found


def _folded(name: str) -> str:
    return fold(name).replace(" ", "")


def find_target(name: str) -> Target:
    """The target of this name: `people`, a registry's code, or a model; raises LookupError with the nearest."""
    found = targets().get(_folded(name))
    if found is None:
        names = ["people", "households", *PRIMARY, *(model.__name__ for model in _records())]
        raise LookupError(f"there is no registry or table {name!r}. {did_you_mean(name, names)}")
    return found


def check_dates(model: type[models.Model], values: dict[str, Any], *, today: date) -> None:
    """What must hold between the fields of one row; raises RowError."""
    if model is Person:
        _check_order(values, "birth_date", "died_on")
        _check_order(values, "birth_date", "missing_since")
        for name in ("birth_date", "died_on", "missing_since"):
            if values.get(name) is not None and values[name] > today:
                raise RowError(name, "is in the future", f"a day up to {today}")
        return
    _check_order(values, "valid_from", "valid_until")
    start = values.get("valid_from")
    if model in PAST_ONLY and start is not None and start > today:
        raise RowError("valid_from", f"{start} is in the future", f"a day up to {today}")
    if start is not None and start.year > today.year + 3:
        raise RowError("valid_from", f"{start} is more than three years ahead", "check the year")


def _check_order(values: dict[str, Any], first: str, second: str) -> None:
    start, end = values.get(first), values.get(second)
    if start is not None and end is not None and end < start:
        raise RowError(second, f"{end} is before {first} ({start})", "check both dates")
