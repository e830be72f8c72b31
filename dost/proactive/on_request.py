"""Looking again now: for a service that comes by itself and did not, one person's records are looked at once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, require
from dost.cases.applications import NotAccepted, Problem
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case
from dost.cases.rules import proactive_rules
from dost.cases.stages import Origin, Outcome, Stage
from dost.cases.tasks import work
from dost.common.bells import ring
from registries.facts.query import Scope
from registries.models import Person
from services_catalog.channels import channels_of
from services_catalog.models import Service

from .entitlements import Answer, entitlements
from .opening import by_basis, open_cases


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """What looking again came to: the cases opened, those there were before, and what the rule says of each record."""

    opened: tuple[Case, ...]
    already: tuple[Case, ...]
    answers: tuple[Answer, ...]


def look_again(*, person: Person, service: Service, actor: Actor, on: date, now: datetime | None = None) -> LookedAgain:
    """Detect, for one person and one proactive service, what an event or a date should have brought.

    What came to nothing before, or was declined, is looked at anew; what is open or runs stays as it is. Whoever may
    apply for the person may ask. Raises `acts.NotAllowed`, and `NotAccepted` for a service that has to be applied for.
    """
    require(Act.APPLY, actor=actor, person=person, service=service)
    if not channels_of(service).proactive:
        raise NotAccepted([Problem("service", _("This service does not come by itself; it is applied for."))])
    now = now or timezone.now()
    touched = Q(person=person) | Q(about=person)
    cases = Case.objects.filter(touched, service=service)
    with transaction.atomic():
        nothing = [Outcome.REFUSED, Outcome.NO_RIGHT, Outcome.DECLINED, Outcome.GIVEN_UP]
        cases.filter(live=True, stage=Stage.CLOSED, outcome__in=nothing).update(live=False)
        before = set(cases.values_list("pk", flat=True))
        for basis, rules in by_basis(proactive_rules(on, codes=[service.pk])).items():
            scope = Scope.persons([person.pk])
            open_cases(basis=basis, rules=rules, scope=scope, on=on, now=now, origin=Origin.REQUEST)
        live = list(cases.filter(live=True).select_related("person", "about", "version", "service").order_by("pk"))
        opened = tuple(case for case in live if case.pk not in before)
        for case in opened:
            entry(case, EntryKind.LOOKED_AGAIN, at=now).signed(actor).save()
        transaction.on_commit(partial(ring, work, str(Stage.VERIFY)))
    return LookedAgain(
        opened=opened,
        already=tuple(case for case in live if case.pk in before),
        answers=tuple(entitlements(person, on=on, codes=[service.pk])),
    )
