"""What must not leave the house, asked at the last moment: under the lock under which it is taken to be sent.

A payment goes to somebody who lives, for a month of a right that has not ended; a message to nobody who has died, and
none says that money was sent where it was not. Between a file sent and its answer the truth is what the bank says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from dost.common.delivery import DeliveryState, Hold
from dost.notifications.models import Notice
from dost.notifications.notices import gone
from dost.notifications.takers import outdated
from dost.payments.models import PaymentAccount, PaymentOrder
from registries.models import Person

from .models import Appeal, ApplicationDraft, Entitlement

NOT_SENT: Final = frozenset({DeliveryState.REFUSED, DeliveryState.WITHHELD, DeliveryState.RETURNED})


def of_orders(rows: Sequence[PaymentOrder]) -> dict[int, Hold]:
    """Orders of the dead, and of months after the end of a right."""
    rights = Entitlement.objects.filter(pk__in={row.entitlement_id for row in rows}).select_related("person", "payee")
    by_id = {right.pk: right for right in rights}
    holds = {}
    for row in rows:
        right = by_id[row.entitlement_id]
        if right.person.died_on or (right.payee and right.payee.died_on) or row.account.person.died_on:
            holds[row.pk] = Hold("payee_died")
        elif right.ended_on is not None and row.period > right.ended_on:
            holds[row.pk] = Hold("right_ended")
    return holds


def of_accounts(rows: Sequence[PaymentAccount]) -> dict[int, Hold]:
    """Accounts of the dead: none is opened."""
    dead = _died({row.person_id for row in rows})
    return {row.pk: Hold("payee_died") for row in rows if row.person_id in dead}


def of_notices(rows: Sequence[Notice]) -> dict[int, Hold]:
    """Messages to the dead, to numbers of the past, of money that has not reached the person, and of what is over: a
    draft that was sent, an appointment that has begun.

    Those to numbers of the past go the next way of the person.
    """
    dead = _died({row.person_id for row in rows})
    unpaid = _unpaid([row for row in rows if row.kind == Notice.Kind.GRANTED])
    held = {row.pk: Hold("not_paid") for row in rows if row.case_id in unpaid and row.kind == Notice.Kind.GRANTED}
    held |= {pk: Hold("draft_gone") for pk in _of_no_draft(rows) | _of_sent_appeals(rows)}
    held |= {pk: Hold("appointment_over") for pk in outdated(rows)}
    held |= {pk: Hold(problem, for_good=True) for pk, problem in gone(rows).items() if pk not in held}
    return held | {row.pk: Hold("recipient_died") for row in rows if row.person_id in dead}


def _of_no_draft(rows: Sequence[Notice]) -> set[int]:
    """Words about applications not sent that were sent meanwhile, or thrown away."""
    drafts = {row.number: row.pk for row in rows if row.kind in (Notice.Kind.DRAFT, Notice.Kind.DRAFT_ENDS)}
    if not drafts:
        return set()
    there = ApplicationDraft.objects.filter(pk__in=list(drafts), sent_at=None).values_list("pk", flat=True)
    return {pk for number, pk in drafts.items() if number not in set(there)}


def _of_sent_appeals(rows: Sequence[Notice]) -> set[int]:
    """Words about appeals not sent that were sent meanwhile, or thrown away."""
    appeals = {row.number: row.pk for row in rows if row.kind == Notice.Kind.APPEAL_DRAFT}
    if not appeals:
        return set()
    there = set(Appeal.objects.filter(pk__in=list(appeals), state=Appeal.State.DRAFT).values_list("pk", flat=True))
    return {pk for number, pk in appeals.items() if number not in there}


def _died(people: set[int]) -> set[int]:
    return set(Person.objects.filter(pk__in=people).exclude(died_on=None).values_list("pk", flat=True))


def _unpaid(notices: Sequence[Notice]) -> set[int]:
    """The cases whose message says that money was sent, of which none was, or of what is given once not all."""
    states: dict[int, set[str]] = defaultdict(set)
    once: set[int] = set()
    orders = PaymentOrder.objects.filter(entitlement__case__in=[row.case_id for row in notices], part=0)
    for case, period, state in orders.values_list("entitlement__case", "entitlement__period", "state"):
        states[case].add(state)
        if period == Entitlement.Period.ONCE:
            once.add(case)
    return {
        case for case, found in states.items() if DeliveryState.DONE not in found or (case in once and found & NOT_SENT)
    }
