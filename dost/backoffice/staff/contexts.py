"""What the pages of staff accounts show, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dost.ui.contexts import FilterField, Pagination, SelectedFilter, Tag, Text


class State(StrEnum):
    """How it stands with an account."""

    WORKING = "working"
    WAITING = "waiting"
    NO_ROLE = "no_role"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff in the list. ``centre`` is its name, or empty."""

    url: str
    name: str
    username: str
    role: Text
    centre: str
    state: Tag
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The list of staff; ``without_fin`` are those who decide on cases and have no FİN."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[StaffRow, ...]
    pagination: Pagination
    without_fin: int = 0
    without_fin_url: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of the history: what was done, to whom, by whom (a command of the installation has no name)."""

    at: datetime
    what: Text
    details: Text
    whom: str
    whom_url: str
    by: Text
    by_role: Text
    address: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What was done to accounts of staff, the newest first."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[EventRow, ...]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What waits for a second person. Addresses are empty where the reader may not."""

    what: Text
    details: Text
    whom: str
    whom_url: str
    asked_by: str
    asked_at: datetime
    confirm_url: str = ""
    decline_url: str = ""
    withdraw_url: str = ""


@dataclass(frozen=True, slots=True)
class ActLink:
    """Something that can be done to an account: the words of its button, and the page that does it."""

    words: Text
    url: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account: who it is, how it stands, what can be done, what waits, what was done.

    ``fin`` says whether a FİN is written down; ``lacks_fin`` that none is, and the role decides on cases.
    """

    name: str
    username: str
    role: Text
    centre: str
    state: Tag
    fin: Text
    lacks_fin: bool
    made_at: datetime
    signed_in_at: datetime | None
    link_until: datetime | None
    acts: tuple[ActLink, ...]
    pending: tuple[ChangeRow, ...]
    events: tuple[EventRow, ...]
    history_url: str
