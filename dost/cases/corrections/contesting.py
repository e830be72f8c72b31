"""Calling a fact wrong, and what people do about it afterwards: taking it back, asking again, writing down an answer.

One function each, for the person, whoever may act for them, and the staff who write down what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CorrectionEntry, CorrectionQuestion, FactCorrection, SupportingDocument
from dost.cases.supporting import mark_sent
from dost.common.dates import local_day
from registries.bridge.corrections import Verdict
from registries.data.correction_terms import correction_term
from registries.models import Person

from .history import note
from .settling import close, locked, ring_pieces
from .subjects import Standing
from .typed import same

PIECE: Final = "corrections"
"""The piece of the road that tells institutions, and asks them."""
LONGEST_WORDS: Final = 1000
What = CorrectionEntry.What
State = FactCorrection.State


@dataclass(frozen=True, slots=True)
class Contested:
    """What became of it: the correction, and whether it was open before, so that nothing new was asked."""

    correction: FactCorrection
    already: bool


def contest(
    *,
    person: Person,
    standing: Standing,
    right: Any,
    words: str,
    actor: Actor,
    now: datetime,
    case: Case | None = None,
    documents: Sequence[SupportingDocument] = (),
) -> Contested:
    """Say that what stands is wrong, and have its institution told; what is open already is led to.

    `right` is as `typed.read_right` reads it, None for what should not stand at all. `case` is where it was seen,
    `documents` what the person hands in with it, of which none may be another's.

    Raises:
        NotAllowed: the actor may not do this for the person.
        NotPossible: there are no words, or what is called right is what stands.
    """
    require(Act.CONTEST, actor=actor, person=person, service=case.service if case is not None else None)
    if any(one.person_id != person.pk for one in documents):
        raise ValueError("documents: one is not of the person whose matter this is")
    said = words.strip()
    if not said:
        raise NotPossible(_("Write in your own words what is wrong."))
    if len(said) > LONGEST_WORDS:
        raise NotPossible(_("Write at most %(most)s letters.") % {"most": LONGEST_WORDS})
    whole_record = not standing.subject.fact and not standing.subject.field
    if not whole_record and same(right, standing.value):
        raise NotPossible(_("This is what stands already."))
    running = _running(person, standing)
    if running is not None:
        return Contested(running, already=True)
    correction = _new(person, standing, right=right, words=said, actor=actor, case=case, now=now)
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
            note(correction, What.ASKED, at=now, actor=actor, documents=len(documents))
            if documents:
                mark_sent(documents, now=now)
                correction.documents.add(*documents)
            ask(correction, now=now)
            if case is not None:
                entry(case, EntryKind.CONTESTED, at=now, number=correction.number).signed(actor).save()
            ring_pieces(PIECE)
    except IntegrityError:  # the same was said at the same moment
        running = _running(person, standing)
        if running is None:
            raise
        return Contested(running, already=True)
    return Contested(correction, already=False)


def _new(
    person: Person, standing: Standing, *, right: Any, words: str, actor: Actor, case: Case | None, now: datetime
) -> FactCorrection:
    subject = standing.subject
    return FactCorrection(
        person=person,
        about_id=subject.about_id,
        case=case,
        subject=subject.key,
        table=subject.table,
        source=subject.source,
        reference=subject.reference,
        field=subject.field,
        fact=subject.fact,
        registry=standing.registry,
        institution=standing.institution,
        sensitive=standing.sensitive or (case is not None and case.service.sensitive),
        stands=standing.value,
        recorded_on=standing.recorded_on,
        right=right,
        words=words,
        asked_at=now,
        due=correction_term(standing.institution).due(local_day(now)),
        ask_again_at=now,
    ).signed(actor)


def _running(person: Person, standing: Standing) -> FactCorrection | None:
    return FactCorrection.objects.filter(
        person=person, subject=standing.subject.key, state__in=FactCorrection.OPEN
    ).first()


def ask(correction: FactCorrection, *, now: datetime) -> CorrectionQuestion:
    """Put the question to the institution on its way, under the next key; a delivery of its own each time."""
    earlier = correction.questions.count()
    return CorrectionQuestion.objects.create(
        key=f"FC{correction.pk}-{earlier + 1}",
        correction=correction,
        institution=correction.institution,
        not_before=now,
        created_at=now,
    )


def take_back(*, correction_id: int, actor: Actor, now: datetime) -> None:
    """Say no more that it is wrong: what waited for it goes on.

    Raises:
        NotAllowed: the actor may not do this for the person.
        MovedOn: the institution has answered meanwhile.
    """
    with transaction.atomic():
        correction = locked(correction_id)
        service = correction.case.service if correction.case is not None else None
        require(Act.CONTEST, actor=actor, person=correction.person, service=service)
        if not correction.is_open:
            raise MovedOn
        close(correction, State.WITHDRAWN, now=now, actor=actor)


def ask_again(*, correction_id: int, actor: Actor, reasons: str, now: datetime) -> None:
    """Tell the institution once more: it is silent, or could not be told; the term begins anew.

    Raises:
        NotAllowed: the actor is no member of staff who works on cases.
        NotPossible: it is answered, there are no reasons, or the last question is still on its way.
    """
    with transaction.atomic():
        correction = _for_staff(correction_id, actor, reasons)
        if correction.questions.filter(state__in=["ready", "sending"]).exists():
            raise NotPossible(_("The institution is being told at this moment. Wait until that is done."))
        correction.state, correction.ask_again_at = State.SENT, now
        correction.due = correction_term(correction.institution).due(local_day(now))
        correction.save(update_fields=["state", "ask_again_at", "due"])
        note(correction, What.ASKED_AGAIN, at=now, actor=actor, note=reasons)
        ask(correction, now=now)
        ring_pieces(PIECE)


RECORDED: Final = {Verdict.CONFIRMED: State.CONFIRMED, Verdict.REFUSED: State.REFUSED}
"""What staff may write down that an institution said by another way. What it corrects comes as its own event."""


def record_answer(*, correction_id: int, verdict: Verdict, actor: Actor, reasons: str, now: datetime) -> None:
    """Write down what an institution said by letter or by telephone; the person reads it as its answer.

    Raises:
        NotAllowed: the actor is no member of staff who works on cases.
        NotPossible: it is answered, or there is nothing written, or it is no answer that staff can write down.
    """
    with transaction.atomic():
        correction = _for_staff(correction_id, actor, reasons)
        state = RECORDED.get(verdict)
        if state is None:
            raise NotPossible(_("What an institution corrects it reports by itself. Ask it again."))
        close(correction, state, text=reasons, now=now, actor=actor)


def _for_staff(correction_id: int, actor: Actor, reasons: str) -> FactCorrection:
    correction = locked(correction_id)
    require(Act.ANSWER_CONTEST, actor=actor, person=correction.person)
    require_note(Act.ANSWER_CONTEST, actor=actor, note=reasons)
    if not correction.is_open:
        raise MovedOn
    return correction
