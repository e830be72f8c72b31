"""What an expression says, with formulas by what they are called instead of written out.

`formula.pension_age_reached` is read as a name of its own; written out it would fill half a page. What is asked is the
same either way, and the full reading stays a click away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from registries.facts.model import ANSWER, BoundFact, Fact, FactType, UnknownFact, Vocabulary
from services_catalog.changes.expressions import vocabulary_of
from services_catalog.formulas import UnknownFormula, expand, names_in
from services_catalog.library import Library
from services_catalog.rules import ParameterBook, RuleError, ValueType, parse_expression, read_back
from services_catalog.schema import LANGUAGES

_FORMULA: Final = "formula."
_TYPES: Final[Mapping[ValueType, FactType]] = {
    ValueType.BOOLEAN: FactType.BOOLEAN,
    ValueType.INTEGER: FactType.INTEGER,
    ValueType.NUMBER: FactType.MONEY,
    ValueType.MONEY: FactType.MONEY,
    ValueType.DATE: FactType.DATE,
}


@dataclass(frozen=True)
class WithFormulas:
    """The vocabulary of a basis in which a formula is a name like a fact's, `formula.pension_age`."""

    known: Vocabulary
    reader: Reader

    @property
    def basis(self) -> str:
        """The name of the basis."""
        return self.known.basis

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles, the subject first."""
        return self.known.roles

    def resolve(self, name: str) -> BoundFact:
        """Return the fact or formula a rule means; raises `UnknownFact`."""
        if not name.startswith(_FORMULA):
            return self.known.resolve(name)
        try:
            return self.reader.formula(name.removeprefix(_FORMULA), self.known)
        except (RuleError, UnknownFormula, KeyError):
            raise UnknownFact(name, []) from None

    def names(self) -> list[str]:
        """Every name a rule may use."""
        return [*(f"{_FORMULA}{name}" for name in self.reader.known.formulas), *self.known.names()]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the expressions of one draft, with everything they may name."""

    basis: str
    parameters: ParameterBook
    questions: Sequence[Mapping[str, Any]]
    known: Library

    def short(self, typed: str) -> dict[str, str]:
        """Return what an expression says by language; empty when it has no formulas, or cannot be read so."""
        naming = self.naming
        if not names_in(typed) or naming is None:
            return {}
        try:
            expression = parse_expression(typed, vocabulary=naming, parameters=self.parameters)
        except RuleError:
            return {}
        return {language: read_back(expression, language) for language in LANGUAGES}

    @property
    def naming(self) -> WithFormulas | None:
        """Everything that can be named, formulas like facts; None while nobody has said what the right arises from."""
        vocabulary = vocabulary_of(self.basis, self.questions)
        return None if vocabulary is None else WithFormulas(vocabulary, self)

    def formula(self, name: str, vocabulary: Vocabulary) -> BoundFact:
        """Return a formula as a fact of its own type, called as its label says."""
        text = expand(f"formula.{name}", self.known.formulas).text
        value_type = parse_expression(text, vocabulary=vocabulary, parameters=self.parameters).type
        return _as_fact(name, value_type, self.known)

    def shared(self, name: str) -> str:
        """Return a shared criterion as it was typed, with its formulas by name; else as it is published."""
        document = self.known.documents.get("criteria")
        entries = document.data if document is not None and isinstance(document.data, Mapping) else {}
        entry, criterion = entries.get(name), self.known.criteria.get(name)
        typed = entry.get("require") if isinstance(entry, Mapping) else None
        if isinstance(typed, str):
            return " ".join(typed.split())
        return criterion.require if criterion is not None else ""


def _as_fact(name: str, value_type: ValueType | None, known: Library) -> BoundFact:
    if value_type is None:
        raise KeyError(name)
    document = known.documents.get("formulas")
    entries = document.data if document is not None and isinstance(document.data, Mapping) else {}
    entry = entries.get(name)
    label = entry.get("label") if isinstance(entry, Mapping) else None
    if not isinstance(label, Mapping):
        raise KeyError(name)
    fact = Fact(
        name=f"formula.{name}",
        type=_TYPES[value_type],
        labels=dict(label),
        registry="",
        institution="",
        source=ANSWER,
        sql="NULL",
    )
    return BoundFact(fact.name, ANSWER, fact)
