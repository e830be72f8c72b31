"""What services share: criteria, formulas, dated parameters, phrases of their passports and papers, read from files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from . import schema
from .formulas import UnknownFormula, expand
from .laws import CATALOGUE
from .located import CatalogueError, Document, Problem, Where, read_document, shown
from .papers import PAPERS_FILE, Paper, has_papers
from .rules.bounds import Bounds
from .rules.errors import RuleError
from .rules.parameters import Parameter, ParameterBook, read_value, read_worth
from .rules.scales import Bracket, Scale
from .rules.types import ValueType
from .schema import Reader

PAPERS: Final = PAPERS_FILE.removesuffix(".yaml")
OF_ITS_TYPE: Final = Bounds()
"""The bounds of a parameter that states none."""
PARAMETER_TYPES = (ValueType.MONEY, ValueType.INTEGER, ValueType.NUMBER)
"""Kinds of parameters that are worth one number: the studio makes and changes them."""
TYPES_IN_FILES = (*PARAMETER_TYPES, ValueType.SCALE)
NO_SCALE: Final = Scale((Bracket(Decimal(0), Decimal(0)),))
"""What stands for a scale that cannot be read, beside the problem that says so."""


@dataclass(frozen=True, slots=True)
class SharedCriterion:
    """A criterion that services name with `use`; `require` has its formulas written out.

    `everyone`: whoever asks meets it anyway, so it is shown with how it is checked.
    """

    name: str
    require: str
    text: dict[str, str]
    law: str
    where: Where
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a parameter is worth from a day on, by which source, and how sure that is."""

    valid_from: date
    value: int | Decimal | Scale
    source: str
    confidence: str

    @property
    def stored(self) -> tuple[Decimal, str]:
        """What the columns `value` and `brackets` hold of it."""
        return (Decimal(0), str(self.value)) if isinstance(self.value, Scale) else (Decimal(self.value), "")


@dataclass(frozen=True, slots=True)
class ParameterHistory:
    """A parameter with its dated values, oldest first, and the bounds it states itself."""

    name: str
    type: ValueType
    label: dict[str, str]
    values: tuple[DatedValue, ...]
    bounds: Bounds = OF_ITS_TYPE


@dataclass(frozen=True, slots=True)
class Library:
    """Everything shared; formulas are the texts as written."""

    criteria: Mapping[str, SharedCriterion] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, ParameterHistory] = field(default_factory=dict)
    phrases: Mapping[str, dict[str, str]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)

    def book(self) -> ParameterBook:
        """Return the parameters as rules look them up."""
        return ParameterBook(
            Parameter(
                history.name,
                history.type,
                tuple((value.valid_from, value.value) for value in history.values),
                history.label,
            )
            for history in self.parameters.values()
        )


def read_library(root: Path) -> tuple[Library, list[Problem]]:
    """Read the files of a catalogue folder that services share; one without papers has no `papers.yaml`."""
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    names = ["parameters", "formulas", "criteria", "phrases", *([PAPERS] if has_papers(root) else [])]
    for name in names:
        path = root / f"{name}.yaml"
        try:
            documents[name] = read_document(path)
        except CatalogueError as error:
            problems.extend(error.problems)
            documents[name] = Document(shown(path), {})
    readers = {name: _LibraryReader(document) for name, document in documents.items()}
    formulas = readers["formulas"].formulas()
    phrases = readers["phrases"].phrases()
    library = Library(
        criteria=readers["criteria"].criteria(formulas),
        formulas=formulas,
        parameters=readers["parameters"].parameters(),
        phrases=phrases,
        documents=documents,
        papers=readers[PAPERS].papers(phrases) if PAPERS in readers else {},
    )
    return library, [*problems, *(problem for reader in readers.values() for problem in reader.problems)]


@cache
def met_by_everyone(root: Path = CATALOGUE) -> frozenset[str]:
    """Return the names of the shared criteria that whoever asks meets anyway, as `criteria.yaml` marks them."""
    said = read_document(root / "criteria.yaml").data
    return frozenset(name for name, criterion in said.items() if criterion.get("everyone") is True)


class _LibraryReader(Reader):
    def entries(self) -> list[tuple[Where, str, Any]]:
        """Return the named entries of the file; each name is one small word."""
        data = self.document.data if isinstance(self.document.data, Mapping) else {}
        for name in data:
            self.word(name, (name,), "a word such as need_criterion")
        return [((name,), name, value) for name, value in data.items()]

    def formulas(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for where, name, value in self.entries():
            entry = self.mapping(value, where, required=("label", "value"))
            self.texts(entry.get("label"), (*where, "label"))
            found[name] = self.expression(entry.get("value"), (*where, "value"))
        for where, name, _value in self.entries():
            self._expanded(found[name], (*where, "value"), found)
        return found

    def _expanded(self, typed: str, where: Where, formulas: Mapping[str, str]) -> str:
        try:
            return expand(typed, formulas).text
        except UnknownFormula as error:
            self.problem(where, str(error))
            return typed

    def criteria(self, formulas: Mapping[str, str]) -> dict[str, SharedCriterion]:
        found: dict[str, SharedCriterion] = {}
        for where, name, value in self.entries():
            entry = self.mapping(value, where, required=("require", "text", "law"), optional=("everyone",))
            typed = self.expression(entry.get("require"), (*where, "require"))
            found[name] = SharedCriterion(
                name=name,
                require=self._expanded(typed, (*where, "require"), formulas),
                text=self.texts(entry.get("text"), (*where, "text")),
                law=self.text(entry.get("law"), (*where, "law")),
                where=where,
                everyone=self.yes_or_no(entry.get("everyone", False), (*where, "everyone")),
            )
        return found

    def phrases(self) -> dict[str, dict[str, str]]:
        return {name: self.texts(value, where) for where, name, value in self.entries()}

    def papers(self, phrases: Mapping[str, dict[str, str]]) -> dict[str, Paper]:
        """Return the papers; each is called by the phrase of its name."""
        found: dict[str, Paper] = {}
        for where, name, value in self.entries():
            entry = self.mapping(value, where, required=("why", "where", "example"), optional=("asked_of",))
            if name not in phrases:
                self.problem(where, _("phrases.yaml has no phrase of this name, by which the paper is called."))
            asked_of = entry.get("asked_of")
            found[name] = Paper(
                code=name,
                name=phrases.get(name, {}),
                why=self.texts(entry.get("why"), (*where, "why")),
                where=self.texts(entry.get("where"), (*where, "where")),
                example=self.texts(entry.get("example"), (*where, "example")),
                asked_of=self.one_of(asked_of, (*where, "asked_of"), schema.QUESTIONS) if asked_of else "",
            )
        return found

    def parameters(self) -> dict[str, ParameterHistory]:
        found: dict[str, ParameterHistory] = {}
        for where, name, value in self.entries():
            entry = self.mapping(value, where, required=("type", "label", "values"), optional=("bounds",))
            word = self.one_of(entry.get("type"), (*where, "type"), TYPES_IN_FILES)
            value_type = ValueType(word) if word else ValueType.MONEY
            label = self.texts(entry.get("label"), (*where, "label"))
            bounds = self.bounds(entry.get("bounds"), (*where, "bounds"), value_type)
            values: list[DatedValue] = []
            for place, item in self.items(entry.get("values"), (*where, "values")):
                dated = self.dated_value(item, place, value_type, bounds)
                if values and dated.valid_from <= values[-1].valid_from:
                    self.problem(place, _("Values stand in the order of their dates, oldest first, one for each date."))
                values.append(dated)
            if not values:
                self.problem(where, _("A parameter has at least one value: {from: 2025-07-01, value: 600, …}."))
            found[name] = ParameterHistory(name, value_type, label, tuple(values), bounds)
        return found

    def bounds(self, value: Any, where: Where, value_type: ValueType) -> Bounds:
        """Return the bounds that a parameter states: `{least: 1, most: 900}`, either may be left out."""
        if value is None:
            return OF_ITS_TYPE
        if value_type is ValueType.SCALE:
            self.problem(where, _("A scale has no bounds: its rates are from 0 to 1."))
            return OF_ITS_TYPE
        entry = self.mapping(value, where, optional=("least", "most"))
        least, most = (self.worth(entry.get(key), (*where, key), value_type) for key in ("least", "most"))
        if least is not None and most is not None and least > most:
            self.problem(where, _("The least is more than the most."))
        return Bounds(*(None if one is None else Decimal(one) for one in (least, most)))

    def worth(self, value: Any, where: Where, value_type: ValueType) -> int | Decimal | None:
        """Return a number of the type; what is none is a problem."""
        try:
            worth = read_value(value, value_type, where="")
        except RuleError as error:
            self.problem(where, " ".join(part for part in (error.message, error.hint) if part))
            return None
        assert worth is None or isinstance(worth, int | Decimal)
        return worth

    def dated_value(self, value: Any, where: Where, value_type: ValueType, bounds: Bounds) -> DatedValue:
        entry = self.mapping(value, where, required=("from", "value", "source", "confidence"))
        worth: int | Decimal | Scale | None
        if value_type is ValueType.SCALE:
            worth = self.scale(entry.get("value"), (*where, "value"))
        else:
            worth = self.number_within(entry.get("value"), (*where, "value"), value_type, bounds)
        return DatedValue(
            valid_from=self.day(entry.get("from"), (*where, "from")),
            value=worth if worth is not None else Decimal(0),
            source=self.text(entry.get("source"), (*where, "source"), most=200),
            confidence=self.one_of(entry.get("confidence"), (*where, "confidence"), schema.CONFIDENCES),
        )

    def scale(self, value: Any, where: Where) -> Scale:
        """Return a scale; what is none is a problem, and stands for one that takes nothing."""
        try:
            found = read_worth(value if value is not None else [], ValueType.SCALE, where="")
        except RuleError as error:
            self.problem(where, " ".join(part for part in (error.message, error.hint) if part))
            return NO_SCALE
        assert isinstance(found, Scale)
        return found

    def number_within(self, value: Any, where: Where, value_type: ValueType, bounds: Bounds) -> int | Decimal | None:
        """Return a number of the type; what is none, or outside the bounds, is a problem."""
        worth = self.worth(value, where, value_type)
        try:
            bounds.of_type(value_type).check(Decimal(0) if worth is None else worth)
        except RuleError as error:
            if worth is not None:
                self.problem(where, f"{error.message} {error.hint}")
        return worth
