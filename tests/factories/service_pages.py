"""Services for the public pages, and what a page says."""

from __future__ import annotations

from typing import Any

from django.test import Client
from lxml import html as lxml_html
from lxml.html import HtmlElement

from services_catalog.models import Service

from .services_catalog import ServiceFactory, VersionFactory, texts

SHEET: dict[str, Any] = {
    "users": ["citizens"],
    "channels": ["automatic", "centre"],
    "answers": ["sms"],
    "refusals": [texts("It was received already")],
    "front_minutes": 15,
    "back_minutes": 2880,
    "standard_minutes": 0,
    "fee": "0",
    "places": ["dost_centre"],
    "documents": [texts("A photograph")],
    "steps": [texts("The birth is registered"), texts("The money is paid")],
    "electronic": "full",
    "automated": "partial",
}


def service(code: str = "05-99", *, changes: dict[str, Any] | None = None, **fields: Any) -> Service:
    """Make a service with a version in force; `changes` are those to its definition."""
    given = {
        "code": code,
        "summary": texts(f"Summary of {code}"),
        "audience": texts("Old people"),
        "passport": SHEET,
        "availability": {"state": "open"},
        "life_events": ["retirement"],
        "audiences": ["pensioners"],
        "provenance": {"rule": "verified", "passport": "verified", "note": texts("Read in the law")},
        **fields,
    }
    made: Service = ServiceFactory(**given)
    VersionFactory(service=made, changes=changes or {})
    return made


def text_of(reader: Client, address: str) -> str:
    """Return the text of a page's main part, in single spaces."""
    response = reader.get(address)
    assert response.status_code == 200
    tree = lxml_html.document_fromstring(response.content.decode())
    assert isinstance(tree, HtmlElement)
    return " ".join(tree.findall(".//main")[0].text_content().split())
