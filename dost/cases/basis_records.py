"""Which record somebody's right could arise from: among their own, by whom it is about or by its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registries.facts import catalogue
from registries.facts.query import Scope, rows
from registries.models import Person
from services_catalog.compiled import CompiledVersion
from services_catalog.models import in_language

MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the basis from which the right could arise: `on` is the day it is judged on."""

    key: str
    record_id: int
    about_id: int
    on: date


def find_record(
    versions: Sequence[CompiledVersion], person: Person, *, about: Person | None, key: str, on: date
) -> tuple[CompiledVersion, Record] | str:
    """The one record that can be meant, with the version of its day; or, in words, why there is not one.

    `versions` are those of one service that an application can be judged by, the newest last.
    """
    found = possible_records(versions, person, on=on)
    meant = [
        (rule, record)
        for rule, record in found
        if (about is None or record.about_id == about.pk or rule.basis == "person") and key in ("", record.key)
    ]
    if len(meant) == 1:
        return meant[0]
    if not found:
        return no_record(versions)
    label = in_language(catalogue.bases[versions[-1].basis].labels)
    listed = _listed([record for _rule, record in (meant or found)])
    if not meant:
        text = _("None of the records (%(basis)s) is the one named. There are: %(records)s.")
        return text % {"basis": label, "records": listed}
    text = _("There are several records (%(basis)s); say which is meant: %(records)s.")
    return text % {"basis": label, "records": listed}


def possible_records(
    versions: Sequence[CompiledVersion], person: Person, *, on: date
) -> list[tuple[CompiledVersion, Record]]:
    """Every record from which this person could receive, each with the version of its day; one query for a basis."""
    return [
        (rule, record)
        for basis in dict.fromkeys(rule.basis for rule in versions)
        for record in _records(basis, person, on=on)
        for rule in versions
        if rule.basis == basis and rule.rules_on(record.on)
    ]


def no_record(versions: Sequence[CompiledVersion]) -> str:
    """Say that the registries have no record from which the person could receive, in the active language."""
    label = in_language(catalogue.bases[versions[-1].basis].labels)
    text = _("The right arises from a record (%(basis)s), and there is none from which this person could receive.")
    return text % {"basis": label}


def _records(basis: str, person: Person, *, on: date) -> list[Record]:
    """The records of a basis for which this person would receive."""
    with connection.cursor() as cursor:
        cursor.execute(rows(basis, [], scope=Scope.persons([person.pk]), on=on).as_string(None))
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor]
    return [
        Record(key=row["key"], record_id=row["record_id"], about_id=row["about_id"], on=row["on"])
        for row in found
        if row["subject_id"] == person.pk
    ]


def _listed(records: Sequence[Record]) -> str:
    """Records as somebody can name them: whom each is about, and its key."""
    fins = dict(Person.objects.filter(pk__in=[one.about_id for one in records]).values_list("pk", "fin"))
    named = [f"{fins.get(one.about_id, '')} ({one.key})" for one in records[:MOST_NAMED]]
    more = len(records) - len(named)
    return ", ".join([*named, *([ngettext("%(n)d more", "%(n)d more", more) % {"n": more}] if more else [])])
