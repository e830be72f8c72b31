"""Account numbers (IBAN) and card numbers, checked and brought into one form where they enter.

A number is kept without spaces and in capitals; a card only masked, in groups of four.
"""

from __future__ import annotations

import re
from typing import Final

from schwifty import IBAN
from schwifty.exceptions import InvalidChecksumDigits, SchwiftyException

COUNTRY: Final = "AZ"
LENGTH: Final = 28

_FILLING = re.compile(r"[\s\u200b-\u200f\u2060\ufeff-]+")
_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}")
_OF_AZERBAIJAN = re.compile(r"AZ[0-9]{2}[A-Z]{4}[A-Z0-9]{20}")
_CARD = re.compile(r"[0-9]{4,6}[*xX•]{2,11}[0-9]{4}|[0-9]{12,19}")


class AccountNumberError(ValueError):
    """A text is no account number that can be paid to. `code` says why, for whoever puts it in words:

    `iban_empty`, `iban_form` (not of the form of an IBAN), `iban_country` (not of Azerbaijan), `iban_check_digits`,
    `iban_bank` (of another bank than the one that says it opened it).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def account_number(text: str, *, bank_code: str = "") -> str:
    """Return an account number of Azerbaijan as it is kept; raises `AccountNumberError`.

    With `bank_code`, the four letters of a bank in account numbers, it must be one of that bank.
    """
    number = _FILLING.sub("", text).upper()
    if not number:
        raise AccountNumberError("iban_empty")
    if not _FORM.fullmatch(number):
        raise AccountNumberError("iban_form")
    if not number.startswith(COUNTRY):
        raise AccountNumberError("iban_country")
    if not _OF_AZERBAIJAN.fullmatch(number):
        raise AccountNumberError("iban_form")
    try:
        IBAN(number)
    except InvalidChecksumDigits as error:
        raise AccountNumberError("iban_check_digits") from error
    except SchwiftyException as error:
        raise AccountNumberError("iban_form") from error
    if bank_code and number[4:8] != bank_code:
        raise AccountNumberError("iban_bank")
    return number


def is_account_number(text: str) -> bool:
    """Whether a text is an account number of Azerbaijan in the form in which it is kept."""
    try:
        return account_number(text) == text
    except AccountNumberError:
        return False


def masked_card(text: str) -> str:
    """Return a card number as it is kept: `4000 00** **** 1234`; of one given in full the middle is hidden.

    What is no card number gives an empty text: a card is never needed to be paid.
    """
    number = _FILLING.sub("", text)
    if not _CARD.fullmatch(number):
        return ""
    first, last = re.split(r"[^0-9]", number[:6])[0], number[-4:]
    hidden = f"{first:*<12}{last}"
    return " ".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))
