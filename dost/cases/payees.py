"""To whom money may be paid: the living, and who is old enough to receive it on their own.

Whoever is younger than the age of full legal capacity (`PAYEE_FULL_CAPACITY_AGE`, with its law, in the settings) and is
not married is paid nothing until a member of staff has decided who receives it: the person, or a parent or guardian.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from registries.models import Kinship, Person

from .models import Entitlement

KINDS = (Kinship.Kind.GUARDIAN, Kinship.Kind.MOTHER, Kinship.Kind.FATHER)


def receives(people: Collection[int]) -> Q:
    """Rights that are paid to one of these people."""
    return Q(payee__in=people) | Q(payee=None, person__in=people)


def is_of_age(person: Person, *, on: date) -> bool:
    """Whether somebody has reached the age of full legal capacity; who is born on 29 February reaches it on 1 March."""
    born = person.birth_date
    reached = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return reached >= settings.PAYEE_FULL_CAPACITY_AGE


def too_young(people: Iterable[Person], *, on: date) -> set[int]:
    """The ids of the people who are not of age and not married; asks one query, and none when all are of age."""
    young = {person.pk for person in people if not is_of_age(person, on=on)}
    if not young:
        return set()
    married = _standing(Kinship.objects.filter(kind=Kinship.Kind.SPOUSE), on=on)
    spouses = married.filter(Q(person__in=young) | Q(relative__in=young)).values_list("person", "relative")
    return young - {one for pair in spouses for one in pair}


def undecided(rights: Sequence[Entitlement], *, on: date) -> set[int]:
    """The ids of the rights of which somebody must decide who receives the money; read with their people."""
    open_ones = [right for right in rights if right.payee_id is None and right.period != Entitlement.Period.NONE]
    young = too_young({right.person for right in open_ones}, on=on)
    return {right.pk for right in open_ones if right.person_id in young}


def guardians(person: Person, *, on: date) -> tuple[Person, ...]:
    """Who may receive money for a child: guardians, then mother and father with their rights; living and of age."""
    found: dict[str, list[Person]] = defaultdict(list)
    kin = _standing(Kinship.objects.filter(person=person, kind__in=KINDS, rights_removed=False), on=on)
    for row in kin.select_related("relative").order_by("pk"):
        if row.relative.died_on is None and is_of_age(row.relative, on=on):
            found[row.kind].append(row.relative)
    return tuple(dict.fromkeys(one for kind in KINDS for one in found[kind]))


def _standing(kin: QuerySet[Kinship], *, on: date) -> QuerySet[Kinship]:
    """Those that stand on a day."""
    until = Q(valid_until=None) | Q(valid_until__gte=on)
    return kin.filter(until, superseded_at=None, valid_from__lte=on)
