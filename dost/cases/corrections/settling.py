"""What becomes of a contested fact when its institution answers: it is closed, the person is told, cases go on.

What an institution corrects comes as its own event. So a word that it was corrected counts only once the registries say
something else; until then the correction is announced, and looked at again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from dost.accounts.actors import SYSTEM, Actor
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import CorrectionEntry, FactCorrection
from dost.cases.stages import WORK, Stage
from dost.common.bells import ring
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.notifications.notices import correction as word_of_correction
from registries.bridge.corrections import Verdict

from .again import look_again
from .history import note
from .open import go_on
from .subjects import GONE, standing_now
from .typed import same

What = CorrectionEntry.What
State = FactCorrection.State

TAKEN_BACK: Final = "taken_back"
SOON: Final = timedelta(minutes=1)
"""After how long it is looked at again whether what was announced has come."""
LATER: Final = timedelta(minutes=15)
"""After how long an institution that has not answered is asked again."""
LINES: Final = {
    State.CONFIRMED: What.CONFIRMED,
    State.CORRECTED: What.CORRECTED,
    State.REFUSED: What.REFUSED,
    State.WITHDRAWN: What.WITHDRAWN,
}
ANSWERS: Final = {Verdict.CONFIRMED: State.CONFIRMED, Verdict.REFUSED: State.REFUSED}


def locked(correction_id: int) -> FactCorrection:
    """A correction, locked, with its people and its case."""
    return (
        FactCorrection.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person__contact", "about", "case__service", "case__version")
        .get(pk=correction_id)
    )


def hear(correction: FactCorrection, verdict: Verdict, text: str, *, now: datetime) -> None:
    """Take what an institution says of a correction (locked); one that is closed stays as it is."""
    if not correction.is_open:
        return
    if verdict in ANSWERS:
        close(correction, ANSWERS[verdict], text=text, now=now)
    elif verdict is Verdict.CORRECTED:
        _corrected(correction, text, now=now)
    else:
        correction.ask_again_at = now + LATER
        correction.save(update_fields=["ask_again_at"])


def received(correction: FactCorrection, *, reference: str, now: datetime) -> None:
    """Take it that an institution has the request (the correction is locked)."""
    if correction.state != State.SENT:
        return
    correction.state, correction.ask_again_at = State.RECEIVED, now + LATER
    correction.save(update_fields=["state", "ask_again_at"])
    note(correction, What.RECEIVED, at=now, reference=reference)


def has_changed(correction: FactCorrection, *, now: datetime) -> bool:
    """Whether the registries say something else now than what was contested."""
    value = standing_now(correction, on=local_day(now))
    if value is GONE:
        return True
    whole_record = not correction.fact and not correction.field
    return not whole_record and not same(value, correction.stands)


def _corrected(correction: FactCorrection, text: str, *, now: datetime) -> None:
    if has_changed(correction, now=now):
        close(correction, State.CORRECTED, text=text, now=now)
        return
    if correction.state != State.ANNOUNCED:
        note(correction, What.ANNOUNCED, at=now)
    correction.state, correction.answer, correction.ask_again_at = State.ANNOUNCED, text, now + SOON
    correction.save(update_fields=["state", "answer", "ask_again_at"])


def close(
    correction: FactCorrection, state: FactCorrection.State, *, text: str = "", now: datetime, actor: Actor = SYSTEM
) -> None:
    """End a correction (locked) for good, with everything that follows from it in the same transaction."""
    correction.state, correction.answered_at = state, now
    correction.answer = text or correction.answer
    correction.save(update_fields=["state", "answered_at", "answer"])
    correction.questions.filter(state=DeliveryState.READY).update(  # what has not left yet, does not
        state=DeliveryState.WITHHELD, problem=TAKEN_BACK, settled_at=now
    )
    note(correction, LINES[state], at=now, actor=actor)
    if correction.case is not None:
        details = {"number": correction.number, "state": state.value}
        entry(correction.case, EntryKind.CONTEST_ENDED, at=now, **details).signed(actor).save()
    if state is State.CORRECTED:
        look_again(correction, now=now)
    go_on(correction, now=now)
    if state is not State.WITHDRAWN and correction.person.died_on is None:
        word = word_of_correction(
            correction.person, correction=correction.pk, number=correction.number, state=state.value, now=now
        )
        Notice.objects.bulk_create([word], ignore_conflicts=True)
    ring_pieces(Stage.VERIFY, Stage.DECIDE, "orders", "notices")


def ring_pieces(*pieces: str) -> None:
    """Ring the workers of pieces of the road when the transaction is through."""
    for piece in pieces:
        transaction.on_commit(partial(ring, WORK, str(piece)))
