"""What a capacity opens of somebody's matters: asked by the door of every citizen's page, and by what reads their rows.

Whoever acts for themselves opens everything; a parent or guardian everything but what a leak would harm (decision 25);
whoever acts under a mandate the services and the deeds it names, and nothing that is about no service at all. Whoever
acts for an employer opens what was applied for in its name, and nothing of any person; to nobody else it opens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Q

from .actors import Capacity
from .models import Mandate

Deed = Mandate.Deed


@dataclass(frozen=True, slots=True)
class Opens:
    """What opens. `services` are codes, None where all do; `is_whole`: also what is about no service, like an account.

    `reads_sensitive`: among all services those too that a leak would harm; what is named opens in any case. `voen`:
    only what is of this employer opens; empty where only what is of no employer does.
    """

    is_whole: bool
    reads_sensitive: bool
    deeds: frozenset[Deed]
    services: frozenset[str] | None = None
    voen: str = ""

    def service(self, code: str, *, is_sensitive: bool) -> bool:
        """Whether matters of a service open."""
        if self.services is not None:
            return code in self.services
        return self.reads_sensitive or not is_sensitive

    def deed(self, deed: Deed | None) -> bool:
        """Whether this may be done; None is what no mandate allows."""
        return self.is_whole or deed in self.deeds

    def rows(self, service: str) -> Q:
        """Which rows open; `service` is the way from a row to its service, `service` or `case__service`.

        Beside the service stands the employer whose matter it is, if it is one's.
        """
        employer = f"{service.removesuffix('service')}applicant_voen"
        whose = Q(**{employer: self.voen}) if self.voen else ~Q(**{f"{employer}__gt": ""})
        if self.services is not None:
            return whose & Q(**{f"{service}__in": self.services})
        chosen = whose if self.reads_sensitive else whose & ~Q(**{f"{service}__sensitive": True})
        return chosen if self.is_whole else chosen & Q(**{f"{service}__isnull": False})

    def rows_of(self, person_id: int, service: str) -> Q:
        """Which rows of a person open, or of the employer: whoever acts for it reads what others did in its name."""
        return self.rows(service) if self.voen else self.rows(service) & Q(person=person_id)


NOTHING: Final = Opens(is_whole=False, reads_sensitive=False, deeds=frozenset(), services=frozenset())
EVERYTHING: Final = Opens(is_whole=True, reads_sensitive=True, deeds=frozenset(Deed))
BY_LAW: Final = Opens(is_whole=True, reads_sensitive=False, deeds=frozenset(Deed))

FOR_EMPLOYERS: Final = frozenset({Deed.LOOK, Deed.APPLY, Deed.ANSWER, Deed.APPEAL})
"""What is done in an employer's name: all but calling a fact wrong, for facts are a person's."""


def opens(capacity: Capacity | None, mandate: Mandate | None, voen: str = "") -> Opens:
    """What a capacity opens: None is for oneself; by a mandate it is what that covers, and without one nothing.

    For the employer with this `voen` everything that is done in its name, or what its mandate covers of it.
    """
    if capacity is None:
        return EVERYTHING
    if capacity == Capacity.EMPLOYER:
        return _for_employer(mandate, voen)
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


def _for_employer(mandate: Mandate | None, voen: str) -> Opens:
    if not voen:
        return NOTHING
    if mandate is None:
        return Opens(is_whole=False, reads_sensitive=False, deeds=FOR_EMPLOYERS, voen=voen)
    covered = opens(Capacity.MANDATE, mandate)
    return replace(covered, deeds=covered.deeds & FOR_EMPLOYERS, voen=voen)
