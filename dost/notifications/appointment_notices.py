"""What people are told about their appointment at a centre: never what it is for – others read telephones too."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dost.common.delivery import DeliveryState
from registries.models import Person
from services_catalog.formats import day_long

from .models import Notice
from .notices import addressed
from .question import ReplyBy
from .reach import reach_of

CANCEL_WORDS: Final = {"az": "LƏĞV", "en": "CANCEL", "ru": "ОТМЕНА"}
"""What to reply, as the message says it; how it may be spelt is in `spelling`."""


class AppointmentNews(StrEnum):
    """What somebody is told of an appointment; each is told once of each."""

    BOOKED = "booked"
    REMINDER = "remind"
    CLOSED = "closed"
    """The centre is closed then: the appointment is cancelled."""
    FEWER = "fewer"
    """Fewer desks are at work then than were when it was booked."""


def appointment_key(appointment: int, news: AppointmentNews) -> str:
    """The key of the notice: one of a kind for each appointment."""
    return f"NAP{appointment}-{news}"


def appointment(
    person: Person,
    news: AppointmentNews,
    *,
    appointment: int,
    centre: str,
    starts_at: datetime,
    reply: ReplyBy | None = None,
    now: datetime,
) -> Notice:
    """Build (not save) a notice about an appointment (by id) at a centre, whose name in their language is given.

    `reply` is how a reminder can be answered, None where it cannot.
    """
    reach = reach_of(person)
    text = about_an_appointment(news=news, centre=centre, starts_at=starts_at, reply=reply, language=reach.language)
    made = addressed(person, Notice.Kind.APPOINTED, text, ways=reach.ways(), number=appointment, now=now)
    made.key = appointment_key(appointment, news)
    if not reach.ways() and made.state != DeliveryState.WITHHELD and news != AppointmentNews.REMINDER:
        made.untold = Notice.Untold.NO_WAY
    return made


def about_an_appointment(
    *, news: AppointmentNews, centre: str, starts_at: datetime, reply: ReplyBy | None = None, language: str
) -> str:
    """The message: where, when, and what one can do."""
    with translation.override(language):
        said = _text(news) % {"centre": centre, "when": _when(starts_at, language)}
        if news != AppointmentNews.REMINDER:
            return said
        if reply is None:
            return " ".join((said, _("If you cannot come, cancel it in your DOST or call 142.")))
        word = " ".join(filter(None, (CANCEL_WORDS.get(language, CANCEL_WORDS["az"]), reply.code)))
        return " ".join((said, _("If you cannot come, reply %(word)s.") % {"word": word}))


def _text(news: AppointmentNews) -> str:
    match news:
        case AppointmentNews.BOOKED:
            return _(
                "DOST: your appointment is at %(centre)s, %(when)s. To change or cancel it, use your DOST or call 142."
            )
        case AppointmentNews.REMINDER:
            return _("DOST: your appointment is at %(centre)s, %(when)s. Bring your identity document.")
        case AppointmentNews.CLOSED:
            return _(
                "DOST: we are sorry. %(centre)s is closed when you have your appointment, %(when)s: it is cancelled. "
                "Please choose another time in your DOST or call 142."
            )
        case AppointmentNews.FEWER:
            return _(
                "DOST: at %(centre)s fewer desks work than planned, %(when)s. Your appointment stays, "
                "but you may have to wait. You can choose another time in your DOST or call 142."
            )


def _when(starts_at: datetime, language: str) -> str:
    local = timezone.localtime(starts_at)
    return f"{_day(local.date(), language)}, {_hour(local.time())}"


def _day(day: date, language: str) -> str:
    return day_long(day, language=language)


def _hour(at: time) -> str:
    return f"{at:%H:%M}"
