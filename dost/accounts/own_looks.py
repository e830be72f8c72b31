"""What a citizen opened on their own pages, as the record of looks keeps it: a code, whose label says it in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .access import PAGE_PAUSE, log_access
from .actors import OnBehalf, Oneself
from .models import AccessLog


class OwnLook(models.TextChoices):
    """What was opened: `AccessLog.reason` of looks with the purpose OWN or ON_BEHALF."""

    LETTERS = "own_letters", _("the list of letters was opened")
    LETTER = "own_letter", _("a letter was read")
    LETTER_PDF = "own_letter_pdf", _("a letter was fetched as a PDF")
    DOCUMENT = "own_document", _("a document that was handed in was opened")
    INBOX = "own_inbox", _("the list of messages was opened")
    MESSAGE = "own_message", _("a message was read")
    DATA = "own_data", _("the data in the registries were opened")
    DOWNLOAD = "own_download", _("all data were downloaded (JSON)")
    DOWNLOAD_PDF = "own_download_pdf", _("all data were downloaded (PDF)")
    CORRECTIONS = "own_corrections", _("what was called wrong was opened")
    OWN_PAGES = "own_pages", _("pages of the person’s own were opened")
    LOOKS = "own_looks", _("the record of who looked was opened")
    ACTING = "own_acting", _("somebody began to act for the person")
    NAMES = "own_names", _("the name was shown to somebody who may act for the person")


def log_own_look(
    actor: Oneself | OnBehalf,
    what: OwnLook,
    *,
    registries: Iterable[str] = (),
    service_code: str = "",
    now: datetime,
    pause: timedelta = PAGE_PAUSE,
) -> None:
    """Write down what a citizen opened of their own record, or of the record of whom they act for."""
    on_behalf = isinstance(actor, OnBehalf)
    log_access(
        actor=actor,
        people=[actor.of if isinstance(actor, OnBehalf) else actor.person_id],
        purpose=AccessLog.Purpose.ON_BEHALF if on_behalf else AccessLog.Purpose.OWN,
        reason=what.value,
        registries=registries,
        service_code=service_code,
        now=now,
        pause=pause,
    )
