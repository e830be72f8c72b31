"""The form of the amount above which a second person confirms what a member of staff grants."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from services_catalog.schema import CONFIDENCES
from services_catalog.second_person import MOST, SecondPerson, second_person_of


class SecondPersonForm(forms.Form):
    """The amount, and how sure it is; empty: nobody need confirm anything."""

    use_required_attribute = False

    above = forms.DecimalField(
        label=gettext_lazy("Above how much a second person confirms"),
        help_text=gettext_lazy(
            "In manats. What a member of staff grants counts with all that is paid at once: the one-time sum, or the "
            "months that are due by then. What the rule grants by itself needs nobody. Empty: no second person."
        ),
        required=False,
        min_value=Decimal(0),
        max_value=MOST,
        max_digits=9,
        decimal_places=2,
        localize=False,
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure it is"), choices=lambda: words.labelled("confidence", CONFIDENCES)
    )

    def written(self) -> dict[str, Any]:
        """Return the field of the version; None takes it out."""
        above: Decimal | None = self.cleaned_data["above"]
        if above is None:
            return {"second_person": None}
        return {"second_person": SecondPerson(above, self.cleaned_data["confidence"]).as_json()}

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        said = second_person_of(content)
        return {"above": said.above if said else None, "confidence": said.confidence if said else "assumed"}
