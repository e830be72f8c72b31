"""What facts and their values are called in differences and in the history, where no single rule is at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registries.facts.model import BoundFact, UnknownFact
from services_catalog.models.catalogue import in_language
from services_catalog.rules.plain import read_fact
from services_catalog.rules.words import PHRASES
from services_catalog.vocabulary import vocabularies

from . import rule_words
from .languages import reader_language

_NAME: Final = re.compile(r"\b[a-z_]\w*(?:\.\w+)+")
_PARAMETER: Final = "parameter."


def fact_called(name: str) -> str:
    """Return what a fact is called in the active language; its own name when no basis knows it."""
    found = _fact_named(name)
    return name if found is None else read_fact(found, (get_language() or "az")[:2])


def parameters_in(text: str) -> set[str]:
    """Return the names of the parameters that an expression names."""
    return {name.removeprefix(_PARAMETER) for name in _NAME.findall(text) if name.startswith(_PARAMETER)}


def named(text: str, labels: Mapping[str, str]) -> str:
    """Return an expression with facts and parameters by what they are called; `labels` are those of parameters."""

    def called(found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith(_PARAMETER):
            known = labels.get(name.removeprefix(_PARAMETER), name)
        else:
            known = fact_called(name)
        return name if known == name else f"“{known}”"

    return _NAME.sub(called, text)


def fact_worth(name: str, value: Any) -> str | None:
    """Return a code of a fact in words, or that it is not known; None where the value says it itself."""
    if value is None:
        return _("not known")
    found = _fact_named(name)
    texts = found.fact.codes.get(str(value)) if found is not None else None
    return in_language(dict(texts)) if texts else None


def _fact_named(name: str) -> BoundFact | None:
    for vocabulary in vocabularies().values():
        try:
            return vocabulary.resolve(name)
        except (UnknownFact, KeyError):
            continue
    return None


def absent_word(bound: BoundFact) -> str:
    """Return what holds when nothing is said about a fact."""
    value = bound.fact.absent
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return PHRASES["yes" if value else "no"][reader_language()]
    if isinstance(value, str) and value in bound.fact.codes:
        return in_language(dict(bound.fact.codes[value]))
    return f"{value} {rule_words.unit(bound.fact.unit)}".strip()
