"""What the ISO 20022 messages share: safe parsing of what a bank sends, and the writing of elements.

A message is read by the elements that are known here, wherever the published definition lets them stand, under any
prefix and in any of the versions named; what else the definition allows is passed over. What is written here is held to
the published definitions by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

LONGEST: Final = 32 * 1024 * 1024  # bytes
LONGEST_TEXT: Final = 140
BANKS_ZONE: Final = ZoneInfo("Asia/Baku")
"""The clock that a bank's time without a zone is by: the definitions leave the zone open."""

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.[0-9]{3})\.[0-9]{3}\.([0-9]{2})\}Document")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_AMOUNT = re.compile(r"\+?[0-9]{1,18}(\.[0-9]{0,5})?")


class MessageError(ValueError):
    """An XML document that is not the message it should be; the text names the place and what is wrong."""


def namespace(message: str) -> str:
    """The XML namespace of a message such as `pain.001.001.09`."""
    return f"urn:iso:std:iso:20022:tech:xsd:{message}"


def empty(message: str) -> etree._Element:
    """The root of a new message."""
    return etree.fromstring(f'<Document xmlns="{namespace(message)}"/>')


@dataclass(frozen=True, slots=True)
class Reader:
    """An element of a message; paths such as `GrpHdr/MsgId` go down from it within the message's namespace."""

    element: etree._Element

    def all(self, path: str) -> Iterator[Reader]:
        """Every element at a path."""
        return map(Reader, self.element.iterfind(self._path(path)))

    def first(self, path: str) -> Reader | None:
        """The first element at a path."""
        found = self.element.find(self._path(path))
        return None if found is None else Reader(found)

    def text(self, *paths: str) -> str:
        """The text of the first of these paths that has any, as one bounded line; else an empty text."""
        for path in paths:
            for found in self.element.iterfind(self._path(path)):
                said = one_line(found.text or "")
                if said:
                    return said
        return ""

    def own_text(self) -> str:
        """The element's own text as one bounded line."""
        return one_line(self.element.text or "")

    def attribute(self, name: str) -> str:
        """An attribute of the element, or an empty text."""
        return str(self.element.get(name, ""))

    def amount(self) -> Decimal:
        """The element's own text as an amount; raises `MessageError`."""
        said = (self.element.text or "").strip()
        if not _AMOUNT.fullmatch(said):
            raise MessageError(f"{self.name}: {said[:30]!r} is not an amount")
        try:
            return Decimal(said)
        except InvalidOperation as error:
            raise MessageError(f"{self.name}: {said[:30]!r} is not an amount") from error

    @property
    def name(self) -> str:
        """The element's name without its namespace."""
        return etree.QName(self.element).localname

    def _path(self, path: str) -> str:
        own = f"{{{etree.QName(self.element).namespace}}}"
        return "/".join(f"{own}{step}" for step in path.split("/"))


def parse(content: bytes, *, family: str, versions: Collection[int]) -> Reader:
    """Parse a message of a family (`pain.002`) in one of these versions, and return what its `Document` holds.

    No entities, no document type, no network, no more than `LONGEST` bytes; raises `MessageError`.
    """
    document = _document(content)
    found = _NAMESPACE.fullmatch(str(document.tag))
    if found is None or found[1] != family:
        raise MessageError(f"expected a {family}, not {str(document.tag)[:90]}")
    if int(found[2]) not in versions:
        known = f"{min(versions):02} to {max(versions):02}"
        raise MessageError(f"{family} in version {found[2]}; versions {known} can be read")
    if not len(document):
        raise MessageError("the document is empty")
    return Reader(document[0])


def family_of(content: bytes) -> str:
    """Which message a document is (`camt.054`), or an empty text when it is none; raises `MessageError`."""
    found = _NAMESPACE.fullmatch(str(_document(content).tag))
    return found[1] if found else ""


def _document(content: bytes) -> etree._Element:
    if len(content) > LONGEST:
        raise MessageError(f"longer than {LONGEST} bytes")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        document = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MessageError(f"not XML: {error}") from error
    info = document.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise MessageError("a document type declaration is not allowed")
    return document


def moment(said: str, name: str) -> datetime:
    """A date and time as ISO 20022 writes it; without a zone it is the bank's own. Raises `MessageError`."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise MessageError(f"{name}: {said!r} is not a time") from error
    return at if at.tzinfo else at.replace(tzinfo=BANKS_ZONE)


def day(said: str, name: str) -> date:
    """A day, or the day in Baku of a date and time; raises `MessageError`."""
    if "T" in said:
        return moment(said, name).astimezone(BANKS_ZONE).date()
    try:
        return date.fromisoformat(said[:10])  # a day may carry a zone: 2026-12-01+04:00
    except ValueError as error:
        raise MessageError(f"{name}: {said!r} is not a day") from error


def one_line(said: str, *, most: int = LONGEST_TEXT) -> str:
    """A text from outside as it can be kept and shown: one line, printable, at most `most` characters."""
    return " ".join(_UNPRINTABLE.sub(" ", said).split())[:most]
