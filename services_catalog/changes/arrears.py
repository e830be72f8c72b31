"""What a change set that reaches back costs in months already paid: counted by whoever keeps what was paid.

The catalogue knows no payments. The layer above registers how it counts (`counters`), and a preview asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from services_catalog.definition import parameters_named
from services_catalog.models import ChangeSet, ServiceVersion
from services_catalog.queries import parameter_book
from services_catalog.rules import Parameter, ParameterBook

from .counters import counters
from .pairs import typed_value


@dataclass(frozen=True, slots=True)
class Arrears:
    """Months already paid that are worth more, or less, by the set: of how many rights, how many, and AZN."""

    rights: int = 0
    months: int = 0
    total: Decimal = Decimal(0)
    lowered_months: int = 0
    lowered_total: Decimal = Decimal(0)

    def as_json(self) -> dict[str, Any]:
        """Keys: rights, months, total, lowered_months, lowered_total (amounts as text)."""
        return {
            "rights": self.rights,
            "months": self.months,
            "total": f"{self.total:.2f}",
            "lowered_months": self.lowered_months,
            "lowered_total": f"{self.lowered_total:.2f}",
        }


class Count(Protocol):
    """Counts months already paid of some services by the law of the days from `since` until before `until`."""

    def __call__(
        self,
        *,
        services: Sequence[str],
        since: date,
        until: date | None,
        book: ParameterBook,
        tick: Callable[[], None],
    ) -> Arrears:
        """`book` are the parameters as the set would make them; `tick` is called now and then, and may raise."""
        ...


def arrears_of(change_set: ChangeSet, *, today: date, tick: Callable[[], None]) -> Arrears | None:
    """What publishing a set now would mean for months already paid; None when its amounts do not reach back."""
    since = change_set.valid_from
    drafted = {draft.parameter_id: draft.value for draft in change_set.parameters.all()}
    counting: list[Count] = counters()
    if since is None or since > today or not drafted or not counting:
        return None
    book = parameter_book()
    with_set = ParameterBook(
        _with_value(book[name], since, typed_value(drafted[name], book[name].type)) if name in drafted else book[name]
        for name in book
    )
    ends = [until for name in drafted if (until := _next_day(book[name], since)) is not None]
    versions = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).only("service_id", "definition")
    services = sorted({one.service_id for one in versions if drafted.keys() & parameters_named(one.definition)})
    until = max(ends) if len(ends) == len(drafted) else None
    found = [count(services=services, since=since, until=until, book=with_set, tick=tick) for count in counting]
    return Arrears(
        rights=sum(one.rights for one in found),
        months=sum(one.months for one in found),
        total=sum((one.total for one in found), Decimal(0)),
        lowered_months=sum(one.lowered_months for one in found),
        lowered_total=sum((one.lowered_total for one in found), Decimal(0)),
    )


def _with_value(parameter: Parameter, since: date, value: Any) -> Parameter:
    """A parameter with one value more, or another in its place."""
    values = {**dict(parameter.values), since: value}
    return Parameter(parameter.name, parameter.type, tuple(sorted(values.items())), parameter.label)


def _next_day(parameter: Parameter, since: date) -> date | None:
    """The day on which the next value of a parameter takes over from one that begins on a day."""
    days = [*sorted({since, *(day for day, _value in parameter.values)}), None]
    return next((following for day, following in pairwise(days) if day == since), None)
