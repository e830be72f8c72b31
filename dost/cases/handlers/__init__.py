"""How each act on a case is done (see `dost.cases.acts` for who may do it, and when).

Every handler goes the way of the workers: the case is locked, the table is asked, the case is claimed under a new
fencing token, moved by the same steps, and written back in one transaction with a line of the timeline that names who
did it.
"""

from .account import change_account, keep_account
from .asked_days import lapse_asked, remind_asked
from .asking import Given, Taken, Wanted, ask_more, ask_no_more, give_more
from .bank import new_account, paid_once, pay_to, seen_to
from .choice import record_choice
from .decision import grant, grant_obstacle, refuse, send_back, what_stops_a_grant
from .money import close_overpaid
from .right import end_right, keep, withdraw
from .telling import tell, tell_without_case
from .way import assign, hand_on, hand_on_kept

__all__ = [
    "Given",
    "Taken",
    "Wanted",
    "ask_more",
    "ask_no_more",
    "assign",
    "change_account",
    "close_overpaid",
    "end_right",
    "give_more",
    "grant",
    "grant_obstacle",
    "hand_on",
    "hand_on_kept",
    "keep",
    "keep_account",
    "lapse_asked",
    "new_account",
    "paid_once",
    "pay_to",
    "record_choice",
    "refuse",
    "remind_asked",
    "seen_to",
    "send_back",
    "tell",
    "tell_without_case",
    "what_stops_a_grant",
    "withdraw",
]
