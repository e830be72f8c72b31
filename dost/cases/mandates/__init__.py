"""Mandates: one person lets another act for them, for services, acts and a time; either ends it at once.

What a mandate opens is said in `accounts.opens`, whether it stands on a day in `accounts.representation`, and whether
it covers an act in `cases.mandated`.
"""

from .at_window import at_window, do_at_window, do_on_paper, headed_by, send_code_for, what_is_possible
from .codes import Matter, send_code
from .ending import accept, decline, give_back, tend, withdraw
from .giving import Wanted, give, give_on_paper, longest_until, read_fin
from .of_employers import (
    give_for_employer,
    give_for_employer_at_window,
    give_for_employer_on_paper,
    is_head,
    of_employer,
    withdraw_for_employer,
)
from .problems import NotGiven
from .proof import Seen
from .reading import Done, done_under, given_by, had_by, of_person

__all__ = [
    "Done",
    "Matter",
    "NotGiven",
    "Seen",
    "Wanted",
    "accept",
    "at_window",
    "decline",
    "do_at_window",
    "do_on_paper",
    "done_under",
    "give",
    "give_back",
    "give_for_employer",
    "give_for_employer_at_window",
    "give_for_employer_on_paper",
    "give_on_paper",
    "given_by",
    "had_by",
    "headed_by",
    "is_head",
    "longest_until",
    "of_employer",
    "of_person",
    "read_fin",
    "send_code",
    "send_code_for",
    "tend",
    "what_is_possible",
    "withdraw",
    "withdraw_for_employer",
]
