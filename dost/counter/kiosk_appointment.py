"""Checking in with the code of an appointment, at a kiosk or with a greeter: the one place where that is joined."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from django.utils.translation import gettext as _

from dost.centres.models import Appointment
from dost.centres.problems import QueueError


class CheckIn(Protocol):
    """What `dost.centres.appointments.check_in` does: marks an appointment of today as arrived.

    Raises:
        QueueError: there is none of this code, it is not of today or of this centre, was cancelled, or was checked in.
    """

    def __call__(self, code: str, *, centre: str, now: datetime) -> Appointment: ...


CHECK_IN: Final[CheckIn | None] = None
"""To join: `from dost.centres.appointments import check_in`, and `CHECK_IN: Final[CheckIn] = check_in`."""


def checked_in(*, code: str, centre: str, now: datetime) -> Appointment:
    """Return the appointment of a code at this centre, checked in; in the caller's transaction, so that it is undone.

    Raises:
        QueueError: as `CheckIn`, or it is an appointment at another centre.
    """
    if CHECK_IN is None:
        raise QueueError(_("Appointments are checked in by the greeter. Please show them your code."))
    appointment = CHECK_IN(code, centre=centre, now=now)
    if appointment.day.centre_id != centre:
        raise QueueError(_("This appointment is at another centre. The greeter will help you."))
    return appointment
