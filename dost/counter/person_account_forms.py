"""Another account that the person at the window gives: its number, and that it was read to them."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dost.cases.text.account_text import IBAN_EMPTY, wrong
from dost.payments.account_changes import AccountChangeError, AccountNumber, read_number

LONGEST: Final = 60
MOST_DIGITS: Final = 18


class NumberForm(forms.Form):
    """The number, as the person shows it or says it, and in which visit."""

    visit = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**MOST_DIGITS)
    iban = forms.CharField(
        label=_("The number of their account (IBAN)"),
        help_text=_("It begins with AZ and has 28 letters and digits. Take it from their bank’s paper or app."),
        max_length=LONGEST,
        error_messages={"required": IBAN_EMPTY, "max_length": _("That is too long for a number.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_iban(self) -> AccountNumber:
        """Read the number; its bank is asked later."""
        typed: str = self.cleaned_data["iban"]
        try:
            return read_number(typed)
        except AccountChangeError as error:
            raise ValidationError(wrong(error.code, typed), code=error.code) from error

    @property
    def number(self) -> AccountNumber:
        """The number, once the form is valid."""
        number: Any = self.cleaned_data["iban"]
        assert isinstance(number, AccountNumber)
        return number


class ReadForm(NumberForm):
    """The same number once more, and that the person has heard it whole and says it is theirs."""

    heard = forms.BooleanField(
        label=_("I have read the whole number to the person, and they say that it is theirs"),
        error_messages={"required": _("Read the whole number to the person first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iban"].widget = forms.HiddenInput()
