"""When what is not money may be given again: its occasion is over (decision 9).

The key of such a case is freed when what was issued has run out, or when the rule now in force says no, on known data,
or its record is gone. The rule alone says when the same is due again; a sweep or an event then finds it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.stages import Outcome, Stage
from dost.common.dates import local_day
from registries.facts import catalogue

from .reassess import reassess

BATCH: Final = 500
DATED: Final = frozenset(name for name, basis in catalogue.bases.items() if basis.dated)
"""A record that carries its own date is one occasion for good: its rule is asked about that day."""


def release_run_out(*, on: date) -> int:
    """Free the keys of cases whose document is no longer valid; return how many."""
    # Valid until a day, that day included; while a case is open its own step still writes to it (decision 9).
    over = Case.objects.filter(live=True, stage=Stage.CLOSED, deliverable__valid_until__lt=on)
    return Case.objects.filter(pk__in=over.values("pk")).update(live=False)


def release_over(*, now: datetime) -> int:
    """Free the keys of cases, granted or declined, whose rule now says no; return how many.

    In batches, each a transaction of its own; running it again frees nothing twice.
    """
    freed, after = 0, 0
    while True:
        with transaction.atomic():
            cases = list(_next(after))
            if not cases:
                return freed
            after = cases[-1].pk
            found = reassess(cases, on=local_day(now))
            # Only a known no ends an occasion: what is not known frees nothing, or the same would be given again.
            over = [case for case in cases if found[case.pk].lost]
            freed += Case.objects.filter(pk__in=[case.pk for case in over]).update(live=False)
            CaseEntry.objects.bulk_create(
                entry(case, EntryKind.OVER, at=now, criteria=list(found[case.pk].lost)) for case in over
            )


def _next(after: int) -> list[Case]:
    # What pays ends by its last day or by a member of staff, never because a rule says no today (decision 10).
    nothing_paid = Q(entitlement__period=Entitlement.Period.NONE, outcome=Outcome.GRANTED)
    # A no counts for its occasion: the next time it is due the person is asked again (decision 9).
    declined = Q(version__definition__period="none", outcome=Outcome.DECLINED)
    return list(
        Case.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .filter(nothing_paid | declined, live=True, stage=Stage.CLOSED, pk__gt=after)
        # Asked about its own day, the rule of a dated record says yes for ever: it is one occasion for good.
        .exclude(basis__in=DATED)
        .select_related("person", "about", "version")
        .order_by("pk")[:BATCH]
    )
