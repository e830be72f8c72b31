"""Documents as the catalogue words them, filled with the examples of its facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from dost.cases.documents import fill
from registries.facts.model import Fact, FactType
from services_catalog.checks import compile_definition
from services_catalog.definition import Definition
from services_catalog.files import Catalogue, read_catalogue

LANGUAGES = ("az", "en", "ru")
PERSON = {"name": "Məmmədova Aysel Rəşad qızı", "fin": "5ABC123", "born": "1961-03-14"}
CATALOGUE: Catalogue = read_catalogue()[0]
DOCUMENTS = {
    code: Definition.from_json(version.definition)
    for code, service in CATALOGUE.services.items()
    for version in service.versions
    if version.definition["outcome"] == "document"
}
"""The services of the catalogue that issue a document, by code."""


def facts_of(definition: Definition) -> dict[str, Fact]:
    """The facts that a document promises, by name."""
    rule = compile_definition(definition.as_json(), CATALOGUE.library.book())
    assert definition.document is not None
    return {name: rule.vocabulary.resolve(name).fact for name in definition.document.states}


def _kept(value: Any) -> dict[str, Any]:
    """A fact as a document keeps it."""
    value = value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    return {"value": value, "registry": "PENS", "institution": "DSMF", "source": "DSMF", "recorded_on": "2026-11-20"}


def written(code: str, **changed: Any) -> dict[str, Any]:
    """The document of a service, with the examples of its facts for values."""
    definition = DOCUMENTS[code]
    assert definition.document is not None
    known = facts_of(definition)
    examples = {FactType.CODE: "", FactType.INTEGER: 3}
    facts = {name: _kept(changed.get(name, fact.example or examples.get(fact.type))) for name, fact in known.items()}
    fixed = {"person": PERSON["name"], "about": PERSON["name"], "record": "D-2026/17", "award": "“Yaşa görə müavinət”"}
    made = fill(
        definition.document, known, facts, {name: dict.fromkeys(LANGUAGES, text) for name, text in fixed.items()}
    )
    return {**made, "language": "ru", "provider": {"az": "Fond", "en": "The Fund", "ru": "Фонд"}}
