"""What is scheduled for a coming right: it is looked for on its day, and the person is told before.

The service that tells in advance is 05-14: its own rule finds whoever is three months from the pension age, and its
message says that the details are in the inbox. The details are written here, one for each right expected within those
months, once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry
from dost.cases.rules import proactive_rules
from dost.cases.stages import Origin, Outcome, Stage
from dost.cases.tasks import work
from dost.common.bells import ring
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import coming
from dost.proactive.models import ComingRight, Outlook
from dost.proactive.opening import by_basis, open_cases
from registries.facts.query import Scope
from registries.intake.halves import isolated
from services_catalog.channels import channels_of

from .breakpoints import reached
from .wanted import touched, want

logger = logging.getLogger(__name__)

TELLS: Final = "05-14"
"""The service that tells in advance."""
MONTHS_BEFORE: Final = 3
BATCH: Final = 500


def look_at_due(*, now: datetime) -> int:
    """Look for the rights whose day has come, for the people concerned only; return how many rows that were.

    What comes by itself gets its case; of what is applied for only the outlook is reckoned again. A row that cannot be
    looked for keeps back no other, and is tried again in an hour.
    """
    with transaction.atomic():
        due = list(
            ComingRight.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(first_day__lte=local_day(now), looked_at=None, withdrawn_at=None)
            .order_by("first_day", "pk")[:BATCH]
        )
        left: list[int] = []
        isolated(due, partial(_look_together, now=now), partial(_left, left, "looked for"))
    return len(due) - len(left)


def _left(left: list[int], what: str, row: ComingRight, error: Exception) -> None:
    logger.error("The coming right %s could not be %s", row.pk, what, exc_info=error)
    left.append(row.pk)


def _look_together(due: Sequence[ComingRight], *, now: datetime) -> None:
    people: dict[str, set[int]] = defaultdict(set)
    for row in due:
        people[row.service_id].add(row.person_id)
    opened = sum(_look(code, sorted(ids), on=local_day(now), now=now) for code, ids in sorted(people.items()))
    ComingRight.objects.filter(pk__in=[row.pk for row in due]).update(looked_at=now)
    touched([row.person_id for row in due], now=now)
    if opened:
        transaction.on_commit(partial(ring, work, str(Stage.VERIFY)))


def _look(code: str, people: list[int], *, on: date, now: datetime) -> int:
    opened = 0
    for basis, rules in by_basis(proactive_rules(on, codes=[code])).items():
        found = open_cases(basis=basis, rules=rules, scope=Scope.persons(people), on=on, now=now, origin=Origin.DATE)
        opened += found.opened
    return opened


def want_the_told(*, now: datetime) -> int:
    """Have an outlook made for whoever 05-14 tells of a right and who has none yet: the details come from it."""
    without = Case.objects.filter(
        ~Exists(Outlook.objects.filter(person=OuterRef("person"))), service=TELLS, outcome=Outcome.GRANTED, live=True
    )
    people = list(without.order_by("pk").values_list("person_id", flat=True)[:BATCH])
    if people:
        want(people, now=now)
    return len(people)


def tell_ahead(*, now: datetime) -> int:
    """Tell people of the rights they will have within three months; return how many were told.

    Each is told once: the key of the message is the case's and the row's, and the row says when it was. One that cannot
    be told keeps back no other, and is tried again in an hour.
    """
    on = local_day(now)
    with transaction.atomic():
        rows = list(
            ComingRight.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(
                Exists(
                    Case.objects.filter(person=OuterRef("person"), service=TELLS, outcome=Outcome.GRANTED, live=True)
                ),
                told_at=None,
                looked_at=None,
                withdrawn_at=None,
                first_day__gt=on,
                first_day__lte=reached(on, "months", MONTHS_BEFORE),
            )
            .select_related("service")
            .order_by("pk")[:BATCH]
        )
        left: list[int] = []
        isolated(rows, partial(_tell_together, now=now), partial(_left, left, "told of"))
    return len(rows) - len(left)


def _tell_together(rows: Sequence[ComingRight], *, now: datetime) -> None:
    cases = Case.objects.filter(
        person__in={row.person_id for row in rows}, service=TELLS, outcome=Outcome.GRANTED, live=True
    )
    of_person = {case.person_id: case for case in cases.select_related("person__contact", "service").order_by("pk")}
    messages, lines = [], []
    for row in rows:
        case = of_person[row.person_id]
        messages.append(_message(case, row, now=now))
        lines.append(entry(case, EntryKind.TOLD, at=now, channel=Notice.Channel.INBOX))
    Notice.objects.bulk_create(messages, ignore_conflicts=True)
    CaseEntry.objects.bulk_create(lines)
    ComingRight.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)


def _message(case: Case, row: ComingRight, *, now: datetime) -> Notice:
    return coming(
        case,
        service=row.service,
        first_day=row.first_day,
        amount=row.amount,
        monthly=row.monthly,
        by_itself=channels_of(row.service).proactive,
        number=row.pk,
        now=now,
    )
