"""Adding up what the statements say of parts of the population, and making the figures of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from registries.letters import azerbaijani_order
from registries.models import District
from services_catalog.rules import CompiledRule
from services_catalog.rules.evaluate import Cursor

from .impact_bins import Amounts
from .impact_figures import (
    AGES,
    KINDS,
    SEXES,
    TOUCHED,
    Cell,
    Counts,
    Figures,
    Impact,
    Money,
    Sample,
    ServiceImpact,
    added,
)
from .impact_sql import COLUMNS, SAMPLES, Days, counted, criteria, limits, paid, quoted_day
from .pairs import Pair

MONTHS: Final = 12
_SIDES: Final = ("before", "after", "change")
_DIMENSIONS: Final = ("region", "age", "sex")
_COUNTED: Final = tuple(Counts.__dataclass_fields__)


@dataclass
class _Service:
    """What has been added up for one service."""

    rights: Counts = field(default_factory=Counts)
    people: Counts = field(default_factory=Counts)
    monthly: Money = field(default_factory=Money)
    yearly: Money = field(default_factory=Money)
    cells: dict[str, list[Cell]] = field(default_factory=lambda: {name: [] for name in _DIMENSIONS})
    amounts: dict[str, Amounts] = field(default_factory=lambda: {name: Amounts() for name in _SIDES})
    missing: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[tuple[int, Sample]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def add(self, other: _Service) -> None:
        """Add what another service has, all but people and samples."""
        self.rights.add(other.rights)
        self.monthly.add(other.monthly)
        self.yearly.add(other.yearly)
        for name in _DIMENSIONS:
            self.cells[name] += other.cells[name]
        for name in _SIDES:
            self.amounts[name].add(other.amounts[name])
        for fact, rights in other.missing.items():
            self.missing[fact] = self.missing.get(fact, 0) + rights


class Sums:
    """What has been found so far, part by part."""

    def __init__(self, pairs: Sequence[Pair], days: Days) -> None:
        self.pairs = sorted(pairs, key=lambda pair: pair.code)
        self.days = days
        self.services = {pair.code: _Service() for pair in pairs}
        self.touched: list[tuple[str, bool, str]] = []

    def add(self, pairs: Sequence[Pair], row: Sequence[Any]) -> None:
        """Add the row of a statement (see `impact_sql.statement`) made for these pairs."""
        found = dict(zip(COLUMNS, row, strict=True))
        read = {name: _read(found[name]) for name in COLUMNS}
        for each in read["rights"]:
            pair = pairs[each["i"]]
            service = self.services[pair.code]
            service.rights.add(_counts(each))
            monthly, yearly = _money(pair, each)
            service.monthly.add(monthly)
            service.yearly.add(yearly)
        for each in read["rights"] if found["people"] is None else read["people"]:
            self.services[pairs[each["i"]].code].people.add(_counts(each))
        for each in read["cells"]:
            dimension, cell = _cell(pairs[each["i"]], each)
            self.services[pairs[each["i"]].code].cells[dimension].append(cell)
        for each in read["amounts"]:
            amounts = self.services[pairs[each["i"]].code].amounts[each["side"]]
            amounts.count(_decimal(each["low"]), each["n"], _decimal(each["least"]), _decimal(each["most"]))
        for each in read["missing"]:
            missing = self.services[pairs[each["i"]].code].missing
            missing[each["fact"]] = missing.get(each["fact"], 0) + each["n"]
        for each in read["samples"]:
            samples = self.services[pairs[each["i"]].code].samples[each["kind"]]
            samples.append((each["hash"], _sample(each)))
        self.touched += [(each["kind"], each["if_applied"], each["ids"]) for each in read["ids"]]

    def impact(self, *, cursor: Cursor) -> Impact:
        """The figures of everything added; asks the database once more, to count people over all services."""
        regions = sorted(set(District.objects.values_list("economic_region", flat=True)), key=azerbaijani_order)
        touched = self._touched(cursor)
        impact = Impact(on=self.days.on, today=self.days.today, population=self._population(cursor))
        for pair in self.pairs:
            service = self.services[pair.code]
            impact.services.append(_service_impact(pair, self.days, _figures(service, service.people, regions)))
            impact.services[-1].figures.samples = {
                kind: [sample for _hash, sample in sorted(found, key=lambda drawn: drawn[0])[:SAMPLES]]
                for kind, found in service.samples.items()
            }
        impact.total = self._total(regions, touched, if_applied=False)
        if any(pair.if_applied for pair in self.pairs):
            impact.if_applied = self._total(regions, touched, if_applied=True)
        return impact

    def _total(self, regions: Sequence[str], touched: Mapping[bool, Counts], *, if_applied: bool) -> Figures:
        together = _Service()
        for pair in self.pairs:
            if pair.if_applied == if_applied:
                together.add(self.services[pair.code])
        return _figures(together, touched[if_applied], regions)

    def _population(self, cursor: Cursor) -> int:
        alive = f"died_on IS NULL OR died_on > {quoted_day(self.days.today)}"
        cursor.execute(f"SELECT count(*) FROM registries_person WHERE {alive}")  # noqa: S608 - a date
        return int(cursor.fetchall()[0][0])

    def _touched(self, cursor: Cursor) -> dict[bool, Counts]:
        """How many different people each kind of change touches, over all services found so and over the others."""
        found = {True: Counts(), False: Counts()}
        if self.touched:
            kinds, applied, ids = (list(column) for column in zip(*self.touched, strict=True))
            cursor.execute(
                "SELECT t.kind, t.if_applied, count(DISTINCT p.id)"
                " FROM unnest(%s::text[], %s::boolean[], %s::text[]) AS t (kind, if_applied, ids)"
                " CROSS JOIN LATERAL unnest(t.ids::bigint[]) AS p (id) GROUP BY 1, 2",
                [kinds, applied, ids],
            )
            for kind, is_applied, people in cursor.fetchall():
                setattr(found[is_applied], kind, people)
        return found


# -- reading a row -------------------------------------------------------------------------------------------------


def _read(text: str | None) -> list[dict[str, Any]]:
    return json.loads(text, parse_float=Decimal) if text else []


def _decimal(value: Decimal | int | None) -> Decimal:
    return Decimal(value or 0)


def _counts(each: Mapping[str, Any]) -> Counts:
    return Counts(**{name: each[name] for name in _COUNTED})


def _months(rule: CompiledRule | None, amount: Any, *, year: bool) -> Decimal:
    """The cost of rights that come to an amount together: in a year, or in a month of it."""
    total = _decimal(amount)
    if rule is None or rule.amount is None:
        return Decimal(0)
    if rule.period == "monthly":
        return total * MONTHS if year else total
    return total if year else total / MONTHS


def _money(pair: Pair, each: Mapping[str, Any]) -> tuple[Money, Money]:
    monthly, yearly = (
        Money(
            _months(pair.before, each["sum_before"], year=year),
            _months(pair.after, each["sum_after"], year=year),
        )
        for year in (False, True)
    )
    return monthly, yearly


def _cell(pair: Pair, each: Mapping[str, Any]) -> tuple[str, Cell]:
    dimension = next(name for name in _DIMENSIONS if each[name] is not None)
    monthly, yearly = _money(pair, each)
    counts = {name: each[name] for name in ("gained", "lost", "rises", "falls")}
    return dimension, Cell(each[dimension], **counts, monthly=monthly.difference, yearly=yearly.difference)


def _sample(each: Mapping[str, Any]) -> Sample:
    return Sample(
        person=each["person"],
        about=each["about"],
        record=each["record"],
        before=None if each["ab"] is None else _decimal(each["ab"]),
        after=None if each["aa"] is None else _decimal(each["aa"]),
        was=each["vb"],
        is_now=each["va"],
        missing=tuple(dict.fromkeys(each["missing"] or ())),
    )


# -- making figures ------------------------------------------------------------------------------------------------


def _figures(service: _Service, people: Counts, regions: Sequence[str]) -> Figures:
    keys = {"region": regions, "age": AGES, "sex": SEXES}
    cells = {
        name: added([*(Cell(key) for key in keys[name]), *sorted(service.cells[name], key=lambda cell: cell.key)])
        for name in _DIMENSIONS
    }
    return Figures(
        rights=service.rights,
        people=people,
        monthly=service.monthly,
        yearly=service.yearly,
        regions=cells["region"],
        ages=cells["age"],
        sexes=cells["sex"],
        changes=service.amounts["change"].bins(),
        before=service.amounts["before"].bins(),
        after=service.amounts["after"].bins(),
        missing=service.missing,
    )


def _service_impact(pair: Pair, days: Days, figures: Figures) -> ServiceImpact:
    rule = pair.after or pair.before
    assert rule is not None
    return ServiceImpact(
        code=pair.code,
        basis=rule.basis,
        mode=pair.mode,
        period=rule.period,
        outcome=pair.outcome,
        change=change_of(pair, days),
        counted=counted(rule),
        figures=figures,
    )


def change_of(pair: Pair, days: Days) -> str:
    """What kind of change a pair is: new, withdrawn, changed, same, or other (see `impact_figures`)."""
    if pair.before is None:
        return "new"
    if pair.after is None:
        return "withdrawn"
    before, after = (_measured(rule, days) for rule in pair.rules)
    if before != after:
        return "changed"
    return "same" if _unmeasured(pair.before) == _unmeasured(pair.after) else "other"


def _measured(rule: CompiledRule, days: Days) -> tuple[str, ...]:
    """All that the figures rest on: with the amounts of law written into it, the same text gives the same answer."""
    return rule.basis, rule.period, criteria(rule), *limits(rule, days), paid(rule, days)


def _unmeasured(rule: CompiledRule) -> tuple[str, ...]:
    return tuple(part.as_string(None) for part in (rule.starts_sql(), rule.until_sql(), rule.payee_sql()))


__all__ = ["TOUCHED", "Sums", "change_of"]
