"""The security log: failed and refused sign-ins, refusals, privileged acts – who, from where, what.

Whoever handles such a thing calls `security_event`; it keeps a row that nobody can change, for the auditor, and writes
one line to the program's log, for whoever watches over many installations. Neither names a citizen: the record of
looks (`AccessLog`) does that.

What anybody can cause without having signed in could fill the table, so of one kind and one address at most
`MOST_A_MINUTE` rows are kept in a minute; the last says that there may have been more. The lines are all written.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest

from . import throttle
from .actors import Staff, staff_actor
from .models import SecurityEvent, User

logger = logging.getLogger(__name__)

Kind = SecurityEvent.Kind

HERE: Final = ""
"""Where a command of this installation comes from."""

MOST_A_MINUTE: Final = 60
MORE: Final = "…"
"""Ends what the last row of a minute is about."""
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Nobody:
    """Somebody of whom nothing is known, or the system itself."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody who wrote the user name of this account, and proved nothing."""

    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution by its code; or what was sent in place of one, when it is not known who called."""

    code: str


Party = Nobody | Staff | Claimed | Institution
"""Who did, or tried to do, what a security event tells of."""

NOBODY: Final = Nobody()


def security_event(kind: Kind, *, who: Party, where: str, what: str, now: datetime) -> SecurityEvent | None:
    """Keep that this happened; None when so many of its kind came from there just now that no row was written.

    `where` is an IP address (`origin`), or `HERE`. `what` names the thing concerned in at most 200 characters – a
    change set, a file, an account, the route that was refused – and never a citizen.
    """
    row = SecurityEvent(kind=kind, address=_one_line(where)[:64], about=_one_line(what), at=now, **_columns(who))
    logger.info("%s", _line(row))
    lately = 0 if isinstance(who, Staff) else _lately(kind, row.address, now)
    if lately >= MOST_A_MINUTE:
        return None
    if lately == MOST_A_MINUTE - 1:
        row.about = f"{row.about[: SecurityEvent.ABOUT_LENGTH - len(MORE) - 1]} {MORE}".strip()
    row.save(force_insert=True)
    return row


def origin(request: HttpRequest) -> str:
    """Where a request comes from, as `security_event` takes it."""
    return throttle.address_of(request)


def party(user: object) -> Party:
    """The signed-in member of staff of a request (`request.user`), or nobody."""
    return staff_actor(user) if isinstance(user, User) and user.is_authenticated else NOBODY


def claimed(username: str) -> Party:
    """Whose user name somebody wrote; nobody when no account has it. What was written is not kept: it may be a
    password in the wrong field."""
    found = User.objects.filter(username=username[:150].replace("\x00", "")).values_list("pk", "role").first()
    return Claimed(user_id=found[0], role=found[1]) if found else NOBODY


def _lately(kind: Kind, address: str, now: datetime) -> int:
    """How many rows of a kind came from an address in the last minute, by somebody who had not signed in."""
    return SecurityEvent.objects.filter(
        kind=kind, address=address, proven=False, at__gt=now - _MINUTE, at__lte=now
    ).count()


def _columns(who: Party) -> dict[str, Any]:
    match who:
        case Staff():
            return {"user_id": who.user_id, "role": who.role, "proven": True}
        case Claimed():
            return {"user_id": who.user_id, "role": who.role}
        case Institution():
            return {"institution": _one_line(who.code)[:64]}
        case Nobody():
            return {}


def _line(row: SecurityEvent) -> str:
    """The event as one line of JSON; a value can neither break the line nor pretend to be another."""
    told = {
        "event": str(row.kind),
        "user": row.user_id,
        "role": row.role,
        "proven": row.proven,
        "institution": row.institution,
        "from": row.address,
        "about": row.about,
        "at": row.at.isoformat(),
    }
    return json.dumps({name: value for name, value in told.items() if value not in (None, "")}, ensure_ascii=True)


def _one_line(text: str) -> str:
    """What PostgreSQL keeps and a line of a log holds: printable, and not longer than the column."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable[: SecurityEvent.ABOUT_LENGTH].strip()
