"""The form of the time limits of a version: for each how long, in which unit, by which law, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dost.studio.wording import rule_words as words
from dost.studio.wording.limit_names import limit_names, unit_names
from services_catalog.json_fields import FieldError
from services_catalog.schema import CONFIDENCES
from services_catalog.terms_written import limits_as_written
from services_catalog.time_limits import MOST, NAMES, STANDARD, TimeLimit, TimeLimits, Unit, limits_from_json

_LONGEST: Final = max(MOST.values())
_LONGEST_LAW: Final = 300


class LimitsForm(forms.Form):
    """The four limits; a version that states none begins with those that hold for everybody."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in limit_names().items():
            called = {"name": name}
            self.fields[f"{key}_count"] = forms.IntegerField(
                label=_("%(name)s: how long") % called, min_value=0 if key == "decision" else 1, max_value=_LONGEST
            )
            self.fields[f"{key}_unit"] = forms.ChoiceField(
                label=_("%(name)s: counted in") % called, choices=list(unit_names().items())
            )
            self.fields[f"{key}_law"] = forms.CharField(
                label=_("%(name)s: law") % called,
                help_text=_("As the catalogue writes it, in English."),
                max_length=_LONGEST_LAW,
            )
            self.fields[f"{key}_confidence"] = forms.ChoiceField(
                label=_("%(name)s: how sure") % called, choices=words.labelled("confidence", CONFIDENCES)
            )

    def clean(self) -> dict[str, Any]:
        """No limit is longer than a year, in whatever unit."""
        said: dict[str, Any] = super().clean() or {}
        for key in NAMES:
            count, unit = said.get(f"{key}_count"), said.get(f"{key}_unit")
            most = MOST[Unit(unit)] if unit else _LONGEST
            if count is not None and count > most:
                self.add_error(f"{key}_count", ValidationError(_("At most %(most)d.") % {"most": most}))
        return said

    def written(self) -> dict[str, Any]:
        """Return the field of the version."""
        said = self.cleaned_data
        limits = TimeLimits(
            **{
                key: TimeLimit(
                    count=said[f"{key}_count"],
                    unit=Unit(said[f"{key}_unit"]),
                    law=" ".join(said[f"{key}_law"].split()),
                    confidence=said[f"{key}_confidence"],
                )
                for key in NAMES
            }
        )
        return {"terms": limits_as_written(limits.as_json())}

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        limits = _limits(content.get("terms"))
        begun: dict[str, Any] = {}
        for key in NAMES:
            limit: TimeLimit = getattr(limits, key)
            begun |= {
                f"{key}_count": limit.count,
                f"{key}_unit": limit.unit.value,
                f"{key}_law": limit.law,
                f"{key}_confidence": limit.confidence,
            }
        return begun


def _limits(value: Any) -> TimeLimits:
    if not value:
        return STANDARD
    try:
        return limits_from_json(value)
    except FieldError:  # written by hand and not right: the form begins anew, saving it makes it right
        return STANDARD
