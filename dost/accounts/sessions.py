"""Sessions of staff and of citizens: when they end, whose they are, and how their owner sees and ends them.

`SESSION_ENGINE` is this module: Django's sessions in the database, with columns that say whose a session is. The row
itself runs out – so long without a request, and so long after signing in at the latest, which for citizens is sooner
than for staff – so that nothing has to look at the clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Citizen, Session, User

KEPT_AFTER_THE_END: Final = timedelta(hours=12)
"""How long it is remembered whose a session was that has run out: whoever was typing finds it again (`typed`)."""

CITIZEN_KEY: Final = "citizen"
"""Holds the id of the `Citizen` whose session it is; never beside a member of staff."""

SEEN_EVERY: Final = timedelta(minutes=1)
_BEGAN: Final = "began_at"
_SEEN: Final = "seen_at"
_ADDRESS: Final = "address"
_DEVICE: Final = "device"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in rows that say whose they are."""

    ran_out_of: int | None = None
    """The id of the user whose session had run out when it was asked for; None for all others."""
    ran_out_of_citizen: bool = False
    """Whether the session that was asked for had been a citizen's and had run out."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is stored: with its columns, and with the end that comes first."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        if USER_KEY in data:
            row.user_id = int(data[USER_KEY])
        elif CITIZEN_KEY in data:
            row.citizen_id = int(data[CITIZEN_KEY])
        else:
            return row
        row.began_at, row.seen_at = _moment(data, _BEGAN), _moment(data, _SEEN)
        row.address, row.device = data.get(_ADDRESS, ""), data.get(_DEVICE, "")
        limits = of_staff() if row.user_id is not None else of_citizens()
        row.expire_date = min(row.expire_date, ends_at(row.began_at, row.seen_at, limits))
        return row

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if found is None and key:
            past = Session.objects.filter(session_key=key, expire_date__lte=timezone.now())
            user_id, citizen_id = past.values_list("user_id", "citizen_id").first() or (None, None)
            self.ran_out_of, self.ran_out_of_citizen = user_id, citizen_id is not None
        return found

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what ran out so long ago that nobody comes back to it."""
        Session.objects.filter(expire_date__lt=timezone.now() - KEPT_AFTER_THE_END).delete()


def _moment(data: Mapping[str, Any] | SessionBase, name: str) -> datetime:
    seconds = data.get(name)
    return datetime.fromtimestamp(seconds, tz=UTC) if isinstance(seconds, int) else timezone.now()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: `idle` without a request, `whole` after signing in at the latest."""

    idle: timedelta
    whole: timedelta


def of_staff() -> Limits:
    """Those of staff."""
    return Limits(timedelta(seconds=settings.SESSION_IDLE_SECONDS), timedelta(seconds=settings.SESSION_COOKIE_AGE))


def of_citizens() -> Limits:
    """Those of citizens."""
    return Limits(timedelta(seconds=settings.CITIZEN_IDLE_SECONDS), timedelta(seconds=settings.CITIZEN_SESSION_SECONDS))


def ends_at(began: datetime, seen: datetime, limits: Limits) -> datetime:
    """When a session ends if nothing comes any more."""
    return min(seen + limits.idle, began + limits.whole)


def end_of(session: SessionBase, limits: Limits) -> datetime:
    """When the session of this request ends if nothing comes any more."""
    return ends_at(_moment(session, _BEGAN), _moment(session, _SEEN), limits)


def begin(session: SessionBase, *, address: str, agent: str, now: datetime) -> None:
    """Note when and where a session of somebody who has signed in begins."""
    session.set_expiry(None)  # what limited the visitor's session before
    session[_BEGAN] = session[_SEEN] = int(now.timestamp())
    session[_ADDRESS], session[_DEVICE] = address, device(agent)


def note_seen(session: SessionBase, *, now: datetime) -> None:
    """Note that the owner of a session does something; written once a minute at most."""
    seen = session.get(_SEEN)
    if not isinstance(seen, int) or int(now.timestamp()) - seen >= SEEN_EVERY.total_seconds():
        session[_SEEN] = int(now.timestamp())


# -- devices ---------------------------------------------------------------------------------------------------

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """Browser and system, as far as the header says: "Firefox, Windows"; empty for what says neither."""
    parts = [_first(agent, names) for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if re.search(sign, agent)), "")


# -- seeing and ending -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its owner sees it. `handle` names it without giving its key away."""

    handle: str
    device: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    is_current: bool


def _of(owner: User | Citizen) -> QuerySet[Session]:
    return Session.objects.filter(user=owner) if isinstance(owner, User) else Session.objects.filter(citizen=owner)


def own_sessions(owner: User | Citizen, *, current: str | None, now: datetime) -> list[OwnSession]:
    """The owner's sessions that have not ended, the current one (by its key) first, then the latest seen."""
    rows = _of(owner).filter(expire_date__gt=now).order_by("-seen_at", "session_key")
    listed = [
        OwnSession(
            handle=handle_of(row.session_key),
            device=row.device,
            address=row.address,
            began_at=row.began_at,
            seen_at=row.seen_at,
            is_current=row.session_key == current,
        )
        for row in rows
    ]
    return sorted(listed, key=lambda one: not one.is_current)


def handle_of(session_key: str) -> str:
    """What names a session on a page; the key cannot be found from it."""
    return salted_hmac("dost.accounts.session.handle", session_key, algorithm="sha256").hexdigest()[:20]


def end_one(owner: User | Citizen, handle: str) -> bool:
    """End the owner's session of this handle; whether there was one."""
    for row in _of(owner):
        if constant_time_compare(handle_of(row.session_key), handle):
            row.delete()
            return True
    return False


def end_others(owner: User | Citizen, *, current: str | None) -> int:
    """End all sessions of the owner but the current one (by its key); how many there were."""
    ended, _by_model = _of(owner).exclude(session_key=current or "").delete()
    return ended


@transaction.atomic
def end_all(user_id: int) -> None:
    """End all sessions of a user at once; a request under way is not served again."""
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)
    Session.objects.filter(user=user_id).delete()
