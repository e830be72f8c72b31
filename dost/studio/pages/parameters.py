"""Parameters as their page shows them: dated values as a drawing of steps with its table, and who uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dost.ui.charts import steps
from dost.ui.contexts import Pagination
from dost.ui.paging import paged
from services_catalog.changes import permissions
from services_catalog.changes.author import Author
from services_catalog.finding.normalise import fold
from services_catalog.labels import LABELS, label
from services_catalog.models import ChangeSet, DraftParameter, Parameter, ParameterValue, Service
from services_catalog.models.catalogue import in_language
from services_catalog.queries import definition_of, versions_in_force
from services_catalog.rules import Scale, ValueType, read_scale, read_worth

from .allowed import has
from .amounts import Worth, worth

ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class DatedRow:
    """What a parameter is worth from a day on; `coming` when the day is still to come. `parts` are those of a scale."""

    since: date
    worth: Worth
    source: str
    confidence: str
    coming: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter: what it is worth now, its history (newest first), the services that use it, the open sets.

    A scale has `parts` in place of a value and of a drawing, and is changed in the files alone.
    """

    name: str
    label: str
    now: Worth
    since: date | None
    values: tuple[DatedRow, ...]
    drawing: SafeString
    used_by: tuple[tuple[str, str], ...]
    drafts: tuple[tuple[int, str], ...]
    is_scale: bool = False
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class ParametersPage:
    """Everything the page shows."""

    url: str
    query: str
    may_edit: bool
    rows: list[ParameterRow]
    pages: Pagination


def parameters_page(query: Mapping[str, str], *, by: Author, today: date) -> ParametersPage:
    """Return a page of parameters; the number of queries does not depend on how many there are."""
    url, text = reverse("studio:parameters"), query.get("q", "").strip()[:100]
    asked = fold(text).split()
    every = [parameter for parameter in Parameter.objects.all() if all(word in _searched(parameter) for word in asked)]
    shown, pages = paged(every, asked=query.get("page", ""), per=ROWS, url=url, filters={"q": text})
    names = [parameter.name for parameter in shown]
    values = _values(names)
    used = _used_by(names, today)
    drafts = _drafts(names)
    return ParametersPage(
        url=url,
        query=text,
        may_edit=has(by, permissions.EDIT),
        rows=[
            _row(parameter, values.get(parameter.name, []), used, drafts.get(parameter.name, ()), today)
            for parameter in shown
        ],
        pages=pages,
    )


def one_parameter(parameter: Parameter, *, today: date) -> ParameterRow:
    """Return one parameter as it is shown; three queries and those of the rules in force."""
    names = [parameter.name]
    values, drafts = _values(names).get(parameter.name, []), _drafts(names).get(parameter.name, ())
    return _row(parameter, values, _used_by(names, today), drafts, today)


def _searched(parameter: Parameter) -> str:
    return fold(" ".join([parameter.name, parameter.name.replace("_", " "), *map(str, parameter.label.values())]))


def _values(names: Iterable[str]) -> dict[str, list[ParameterValue]]:
    rows = ParameterValue.objects.filter(parameter__in=list(names)).order_by("parameter_id", "valid_from")
    return {name: list(found) for name, found in groupby(rows, key=attrgetter("parameter_id"))}


def _used_by(names: Iterable[str], today: date) -> dict[str, tuple[tuple[str, str], ...]]:
    asked = set(names)
    titles = {service.code: service.title for service in Service.objects.only("code", "name")}
    found: dict[str, list[tuple[str, str]]] = {}
    for version in versions_in_force(today):
        for name in asked & definition_of(version).parameters:
            found.setdefault(name, []).append((version.service_id, titles[version.service_id]))
    return {name: tuple(sorted(services)) for name, services in found.items()}


def _drafts(names: Iterable[str]) -> dict[str, tuple[tuple[int, str], ...]]:
    open_sets = [ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED]
    rows = DraftParameter.objects.filter(parameter__in=list(names), change_set__status__in=open_sets)
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for name, pk, title in rows.values_list("parameter_id", "change_set_id", "change_set__title"):
        found[name] = (*found.get(name, ()), (pk, title))
    return found


def _row(
    parameter: Parameter,
    values: list[ParameterValue],
    used: Mapping[str, tuple[tuple[str, str], ...]],
    drafts: tuple[tuple[int, str], ...],
    today: date,
) -> ParameterRow:
    is_scale = parameter.type == ValueType.SCALE
    past = [value for value in values if value.valid_from <= today]
    dated = [
        DatedRow(
            since=value.valid_from,
            worth=worth(value.value, parameter.type),
            source=value.source,
            confidence=label("confidence", value.confidence) if value.confidence in LABELS["confidence"] else "",
            coming=value.valid_from > today,
            parts=_parts(value),
        )
        for value in reversed(values)
    ]
    return ParameterRow(
        name=parameter.name,
        label=in_language(parameter.label),
        now=worth(past[-1].value if past else None, parameter.type),
        since=past[-1].valid_from if past else None,
        values=tuple(dated),
        drawing=steps([] if is_scale else [(value.valid_from, value.value) for value in values], today=today),
        used_by=used.get(parameter.name, ()),
        drafts=drafts,
        is_scale=is_scale,
        parts=_parts(past[-1]) if past else (),
    )


def _parts(value: ParameterValue) -> tuple[str, ...]:
    """The parts of an amount that a scale tells apart, with their rates; nothing for what is no scale."""
    scale = read_worth(value.brackets or None, ValueType.SCALE, where="")
    return tuple(read_scale(scale, (get_language() or "az")[:2])) if isinstance(scale, Scale) else ()
