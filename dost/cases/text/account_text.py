"""What is wrong with an account number, in words, and a number as it is read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dost.cases.queries import institution_names

GROUP: Final = 4
IBAN_EMPTY: Final = gettext_lazy("Write the number of the account.")
WRONG: Final[Mapping[str, Promise]] = {
    "iban_empty": IBAN_EMPTY,
    "iban_form": gettext_lazy(
        "An account number begins with AZ and has 28 letters and digits; what you wrote has %(length)s. "
        "The number of a card is something else."
    ),
    "iban_country": gettext_lazy("The account must be at a bank of Azerbaijan: its number begins with AZ."),
    "iban_check_digits": gettext_lazy(
        "A letter or a digit of this number is wrong. Compare it with what your bank’s app shows."
    ),
    "bank_unknown": gettext_lazy(
        "No bank has the letters %(letters)s. "
        "Compare the fifth to the eighth character with what your bank’s app shows."
    ),
    "bank_not_partner": gettext_lazy(
        "This account is at a bank through which nothing is paid. Choose an account at one of these: %(banks)s."
    ),
    "account_same": gettext_lazy("Your payments go to this account already."),
    "change_open": gettext_lazy("Another account is being checked. Wait for its bank, or keep the account you have."),
}
"""By the code of an `AccountChangeError`."""


def wrong(code: str, typed: str) -> str:
    """What is wrong with what was typed, and what would be right."""
    bare = "".join(typed.split())
    words = {"length": len(bare), "letters": bare[4:8].upper()}
    if code == "bank_not_partner":
        names = institution_names()
        words["banks"] = ", ".join(names.get(code, code) for code in settings.PARTNER_BANKS)
    return str(WRONG[code]) % words


def in_groups(iban: str) -> str:
    """A whole account number in groups of four, as it is read to whoever compares it with their own."""
    return " ".join(iban[start : start + GROUP] for start in range(0, len(iban), GROUP))
