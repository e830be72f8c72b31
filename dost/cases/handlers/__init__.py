"""How each act on a case is done (see `dost.cases.acts` for who may do it, and when).

Every handler goes the way of the workers: the case is locked, the table is asked, the case is claimed under a new
fencing token, moved by the same steps, and written back in one transaction with a line of the timeline that names who
did it.
"""

from .account import (
    TooClose,
    change_account,
    change_account_in_person,
    keep_account,
    require_account_in_person,
)
from .adding import add_to_case
from .appeal import (
    add_document,
    admit_appeal,
    begin_appeal,
    decide_appeal,
    documents_of,
    lodge_appeal,
    rulings_of,
    send_appeal,
)
from .asked_days import lapse_asked, remind_asked
from .asking import Given, Taken, Wanted, ask_more, ask_no_more, give_more
from .bank import new_account, paid_once, pay_to, seen_to
from .choice import record_choice
from .confirming import confirm_grant, send_back_grant, take_back_grant
from .conversation import ask, reply
from .court import register_court
from .decision import grant, grant_obstacle, refuse, send_back, what_stops_a_grant
from .giving_back import record_given_back, tell_owed_back
from .giving_up import give_up, take_back, what_can_be_given_up
from .money import close_overpaid
from .next_case import URGENT_FIRST, take_next
from .preview import LetterSeen, letters_of
from .recovery import drop as drop_recovery
from .recovery import propose as propose_recovery
from .recovery import say as say_recovery
from .recovery_days import watch_recoveries
from .recovery_decision import confirm_recovery, decide_recovery, has_agreed
from .recovery_terms import Terms as RecoveryTermsAsked
from .repayment import record_repayment, take_out_repayment
from .right import end_right, keep, withdraw
from .telling import tell, tell_without_case
from .way import assign, hand_on, hand_on_kept

__all__ = [
    "URGENT_FIRST",
    "Given",
    "LetterSeen",
    "RecoveryTermsAsked",
    "Taken",
    "TooClose",
    "Wanted",
    "add_document",
    "add_to_case",
    "admit_appeal",
    "ask",
    "ask_more",
    "ask_no_more",
    "assign",
    "begin_appeal",
    "change_account",
    "change_account_in_person",
    "close_overpaid",
    "confirm_grant",
    "confirm_recovery",
    "decide_appeal",
    "decide_recovery",
    "documents_of",
    "drop_recovery",
    "end_right",
    "give_more",
    "give_up",
    "grant",
    "grant_obstacle",
    "hand_on",
    "hand_on_kept",
    "has_agreed",
    "keep",
    "keep_account",
    "lapse_asked",
    "letters_of",
    "lodge_appeal",
    "new_account",
    "paid_once",
    "pay_to",
    "propose_recovery",
    "record_choice",
    "record_given_back",
    "record_repayment",
    "refuse",
    "register_court",
    "remind_asked",
    "reply",
    "require_account_in_person",
    "rulings_of",
    "say_recovery",
    "seen_to",
    "send_appeal",
    "send_back",
    "send_back_grant",
    "take_back",
    "take_back_grant",
    "take_next",
    "take_out_repayment",
    "tell",
    "tell_owed_back",
    "tell_without_case",
    "watch_recoveries",
    "what_can_be_given_up",
    "what_stops_a_grant",
    "withdraw",
]
