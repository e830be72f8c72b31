"""The form of one raise: which amount, its new value, the first day, the act, and into which change set it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog.acts import DECISION, DECREE, LAW, NUMBER, ORDER, Act
from services_catalog.changes.raising import Raise
from services_catalog.models import ChangeSet, Parameter
from services_catalog.rules import RuleError

from .changes import day_field, read_amount

OWN: Final = "own"
_MOST_NUMBER: Final = 20
_CHOOSE: Final = gettext_lazy("Choose the amount.")
_ACTS: Final = (
    ("", gettext_lazy("Choose")),
    (DECREE, gettext_lazy("Decree of the President")),
    (ORDER, gettext_lazy("Order of the President")),
    (LAW, gettext_lazy("Law")),
    (DECISION, gettext_lazy("Decision of the Cabinet of Ministers")),
)


class RaiseForm(forms.Form):
    """One raise; `names` are the amounts to choose from, as (name, what it is called and worth)."""

    amount = forms.ChoiceField(
        label=gettext_lazy("Which amount?"), error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE}
    )
    value = forms.CharField(
        label=gettext_lazy("New value"),
        help_text=gettext_lazy("For example 650 or 650.50."),
        max_length=40,
        error_messages={"required": gettext_lazy("How much is it to be?")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    valid_from = day_field(
        gettext_lazy("First day"), required=True, help_text=gettext_lazy("From this day on, the new value counts.")
    )
    act_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of act"),
        choices=_ACTS,
        error_messages={"required": gettext_lazy("Choose the kind of act that says so.")},
    )
    act_number = forms.CharField(
        label=gettext_lazy("Its number"),
        max_length=_MOST_NUMBER,
        error_messages={
            "required": gettext_lazy("Write the number of the act."),
            "max_length": gettext_lazy("Write the number alone, such as 412 or 55-IIIQ."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    act_day = day_field(gettext_lazy("Its day"), required=True)
    into = forms.ChoiceField(
        label=gettext_lazy("Into which change set?"),
        required=False,
        help_text=gettext_lazy("One decision with several changes is one change set."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        names: list[tuple[str, str]],
        chosen: str = "",
    ) -> None:
        super().__init__(data, initial={"amount": chosen, "into": OWN})
        amount, into = self.fields["amount"], self.fields["into"]
        known = [(name, called) for name, called in names if not chosen or name == chosen]
        amount.choices = [("", _("Choose")), *known]  # type: ignore[attr-defined]  # of a ChoiceField
        if chosen:
            amount.widget = forms.HiddenInput()
        drafts = ChangeSet.objects.filter(status=ChangeSet.Status.DRAFT).values_list("pk", "title")
        open_sets = [(str(pk), title) for pk, title in drafts]
        into.choices = [(OWN, _("One of its own")), *open_sets]  # type: ignore[attr-defined]  # of a ChoiceField
        if not open_sets:
            del self.fields["into"]

    def clean_act_number(self) -> str:
        """Refuse what is more than a number: the kind and the day have places of their own."""
        number: str = self.cleaned_data["act_number"].strip().removeprefix("№").strip()
        if not NUMBER.fullmatch(number):
            raise ValidationError(_("Write the number alone, such as 412 or 55-IIIQ."))
        return number

    def clean(self) -> dict[str, Any]:
        """Read the value as one of the amount that was chosen."""
        said = super().clean() or {}
        parameter = Parameter.objects.filter(name=said.get("amount", "")).first()
        if parameter is not None and "value" in said:
            try:
                said["value"] = self._worth(parameter, said["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return said

    def _worth(self, parameter: Parameter, typed: str) -> Decimal:
        value = read_amount(typed, money=parameter.type == "money")
        if value is None:
            raise ValidationError(_("How much is it to be?"))
        try:
            parameter.bounds.check(value)
        except RuleError as error:
            raise ValidationError(f"{error.message} {error.hint}".strip()) from None
        first_day = self.cleaned_data.get("valid_from")
        if first_day is not None and value == _worth_on(parameter, first_day):
            raise ValidationError(_("It is worth that already on this day."))
        return value

    @property
    def wanted(self) -> Raise:
        """The raise that was asked for, once the form is valid."""
        said = self.cleaned_data
        first_day: date = said["valid_from"]
        act = Act(said["act_kind"], said["act_number"], said["act_day"])
        return Raise(said["amount"], said["value"], first_day, str(act))

    @property
    def joins(self) -> int | None:
        """The id of the set that is to be joined; None for one of its own."""
        chosen = self.cleaned_data.get("into") or OWN
        return None if chosen == OWN else int(chosen)


def _worth_on(parameter: Parameter, day: date) -> Decimal | None:
    last = parameter.values.filter(valid_from__lte=day).order_by("-valid_from").first()
    return None if last is None else last.value
