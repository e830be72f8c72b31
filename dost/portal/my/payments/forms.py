"""The account number a citizen wants to be paid to."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from dost.cases.text.account_text import IBAN_EMPTY, wrong
from dost.payments.account_changes import AccountChangeError, AccountNumber, read_number

LONGEST: Final = 60


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
