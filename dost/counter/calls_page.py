"""What the pages of 142 show: the open call with all that was done in it, and whom to call back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.centres import call_backs as backs
from dost.centres.calls import open_check
from dost.centres.models import CallBack, Caller, Visit
from dost.centres.visiting import open_visit
from dost.centres.who_is_it import Found, offered

from .desk_done import Done, done_in

NOTHING: Final = Done()


@dataclass(frozen=True, slots=True)
class ToKeep:
    """The promise that an open call is to keep: whom to call and about what. `name` as they said it, or as is known.

    `number` is which try of `backs.TRIES` this is.
    """

    phone: str
    about: str
    name: str
    promised_by: str
    due_at: datetime
    is_late: bool
    number: int


@dataclass(frozen=True, slots=True)
class CallPage:
    """The open call, None without one. `waits`: questions wait for their answers; `caller`: who called, as they said.

    `found` is whom the promise is about, where it was known who called; they answer the questions again.
    """

    visit: Visit | None
    waits: bool = False
    caller: Caller | None = None
    to_keep: ToKeep | None = None
    found: tuple[Found, ...] = ()
    done: Done = NOTHING
    rows: int = 0
    late: int = 0

    @property
    def may_be_unreached(self) -> bool:
        """Whether the call may end with nobody having answered."""
        return self.to_keep is not None and self.visit is not None and self.visit.person is None


@dataclass(frozen=True, slots=True)
class BackRow:
    """Somebody to call back. `name` is what they called themselves, empty where it is known or was not said.

    `tried` is how often nobody answered; `next_at` from when on the next try may be, None when at once. `is_called`:
    somebody is calling just now. `mine`: the reader may call them.
    """

    pk: int
    phone: str
    about: str
    name: str
    due_at: datetime
    is_late: bool
    promised_by: str
    tried: int
    next_at: datetime | None
    is_called: bool
    mine: bool


def call_of(actor: Staff) -> Visit | None:
    """The call that an operator has open; None without one, and in a visit at a window. One query."""
    visit = open_visit(actor)
    return visit if visit is not None and visit.channel == Visit.Channel.TELEPHONE else None


def call_page(actor: Staff, *, now: datetime) -> CallPage:
    """The open call of an operator, or what waits for them without one."""
    rows, late = backs.waiting_for(actor).count(), backs.overdue(actor, now=now).count()
    visit = call_of(actor)
    if visit is None:
        return CallPage(None, rows=rows, late=late)
    kept = backs.kept_in(visit, now=now)
    before = kept.row.visit.person if kept is not None and visit.person is None else None
    return CallPage(
        visit,
        waits=open_check(visit) is not None,
        caller=Caller.objects.filter(visit=visit).first(),
        to_keep=_to_keep(kept, now) if kept is not None else None,
        found=(offered(before, visit=visit),) if before is not None else (),
        done=done_in(visit, now=now),
        rows=rows,
        late=late,
    )


def back_rows(actor: Staff, *, now: datetime, most: int) -> tuple[BackRow, ...]:
    """The first so many of those whom the reader's office has promised to call back. One query."""
    calls = actor.role == User.Role.OPERATOR
    return tuple(
        BackRow(
            pk=one.row.pk,
            phone=one.row.phone,
            about=one.row.about,
            name=_said(one.row),
            due_at=one.row.due_at,
            is_late=one.row.due_at <= now,
            promised_by=_name(one.row.visit.clerk),
            tried=one.tried,
            next_at=_next(one.last_at, now),
            is_called=one.is_called,
            mine=calls and backs.may_call(one.row, actor),
        )
        for one in backs.listed_for(actor, now=now, most=most)
    )


def _to_keep(kept: backs.Waiting, now: datetime) -> ToKeep:
    row = kept.row
    person = row.visit.person
    return ToKeep(
        phone=row.phone,
        about=row.about,
        name=person.full_name if person is not None else _said(row),
        promised_by=_name(row.visit.clerk),
        due_at=row.due_at,
        is_late=row.due_at <= now,
        number=kept.tried + 1,
    )


def _said(row: CallBack) -> str:
    caller: Caller | None = getattr(row.visit, "caller", None)
    return caller.name if caller is not None else ""


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()


def _next(last: datetime | None, now: datetime) -> datetime | None:
    return last + backs.PAUSE if last is not None and last > now - backs.PAUSE else None
