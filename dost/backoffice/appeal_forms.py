"""What staff write about appeals, courts and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.cases.handlers.appeal import LONGEST_REASONS
from dost.cases.models import Ruling
from dost.cases.text.names import fact_label
from dost.ui.fields import DayField
from registries.facts.model import BoundFact, FactType
from services_catalog.models import in_language

SHORTEST: Final = 20
_CHOOSE: Final = _("Choose one of the list.")
FACT: Final = "fact."
"""How the field of a fact is named: `fact.person.age`."""


def _reasons(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("They become the letter. Write so that the person can understand it."),
        min_length=SHORTEST,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("Write down your reasons."),
            "min_length": _("Write at least 20 characters."),
            "max_length": _("Write at most 5000 characters."),
        },
    )


class AdmissionForm(forms.Form):
    """Whether a late appeal is admitted, and why."""

    admitted = forms.ChoiceField(
        label=_("Is the late appeal admitted?"),
        choices=[
            ("yes", _("Yes, the reason for being late is accepted")),
            ("no", _("No, it came too late")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is admitted."), "invalid_choice": _CHOOSE},
    )
    note = _reasons(_("Your reasons"))


class WithFacts(forms.Form):
    """A form that also asks which facts are taken for proven otherwise than the registries say."""

    def ask_facts(self, facts: Iterable[BoundFact]) -> None:
        """Add a field for each of these facts."""
        self.fact_names = tuple(fact.name for fact in facts)
        for fact in facts:
            self.fields[FACT + fact.name] = _fact_field(fact)

    def fact_fields(self) -> list[forms.BoundField]:
        """The fields of the facts."""
        return [self[FACT + name] for name in self.fact_names]


def facts_given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that were filled in, by name, as the engine reads typed values."""
    given = {name.removeprefix(FACT): value for name, value in cleaned.items() if name.startswith(FACT)}
    return {name: _typed(value) for name, value in given.items() if value not in (None, "")}


def _typed(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _fact_field(fact: BoundFact) -> forms.Field:
    """The field in which a fact can be taken for another value; left empty it stays as the registries say."""
    label = fact_label(fact)
    as_registered: Any = ("", _("As the registries say"))
    match fact.fact.type:
        case FactType.BOOLEAN:
            choices = [as_registered, ("true", _("Yes")), ("false", _("No"))]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        case FactType.CODE:
            codes = [(code, in_language(texts)) for code, texts in fact.fact.codes.items()]
            return forms.ChoiceField(label=label, choices=[as_registered, *codes], required=False)
        case FactType.DATE:
            return DayField(label=label, required=False)
        case FactType.INTEGER:
            return forms.IntegerField(label=label, required=False)
        case _:
            return forms.DecimalField(label=label, required=False, max_digits=12, decimal_places=2)


class DecideForm(WithFacts):
    """What an appeal is answered with, why, and what is taken for proven."""

    ruling = forms.ChoiceField(
        label=_("What is decided?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided."), "invalid_choice": _CHOOSE},
    )
    note = _reasons(_("Your reasons"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, rulings: Sequence[Ruling], facts: Iterable[BoundFact]
    ) -> None:
        super().__init__(data)
        field = self.fields["ruling"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in rulings]
        self.ask_facts(list(facts))


class CourtForm(WithFacts):
    """What a court decided about a case."""

    court = forms.CharField(
        label=_("Court"), max_length=200, error_messages={"required": _("Write the name of the court.")}
    )
    number = forms.CharField(
        label=_("Number of the decision"), max_length=60, error_messages={"required": _("Write its number.")}
    )
    decided_on = DayField(label=_("Date of the decision"), error_messages={"required": _("Write its date.")})
    says = forms.CharField(
        label=_("What it says, in short"),
        help_text=_("The person reads this in the letter."),
        min_length=SHORTEST,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea({"rows": 6}),
        error_messages={
            "required": _("Write what it says."),
            "min_length": _("Write at least 20 characters."),
        },
    )
    ruling = forms.ChoiceField(
        label=_("What follows from it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what follows."), "invalid_choice": _CHOOSE},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, rulings: Sequence[Ruling], facts: Iterable[BoundFact]
    ) -> None:
        super().__init__(data)
        field = self.fields["ruling"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in rulings]
        self.ask_facts(list(facts))
