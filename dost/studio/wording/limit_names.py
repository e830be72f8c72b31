"""What the time limits of a version are called, and the units they are counted in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services_catalog.time_limits import Unit


def limit_names() -> dict[str, str]:
    """Return what each limit is called, in the order of a file."""
    return {
        "decision": _("Decision"),
        "refusal_notice": _("Telling of a refusal"),
        "appeal": _("Time to appeal"),
        "appeal_answer": _("Answer to an appeal"),
    }


def unit_names() -> dict[str, str]:
    """Return what the units are called."""
    return {
        Unit.DAYS.value: _("calendar days"),
        Unit.WORKING_DAYS.value: _("working days"),
        Unit.MONTHS.value: _("months"),
    }
