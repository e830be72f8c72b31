"""The forms of staff accounts: filters, an invitation, a role and a centre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts import staffing
from dost.accounts.account_events import Place
from dost.accounts.models import PRIVILEGED, AccountEvent, User
from dost.ui.fields import DayField

from .words import WORDS

MOST_LETTERS: Final = 60
MISSING: Final = "missing"
"""The filter for who decides on cases and has no FİN."""


def _search(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_LETTERS, strip=True)


def _one_of(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "—"), *choices],
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )


class StaffFilterForm(forms.Form):
    """The filters of the list of staff."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields = {
            "q": _search(_("Name or user name")),
            "role": _one_of(_("Role"), list(User.Role.choices)),
            "centre": _one_of(_("Centre"), staffing.centres()),
            "state": _one_of(_("Account"), [(state.value, word) for state, word in WORDS.items()]),
            "fin": _one_of(_("FİN"), [(MISSING, _("Missing, and the role decides on cases"))]),
        }


class HistoryFilterForm(forms.Form):
    """The filters of the history of accounts."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields = {
            "q": _search(_("Name of a member of staff")),
            "what": _one_of(pgettext_lazy("of an account", "What was done"), list(AccountEvent.What.choices)),
            "from": _day(_("From the day")),
            "to": _day(_("Until the day")),
        }

    def clean(self) -> dict[str, Any]:
        """The end of a period does not come before its beginning."""
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end and end < start:
            self.add_error("to", _("This day must not come before the first."))
        return self.cleaned_data


def _day(label: Any) -> forms.DateField:
    return DayField(label=label, required=False)


class FinForm(forms.Form):
    """Who a member of staff is for the registries."""

    fin = forms.CharField(
        label=_("FİN"),
        help_text=_("Seven letters and digits, on the identity card. It is shown to nobody."),
        min_length=6,
        max_length=7,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write a FİN."),
            "min_length": _("A FİN has seven letters and digits."),
            "max_length": _("A FİN has seven letters and digits."),
        },
    )


class RoleForm(forms.Form):
    """A role and a centre; either may be none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, _marked(role)) for role in User.Role]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            required=False,
            choices=[("", pgettext_lazy("a role", "none")), *roles],
            help_text=_("A role marked with * counts once a second person has confirmed it."),
        )
        centres = [("", _("None: works for the whole agency")), *staffing.centres()]
        self.fields["centre"] = forms.ChoiceField(label=_("Centre"), required=False, choices=centres)

    @property
    def place(self) -> Place:
        """What was chosen; only after `is_valid`."""
        return Place(self.cleaned_data["role"], self.cleaned_data["centre"])


def _marked(role: User.Role) -> str:
    return f"{role.label} *" if role in PRIVILEGED else str(role.label)


class InviteForm(RoleForm):
    """Who is invited, as what."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("Letters, digits and the signs @ . + - _, for example a.mammadova."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write a user name.")},
    )
    first_name = forms.CharField(
        label=_("Given name"), max_length=150, error_messages={"required": _("Write the given name.")}
    )
    last_name = forms.CharField(
        label=_("Surname"), max_length=150, error_messages={"required": _("Write the surname.")}
    )

    @property
    def user(self) -> User:
        """The account to be made; only after `is_valid`."""
        return User(**{name: self.cleaned_data[name] for name in ("username", "first_name", "last_name")})
