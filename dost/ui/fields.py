"""Fields that every office's forms use."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)


class DayField(forms.DateField):
    """A day that can be reckoned with: from 1900 to 2199, as in the registries; others are no days of ours."""

    def to_python(self, value: Any) -> date | None:
        """Return the day; None for nothing. Raises `ValidationError` with what the field says of what is none."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
