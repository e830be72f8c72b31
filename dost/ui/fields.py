"""Fields that every office's forms use."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)


_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y")
"""How a browser's own calendar sends a day, and how people write one where it has none."""


class DayField(forms.DateField):
    """A day that can be reckoned with: from 1900 to 2199, as in the registries; others are no days of ours."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("input_formats", _FORMATS)
        given.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        given["error_messages"] = {"invalid": _("Write a day such as 31.01.2027."), **given.get("error_messages", {})}
        super().__init__(**given)

    def to_python(self, value: Any) -> date | None:
        """Return the day; None for nothing. Raises `ValidationError` with what the field says of what is none."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
