"""A letter as a PDF that anybody can read and keep: PDF/UA-1, in the person's language and in Azerbaijani.

Of what was kept when it was written (`cases.letters`), so it is the same whenever it is printed, byte by byte. Later
letters do not change it: whether there are any, the check says.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.cases.letter_content import LetterPart, read_content
from dost.common.dates import local_day
from services_catalog.formats import day_long

from .document_pdf import STANDARD, drawn_qr, wordmark

TEMPLATE: Final = Path(__file__).with_name("letter.typ")


class Printable(Protocol):
    """What a paper needs of a letter, whatever it is about."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def issued_at(self) -> datetime:
        """When it was written."""

    @property
    def content(self) -> Any:
        """What it says, as JSON."""


def letter_pdf(letter: Printable, *, check_url: str) -> bytes:
    """The PDF of a letter; `check_url` is the public address that its QR code leads to."""
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        output=None,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_contents(letter, check_url), ensure_ascii=False), "wordmark": wordmark()},
        pdf_standards=[STANDARD],
        timestamp=int(letter.issued_at.timestamp()),
    )
    return made if isinstance(made, bytes) else made[0]


def _contents(letter: Printable, check_url: str) -> dict[str, Any]:
    """Everything that stands on the paper."""
    written, issued = read_content(letter.content), local_day(letter.issued_at)
    return {
        "name": written.name,
        "fin": written.fin,
        "number": letter.number,
        "issued": [issued.year, issued.month, issued.day],
        "check_url": check_url,
        "qr": drawn_qr(check_url),
        "parts": [_part(part, issued_at=letter.issued_at) for part in written.parts],
    }


def _part(part: LetterPart, *, issued_at: datetime) -> dict[str, Any]:
    """What the letter says in one language, with the words of the paper around it."""
    with translation.override(part.language):
        return {
            **asdict(part),
            "country": _("Republic of Azerbaijan"),
            "ministry": _("Ministry of Labour and Social Protection of Population"),
            "wordmark": _("Wordmark of DOST"),
            "fin": _("FİN"),
            "number": _("Number"),
            "written": pgettext("a letter", "Written"),
            "day": day_long(local_day(issued_at), language=part.language),
            "check": _("Anybody can check here whether this letter is genuine, and whether a later one followed:"),
            "made": _("It was made electronically by DOST."),
            "qr": _("QR code of the address at which the letter is checked"),
        }
