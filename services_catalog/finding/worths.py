"""What services give, in short, for lists: a sum where one can be told without the person, else what is received.

    600 ₼ paid once · 28 to 44 ₼ a month · at least 320 ₼ a month · up to 500 ₼ a month

The sums are the least and the most that the rule's own amount can be (`rules.limits`), asked of PostgreSQL for all
services of a list in one query. A process keeps them by version, by what the parameters are worth and by day: a new
version or amount counts at the next call. What a service gives in words is read with every call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from psycopg import sql

from services_catalog import formats
from services_catalog.definition import Period
from services_catalog.models import ParameterValue, Service, ServiceVersion
from services_catalog.queries import compile_version, definition_of, versions_in_force
from services_catalog.rules import CompiledRule
from services_catalog.rules.limits import least_of, most_of
from services_catalog.rules.nodes import Node, ParameterRef, walk
from services_catalog.rules.rule import amount_of
from services_catalog.rules.sql import ROW, to_sql

_MOST_KEPT: Final = 2_000
_DOUBTFUL: Final = ("assumed", "recalled")


@dataclass(frozen=True, slots=True)
class Sum:
    """The least and the most that is paid; None where that cannot be told without the person, or is not set.

    `parameters` are the names of the amounts and numbers of law in it.
    """

    least: Decimal | None
    most: Decimal | None
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShortWorth:
    """What a service gives, in the reader's language.

    `figure` is the sum in words, `how` how often; both are empty where no sum can be told, and then `gives` says what
    is received. `pays`: whether it is money; `assumed`: the sum is not confirmed in a published source.
    """

    figure: str = ""
    how: str = ""
    gives: str = ""
    pays: bool = False
    assumed: bool = False
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the sum is the same for everybody."""
        return self.least is not None and self.least == self.most


NOTHING: Final = ShortWorth()

# Replaced as a whole, so that no thread sees it half made.
_sums: dict[tuple[str, str, date], Sum] = {}


def worth_in_short(codes: Collection[str], *, on: date, language: str) -> Mapping[str, ShortWorth]:
    """Return what each of the services gives on a day, in `az`, `en` or `ru`.

    Three queries once the process has been asked about these services on this day; codes of no service are left out.
    """
    if not codes:
        return {}
    gives = dict(Service.objects.filter(code__in=codes).values_list("code", "receives"))
    versions = [version for version in versions_in_force(on) if version.service_id in gives]
    sums = _sums_of(versions, on)
    periods = {version.service_id: definition_of(version).period for version in versions}
    doubtful = _doubtful({name for paid in sums.values() for name in paid.parameters}, on)
    with translation.override(language):
        return {
            code: _in_words(
                sums.get(code), periods.get(code, Period.NONE), texts.get(language) or texts.get("az", ""), doubtful
            )
            for code, texts in gives.items()
        }


# -- in words ------------------------------------------------------------------------------------------------------


def _in_words(paid: Sum | None, period: str, gives: str, doubtful: Collection[str]) -> ShortWorth:
    if paid is None:
        return ShortWorth(gives=gives)
    figure = _figure(paid)
    how = pgettext("in short", "paid once") if period == Period.ONCE else pgettext("in short", "a month")
    return ShortWorth(
        figure=figure,
        how=how if figure else "",
        gives=gives,
        pays=True,
        assumed=not paid.parameters.isdisjoint(doubtful),
        least=paid.least,
        most=paid.most,
    )


def _figure(paid: Sum) -> str:
    """Return a sum as people say it; nothing when neither end is known."""
    least, most = paid.least or None, paid.most
    if least is None and most is None:
        return ""
    if least is None:
        return _("up to %(sum)s") % {"sum": formats.short_money(most or 0)}
    if most is None:
        return _("at least %(sum)s") % {"sum": formats.short_money(least)}
    if least == most:
        return formats.short_money(least)
    return _("%(least)s to %(most)s") % {
        "least": formats.short_decimal(least),
        "most": formats.short_money(most),
    }


# -- the sums ------------------------------------------------------------------------------------------------------


def _sums_of(versions: Iterable[ServiceVersion], on: date) -> dict[str, Sum]:
    """Return what versions in force pay, by service, for those that pay; those not known yet in one query."""
    global _sums
    paying = [version for version in versions if definition_of(version).amount]
    keys = {version.service_id: (version.content_hash, version.priced.worth, on) for version in paying}  # type: ignore[attr-defined]
    new = [version for version in paying if keys[version.service_id] not in _sums]
    if new:
        computed = _computed([compile_version(version) for version in new], on)
        known = _sums if len(_sums) < _MOST_KEPT else {}
        _sums = {**known, **{keys[version.service_id]: paid for version, paid in zip(new, computed, strict=True)}}
    return {code: _sums[key] for code, key in keys.items()}


def _computed(rules: Sequence[CompiledRule], on: date) -> list[Sum]:
    roots = [rule.amount.root for rule in rules if rule.amount is not None]
    limits = [limit for root in roots for limit in (least_of(root), most_of(root))]
    asked = iter(_asked([limit for limit in limits if limit is not None], on))
    worth = [None if limit is None else next(asked) for limit in limits]
    return [
        Sum(least, most, _parameters(root)) for root, least, most in zip(roots, worth[::2], worth[1::2], strict=True)
    ]


def _asked(nodes: Sequence[Node], on: date) -> list[Decimal | None]:
    """Return what expressions without facts are worth on a day, as the rule engine pays it."""
    if not nodes:
        return []
    columns = [sql.SQL(amount_of(f"({to_sql(node).as_string(None)})::numeric")) for node in nodes]
    query = sql.SQL("SELECT {} FROM (SELECT {}::date AS {}) AS {}").format(
        sql.SQL(", ").join(columns), sql.Literal(on), sql.Identifier("on"), sql.Identifier(ROW)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchone())


def _parameters(node: Node) -> frozenset[str]:
    return frozenset(found.parameter.name for found in walk(node) if isinstance(found, ParameterRef))


def _doubtful(names: Collection[str], on: date) -> set[str]:
    """Return the parameters whose present value is not confirmed in a published source."""
    if not names:
        return set()
    rows = ParameterValue.objects.filter(parameter__in=names, valid_from__lte=on).order_by("valid_from")
    latest = dict(rows.values_list("parameter_id", "confidence"))
    return {name for name, confidence in latest.items() if confidence in _DOUBTFUL}
