"""All services asked at once about what was told: one prepared statement for each basis.

There is no second evaluator: what is typed in is one JSON parameter, over which PostgreSQL evaluates the compiled rules
exactly as over the registries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from dost.common.prepared_statements import Fetch, prepared
from services_catalog.compiled import CompiledVersion
from services_catalog.rules import CompiledRule
from services_catalog.rules.typed import Brief, facts_of, read_brief, typed_rows, typed_statement
from services_catalog.rules.types import Value

ROWS_AT_ONCE: Final = 400
_MOST_TEXTS: Final = 100
_texts: dict[tuple[int, ...], tuple[tuple[CompiledRule, ...], str, tuple[str, ...]]] = {}


class Record(Protocol):
    """What a right may arise from, with the facts as far as they are known; None or left out: unknown."""

    @property
    def basis(self) -> str:
        """The name of the basis."""

    @property
    def on(self) -> date:
        """The day by whose law it is judged."""

    @property
    def facts(self) -> Mapping[str, Value | None]:
        """The values by the names that rules use."""


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Asked(Generic[R]):
    """What the version of a service says of one record."""

    record: R
    rule: CompiledVersion
    brief: Brief


def ask_all(records: Sequence[R], rules: Iterable[CompiledVersion]) -> Iterator[Asked[R]]:
    """Yield what each rule says of each record of its basis, in the order of the records.

    A record with a day of its own is asked about only under the version of that day.
    """
    by_basis: dict[str, list[CompiledVersion]] = defaultdict(list)
    for rule in rules:
        by_basis[rule.basis].append(rule)
    of_basis: dict[str, list[R]] = defaultdict(list)
    for record in records:
        of_basis[record.basis].append(record)
    with prepared() as fetch:
        for basis, found in of_basis.items():
            asked = by_basis.get(basis)
            if asked:
                for start in range(0, len(found), ROWS_AT_ONCE):
                    yield from _ask_basis(found[start : start + ROWS_AT_ONCE], asked, fetch)


def _ask_basis(records: Sequence[R], rules: Sequence[CompiledVersion], fetch: Fetch) -> Iterator[Asked[R]]:
    text, names = _statement(tuple(rule.rule for rule in rules))
    rows = [({name: record.facts.get(name) for name in names}, record.on) for record in records]
    _columns, answers = fetch(text, [typed_rows(rows)])
    dated = rules[0].dated  # as all of one basis are
    for answer in answers:
        record = records[answer[0]]
        for index, rule in enumerate(rules):
            if not dated or rule.rules_on(record.on):
                yield Asked(record, rule, read_brief(rule.rule, answer, record.facts, index=index))


def _statement(rules: tuple[CompiledRule, ...]) -> tuple[str, tuple[str, ...]]:
    """The text that asks rules, and the facts they read; kept, as long as the rules are the same objects."""
    key = tuple(map(id, rules))
    kept = _texts.get(key)
    if kept is None:
        if len(_texts) >= _MOST_TEXTS:
            _texts.clear()
        kept = rules, typed_statement(rules), tuple(bound.name for bound in facts_of(rules))
        _texts[key] = kept
    return kept[1], kept[2]
