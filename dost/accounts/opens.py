"""What a capacity opens of somebody's matters: asked by the door of every citizen's page, and by what reads their rows.

Whoever acts for themselves opens everything; a parent or guardian everything but what a leak would harm (decision 25);
whoever acts under a mandate the services and the deeds it names, and nothing that is about no service at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from .actors import Capacity
from .models import Mandate

Deed = Mandate.Deed


@dataclass(frozen=True, slots=True)
class Opens:
    """What opens. `services` are codes, None where all do; `is_whole`: also what is about no service, like an account.

    `reads_sensitive`: among all services those too that a leak would harm; what is named opens in any case.
    """

    is_whole: bool
    reads_sensitive: bool
    deeds: frozenset[Deed]
    services: frozenset[str] | None = None

    def service(self, code: str, *, is_sensitive: bool) -> bool:
        """Whether matters of a service open."""
        if self.services is not None:
            return code in self.services
        return self.reads_sensitive or not is_sensitive

    def deed(self, deed: Deed | None) -> bool:
        """Whether this may be done; None is what no mandate allows."""
        return self.is_whole or deed in self.deeds

    def rows(self, service: str) -> Q:
        """Which rows open; `service` is the way from a row to its service, `service` or `case__service`."""
        if self.services is not None:
            return Q(**{f"{service}__in": self.services})
        chosen = Q() if self.reads_sensitive else ~Q(**{f"{service}__sensitive": True})
        return chosen if self.is_whole else chosen & Q(**{f"{service}__isnull": False})


NOTHING: Final = Opens(is_whole=False, reads_sensitive=False, deeds=frozenset(), services=frozenset())
EVERYTHING: Final = Opens(is_whole=True, reads_sensitive=True, deeds=frozenset(Deed))
BY_LAW: Final = Opens(is_whole=True, reads_sensitive=False, deeds=frozenset(Deed))


def opens(capacity: Capacity | None, mandate: Mandate | None) -> Opens:
    """What a capacity opens: None is for oneself; by a mandate it is what that covers, and without one nothing."""
    if capacity is None:
        return EVERYTHING
    if capacity != Capacity.MANDATE:
        return BY_LAW
    if mandate is None:
        return NOTHING
    return Opens(
        is_whole=False,
        reads_sensitive=False,
        deeds=frozenset(Deed(one) for one in mandate.deeds),
        services=None if mandate.all_services else frozenset(mandate.services),
    )
