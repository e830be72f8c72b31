"""Whether a mandate covers an act: asked by the table of acts, under the lock of whatever is done.

The door of every page has asked it before (`accounts.opens`). Here it is asked once more of the rows of this moment, so
that what was withdrawn a second ago is not carried out, whatever page it comes from.
"""

from __future__ import annotations

from datetime import date

from dost.accounts.actors import Actor, Capacity, OnBehalf
from dost.accounts.employers import acts_for_employer
from dost.accounts.models import Mandate
from dost.accounts.opens import opens
from dost.accounts.representation import standing_mandates
from registries.models import Person
from services_catalog.models import Service


def is_covered(actor: Actor, deed: Mandate.Deed | None, service: Service | None, *, on: date) -> bool:
    """Whether somebody under a mandate may do this about a service today; who acts under none is not asked.

    Whoever acts for an employer is asked whether they still do.

    `deed` is None for what no mandate allows, `service` for what is about none.
    """
    if not isinstance(actor, OnBehalf) or actor.capacity not in (Capacity.MANDATE, Capacity.EMPLOYER):
        return True
    if deed is None or service is None:
        return False
    if actor.capacity == Capacity.EMPLOYER:
        return _in_its_name(actor, deed, service, on=on)
    mandate = standing_mandates(on).filter(agent=actor.person_id, grantor=actor.of).first()
    covered = opens(Capacity.MANDATE, mandate)
    return covered.deed(deed) and covered.service(service.code, is_sensitive=service.sensitive)


def _in_its_name(actor: OnBehalf, deed: Mandate.Deed, service: Service, *, on: date) -> bool:
    """Whether somebody may do this for an employer today, by its register or its mandate."""
    found = acts_for_employer(Person.objects.get(pk=actor.person_id), actor.voen, on=on)
    if found is None:
        return False
    covered = opens(Capacity.EMPLOYER, found.mandate, actor.voen)
    return covered.deed(deed) and covered.service(service.code, is_sensitive=service.sensitive)
