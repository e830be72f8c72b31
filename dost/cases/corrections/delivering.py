"""Telling institutions what is called wrong, once each, and asking them what came of it until they have said.

Handing over is a delivery (`dost.common.delivery`): it survives a killed worker, and nothing is sent twice. The answer
may take days; it is asked for by the correction's own clock (`ask_again_at`), and nothing is held while asking.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from dost.cases.models import CorrectionEntry, CorrectionQuestion, FactCorrection
from dost.common.delivery import Channel, DeliveryState, Settled, deliver
from registries.bridge import corrections as bridge
from registries.bridge.client import Answer
from registries.bridge.corrections import CorrectionRequest, Verdict
from registries.bridge.transport import Unavailable

from .history import note
from .settling import LATER, hear, locked, received
from .typed import as_text

BATCH: Final = 200
What = CorrectionEntry.What
State = FactCorrection.State

logger = logging.getLogger(__name__)


# -- handing over ----------------------------------------------------------------------------------------------------


def request_of(question: CorrectionQuestion) -> CorrectionRequest:
    """A question as the institution is told of it."""
    one = question.correction
    return CorrectionRequest(
        key=question.key,
        fin=one.about.fin,
        words=one.words,
        stands=as_text(one.stands),
        right=None if one.right is None else as_text(one.right),
        table=one.table,
        reference=one.reference,
        field=one.field,
        fact=one.fact,
    )


def _send(questions: Sequence[CorrectionQuestion], deadline: datetime) -> Iterable[Answer]:
    requests = [request_of(one) for one in questions]
    return bridge.send(requests, deadline, institution=questions[0].institution)


def _ask(questions: Sequence[CorrectionQuestion]) -> Iterable[Answer]:
    return bridge.status([one.key for one in questions], institution=questions[0].institution)


def _read(answer: Answer) -> Settled:
    data = answer.data
    return Settled(
        key=answer.key,
        done=True,
        reference=data["reference"],
        times=data["times"],
        values={"verdict": data["verdict"].value, "text": data["text"]},
    )


def _settled(questions: Sequence[CorrectionQuestion]) -> None:
    """Take it that institutions have what they were told, and hear what they said at once."""
    now = timezone.now()
    for question in questions:
        correction = locked(question.correction_id)
        if not correction.is_open:
            continue
        if question.state != DeliveryState.DONE:
            note(correction, What.NOT_DELIVERED, at=now, problem=question.problem)
            continue
        received(correction, reference=question.receiver_reference, now=now)
        hear(correction, Verdict(question.verdict or Verdict.OPEN), question.text, now=now)


CHANNEL: Final[Channel[CorrectionQuestion]] = Channel(
    model=CorrectionQuestion,
    group=lambda row: row.institution,
    send=_send,
    ask=_ask,
    read=_read,
    on_settled=_settled,
    fields=("verdict", "text"),
    related=("correction__about",),
)


# -- asking what came of it ------------------------------------------------------------------------------------------


def work_corrections() -> int:
    """Hand over what is to be handed over, then ask about what is due; return how many were worked on."""
    return deliver(CHANNEL) + ask_what_came()


def ask_what_came(*, now: datetime | None = None) -> int:
    """Ask institutions about the corrections whose time to ask has come; return how many were asked about."""
    now = now or timezone.now()
    claimed = _claim(now)
    by_institution: dict[str, list[CorrectionQuestion]] = defaultdict(list)
    for question in claimed:
        by_institution[question.institution].append(question)
    for institution, questions in by_institution.items():
        _hear_of(institution, questions, now=now)
    return len(claimed)


def _claim(now: datetime) -> list[CorrectionQuestion]:
    """The last question of each correction that an institution has and has not answered; asked again `LATER`."""
    with transaction.atomic():
        ids = list(
            FactCorrection.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(state__in=[State.RECEIVED, State.ANNOUNCED], ask_again_at__lte=now)
            .order_by("ask_again_at", "pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        FactCorrection.objects.filter(pk__in=ids).update(ask_again_at=now + LATER)
    handed_over = CorrectionQuestion.objects.filter(correction__in=ids, state=DeliveryState.DONE)
    return list(handed_over.order_by("correction", "-pk").distinct("correction"))


def _hear_of(institution: str, questions: Sequence[CorrectionQuestion], *, now: datetime) -> None:
    by_key = {question.key: question for question in questions}
    try:
        answers: Iterable[Answer] = bridge.status(list(by_key), institution=institution)
    except Unavailable as why:  # asked again later; its term is what a member of staff hears of
        answers = why.answers
    for answer in answers:
        if not answer.found:
            continue
        try:
            with transaction.atomic():
                correction = locked(by_key[answer.key].correction_id)
                hear(correction, answer.data["verdict"], answer.data["text"], now=now)
        except Exception:  # one that cannot be settled keeps back no other, and is tried again
            logger.exception("What %s says of the correction %s could not be settled", institution, answer.key)
