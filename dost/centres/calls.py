"""A call to 142 from its beginning to its end, and who the caller is, asked by questions.

A call is a visit of the channel telephone. A try is counted when its questions are drawn, not when they are answered:
a page that is called up again asks the same, so nobody looks for easier ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random, SystemRandom
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.access import IN_A_SEARCH, Purpose, log_access
from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.cases.complaints import Subject, write_down
from dost.cases.models import Complaint
from dost.common.dates import local_day
from registries.models import Person

from .at_window import LASTS
from .caller_questions import READ, Question, all_right, known_of, picked, tries_left
from .models import Caller, CallerCheck, Visit
from .problems import BusyError, MovedOnError, QueueError
from .visiting import identify

TAKES_CALLS: Final = frozenset({User.Role.OPERATOR})
_CHANCE: Final = SystemRandom()


class NotByPhoneError(QueueError):
    """Whoever calls cannot be identified by telephone; the message says so kindly, and what they can do instead."""


def take_call(*, actor: Staff, now: datetime) -> Visit:
    """Begin a call.

    Raises:
        BusyError: another call or visit of the actor is open.
        QueueError: the actor takes no calls.
    """
    if actor.role not in TAKES_CALLS:
        raise QueueError(_("Calls are taken by operators of 142."))
    try:
        with transaction.atomic():
            visit: Visit = Visit.objects.create(
                centre_id=actor.centre or None, channel=Visit.Channel.TELEPHONE, clerk_id=actor.user_id, began_at=now
            )
    except IntegrityError as error:
        raise BusyError from error
    return visit


def open_check(visit: Visit) -> CallerCheck | None:
    """The questions that wait for their answers in a call."""
    return CallerCheck.objects.select_related("person").filter(visit=visit, passed=None).first()


def ask(*, visit_id: int, actor: Staff, person_id: int, now: datetime, chance: Random = _CHANCE) -> CallerCheck:
    """Draw the questions of a try, or the same again where they still wait for an answer.

    Asking about somebody else gives the questions before them up: they count as a try that failed.

    Raises:
        MovedOnError: the actor has no such call open, or it lasts too long.
        NotByPhoneError: there were too many tries, or too little is known to ask about.
        QueueError: somebody was identified in this call before.
    """
    made = _drawn(visit_id=visit_id, actor=actor, person_id=person_id, now=now, chance=chance)
    if made is None:  # what was read stays written down: said only when that is kept
        raise NotByPhoneError(
            _("Too little is known to ask three questions. Say kindly that a centre can help, with a document.")
        )
    return made


@transaction.atomic
def _drawn(*, visit_id: int, actor: Staff, person_id: int, now: datetime, chance: Random) -> CallerCheck | None:
    """The questions of a try; None where too little is known, with the look at the registries written down."""
    visit = own_call(visit_id, actor, now)
    if visit.person_id is not None:
        raise QueueError(_("This visit is of somebody else. End it, and begin another."))
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    before = open_check(visit)
    if before is not None and before.person_id == person_id:
        return before
    require_tries(visit=visit, person_id=person_id, now=now)
    known = known_of(person, on=local_day(now)) if person.died_on is None else {}
    log_access(actor=actor, people=[person_id], purpose=Purpose.VISIT, reason=IN_A_SEARCH, registries=READ, now=now)
    asked = picked(list(known), chance=chance)
    if not asked:
        return None
    CallerCheck.objects.filter(visit=visit, passed=None).update(passed=False, answered_at=now)
    made: CallerCheck = CallerCheck.objects.create(visit=visit, person=person, asked=list(asked), asked_at=now)
    return made


@transaction.atomic
def answer(*, visit_id: int, actor: Staff, said: Mapping[Question, str], now: datetime) -> bool:
    """Whether what the caller said to the questions was right, all of it; then the call is theirs.

    Raises:
        MovedOnError: nothing is asked in this call, or it is not the actor's.
    """
    visit = own_call(visit_id, actor, now)
    check = CallerCheck.objects.select_for_update(of=("self",)).filter(visit=visit, passed=None).first()
    if check is None:
        raise MovedOnError
    asked = tuple(Question(one) for one in check.asked)
    check.passed = all_right(asked, said, known_of(check.person, on=local_day(now)))
    check.answered_at = now
    check.save(update_fields=["passed", "answered_at"])
    if check.passed:
        Caller.objects.filter(visit=visit).delete()  # who they are is known now
        identify(visit_id=visit_id, actor=actor, person_id=check.person_id, how=Visit.Identified.QUESTIONS, now=now)
    return check.passed


def require_tries(*, visit: Visit, person_id: int, now: datetime) -> int:
    """How many tries are left for a person in a call; raises `NotByPhoneError` where none is. Two queries."""
    tried = CallerCheck.objects.filter(person=person_id, asked_at__date=local_day(now))
    left = tries_left(in_call=CallerCheck.objects.filter(visit=visit).count(), today=tried.count())
    if not left:
        raise NotByPhoneError(
            _(
                "No more questions today. Say kindly that for their safety nothing is told by telephone today, and "
                "that a centre, with a document, or My DOST can help."
            )
        )
    return left


@transaction.atomic
def take_complaint(*, visit_id: int, actor: Staff, subject: Subject, words: str, key: UUID, now: datetime) -> Complaint:
    """Write down a complaint or a proposal of whoever is on the telephone, and send it, once under a key.

    Only of somebody who has answered the questions: one in another's name would stand in that one's record, and the
    law answers none without a name (decision 53).

    Raises:
        MovedOnError: the actor has no such call open.
        QueueError: the caller has not answered the questions.
        NotPossible: something is missing, or it may be about the actor: a colleague calls back and writes it down.
    """
    visit = own_call(visit_id, actor, now)
    if visit.person is None:
        raise QueueError(_("The caller has not answered the questions."))
    return write_down(person=visit.person, subject=subject, words=words, key=key, actor=actor, now=now)


def own_call(visit_id: int, actor: Staff, now: datetime) -> Visit:
    """An open call of the actor's, locked."""
    visit = (
        Visit.objects.select_for_update(no_key=True)
        .filter(
            pk=visit_id,
            clerk=actor.user_id,
            ended_at=None,
            channel=Visit.Channel.TELEPHONE,
            began_at__gt=now - LASTS,
        )
        .first()
    )
    if visit is None:
        raise MovedOnError
    return visit
