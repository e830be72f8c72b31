"""What an institution may report, asked of events and rows; and telling those who watch of attempts to do otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from registries.data.reporting import may_report, reporters, reporting
from registries.models import BirthAct, DeathAct, Imprisonment, InsuranceAccount
from registries.signals import call_refused

from .problems import RowError
from .targets import targets

ACTS: dict[str, str] = {
    "birth": BirthAct.__name__,
    "death": DeathAct.__name__,
    "release": Imprisonment.__name__,
    "contributions": InsuranceAccount.__name__,
}
"""The tables of the kinds that are more than one record as it is."""


class NotAllowedError(RowError):
    """Somebody reports what is not theirs to report."""


def not_the_signer(named: str, signer: str) -> NotAllowedError:
    """The body names another sender than the one who signed."""
    return NotAllowedError("institution", f"is {named}, and {signer} has signed", f"send only what is {signer}'s own")


def check_institution(institution: str) -> None:
    """Refuse whoever may report nothing at all; raises NotAllowedError."""
    if institution not in reporting():
        raise NotAllowedError("institution", f"{institution} may report nothing", "it is asked, and reports nothing")


def check_table(institution: str, table: str, *, field: str) -> None:
    """Refuse a report into a table that is not the institution's; raises NotAllowedError."""
    if not may_report(institution, table):
        raise NotAllowedError(field, f"{institution} may not report into {table}", _instead(reporters(table)))


def check_gap(institution: str, registry: str) -> None:
    """Refuse a gap in a registry in which the institution has no table; raises NotAllowedError."""
    tables = {target.model.__name__ for target in targets().values() if target.registry == registry}
    if not any(may_report(institution, table) for table in tables):
        allowed = sorted({code for table in tables for code in reporters(table)})
        raise NotAllowedError("registry", f"{institution} may not report on {registry}", _instead(allowed))


def _instead(allowed: list[str]) -> str:
    return f"it is reported by {', '.join(allowed)}" if allowed else "nobody reports it"


def tell_of_refusals(refused: Iterable[tuple[str, str]], *, request: Any = None) -> None:
    """Announce attempts (institution, what was wrong), each kind once with how often it came."""
    for (institution, what), count in Counter(refused).items():
        reason = what if count == 1 else f"{what} ({count} times)"
        call_refused.send(NotAllowedError, institution=institution, reason=reason, request=request)
