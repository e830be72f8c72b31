"""Writing a published set into the tables, and taking it back: versions, their ranges, values of parameters.

A version begins on the set's day. The one in force on that day ends there, and the new one takes over its end, so a
version that is scheduled for later keeps standing. A version that would begin on that very day is withdrawn instead.
What was done stands in the history of the set, from which `unwrite` takes it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from services_catalog.formats import day_short
from services_catalog.load import LOADED_BY
from services_catalog.models import (
    ChangeSet,
    DraftParameter,
    DraftService,
    HistoryEntry,
    ParameterValue,
    Service,
    ServiceVersion,
)
from services_catalog.models.catalogue import in_language

from . import history
from .author import Author
from .checking import DraftCheck
from .errors import Overlap, StudioError
from .passports import columns_of

DECREE: Final = "decree"
"""How sure a value is that people published; not a word of the files, so loading them leaves it alone."""

Status = ServiceVersion.Status


# -- versions ------------------------------------------------------------------------------------------------------


def write_version(
    change_set: ChangeSet, draft: DraftService, check: DraftCheck, *, by: Author, at: datetime
) -> ServiceVersion | None:
    """Put a drafted rule in force from the set's day, or end the one there is; return the new version, if any."""
    day = _day(change_set)
    changes: list[dict[str, Any]] = []
    in_force = _published(draft.code).filter(valid__contains=day).first()
    until = in_force.valid.upper if in_force is not None else _next_beginning(draft.code, day)
    if draft.withdraws:
        _refuse_if_scheduled(draft.code, day)
    with _no_overlap(draft.code):
        if in_force is not None:
            changes += _end(in_force, day)
        version = None if draft.withdraws else _new_version(draft, check, DateRange(day, until), by=by, at=at)
    if version is not None:
        draft.published = version
        draft.save(update_fields=["published"])
        changes.append(_change(f"versions[{version.number}].valid", None, _as_text(version.valid)))
    action = history.VERSION_WITHDRAWN if draft.withdraws else history.VERSION_PUBLISHED
    history.write(action, by=by, at=at, change_set=change_set, subject=draft.code, changes=changes)
    return version


def new_service(draft: DraftService, *, by: Author, at: datetime) -> Service:
    """Make the row of a service that does not exist yet, with its passport."""
    service = Service.objects.create(code=draft.code, **columns_of(draft.texts, draft.code))
    draft.service = service
    draft.save(update_fields=["service"])
    history.write(
        history.PASSPORT_APPLIED,
        by=by,
        at=at,
        change_set=draft.change_set,
        subject=draft.code,
        changes=[_change("texts", None, draft.texts)],
    )
    return service


def _day(change_set: ChangeSet) -> date:
    assert change_set.valid_from is not None
    return change_set.valid_from


def _published(code: str) -> Any:
    return ServiceVersion.objects.select_for_update(no_key=True).filter(service_id=code, status=Status.PUBLISHED)


def _next_beginning(code: str, day: date) -> date | None:
    later: ServiceVersion | None = _published(code).filter(valid__startswith__gt=day).order_by("valid").first()
    return later.valid.lower if later is not None else None


def _refuse_if_scheduled(code: str, day: date) -> None:
    later = _next_beginning(code, day)
    if later is not None:
        message = _("A version of %(code)s is scheduled from %(day)s; withdraw it first, or end the rule after it.")
        raise StudioError(message % {"code": code, "day": day_short(later)}, code="scheduled")


def _end(version: ServiceVersion, day: date) -> list[dict[str, Any]]:
    """End a version on a day (not included); withdraw it when it would have begun on that day."""
    path = f"versions[{version.number}]"
    if version.valid.lower == day:
        version.status = Status.WITHDRAWN
        version.save(update_fields=["status"])
        return [_change(f"{path}.status", Status.PUBLISHED.value, Status.WITHDRAWN.value)]
    before = version.valid
    version.valid = DateRange(before.lower, day)
    version.save(update_fields=["valid"])
    return [_change(f"{path}.valid", _as_text(before), _as_text(version.valid))]


def _new_version(
    draft: DraftService, check: DraftCheck, valid: DateRange, *, by: Author, at: datetime
) -> ServiceVersion:
    assert check.version is not None
    highest = ServiceVersion.objects.filter(service_id=draft.code).aggregate(highest=Max("number"))["highest"]
    return ServiceVersion.objects.create(
        service_id=draft.code,
        number=(highest or 0) + 1,
        valid=valid,
        definition=check.version.definition,
        content_hash=check.version.content_hash,
        status=Status.PUBLISHED,
        published_at=at,
        published_by=_name_of(by),
    )


def _name_of(by: Author) -> str:
    """Return who published; never the name under which files are loaded, which would own the version."""
    name = by.get_username()[:60]
    return f"{name} *" if name == LOADED_BY else name


@contextmanager
def _no_overlap(code: str) -> Iterator[None]:
    """Say in words what the database refuses."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "service_versions_never_overlap" not in str(error):
            raise
        message = _("Another version of %(code)s is in force on some of these days; look at its dates.")
        raise Overlap(message % {"code": code}, code="overlap") from error


def _change(path: str, before: Any, after: Any) -> dict[str, Any]:
    kind = "added" if before is None else "removed" if after is None else "changed"
    return {"path": path, "kind": kind, "before": before, "after": after}


def _as_text(valid: DateRange) -> str:
    """Return a range as people read it: the first day, and the day it ends, not included."""
    return f"{valid.lower} … {valid.upper or ''}".rstrip()


# -- parameters ----------------------------------------------------------------------------------------------------


def write_parameters(change_set: ChangeSet, *, by: Author, at: datetime) -> set[str]:
    """Give the parameters of a set their values from its day; return those that are worth something else then."""
    day = _day(change_set)
    changed: set[str] = set()
    for draft in change_set.parameters.select_related("parameter"):
        subject = f"parameter.{draft.parameter_id}"
        draft.parameter.bounds.check(draft.value, where=subject)  # what was drafted before there were bounds
        earlier = draft.parameter.values.filter(valid_from__lte=day).order_by("-valid_from").first()
        if earlier is None or earlier.value != draft.value:
            changed.add(draft.parameter_id)
        value = earlier if earlier is not None and earlier.valid_from == day else None
        before = _as_json(value)
        if value is None:
            value = ParameterValue(parameter=draft.parameter, valid_from=day)
        value.value, value.source, value.confidence = draft.value, draft.source, DECREE
        value.save()
        history.write(
            history.PARAMETER_PUBLISHED,
            by=by,
            at=at,
            change_set=change_set,
            subject=subject,
            changes=[_change(f"values[{day}]", before, _as_json(value))],
        )
    return changed


def _as_json(value: ParameterValue | None) -> dict[str, str] | None:
    if value is None:
        return None
    worth = f"{value.value.normalize():f}"
    return {"value": worth, "source": value.source, "confidence": value.confidence}


# -- taking back ---------------------------------------------------------------------------------------------------


def unwrite(change_set: ChangeSet, *, by: Author, at: datetime) -> list[str]:
    """Take back what was written for a set whose day has not come; return the services that are gone with it."""
    gone: list[str] = []
    entries = {
        entry.subject: entry
        for entry in HistoryEntry.objects.filter(
            change_set=change_set, action__in=[history.VERSION_PUBLISHED, history.VERSION_WITHDRAWN]
        )
    }
    for draft in change_set.services.select_related("published", "service"):
        if draft.code in entries:
            _unwrite_version(change_set, draft, entries[draft.code], by=by, at=at)
        if draft.base_id is None and _is_new(change_set, draft):
            _remove_service(draft)
            gone.append(draft.code)
    for parameter in change_set.parameters.select_related("parameter"):
        _unwrite_parameter(change_set, parameter, by=by, at=at)
    return gone


def _unwrite_version(
    change_set: ChangeSet, draft: DraftService, entry: HistoryEntry, *, by: Author, at: datetime
) -> None:
    day, new = _day(change_set), draft.published
    done = {change["path"]: change for change in history.changes_of(entry)}
    replaced = [path for path, change in done.items() if path.endswith(".status")]
    cut = [path for path, change in done.items() if path.endswith(".valid") and change["before"] is not None]
    changes: list[dict[str, Any]] = []
    if new is not None:
        if new.status != Status.PUBLISHED:
            message = _("A later change set has replaced its version of %(code)s; withdraw that one first.")
            raise StudioError(message % {"code": draft.code}, code="replaced")
        until = new.valid.upper
        new.status = Status.WITHDRAWN
        new.save(update_fields=["status"])
        changes.append(_change(f"versions[{new.number}].status", Status.PUBLISHED.value, Status.WITHDRAWN.value))
    else:
        until = _next_beginning(draft.code, day)
    with _no_overlap(draft.code):
        if cut:
            changes += _extend(draft.code, day, until)
        for path in replaced:
            changes += _restore(draft.code, int(path.removeprefix("versions[").partition("]")[0]), day, until)
    history.write(history.VERSION_WITHDRAWN, by=by, at=at, change_set=change_set, subject=draft.code, changes=changes)


def _extend(code: str, day: date, until: date | None) -> list[dict[str, Any]]:
    """Let the version that ends on a day go on; there is none when its own rule was ended before that day."""
    version: ServiceVersion | None = _published(code).filter(valid__endswith=day).first()
    if version is None:
        return []
    before = version.valid
    version.valid = DateRange(before.lower, until)
    version.save(update_fields=["valid"])
    return [_change(f"versions[{version.number}].valid", _as_text(before), _as_text(version.valid))]


def _restore(code: str, number: int, day: date, until: date | None) -> list[dict[str, Any]]:
    """Publish a version again that another replaced from its first day on."""
    version = ServiceVersion.objects.get(service_id=code, number=number)
    version.status, version.valid = Status.PUBLISHED, DateRange(day, until)
    version.save(update_fields=["status", "valid"])
    return [_change(f"versions[{number}].status", Status.WITHDRAWN.value, Status.PUBLISHED.value)]


def _is_new(change_set: ChangeSet, draft: DraftService) -> bool:
    """Whether the set made the service: its only versions are the set's own."""
    made = HistoryEntry.objects.filter(
        change_set=change_set, subject=draft.code, action=history.PASSPORT_APPLIED, difference__0__path="texts"
    )
    versions = set(ServiceVersion.objects.filter(service_id=draft.code).values_list("pk", flat=True))
    return made.exists() and versions <= {draft.published_id}


def _remove_service(draft: DraftService) -> None:
    """Remove a service that never was in force, with its version: nothing can have been decided under it."""
    version, service = draft.published, draft.service
    draft.published = draft.service = None
    draft.save(update_fields=["published", "service"])
    DraftService.objects.filter(service=service).update(service=None)
    if version is not None:
        version.delete()
    if service is not None:
        service.delete()


def _unwrite_parameter(change_set: ChangeSet, draft: DraftParameter, *, by: Author, at: datetime) -> None:
    day, subject = _day(change_set), f"parameter.{draft.parameter_id}"
    entry = HistoryEntry.objects.get(change_set=change_set, subject=subject, action=history.PARAMETER_PUBLISHED)
    [change] = history.changes_of(entry)
    value = ParameterValue.objects.filter(parameter=draft.parameter, valid_from=day).first()
    if _as_json(value) != change["after"]:
        message = _("A later change set has given %(name)s another value on that day; withdraw that one first.")
        raise StudioError(message % {"name": in_language(draft.parameter.label)}, code="replaced")
    assert value is not None
    if change["before"] is None:
        value.delete()
    else:
        value.value, value.source = change["before"]["value"], change["before"]["source"]
        value.confidence = change["before"]["confidence"]
        value.save()
    history.write(
        history.PARAMETER_WITHDRAWN,
        by=by,
        at=at,
        change_set=change_set,
        subject=subject,
        changes=[_change(change["path"], change["after"], change["before"])],
    )
