"""Mandates: one person lets another act for them, for services, acts and a time; either ends it at once.

What a mandate opens is said in `accounts.opens`, whether it stands on a day in `accounts.representation`, and whether
it covers an act in `cases.mandated`.
"""

from .codes import send_code
from .ending import accept, decline, end_at_window, give_back, tend, withdraw
from .giving import Seen, Wanted, give, give_on_paper, longest_until, read_fin
from .of_employers import give_for_employer, of_employer, withdraw_for_employer
from .problems import NotGiven
from .reading import Done, done_under, given_by, had_by, of_person

__all__ = [
    "Done",
    "NotGiven",
    "Seen",
    "Wanted",
    "accept",
    "decline",
    "done_under",
    "end_at_window",
    "give",
    "give_back",
    "give_for_employer",
    "give_on_paper",
    "given_by",
    "had_by",
    "longest_until",
    "of_employer",
    "of_person",
    "read_fin",
    "send_code",
    "tend",
    "withdraw",
    "withdraw_for_employer",
]
