"""The rows of the centres."""

from .appointments import Appointment
from .calls import CallBack, CallBackTry, Caller, CallerCheck
from .devices import Device
from .places import CentreBreak, CentreDay, CentreRules, ClosedDay, Desk, Shift, Sitting
from .tickets import Klass, Ticket, TicketEvent
from .visits import Visit

__all__ = [
    "Appointment",
    "CallBack",
    "CallBackTry",
    "Caller",
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
