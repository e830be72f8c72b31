"""Contested facts: somebody says that a fact is wrong, its institution is told, and what it answers is acted upon.

`held_open` and `contested` are what the rest of the engine asks: while a fact is contested nothing that rests on it is
refused, lowered or ended; a right may be granted.
"""

from .contesting import Contested, ask_again, contest, record_answer, take_back
from .delivering import CHANNEL, work_corrections
from .due import corrections_due, note_overdue
from .open import contested, held_open, open_corrections, reason_of, require_uncontested
from .subjects import NotContestable, NotThere, Standing, Subject, of_fact, of_own_fact, of_record
from .typed import Typed, WrongValue, read_right, typed_of

__all__ = [
    "CHANNEL",
    "Contested",
    "NotContestable",
    "NotThere",
    "Standing",
    "Subject",
    "Typed",
    "WrongValue",
    "ask_again",
    "contest",
    "contested",
    "corrections_due",
    "held_open",
    "note_overdue",
    "of_fact",
    "of_own_fact",
    "of_record",
    "open_corrections",
    "read_right",
    "reason_of",
    "record_answer",
    "require_uncontested",
    "take_back",
    "typed_of",
    "work_corrections",
]
