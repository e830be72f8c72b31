"""What the ISO 20022 messages share: safe parsing, and checking against the descriptions in `schemas/`."""

from __future__ import annotations

import functools
from pathlib import Path

from lxml import etree

_SCHEMAS = Path(__file__).parent / "schemas"


class MessageError(ValueError):
    """An XML document that is not the message it should be; the text names the place and what is wrong."""


def namespace(message: str) -> str:
    """The XML namespace of a message such as `pain.001.001.09`."""
    return f"urn:iso:std:iso:20022:tech:xsd:{message}"


def empty(message: str) -> etree._Element:
    """The root of a new message."""
    return etree.fromstring(f'<Document xmlns="{namespace(message)}"/>')


def parse(content: bytes, *, message: str) -> etree._Element:
    """Parse a document and check it against its description, without entities or network; `MessageError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        document = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MessageError(f"not XML: {error}") from error
    if document.getroottree().docinfo.internalDTD is not None:
        raise MessageError("a document type declaration is not allowed")
    check(document, message=message)
    return document


def check(document: etree._Element, *, message: str) -> None:
    """Raise `MessageError` when a document does not fit the description of its message."""
    try:
        _schema(message).assertValid(document)
    except etree.DocumentInvalid as error:
        raise MessageError(str(error)) from error


@functools.cache
def _schema(message: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / f"{message}.xsd")))
