"""What a change set changes: for each service the rule in force and the rule as it would be, compiled.

Both are compiled with parameters frozen at what they are worth on the day asked about, so that records of past months
are judged as if the law of that day had been in force then: the difference is the change's and nothing else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services_catalog.checks import compile_definition
from services_catalog.definition import parameters_named
from services_catalog.library import Library
from services_catalog.located import CatalogueError, Problem
from services_catalog.models import LANGUAGES, ChangeSet, DraftService, ServiceVersion
from services_catalog.queries import parameter_book, versions_in_force
from services_catalog.rules import CompiledRule, ParameterBook, RuleError, ValueType
from services_catalog.rules.types import Value

from .following import followers, says_otherwise
from .reading import base_content, read_form, with_new_parameters
from .shared_library import library_of

_WORDS: Final = re.compile(r"texts|examples|criteria\[\d+\]\.(text|law)\b")


@dataclass(frozen=True, slots=True)
class Pair:
    """A service's rule before and after; None: there is none. `mode` and `outcome` are those after, else before."""

    code: str
    before: CompiledRule | None
    after: CompiledRule | None
    mode: str = "automatic"
    outcome: str = "payment"

    @property
    def if_applied(self) -> bool:
        """Whether the right arises only on application."""
        return self.mode == "on_application"

    @property
    def rules(self) -> tuple[CompiledRule, ...]:
        """The rules there are."""
        return tuple(rule for rule in (self.before, self.after) if rule is not None)


def compiled_pairs(change_set: ChangeSet, on: date) -> list[Pair]:
    """Return a pair for every service that the set drafts or whose rule names a parameter the set gives a value.

    On a day before the set takes force, it is taken as if it were in force already; on one after it, a version or a
    value that is to follow it counts as it will. Raises `CatalogueError` or `RuleError` when a draft cannot be read or
    compiled; the `where` of a `RuleError` begins with the service's code.
    """
    books = _books(change_set, on)
    drafts = {draft.code: draft for draft in (*change_set.services.select_related("base"), *followers(change_set))}
    known = library_of(change_set)
    in_force = {version.service_id: version for version in versions_in_force(on)}
    drafted = {draft.parameter_id for draft in change_set.parameters.all()}
    found = []
    for code in sorted({*drafts, *in_force}):
        version = in_force.get(code)
        before = version.definition if version is not None else None
        if code in drafts:
            after = _drafted(drafts[code], version, change_set.valid_from or on, known)
        elif drafted & parameters_named(before or {}):
            after = before
        else:
            continue
        either = after or before
        if either is not None:
            found.append(
                Pair(
                    code=code,
                    before=None if before is None else _compiled(code, before, books.before),
                    after=None if after is None else _compiled(code, after, books.after),
                    mode=str(either["mode"]),
                    outcome=str(either["outcome"]),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class _Books:
    """The parameters without the change and with it, each worth one value."""

    before: ParameterBook
    after: ParameterBook


def _books(change_set: ChangeSet, on: date) -> _Books:
    since = change_set.valid_from
    book = with_new_parameters(parameter_book(), change_set, min(since or on, on))
    worth = {name: book[name].value_on(on) for name in book}
    changed = dict(worth)
    for draft in change_set.parameters.all():
        parameter = book[draft.parameter_id]
        if not _is_outlived(since, on, (day for day, _value in parameter.values)):
            changed[parameter.name] = typed_value(draft.value, parameter.type)
    return _Books(book.frozen(worth), book.frozen(changed))


def _is_outlived(since: date | None, on: date, days: Iterable[date]) -> bool:
    """Whether something that begins after the set, and by the day asked about, takes the set's place."""
    return since is not None and any(since < day <= on for day in days)


def typed_value(value: Decimal, kind: ValueType) -> Value:
    """A drafted value as the parameters' book keeps one of this type."""
    if kind is ValueType.INTEGER:
        return int(value)
    return round(value, 2) if kind is ValueType.MONEY else value.normalize()


def _drafted(
    draft: DraftService, version: ServiceVersion | None, since: date, known: Library
) -> Mapping[str, Any] | None:
    """The definition a service would have; None: none."""
    present: Mapping[str, Any] | None = version.definition if version is not None else None
    if version is not None and version.valid.lower is not None and version.valid.lower > since:
        return present  # it begins after the set, and is in force on the day asked about
    if draft.withdraws:
        return None
    content = draft.content
    if not content and draft.base is not None and says_otherwise(draft.base, since, known):
        content = base_content(draft.base)  # only its texts are drafted, and what it shares changes its rule
    if not content:
        return present
    content = {"examples": [], **content}
    read = read_form(code=draft.code, valid_from=since, content=content, texts={}, known=known)
    problems = [Problem(f"{draft.code} {path}", 0, message) for path, message in _of_rule(read.problems)]
    if problems or read.version is None:
        raise CatalogueError(problems)
    return {**read.version.definition, "criteria": [_unworded(one) for one in read.version.definition["criteria"]]}


def _unworded(criterion: Mapping[str, Any]) -> dict[str, Any]:
    """A criterion without its words, which may not be written yet and change nothing for anybody."""
    return {**criterion, "text": dict.fromkeys(LANGUAGES, criterion["id"]), "law": ""}


def _of_rule(problems: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The problems that bear on the rule: a draft can be previewed before its words and examples are written."""
    return ((path, message) for path, message in problems if not _WORDS.match(path))


def _compiled(code: str, definition: Mapping[str, Any], book: ParameterBook) -> CompiledRule:
    try:
        return compile_definition(definition, book)
    except RuleError as error:
        raise error.at(code) from None
