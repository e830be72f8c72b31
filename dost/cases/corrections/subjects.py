"""What can be called wrong, and what stands there now: a field of a record, all of a record, or a fact in no one field.

A fact that a rule names is looked up behind its name: where it stands in one field of one record, that field is what is
contested, so that the same thing is the same whether somebody comes from their data or from a decision. What no field
holds – a sum, a count, an age – is contested by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from dost.cases.models import Case, FactCorrection
from dost.cases.rules import read_facts, roles_of
from registries.facts import catalogue
from registries.facts.catalogue import RECORD
from registries.facts.columns import row_behind, stands_in
from registries.facts.model import ANSWER, BoundFact, Fact, UnknownFact
from registries.facts.query import Scope, rows
from registries.holdings.read import ABOUT_THE_PERSON, shown_fields
from registries.holdings.tables import POPULATION, PROTECTED
from registries.models import ChildPlacement, Person
from registries.models.record import Record
from services_catalog.queries import compiled
from services_catalog.schema import plain
from services_catalog.sensitive import sensitive_codes

IDENTITY: Final = Person.__name__
IDENTITY_INSTITUTION: Final = "DIN"
OWN_PREFIX: Final = "DOST-"
"""What the references of awards begin with that the road wrote itself: those are decided here, not told by anybody."""
OF_EVERY_RECORD: Final = ("valid_from", "valid_until")


class NotContestable(Exception):  # noqa: N818 - it reads as what it says
    """Something that cannot be contested; the message says why, for whoever tried."""


class NotThere(NotContestable):
    """What was named is not there, or is nothing that whoever named it may know of."""

    def __init__(self) -> None:
        super().__init__(_("There is no such fact."))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is contested, and about whom. Either a record with its field (empty: all of it), or the name of a fact."""

    about_id: int
    table: str = ""
    source: str = ""
    reference: str = ""
    field: str = ""
    fact: str = ""

    @property
    def key(self) -> str:
        """All of it in one text, the same wherever somebody comes from."""
        if self.fact:
            return f"fact:{self.about_id}:{self.fact}"
        return f"{self.table}:{self.source}:{self.reference or self.about_id}:{self.field}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: the subject, its value as JSON has it, who told it and when.

    `institution` is who is asked. `sensitive` says that it is told to the person alone, and not to who acts for them.
    """

    subject: Subject
    value: Any
    registry: str
    institution: str
    recorded_on: date | None
    sensitive: bool


# -- the tables ------------------------------------------------------------------------------------------------------


@cache
def record_models() -> Mapping[str, type[Record]]:
    """The models of records, by name."""
    return {
        model.__name__: model for model in apps.get_app_config("registries").get_models() if issubclass(model, Record)
    }


def model_of(table: str) -> type[Person | Record]:
    """The model of a table by its name; raises `NotThere` for one that is none."""
    model = Person if table == IDENTITY else record_models().get(table)
    if model is None:
        raise NotThere
    return model


def field_of(table: str, name: str) -> models.Field[Any, Any]:
    """A field that is shown to people; raises `NotThere` for one that is none."""
    model = model_of(table)
    if issubclass(model, Record):
        shown = {field.name: field for field in shown_fields(model)}
        shown |= {field: model._meta.get_field(field) for field in OF_EVERY_RECORD}  # type: ignore[misc]
    else:
        shown = {field: Person._meta.get_field(field) for field in ABOUT_THE_PERSON if field != "fin"}  # type: ignore[misc]
    found = shown.get(name)
    if found is None:
        raise NotThere
    return found


def fact_named(name: str) -> Fact | None:
    """A fact, or a field of a basis, by its name without a role; None for one that the catalogue no longer has."""
    if name in catalogue.facts:
        return catalogue.facts[name]
    return next((basis.fields[name] for basis in catalogue.bases.values() if name in basis.fields), None)


# -- what stands -----------------------------------------------------------------------------------------------------


def of_record(*, table: str, record_id: int, field: str, person_id: int) -> Standing:
    """A field of one of a person's own records that stands; an empty field is all of the record.

    Raises:
        NotContestable: it is not there, not theirs, not shown to them, no longer stands, or was written by this house.
    """
    model = model_of(table)
    if issubclass(model, Person):
        if record_id != person_id or not field:
            raise NotThere
        return _of_identity(Person.objects.get(pk=person_id), field)
    row = model._default_manager.filter(pk=record_id, person=person_id).first()
    if row is None or _is_secret(row):
        raise NotThere
    return _of_row(row, field)


def of_fact(case: Case, name: str, *, on: date) -> Standing:
    """A fact that the rule of a case reads; by the field in which it stands, where there is one.

    Raises:
        NotContestable: the rule reads no such fact, or only the person can tell it.
    """
    bound = _bound(case, name)
    if bound.role == RECORD:
        row = _row_of_case(case)
        about = row.person_id if row is not None else case.about_id or case.person_id
        place = stands_in(bound.fact)
        if row is not None and place is not None and place[0] == row._meta.db_table:
            return _of_row(row, _field_of_column(type(row), place[1]))
    else:
        about = roles_of([case]).get(case.pk, {}).get(bound.role) or case.person_id
        found = _behind(bound.fact, about, on=on)
        if found is not None:
            return found
    read = read_facts([case], {case.version_id: [name]}).get(case.pk)
    if read is None:
        raise NotContestable(_("The record it arose from is no longer there."))
    kept = read.facts[name]
    return _of_value(bound.fact, about, kept, sensitive=case.service.sensitive)


def of_own_fact(name: str, *, person_id: int, on: date) -> Standing:
    """A fact about a person themselves, whatever rule reads it; raises `NotThere`, or `NotContestable`."""
    fact = catalogue.facts.get(name)
    if fact is None or fact.source == ANSWER:
        raise NotThere
    found = _behind(fact, person_id, on=on)
    if found is not None:
        return found
    bound = BoundFact(name, "subject", fact)
    source = rows("person", [bound], scope=Scope.persons([person_id]), on=on, explained=True)
    with connection.cursor() as cursor:
        cursor.execute(source.as_string(None))
        columns = [column[0] for column in cursor.description]
        row = cursor.fetchone()
    if row is None:
        raise NotThere
    read = dict(zip(columns, row, strict=True))
    recorded = read[f"{name}#recorded"]
    kept = {
        "value": plain(read[name]),
        "registry": read[f"{name}#registry"],
        "source": read[f"{name}#source"],
        "recorded_on": plain(recorded),
    }
    return _of_value(fact, person_id, kept, sensitive=False)


def standing_now(correction: FactCorrection, *, on: date) -> Any:
    """What stands now where a correction is asked for, as JSON has it; `GONE` where no record stands there any more."""
    if correction.fact:
        return _fact_now(correction, on=on)
    if correction.table == IDENTITY:
        return _value(correction.about, field_of(IDENTITY, correction.field))
    model = record_models()[correction.table]
    row = model._default_manager.filter(
        source=correction.source, reference=correction.reference, superseded_at=None
    ).first()
    if row is None:
        return GONE
    return _value(row, field_of(correction.table, correction.field)) if correction.field else None


GONE: Final = object()
"""No record stands there any more."""


def _fact_now(correction: FactCorrection, *, on: date) -> Any:
    """A fact that stands in no one field: read through the case it came from, or of the person by itself."""
    case = correction.case
    if case is not None:
        for bound in compiled(case.version).rule.facts:
            if bound.fact.name == correction.fact:
                read = read_facts([case], {case.version_id: [bound.name]}).get(case.pk)
                if read is not None:
                    return read.facts[bound.name]["value"]
    if correction.fact not in catalogue.facts:
        return GONE
    return of_own_fact(correction.fact, person_id=correction.about_id, on=on).value


# -- records ---------------------------------------------------------------------------------------------------------


def _of_identity(person: Person, name: str) -> Standing:
    return Standing(
        subject=Subject(about_id=person.pk, table=IDENTITY, field=field_of(IDENTITY, name).name),
        value=_value(person, field_of(IDENTITY, name)),
        registry=POPULATION,
        institution=IDENTITY_INSTITUTION,
        recorded_on=person.recorded_at.date(),
        sensitive=False,
    )


def _of_row(row: Record, name: str) -> Standing:
    if row.superseded_at is not None:
        raise NotContestable(_("This was corrected already. Look at what stands now."))
    if row.reference.startswith(OWN_PREFIX):
        raise NotContestable(_("This was decided here. If the decision is wrong, ask about its case."))
    table = type(row).__name__
    return Standing(
        subject=Subject(
            about_id=row.person_id,
            table=table,
            source=row.source_id,
            reference=row.reference,
            field=field_of(table, name).name if name else "",
        ),
        value=_value(row, field_of(table, name)) if name else None,
        registry=row.registry,
        institution=row.source_id,
        recorded_on=row.recorded_at.date(),
        sensitive=row.registry in PROTECTED or getattr(row, "service_code", "") in sensitive_codes(),
    )


def _is_secret(row: Record) -> bool:
    """Adoption is secret by law: what is not shown (`registries.holdings`) cannot be contested either."""
    return isinstance(row, ChildPlacement) and row.kind == ChildPlacement.Kind.ADOPTION


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """A value as JSON has it; of what points at a person, a district or a household its name."""
    if isinstance(field, models.ForeignKey):
        other = getattr(row, field.name)
        return None if other is None else other.full_name if isinstance(other, Person) else str(other)
    value = getattr(row, field.attname)
    return f"{value:.{field.decimal_places}f}" if isinstance(value, Decimal) else plain(value)  # type: ignore[attr-defined]


# -- facts -----------------------------------------------------------------------------------------------------------


def _bound(case: Case, name: str) -> BoundFact:
    rule = compiled(case.version).rule
    try:
        bound = rule.vocabulary.resolve(name)
    except UnknownFact as error:
        raise NotThere from error
    if bound.fact.source == ANSWER or name not in {fact.name for fact in rule.facts}:
        raise NotThere
    return bound


def _row_of_case(case: Case) -> Record | None:
    """The record that a case arose from, as it stands now."""
    table = catalogue.bases[case.basis].tables.split()[0]
    model = next((one for one in record_models().values() if one._meta.db_table == table), None)
    if model is None or case.record_id is None:
        return None
    row = model._default_manager.filter(pk=case.record_id).first()
    if row is None or row.superseded_at is None:
        return row
    return model._default_manager.filter(source=row.source_id, reference=row.reference, superseded_at=None).first()


def _behind(fact: Fact, person_id: int, *, on: date) -> Standing | None:
    """The one field in which a fact about a person stands; None where there is none, or no record."""
    statement, place = row_behind(fact, on), stands_in(fact)
    if not statement or place is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement, [person_id])
        found = cursor.fetchone()
    if found is None:
        return None
    table, column = place
    if table == Person._meta.db_table:
        name = _field_of_column(Person, column)
        person = Person.objects.get(pk=found[0])
        return _of_identity(person, name) if name in ABOUT_THE_PERSON and name != "fin" else None
    model = next((one for one in record_models().values() if one._meta.db_table == table), None)
    if model is None:
        return None
    return _of_row(model._default_manager.get(pk=found[0]), _field_of_column(model, column))


def _field_of_column(model: type[models.Model], column: str) -> str:
    return next(field.name for field in model._meta.concrete_fields if field.column == column)


def _of_value(fact: Fact, about_id: int, kept: Mapping[str, Any], *, sensitive: bool) -> Standing:
    recorded = kept.get("recorded_on")
    return Standing(
        subject=Subject(about_id=about_id, fact=fact.name),
        value=kept["value"],
        registry=kept.get("registry") or fact.registry,
        institution=kept.get("source") or fact.institution,
        recorded_on=date.fromisoformat(recorded) if recorded else None,
        sensitive=sensitive or fact.registry in PROTECTED,
    )
