"""Publishing the catalogue's files into the database: all or nothing, and nothing when nothing has changed.

What the files own: the services, the versions published by `LOADED_BY`, and the parameter values whose confidence is
one of the files' words. What people publish from the pages is never overwritten: a service that has such a version, or
such a passport, keeps it, and the report says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from . import schema
from .checks import check_catalogue
from .counting import counted_as, facts_named, facts_recounted
from .definition import parameters_named
from .files import CATALOGUE, Catalogue, read_catalogue
from .library import ParameterHistory
from .located import CatalogueError
from .models import ChangeSet, HistoryEntry, Parameter, ParameterValue, Service, ServiceVersion
from .reading import ServiceDefinition, VersionDefinition
from .signals import services_changed, versions_published

LOADED_BY = "catalogue"
# Any number that nothing else in the database locks on: two loads at once would both find nothing there.
_LOCK = int.from_bytes(hashlib.sha256(b"services_catalog.load").digest()[:7])


@dataclass(slots=True)
class LoadReport:
    """What a load did, by service code.

    `published` have a new version, `repriced` a parameter that is worth something else or a fact that counts the awards
    of other services, and `kept` are left as people published them.
    """

    services: int = 0
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    repriced: list[str] = field(default_factory=list)
    versions_published: int = 0
    versions_withdrawn: int = 0
    versions_redated: int = 0
    parameter_values: int = 0
    left_alone: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything in the database is different now."""
        return bool(
            self.added
            or self.updated
            or self.versions_published
            or self.versions_withdrawn
            or self.versions_redated
            or self.parameter_values
        )

    def as_json(self) -> dict[str, Any]:
        """Keys: changed, services (count), added, updated, published, repriced, kept (codes), and three counts."""
        return {
            "changed": self.changed,
            "services": self.services,
            "added": self.added,
            "updated": self.updated,
            "published": self.published,
            "repriced": self.repriced,
            "versions_published": self.versions_published,
            "versions_withdrawn": self.versions_withdrawn,
            "versions_redated": self.versions_redated,
            "parameter_values": self.parameter_values,
            "kept": self.left_alone,
        }


def load_catalogue(*, at: datetime, root: Path = CATALOGUE) -> LoadReport:
    """Bring the database to what the files say, at the moment `at`; raises `CatalogueError` and changes nothing.

    1. The files are read; a problem of form ends it.
    2. If the database already says the same, that is all.
    3. The rules are checked and the example people tried.
    4. Parameters, services and versions are written in one transaction; `versions_published` and `services_changed`
       are sent in it.
    """
    catalogue, problems = read_catalogue(root)
    if problems:
        raise CatalogueError(problems)
    with transaction.atomic():
        lock_catalogue()
        with connection.cursor() as cursor:
            report = _write(catalogue, at)
            if report.changed:
                problems = check_catalogue(catalogue, cursor=cursor)
        if problems:
            raise CatalogueError(problems)  # undoes what was written
        codes = sorted({*report.published, *report.repriced})
        if codes:
            versions_published.send(sender=None, codes=codes)
        changed = sorted({*codes, *report.added, *report.updated})
        if changed:
            services_changed.send(sender=None, codes=changed)
    return report


def lock_catalogue() -> None:
    """Wait until nobody else loads or publishes, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _write(catalogue: Catalogue, at: datetime) -> LoadReport:
    report = LoadReport(services=len(catalogue.services))
    counted = counted_as()
    repriced = set()
    for history in catalogue.library.parameters.values():
        changes = _write_parameter(history)
        report.parameter_values += changes
        if changes:
            repriced.add(history.name)
    for service in catalogue.services.values():
        _write_service(service, report)
        _write_versions(service, at, report)
    recounted = facts_recounted(counted, counted_as())
    for service in catalogue.services.values():
        if any(
            repriced & parameters_named(version.definition) or recounted & facts_named(version.definition)
            for version in service.versions
        ):
            report.repriced.append(service.code)
    return report


def _as_stored(value: ParameterValue) -> tuple[Decimal, str, str, str]:
    return value.value, value.brackets, value.source, value.confidence


def _write_parameter(history: ParameterHistory) -> int:
    """Write a parameter and its history; return how many values were added, changed or removed."""
    said = {
        "type": history.type.value,
        "label": history.label,
        "least": history.bounds.least,
        "most": history.bounds.most,
    }
    parameter, _created = Parameter.objects.get_or_create(name=history.name, defaults=said)
    if any(getattr(parameter, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(parameter, name, value)
        parameter.save()
    stored = {value.valid_from: value for value in ParameterValue.objects.filter(parameter=parameter)}
    changes = 0
    for dated in history.values:
        wanted = (*dated.stored, dated.source, dated.confidence)
        existing = stored.pop(dated.valid_from, None)
        if existing is None:
            existing = ParameterValue(parameter=parameter, valid_from=dated.valid_from)
        elif _as_stored(existing) == wanted or not _is_from_file(existing):
            continue
        existing.value, existing.brackets, existing.source, existing.confidence = wanted
        existing.save()
        changes += 1
    for leftover in stored.values():
        if _is_from_file(leftover):
            leftover.delete()
            changes += 1
    return changes


def _is_from_file(value: ParameterValue) -> bool:
    return value.confidence in schema.CONFIDENCES


def _write_service(definition: ServiceDefinition, report: LoadReport) -> None:
    service, created = Service.objects.get_or_create(code=definition.code, defaults=definition.passport)
    if created:
        report.added.append(service.code)
        return
    changed = {key: value for key, value in definition.passport.items() if getattr(service, key) != value}
    if changed and passport_by_people(service.code):
        report.left_alone.append(service.code)
    elif changed:
        for key, value in changed.items():
            setattr(service, key, value)
        service.save(update_fields=list(changed))
        report.updated.append(service.code)


def passport_by_people(code: str) -> bool:
    """Whether people have published a passport of this service, so that loading leaves it alone."""
    return _done_by_people(code, HistoryEntry.PASSPORT_APPLIED)


def versions_by_people(code: str, published: Iterable[ServiceVersion]) -> bool:
    """Whether people have published or ended one of this service's versions, so that loading leaves all alone."""
    by_people = any(version.published_by != LOADED_BY for version in published)
    return by_people or _done_by_people(code, HistoryEntry.VERSION_WITHDRAWN)


def _done_by_people(code: str, action: str) -> bool:
    """Whether a change set that is published has done this to a service."""
    published = ChangeSet.Status.PUBLISHED
    return HistoryEntry.objects.filter(subject=code, action=action, change_set__status=published).exists()


def _write_versions(definition: ServiceDefinition, at: datetime, report: LoadReport) -> None:
    """Make the published versions those of the file: each from its date until the next begins.

    A version that stands as it is stays; one whose end has moved is re-dated; one whose content the file no longer
    has is withdrawn (its row stays, for the decisions made under it) and a new number takes its place.
    """
    code = definition.code
    stored = list(ServiceVersion.objects.select_for_update(no_key=True).filter(service_id=code))
    published = [version for version in stored if version.status == ServiceVersion.Status.PUBLISHED]
    if versions_by_people(code, published):
        if code not in report.left_alone:
            report.left_alone.append(code)
        return
    hashes = [version.content_hash for version in definition.versions]
    wanted = dict(zip(hashes, ranges_of(definition.versions), strict=True))
    staying: dict[str, ServiceVersion] = {}
    for version in published:
        if version.content_hash in wanted and version.content_hash not in staying:
            staying[version.content_hash] = version
        else:
            version.status = ServiceVersion.Status.WITHDRAWN
            version.save(update_fields=["status"])
            report.versions_withdrawn += 1
    _redate(staying, wanted, report)
    number = max((version.number for version in stored), default=0)
    for version_definition in definition.versions:
        if version_definition.content_hash in staying:
            continue
        number += 1
        ServiceVersion.objects.create(
            service_id=code,
            number=number,
            valid=wanted[version_definition.content_hash],
            definition=version_definition.definition,
            content_hash=version_definition.content_hash,
            status=ServiceVersion.Status.PUBLISHED,
            published_at=at,
            published_by=LOADED_BY,
        )
        report.versions_published += 1
        if code not in report.published:
            report.published.append(code)


def _redate(staying: dict[str, ServiceVersion], wanted: dict[str, DateRange], report: LoadReport) -> None:
    """Move the ends of versions that stay. Their first days are part of their content, so none can overlap."""
    for content, version in staying.items():
        if version.valid != wanted[content]:
            version.valid = wanted[content]
            version.save(update_fields=["valid"])
            report.versions_redated += 1


def ranges_of(versions: Sequence[VersionDefinition]) -> list[DateRange]:
    """Return the range of each version: from its own day until the day the next one begins, not included."""
    ends: list[date | None] = [version.valid_from for version in versions[1:]]
    ends.append(None)
    return [DateRange(version.valid_from, end) for version, end in zip(versions, ends, strict=True)]
