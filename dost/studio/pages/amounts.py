"""Amounts as pages show them: what a parameter is worth, what it is to be worth, and by how much that differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from dost.studio.wording.words import person
from dost.ui import formats
from services_catalog.models import ChangeSet, ParameterValue
from services_catalog.models.catalogue import in_language
from services_catalog.rules.bounds import is_jump


@dataclass(frozen=True, slots=True)
class Worth:
    """A value of a parameter; `money` tells manat from plain numbers."""

    value: Decimal | None
    money: bool

    @property
    def text(self) -> str:
        """The value as a text without markup, for titles and options of a list; empty without one."""
        if self.value is None:
            return ""
        return formats.money(self.value) if self.money else formats.exact(self.value)


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A drafted value: before → after. `before` is None when there was none; `percent` when it cannot be told.

    `jumps`: it goes up or down by more than half, which whoever publishes must see.
    """

    name: str
    label: str
    before: Worth
    after: Worth
    difference: Worth
    percent: Decimal | None
    source: str
    edited_by: str
    edited_at: datetime
    revision: int
    jumps: bool = False

    @property
    def rises(self) -> bool:
        """Whether it is more than before."""
        return self.difference.value is not None and self.difference.value > 0


def plain(value: Decimal) -> Decimal:
    """Return a number without the zeros that its column adds."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def worth(value: Decimal | None, kind: str) -> Worth:
    """Return a value of a parameter of this type, as it is shown."""
    if value is None:
        return Worth(None, kind == "money")
    return Worth(round(value, 2) if kind == "money" else plain(value), kind == "money")


def percent_of(before: Decimal | None, after: Decimal) -> Decimal | None:
    """Return by how many percent something changes, to one decimal; None without anything before."""
    if not before:
        return None
    return ((after - before) / before * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def amount_rows(change_set: ChangeSet) -> list[AmountRow]:
    """Return the drafted values of a set, against what is worth without it on its day; three queries at most."""
    drafts = list(change_set.parameters.select_related("parameter", "edited_by"))
    before = _before(change_set, [draft.parameter_id for draft in drafts])
    rows = []
    for draft in drafts:
        kind, old = draft.parameter.type, before.get(draft.parameter_id)
        rows.append(
            AmountRow(
                name=draft.parameter_id,
                label=in_language(draft.parameter.label),
                before=worth(old, kind),
                after=worth(draft.value, kind),
                difference=worth(None if old is None else draft.value - old, kind),
                percent=percent_of(old, draft.value),
                source=draft.source,
                edited_by=person(draft.edited_by),
                edited_at=draft.edited_at,
                revision=draft.revision,
                jumps=is_jump(old, draft.value),
            )
        )
    return rows


def _before(change_set: ChangeSet, names: Iterable[str]) -> Mapping[str, Decimal]:
    """Return what each parameter is worth on the set's day without the set; today's worth while it has no day."""
    values = ParameterValue.objects.filter(parameter__in=list(names)).order_by("valid_from")
    day = change_set.valid_from
    if day is not None:
        published = change_set.status in (ChangeSet.Status.PUBLISHED, ChangeSet.Status.WITHDRAWN)
        values = values.filter(valid_from__lt=day) if published else values.filter(valid_from__lte=day)
    return dict(values.values_list("parameter_id", "value"))


def worths_on(on: date) -> dict[str, Decimal]:
    """Return what every parameter is worth on a day; one query."""
    rows = ParameterValue.objects.filter(valid_from__lte=on).order_by("valid_from")
    return dict(rows.values_list("parameter_id", "value"))
