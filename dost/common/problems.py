"""What can go wrong with what is sent out, in words; what is kept is a code, which may be followed by particulars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registries.bridge.transport import reason_in_words

PROBLEMS: Final[Mapping[str, Promise]] = {
    "unsendable": _("the system could not send it; the reason is in its log"),
    "unreadable": _("the answer cannot be read"),
    "contradiction": _("the bank says two things of it"),
    "account_closed": _("the account is closed"),
    "account_of_another": _("the bank gave the account number of another person"),
    "iban_empty": _("the bank gave no account number"),
    "iban_form": _("the account number is not in the form of an IBAN"),
    "iban_country": _("the account number is not of Azerbaijan"),
    "iban_check_digits": _("the check digits of the account number are wrong"),
    "iban_bank": _("the account number is not of the bank that opened the account"),
    "account_not_yours": _("the account is somebody else’s"),
    "account_none": _("the bank has no such account"),
    "bank_cannot_say": _("the bank cannot say yet whose the account is"),
    "taken_back": _("it was taken back"),
    "payment_id": _("the number of the payment is too long for a bank"),
    "payment_amount": _("the amount cannot be paid"),
    "payment_name": _("the payment has no name of who is paid"),
    "payee_died": _("the person has died; what was due before belongs to the heirs"),
    "right_ended": _("the right ended before it was sent"),
    "recipient_died": _("the person has died; nothing is sent to the dead"),
    "unknown_address": _("there is no such e-mail address"),
    "no_way": _("no telephone, e-mail or postal address is known: a member of staff tells the person"),
    "no_message_arrived": _("no message has arrived: a member of staff tells the person"),
    "letter_returned": _("the letter came back: a member of staff tells the person"),
    "no_message_by_itself": _("nothing is sent about this service: tell the person in the way they chose"),
    "not_paid": _("it says that money was sent, and it was not"),
    "draft_gone": _("the application it is about was sent, or is not there any more"),
    "appointment_over": _("the appointment it is about is over, cancelled or changed"),
    "booked_other": _("the bank booked another amount than was ordered"),
    "returned_partly": _("only a part of the payment came back"),
    "returned_twice": _("the payment came back twice"),
    "returned_unpaid": _("it came back, and was not paid before"),
    "returned_other": _("another amount or currency came back than was paid"),
}
"""What the house itself finds wrong; the rest is what a receiver did, or said."""


def problem_in_words(problem: str) -> str:
    """A problem in the active language; what the receiver itself said is left as it is."""
    code, _space, rest = problem.partition(" ")
    if code in PROBLEMS:
        return f"{PROBLEMS[code]} ({rest})" if rest else str(PROBLEMS[code])
    try:
        said = reason_in_words(code, float(rest) if rest else None)
    except ValueError:
        return problem
    return problem if said == code else said
