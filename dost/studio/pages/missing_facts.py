"""Facts for want of which a right can no longer be told, in a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dost.cases.text.names import registry_name
from dost.studio.wording.languages import reader_language
from registries.facts.model import UnknownFact
from services_catalog.rules.plain import read_fact
from services_catalog.vocabulary import vocabularies

MOST_MISSING: Final = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact for want of which a right cannot be told any more, and where it comes from."""

    name: str
    registry: str
    rights: int


def missing_facts(services: Sequence[Mapping[str, Any]]) -> list[Missing]:
    """Return the facts for want of which rights can no longer be told, the most frequent first."""
    found: dict[tuple[str, str], int] = {}
    for one in services:
        for entry in one["missing"]:
            key = _fact(one["basis"], entry["fact"])
            found[key] = found.get(key, 0) + entry["rights"]
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Missing(name, registry, rights) for (name, registry), rights in ranked]


def _fact(basis: str, name: str) -> tuple[str, str]:
    """Return what a fact is called and the registry that answers for it; an answer of the person has neither."""
    try:
        bound = vocabularies()[basis].resolve(name)
    except (UnknownFact, KeyError):
        return name, ""
    registry = bound.fact.registry
    return read_fact(bound, reader_language()), str(registry_name(registry)) if registry else ""


def fact_in_words(basis: str, name: str) -> str:
    """Return what a fact that is wanting is called."""
    return _fact(basis, name)[0]
