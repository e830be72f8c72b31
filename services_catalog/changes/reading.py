"""From a draft to the definition it stands for, with every problem of spelling and form at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services_catalog.library import Library
from services_catalog.located import Document, Problem, Where
from services_catalog.models import ChangeSet, DraftService, DraftShared, Service, ServiceVersion, SharedKind
from services_catalog.queries import parameter_book
from services_catalog.reading import ServiceDefinition, VersionDefinition, read_service
from services_catalog.rules import Parameter, ParameterBook, RuleError, ValueType, read_value
from services_catalog.written import passport_as_written, typed_passport, typed_version, version_as_written

from .paths import State
from .shared_library import library

_ANY_DAY = date(2019, 4, 1)
_VERSION: Where = ("versions", 0)


# -- amounts ---------------------------------------------------------------------------------------------------


def parameters_with(change_set: ChangeSet) -> ParameterBook:
    """Return the parameters as they would be once the set is in force: drafted values begin on its day.

    One that is new is known also while the set has no day: rules in it may name it.
    """
    day = change_set.valid_from
    book = with_new_parameters(parameter_book(), change_set, day or _ANY_DAY)
    drafts = {draft.parameter_id: draft for draft in change_set.parameters.all()}
    if day is None or not drafts:
        return book
    changed: list[Parameter] = []
    for name, draft in drafts.items():
        known = book.get(name)
        if known is None:
            continue
        value = int(draft.value) if known.type is ValueType.INTEGER else draft.value.normalize()
        values = {since: worth for since, worth in known.values if since != day}
        values[day] = round(draft.value, 2) if known.type is ValueType.MONEY else value
        changed.append(Parameter(name, known.type, tuple(sorted(values.items())), known.label))
    return ParameterBook([*(book[name] for name in book if name not in drafts), *changed])


def with_new_parameters(book: ParameterBook, change_set: ChangeSet, day: date) -> ParameterBook:
    """Return the parameters with those that a set makes, worth from a day on what is drafted."""
    drafted = change_set.shared.filter(kind=SharedKind.PARAMETER)
    made = [found for draft in drafted if draft.name not in book and (found := _made(draft, day)) is not None]
    return ParameterBook([*book.values(), *made]) if made else book


def _made(draft: DraftShared, day: date) -> Parameter | None:
    """Return a drafted parameter; None while it cannot be read."""
    said = draft.content
    try:
        kind = ValueType(str(said.get("type")))
        worth = read_value(said.get("value"), kind, where="")
        return Parameter(draft.name, kind, ((day, worth),), said.get("label") or {})
    except (ValueError, RuleError):
        return None


# -- drafts as states --------------------------------------------------------------------------------------------


def state_of(draft: DraftService) -> State:
    """Return the state of a draft, as `paths` describes it."""
    return {**draft.content, "texts": draft.texts, "withdraws": draft.withdraws}


def parts_of(state: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """Return the content, the texts and whether the rule ends, of a state."""
    content = {key: value for key, value in state.items() if key not in ("texts", "withdraws")}
    return content, dict(state.get("texts") or {}), bool(state.get("withdraws"))


def base_content(version: ServiceVersion | None) -> dict[str, Any]:
    """Return what a draft begun from a version has as its content; empty without one.

    It is written with what was shared when the version began: what has changed since is another meaning.
    """
    return {} if version is None else version_as_written(version.definition, library(version.valid.lower))


def base_texts(service: Service | None) -> dict[str, Any]:
    """Return what a draft of a service has as its texts; empty for a whole new one."""
    return passport_as_written(service) if service is not None else {}


# -- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Placed(Problem):
    """A problem of a form, with its place in it."""

    where: Where = field(default=(), compare=False)


class Form(Document):
    """A service file that exists only as a form: its problems keep their place."""

    __slots__ = ()

    def problem(self, where: Where, message: str) -> Placed:
        """Return a problem that knows its place."""
        return Placed(self.file, 1, message, where)


@dataclass(frozen=True, slots=True)
class Read:
    """What a draft says: `service` as it was read, `version` the one it drafts, `problems` by their places."""

    service: ServiceDefinition
    version: VersionDefinition | None
    problems: tuple[tuple[str, str], ...]


def read_form(
    *, code: str, valid_from: date, content: Mapping[str, Any], texts: Mapping[str, Any], known: Library | None = None
) -> Read:
    """Read a version and a passport in their written form; `problems` are (path, message).

    An empty content leaves the version out.
    """
    versions = [{**typed_version(content), "valid_from": valid_from}] if content else []
    form = Form(code, {"code": code, **typed_passport(texts), "versions": versions})
    service, problems = read_service(form, known or library())
    placed = [(problem.where, problem.message) for problem in problems if isinstance(problem, Placed)]
    return Read(
        service,
        service.versions[0] if service.versions else None,
        tuple((path_of(where), message) for where, message in placed if content or where != ("versions",)),
    )


def canonical_content(content: Mapping[str, Any], known: Library) -> dict[str, Any]:
    """Return a version as `base_content` would write it, if it can be read; else as it is."""
    read = read_form(code="", valid_from=_ANY_DAY, content=content, texts={}, known=known)
    wrong = any(not path.startswith("texts") for path, _message in read.problems)
    return dict(content) if wrong or read.version is None else version_as_written(read.version.definition, known)


def canonical_texts(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a passport as `base_texts` would write it: what can be read in its plain form, the rest as it is."""
    said = read_form(code="", valid_from=_ANY_DAY, content={}, texts=texts)
    wrong = {re.split(r"[.\[]", path)[1] for path, _message in said.problems if "." in path}
    return {key: said.service.passport.get(key, value) if key not in wrong else value for key, value in texts.items()}


def read_draft(draft: DraftService, valid_from: date, *, known: Library | None = None) -> Read:
    """Read a draft as of a first day: what it leaves empty is what the service has now.

    `version` is None when it ends the rule, and the version it was begun from when it leaves the rule as it is.
    """
    content = {} if draft.withdraws else draft.content or base_content(draft.base)
    texts = draft.texts or base_texts(draft.service)
    return read_form(code=draft.code, valid_from=valid_from, content=content, texts=texts, known=known)


def path_of(where: Where) -> str:
    """Return a place of the whole file as the place in the form: `criteria[2].require`, `texts.name.az`."""
    inside = where[: len(_VERSION)] == _VERSION
    parts: Iterable[str | int] = where[len(_VERSION) :] if inside else ("texts", *where)
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
