"""What the pages about messages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dost.accounts.citizens import SignedInCitizen
from dost.cases.models import Letter
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.ui.contexts import Pagination, Tag, Text
from dost.ui.paging import paged

ROWS: Final = 20
SHOWN_IN_LIST: Final = 110
"""Letters of a message in the list."""

HERE: Final = Tag(gettext_lazy("Here only"), "grey")
STATES: Final[dict[str, Tag]] = {
    DeliveryState.READY: Tag(pgettext_lazy("message", "To be sent"), "grey"),
    DeliveryState.SENDING: Tag(pgettext_lazy("message", "Being sent"), "blue"),
    DeliveryState.DONE: Tag(pgettext_lazy("message", "Delivered"), "green"),
    DeliveryState.REFUSED: Tag(pgettext_lazy("message", "Could not be delivered"), "orange"),
    DeliveryState.DOUBTFUL: Tag(pgettext_lazy("message", "It is not known whether it arrived"), "orange"),
    DeliveryState.WITHHELD: Tag(pgettext_lazy("message", "Kept back"), "grey"),
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the list: how it begins, and how it was sent. Of a sensitive service nothing of either."""

    title: Text
    language: str
    sent_at: datetime
    channel: Text
    state: Tag | None
    is_new: bool
    url: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The list, newest first."""

    rows: tuple[MessageRow, ...]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message, and the letters of its case: there stands what a message has no room for."""

    text: Text
    language: str
    sent_at: datetime
    channel: Text
    state: Tag
    phone: str
    letters: tuple[tuple[Text, str], ...]


def messages_of(me: SignedInCitizen) -> QuerySet[Notice]:
    """The messages that the reader may read here, newest first, with their services."""
    own = Notice.objects.filter(me.opens.rows_of(me.person_id, "case__service"))
    return own.select_related("case__service").order_by("-created_at", "-pk")


def unread(person_id: int) -> int:
    """How many messages of a person nobody has opened here."""
    return Notice.objects.filter(person=person_id, seen_at=None).count()


def inbox_page(me: SignedInCitizen, *, asked: str) -> InboxPage:
    """A page of the person's messages; two queries however many there are."""
    found, pagination = paged(messages_of(me), asked=asked, per=ROWS, url=reverse("my:inbox"), filters={})
    return InboxPage(rows=tuple(map(_row, found)), pagination=pagination)


def _row(message: Notice) -> MessageRow:
    hidden = _is_hidden(message)
    return MessageRow(
        title=_("A message that is not named in lists") if hidden else _beginning(message.text),
        language="" if hidden else message.language,
        sent_at=message.created_at,
        channel="" if hidden else _channel(message),
        state=None if hidden else _state(message),
        is_new=message.seen_at is None,
        url=reverse("my:message", args=[message.pk]),
    )


def _is_hidden(message: Notice) -> bool:
    return message.case is not None and message.case.service.sensitive


def _beginning(text: str) -> str:
    return shorten(text.removeprefix("DOST: "), SHOWN_IN_LIST, placeholder="…")


def _channel(message: Notice) -> Text:
    return Notice.Channel(message.channel).label if message.channel in Notice.Channel.values else message.channel


def _state(message: Notice) -> Tag:
    if message.channel == Notice.Channel.INBOX:
        return HERE
    return STATES.get(message.state) or Tag(DeliveryState(message.state).label, "grey")


def message_page(message: Notice) -> MessagePage:
    """One message as its page shows it."""
    letters = Letter.objects.filter(case=message.case_id, person=message.person_id).order_by("ordinal")
    return MessagePage(
        text=message.text,
        language=message.language,
        sent_at=message.created_at,
        channel=_channel(message),
        state=_state(message),
        phone=_masked(message.phone),
        letters=tuple(
            (Letter.Kind(kind).label, reverse("my:letter", args=[number]))
            for kind, number in letters.values_list("kind", "number")
        )
        if message.case_id is not None
        else (),
    )


def _masked(phone: str) -> str:
    """The end of a telephone number, by which its owner knows it."""
    return f"•• {phone[-2:]}" if phone else ""
