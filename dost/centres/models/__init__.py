"""The rows of the centres."""

from .appointments import Appointment
from .calls import CallBack, CallerCheck
from .devices import Device
from .places import CentreBreak, CentreDay, CentreRules, ClosedDay, Desk, Shift, Sitting
from .tickets import Klass, Ticket, TicketEvent
from .visits import Visit

__all__ = [
    "Appointment",
    "CallBack",
    "CallerCheck",
    "CentreBreak",
    "CentreDay",
    "CentreRules",
    "ClosedDay",
    "Desk",
    "Device",
    "Klass",
    "Shift",
    "Sitting",
    "Ticket",
    "TicketEvent",
    "Visit",
]
