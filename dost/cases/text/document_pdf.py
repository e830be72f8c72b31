"""A document as a PDF that anybody can read and keep: PDF/UA-1, in Azerbaijani and the person's own language.

Of what was issued and kept (`cases.documents`), so it says the same whenever it is printed, byte by byte as long as it
stands; once it was taken back or has run out, it says that too. Fonts are those that typst brings along.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.cases.models import Deliverable
from dost.common.dates import local_day
from services_catalog.formats import day_long

TEMPLATE: Final = Path(__file__).with_name("document.typ")
STANDARD: Final = "ua-1"
PICTURE_PPI: Final = 110
OFFICIAL: Final = "az"
"""The language of the document itself; another is its translation."""

Text = dict[str, Any]


class NoDocument(LookupError):  # noqa: N818 - it reads as what it says
    """Nothing is written on what was issued: it is no document, or is from before documents had a text."""


def document_pdf(given: Deliverable, *, check_url: str, on: date) -> bytes:
    """The PDF of a document as it stands on a day; `check_url` is the public address that its QR code leads to.

    Raises:
        NoDocument: it is none, or has no text.
    """
    return _compiled(_contents(given, check_url=check_url, on=on), "pdf", issued=given)


def document_picture(given: Deliverable, *, check_url: str, on: date) -> bytes:
    """The same as a PNG, to be looked at."""
    return _compiled(_contents(given, check_url=check_url, on=on), "png", issued=given)


def _compiled(contents: Text, form: Literal["pdf", "png"], *, issued: Deliverable) -> bytes:
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        output=None,
        format=form,
        ppi=PICTURE_PPI,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(contents, ensure_ascii=False), "wordmark": wordmark()},
        pdf_standards=[STANDARD] if form == "pdf" else [],
        timestamp=int(issued.issued_at.timestamp()),
    )
    return made if isinstance(made, bytes) else made[0]


@cache
def wordmark() -> str:
    """DOST's wordmark as SVG."""
    return (settings.BASE_DIR / "static" / "wordmark.svg").read_text(encoding="utf-8")


def _contents(given: Deliverable, *, check_url: str, on: date) -> Text:
    """Everything that stands on the paper."""
    document = given.content.get("document")
    if document is None:
        raise NoDocument(given.number)
    own = document["language"]
    languages = [OFFICIAL] if own == OFFICIAL else [OFFICIAL, own]
    issued = local_day(given.issued_at)
    return {
        "parts": [_part(given, document, language, on=on) for language in languages],
        "number": given.number,
        "title": document["title"][OFFICIAL],
        "issued": [issued.year, issued.month, issued.day],
        "check_url": check_url,
        "qr": drawn_qr(check_url),
    }


def _part(given: Deliverable, document: Text, language: str, *, on: date) -> Text:
    """The document in one language."""
    with translation.override(language):
        first, *lines = (statement[language] for statement in document["statements"])
        return {
            "language": language,
            "country": _("Republic of Azerbaijan"),
            "ministry": _("Ministry of Labour and Social Protection of Population"),
            "provider": document["provider"].get(language, ""),
            "wordmark": _("Wordmark of DOST"),
            "translation": "" if language == OFFICIAL else _("Translation"),
            "title": document["title"][language],
            "first": first,
            "lines": lines,
            "people": _people(given),
            "number": _("Number"),
            "issued": [pgettext("a document", "Issued"), day_long(local_day(given.issued_at), language=language)],
            "valid": [_("Valid until"), _until(given, language)],
            "no_longer": _no_longer(given, language, on=on),
            "check": _("Anybody can check here whether this document is genuine and still valid:"),
            "made": _("It was made electronically from the registries of the state, by DOST."),
            "qr": _("QR code of the address at which the document is checked"),
        }


def _until(given: Deliverable, language: str) -> str:
    return day_long(given.valid_until, language=language) if given.valid_until else _("without an end")


def _no_longer(given: Deliverable, language: str, *, on: date) -> str:
    """That the document counts no more, and since when; empty while it does."""
    if given.ended_on is not None and given.ended_on <= on:
        day = day_long(given.ended_on, language=language)
        return _("This document is no longer valid: it was taken back on %(day)s.") % {"day": day}
    if given.valid_until is not None and given.valid_until < on:
        day = day_long(given.valid_until, language=language)
        return _("This document is no longer valid: its last day was %(day)s.") % {"day": day}
    return ""


def _people(given: Deliverable) -> list[Text]:
    """Whom it is issued to, and whom it is about where that is somebody else."""
    found = []
    for key, label in (("person", _("Issued to")), ("about", _("About"))):
        person = given.content.get(key)
        if person:
            born = day_long(date.fromisoformat(person["born"]), language=translation.get_language())
            more = [[_("FİN"), person["fin"]], [_("Born"), born]]
            found.append({"label": label, "name": person["name"], "more": more})
    return found


def drawn_qr(address: str) -> str:
    """A QR code of an address as SVG, for a paper."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, dark="#0b0c0c")
    return drawn.getvalue().decode()
