"""Applying in an employer's name: who may, for which services, and what the case then says of it by itself.

Nobody is asked whether they act for an employer: it is known of in whose name they apply. It must stand on the day of
the application, by the register or by a mandate; what ends later undoes nothing. Where it stands by the register, the
Tax Service is asked of that day before anything is decided (`verification`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Capacity, OnBehalf
from dost.accounts.employers import acts_for_employer
from registries.models import Person
from services_catalog.answers import Stored
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import TOLD_BY_THE_STATE, Definition
from services_catalog.models import Service

from .rules import rules_in_force


def voen_of(actor: Actor) -> str:
    """The employer a citizen acts for; empty for everybody else. Staff say for whom they write it down."""
    return actor.voen if isinstance(actor, OnBehalf) and actor.capacity == Capacity.EMPLOYER else ""


def told_by_the_state(definition: Definition, voen: str) -> dict[str, Stored]:
    """The answers that nobody is asked for, of an application in the name of `voen`, or of a person for themselves."""
    return {one.id: bool(voen) for one in definition.questions if one.id in TOLD_BY_THE_STATE}


def obstacle(*, person: Person, voen: str, service: Service, rules: Iterable[CompiledVersion], on: date) -> str:
    """Why a person cannot apply for a service in an employer's name on a day, with what would help; empty if they can.

    For oneself nothing stands in the way here: the rule says for whom the service is.
    """
    if not voen:
        return ""
    if not any(rule.definition.is_for_employers for rule in rules):
        return _("This service is for people. Go back to your own matters, and apply for yourself.")
    found = acts_for_employer(person, voen, on=on)
    if found is None:
        return not_empowered(voen)
    mandate = found.mandate
    if mandate is not None and not (mandate.all_services or service.code in mandate.services):
        return _("The employer’s mandate does not cover this service. Ask its head for one that does.")
    return ""


def services_for_employers(on: date) -> list[Service]:
    """The services that an employer can apply for on a day, by their codes."""
    codes = {rule.code for rule in rules_in_force(on) if rule.definition.is_for_employers}
    return list(Service.objects.filter(code__in=codes).order_by("code"))


def not_empowered(voen: str) -> str:
    """Say that somebody may not act for an employer, and what would help."""
    return _(
        "The Tax Service does not name this person for VÖEN %(voen)s, and there is no mandate. What helps: have the "
        "register of the Tax Service put right, or ask the head of the employer for a mandate."
    ) % {"voen": voen}
