"""A message as a letter on paper (PDF/UA-1): the same text that would have gone to the telephone, with the address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from dost.common.dates import local_day
from dost.notifications.models import Notice
from services_catalog.formats import day_long

from .document_pdf import STANDARD, wordmark

TEMPLATE: Final = Path(__file__).with_name("notice.typ")


def notice_pdf(notice: Notice, *, address: str) -> bytes:
    """The PDF of one message to one address; the same every time it is made."""
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        output=None,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_contents(notice, address), ensure_ascii=False), "wordmark": wordmark()},
        pdf_standards=[STANDARD],
        timestamp=int(notice.created_at.timestamp()),
    )
    return made if isinstance(made, bytes) else made[0]


def _contents(notice: Notice, address: str) -> dict[str, Any]:
    day = local_day(notice.created_at)
    with translation.override(notice.language):
        return {
            "title": _("A message from DOST"),
            "language": notice.language,
            "day": [day.year, day.month, day.day],
            "written": day_long(day, language=notice.language),
            "name": notice.person.full_name,
            "address": address,
            "text": notice.text,
            "ask": _("Questions: call 142 or come to any DOST centre."),
            "wordmark": _("Wordmark of DOST"),
        }
