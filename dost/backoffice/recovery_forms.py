"""What staff write about money that was paid in excess: terms and reasons, a second person's word, what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.handlers.recovery import LONGEST_REASONS, LONGEST_WORDS
from dost.cases.handlers.repayment import LONGEST_REFERENCE
from dost.cases.models import RecoveryWay, WriteOffRule
from dost.cases.reaching_back import Change, Corrected, Ends, Lowered
from dost.cases.recoveries.plan import month_after
from dost.ui.fields import DayField
from registries.facts.model import BoundFact
from services_catalog.formats import month

from .appeal_forms import WithFacts, facts_given

SHORTEST: Final = 20
MONTHS_OFFERED: Final = 12
_CHOOSE: Final = _("Choose one of the list.")
_REASONS_WRONG: Final = {
    "required": _("Write down your reasons."),
    "min_length": _("Write at least 20 characters."),
    "max_length": _("Write at most 5000 characters."),
}


def _amount(label: Any, **given: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={
            "required": _("Write an amount."),
            "invalid": _("Write an amount in manats, such as 25 or 25.50."),
            "min_value": _("Write an amount of more than nothing."),
            "max_decimal_places": _("Write an amount in manats, such as 25 or 25.50."),
        },
        **given,
    )


class TermsForm(forms.Form):
    """What becomes of an overpayment, and why: for a proposal and for a decision."""

    way = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it."), "invalid_choice": _CHOOSE},
    )
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("The person reads them. Write how it came about, and why this is asked of them or not."),
        min_length=SHORTEST,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea({"rows": 6}),
        error_messages=_REASONS_WRONG,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        ways: Sequence[RecoveryWay],
        rules: Sequence[WriteOffRule],
        earliest: date,
        most: str,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.asks = RecoveryWay.INSTALMENTS in ways
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, one.label) for one in ways]
        if self.asks:
            self.fields["monthly"] = _amount(_("Instalment, ₼ a month"), help_text=most, required=False)
            first = [month_after(earliest, count) for count in range(MONTHS_OFFERED)]
            self.fields["first_month"] = forms.ChoiceField(
                label=_("First month"),
                choices=[(one.isoformat(), month(one)) for one in first],
                required=False,
                error_messages={"invalid_choice": _CHOOSE},
            )
        if rules:
            choices: list[Any] = [("", "—"), *((one.value, one.label) for one in rules)]
            self.fields["rule"] = forms.ChoiceField(
                label=_("Rule of the write-off"),
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _CHOOSE},
            )
        self.order_fields(["way", "monthly", "first_month", "rule", "reasons"])

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs must be there."""
        given = super().clean() or {}
        if given.get("way") == RecoveryWay.INSTALMENTS and not given.get("monthly") and "monthly" not in self.errors:
            self.add_error("monthly", _("Write how much is to be paid a month."))
        if given.get("way") == RecoveryWay.WRITE_OFF and not given.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Choose by which rule it is written off."))
        return given

    def terms(self) -> RecoveryTermsAsked:
        """What was chosen, as the engine takes it."""
        given = self.cleaned_data
        way = RecoveryWay(given["way"])
        first = given.get("first_month")
        asks = way in (RecoveryWay.INSTALMENTS, RecoveryWay.AT_ONCE)
        return RecoveryTermsAsked(
            way,
            rule=WriteOffRule(given["rule"]) if way == RecoveryWay.WRITE_OFF else None,
            monthly=given["monthly"] if way == RecoveryWay.INSTALMENTS else Decimal(0),
            first_month=date.fromisoformat(first) if asks and first else None,
        )


class ConfirmForm(forms.Form):
    """What the second person says of a decision."""

    confirmed = forms.ChoiceField(
        label=_("Do you confirm the decision?"),
        choices=[("yes", _("Yes, it counts from now on")), ("no", _("No, it goes back to be decided again"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you confirm it."), "invalid_choice": _CHOOSE},
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Needed where you do not confirm it. Colleagues read them."),
        required=False,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea({"rows": 3}),
        error_messages=_REASONS_WRONG,
    )


class StatementForm(forms.Form):
    """What the person says of a proposal at the window, by telephone or by letter."""

    agrees = forms.ChoiceField(
        label=_("Does the person agree?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("They did not say"))],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )
    words = forms.CharField(
        label=_("In the person’s own words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what the person said.")},
    )

    def agreed(self) -> bool | None:
        """Yes, no, or neither."""
        return {"yes": True, "no": False}.get(self.cleaned_data["agrees"])


class RepaymentForm(forms.Form):
    """Money that has come in."""

    amount = _amount(_("Amount, ₼"))
    received_on = DayField(label=_("Received on"), error_messages={"required": _("Write the day.")})
    reference = forms.CharField(
        label=_("Number of the bank’s or the cash office’s paper"),
        max_length=LONGEST_REFERENCE,
        error_messages={"required": _("Write its number: by it nothing is recorded twice.")},
    )


class GivenBackForm(forms.Form):
    """Money that was owed back and has been paid to the person."""

    amount = _amount(_("Amount, ₼"))
    paid_on = DayField(label=_("Paid on"), error_messages={"required": _("Write the day.")})
    reference = forms.CharField(
        label=_("Number of the bank’s or the treasury’s paper"),
        max_length=LONGEST_REFERENCE,
        error_messages={"required": _("Write its number: by it nothing is recorded twice.")},
    )


class SimulateForm(WithFacts):
    """A change that reaches back, to be looked at before anybody makes it."""

    ENDED, LOWERED, FACTS = "ended", "lowered", "facts"

    change = forms.ChoiceField(
        label=_("What would be known?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what would be known."), "invalid_choice": _CHOOSE},
    )
    day = DayField(
        label=_("Day"),
        help_text=_("The last day of the right, or the day from which the amount is lower."),
        required=False,
    )
    amount = _amount(_("Amount a month from that day on, ₼"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, facts: Sequence[BoundFact]) -> None:
        super().__init__(data)
        field = self.fields["change"]
        assert isinstance(field, forms.ChoiceField)
        choices = [
            (self.ENDED, _("The right ended, or somebody died, on a day")),
            (self.LOWERED, _("The amount was lower from a day on")),
        ]
        field.choices = [*choices, *([(self.FACTS, _("A fact was another"))] if facts else [])]
        self.ask_facts(facts)

    def clean(self) -> dict[str, Any]:
        """What the chosen change needs must be there."""
        given = super().clean() or {}
        change = given.get("change")
        if change in (self.ENDED, self.LOWERED) and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write a day such as 31.01.2027."))
        if change == self.LOWERED and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Write an amount."))
        if change == self.FACTS and not facts_given(given):
            self.add_error("change", _("Write below which fact was another."))
        return given

    def asked(self) -> Change:
        """The change, as the engine takes it."""
        given = self.cleaned_data
        match given["change"]:
            case self.ENDED:
                return Ends(given["day"])
            case self.LOWERED:
                return Lowered(given["day"], given["amount"])
            case _:
                return Corrected(facts_given(given))
