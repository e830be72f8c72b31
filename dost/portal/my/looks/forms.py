"""The filters of the record of who looked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dost.proactive.who_looked import Asked, Looker
from dost.ui.fields import DayField
from registries.holdings import REGISTRIES

LOOKERS = (
    ("", _("Everybody")),
    (Looker.STAFF, _("Members of staff")),
    (Looker.AUTOMATIC, _("Automatic checks")),
    (Looker.CITIZENS, _("Myself, or who acts for me")),
)


class LooksForm(forms.Form):
    """Who looked, in which registry, on which days."""

    by = forms.ChoiceField(label=_("Who"), choices=LOOKERS, required=False)
    registry = forms.ChoiceField(label=_("In which registry"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Until"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data or None)
        registry = self.fields["registry"]
        assert isinstance(registry, forms.ChoiceField)
        registry.choices = [("", _("All")), *((one.code, one.name) for one in REGISTRIES)]

    def asked(self) -> Asked:
        """What is asked for; what is nonsense is not asked."""
        if not self.is_bound:
            return Asked()
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return Asked(
            looker=Looker(given["by"]) if given.get("by") else None,
            registry=given.get("registry", ""),
            first=given.get("first"),
            last=given.get("last"),
        )
