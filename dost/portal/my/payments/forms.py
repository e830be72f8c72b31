"""The account number a citizen wants to be paid to, and what is wrong with one in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dost.cases.queries import institution_names
from dost.payments.account_changes import AccountChangeError, AccountNumber, read_number

LONGEST: Final = 60
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


class AccountForm(forms.Form):
    """The new account."""

    iban = forms.CharField(
        label=gettext_lazy("The new account’s number (IBAN)"),
        help_text=gettext_lazy("It begins with AZ. Your bank’s app shows it; spaces do not matter."),
        max_length=LONGEST,
        error_messages={"required": IBAN_EMPTY, "max_length": gettext_lazy("That is too long for a number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_iban(self) -> AccountNumber:
        """Read the number; its bank is asked later."""
        typed: str = self.cleaned_data["iban"]
        try:
            return read_number(typed)
        except AccountChangeError as error:
            raise ValidationError(wrong(error.code, typed), code=error.code) from error

    def refuse(self, error: AccountChangeError) -> None:
        """Say why the account cannot be asked for now."""
        self.add_error("iban", wrong(error.code, ""))

    @property
    def number(self) -> AccountNumber:
        """The number, once the form is valid."""
        number: Any = self.cleaned_data["iban"]
        assert isinstance(number, AccountNumber)
        return number
