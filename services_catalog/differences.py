"""What loading the files would change in the database: services, versions and parameters, field by field.

Nothing is written. What people published, and loading therefore leaves alone, is listed as kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from . import schema
from .changes.paths import Change, difference
from .files import Catalogue
from .library import ParameterHistory
from .load import passport_by_people, ranges_of, versions_by_people
from .models import Parameter, ParameterValue, Service, ServiceVersion
from .reading import ServiceDefinition, VersionDefinition
from .rules.bounds import Bounds
from .rules.scales import Scale

Kind = Literal["added", "changed", "redated", "withdrawn", "kept"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that loading would do. `subject`: a code, a code with a version's first day, `parameter.<name>`."""

    subject: str
    kind: Kind
    changes: tuple[Change, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Keys: subject, kind, changes (each path, kind, before, after)."""
        return {"subject": self.subject, "kind": self.kind, "changes": list(self.changes)}

    def lines(self) -> Iterator[str]:
        """Yield the difference for a terminal."""
        yield f"{self.subject}: {self.kind}"
        for change in self.changes:
            yield f"  {change['path']}: {_as_text(change['before'])} -> {_as_text(change['after'])}"


@dataclass(slots=True)
class Differences:
    """All of them: services and their versions by code, then parameters by name."""

    found: list[Difference] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        """Whether loading would change anything."""
        return any(item.kind != "kept" for item in self.found)


def differences(catalogue: Catalogue) -> Differences:
    """Compare a catalogue that has been read without problems with the database."""
    result = Differences()
    for code in sorted(catalogue.services):
        result.found += _of_service(catalogue.services[code])
    for name in sorted(catalogue.library.parameters):
        result.found += _of_parameter(catalogue.library.parameters[name])
    return result


def _of_service(definition: ServiceDefinition) -> Iterator[Difference]:
    service = Service.objects.filter(code=definition.code).first()
    if service is None:
        yield Difference(definition.code, "added")
    else:
        now = {key: getattr(service, key) for key in definition.passport}
        changes = difference({"texts": now}, {"texts": definition.passport})
        if changes:
            yield Difference(
                definition.code, "kept" if passport_by_people(definition.code) else "changed", tuple(changes)
            )
    yield from _of_versions(definition)


def _of_versions(definition: ServiceDefinition) -> Iterator[Difference]:
    rows = ServiceVersion.objects.filter(service_id=definition.code, status=ServiceVersion.Status.PUBLISHED)
    published = {version.content_hash: version for version in rows}
    wanted = {version.content_hash: version for version in definition.versions}
    if versions_by_people(definition.code, published.values()):
        if set(published) != set(wanted):
            yield Difference(definition.code, "kept")
        return
    by_day = {version.valid.lower: version for version in published.values()}
    ranges = dict(zip(wanted, ranges_of(definition.versions), strict=True))
    for content, version in wanted.items():
        subject = f"{definition.code} from {version.valid_from}"
        row = published.get(content)
        if row is None:
            yield _new_version(subject, by_day.get(version.valid_from), version)
        elif row.valid != ranges[content]:
            before, after = _day(row.valid.upper), _day(ranges[content].upper)
            change = {"path": "valid until", "kind": "changed", "before": before, "after": after}
            yield Difference(subject, "redated", (change,))
    days = {version.valid_from for version in definition.versions}
    for content, old in published.items():
        if content not in wanted and old.valid.lower not in days:
            yield Difference(f"{definition.code} from {old.valid.lower}", "withdrawn")


def _new_version(subject: str, replaced: ServiceVersion | None, version: VersionDefinition) -> Difference:
    if replaced is None:
        return Difference(subject, "added")
    return Difference(subject, "changed", tuple(difference(replaced.definition, version.definition)))


def _of_parameter(history: ParameterHistory) -> Iterator[Difference]:
    subject = f"parameter.{history.name}"
    parameter = Parameter.objects.filter(name=history.name).first()
    if parameter is None:
        yield Difference(subject, "added")
        return
    stored = {value.valid_from: value for value in ParameterValue.objects.filter(parameter=parameter)}
    by_people = {day: value for day, value in stored.items() if value.confidence not in schema.CONFIDENCES}
    own = Bounds(parameter.least, parameter.most)
    before: dict[str, Any] = {"type": parameter.type, "label": parameter.label, **_bounds(own)}
    after: dict[str, Any] = {"type": history.type.value, "label": history.label, **_bounds(history.bounds)}
    for day, value in stored.items():
        if day not in by_people:
            before[day.isoformat()] = _value(value.written, value.source, value.confidence)
    for dated in history.values:
        if dated.valid_from not in by_people:
            worth = _value(_written(dated.value), dated.source, dated.confidence)
            after[dated.valid_from.isoformat()] = worth
    changes = difference(before, after)
    if changes:
        yield Difference(subject, "changed", tuple(changes))
    if any(_value(v.written, v.source, "") != _said(history, day) for day, v in by_people.items()):
        yield Difference(subject, "kept")


def _bounds(bounds: Bounds) -> dict[str, str]:
    stated = {"bounds.least": bounds.least, "bounds.most": bounds.most}
    return {name: f"{value.normalize():f}" for name, value in stated.items() if value is not None}


def _said(history: ParameterHistory, day: Any) -> Mapping[str, str] | None:
    """Return what the file says of a day, without how sure it is; None if nothing."""
    for dated in history.values:
        if dated.valid_from == day:
            return _value(_written(dated.value), dated.source, "")
    return None


def _written(value: int | Decimal | Scale) -> str:
    return str(value) if isinstance(value, Scale) else f"{Decimal(value).normalize():f}"


def _value(value: str, source: str, confidence: str) -> dict[str, str]:
    return {"value": value, "source": source, "confidence": confidence}


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _as_text(value: Any) -> str:
    return "–" if value is None else str(value)
