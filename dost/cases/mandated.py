"""Whether a mandate covers an act: asked by the table of acts, under the lock of whatever is done.

The door of every page has asked it before (`accounts.opens`). Here it is asked once more of the rows of this moment, so
that what was withdrawn a second ago is not carried out, whatever page it comes from.
"""

from __future__ import annotations

from datetime import date

from dost.accounts.actors import Actor, Capacity, OnBehalf
from dost.accounts.models import Mandate
from dost.accounts.opens import opens
from dost.accounts.representation import standing_mandates
from services_catalog.models import Service


def is_covered(actor: Actor, deed: Mandate.Deed | None, service: Service | None, *, on: date) -> bool:
    """Whether somebody under a mandate may do this about a service today; whoever acts under none is not asked.

    `deed` is None for what no mandate allows, `service` for what is about none.
    """
    if not isinstance(actor, OnBehalf) or actor.capacity != Capacity.MANDATE:
        return True
    if deed is None or service is None:
        return False
    mandate = standing_mandates(on).filter(agent=actor.person_id, grantor=actor.of).first()
    covered = opens(Capacity.MANDATE, mandate)
    return covered.deed(deed) and covered.service(service.code, is_sensitive=service.sensitive)
