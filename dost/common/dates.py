"""The calendar day in Baku."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def local_day(moment: datetime) -> date:
    """The day in the project's time zone (Asia/Baku) at a moment."""
    return timezone.localtime(moment).date()
