"""What fits where somebody types a rule: facts, parameters, formulas, functions, shared criteria, values of lists.

The text is only looked at, word by word; it need not be a whole expression, and nothing of it reaches the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from registries.facts.model import ANSWER, BoundFact, UnknownFact, Vocabulary
from services_catalog.formulas import UnknownFormula, expand
from services_catalog.library import Library
from services_catalog.rules import FUNCTIONS, ParameterBook, RuleError, Scale, ValueType, parse_expression, read_scale
from services_catalog.rules.lexer import Kind, read_words
from services_catalog.rules.types import NUMERIC
from services_catalog.rules.words import ROLES
from services_catalog.schema import LANGUAGES
from services_catalog.vocabulary import vocabularies

from .expressions import vocabulary_of
from .shared_library import library

MOST: Final = 30

# Not only names as the language has them: people begin with words of their own.
_NAME_BEFORE = re.compile(r"[^\W\d][\w.]*$")
_NAME_AFTER = re.compile(r"[\w.]*")
_SCALE_BEFORE = re.compile(r"\bscale\s*$", re.IGNORECASE)
_STRING_BEFORE = re.compile(r"'([^']*)$")
_COMPARED = re.compile(
    r"(?P<name>[a-z][a-z0-9_.]*)\s*(?:(?P<sign>=|<>|!=|<=|>=|<|>)|\b(?:NOT\s+)?IN\s*\((?:\s*'[^']*'\s*,)*)\s*$",
    re.IGNORECASE,
)
_LETTERS = str.maketrans("əıöüğşçӘЁё", "eiougsceЕе")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that can be put in place of the text between `start` and `end`.

    `kind`: fact, parameter, formula, function, criterion, code, word. `label` and `about` (whose fact it is) are by
    language; `example` is a value as it would be written in a rule; `meaning` says more, in English or by the text of
    a criterion.
    """

    kind: str
    insert: str
    start: int
    end: int
    label: Mapping[str, str]
    type: str = ""
    unit: str = ""
    example: str = ""
    registry: str = ""
    institution: str = ""
    meaning: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the suggestion with the names of its fields."""
        return {
            "kind": self.kind,
            "insert": self.insert,
            "start": self.start,
            "end": self.end,
            "label": dict(self.label),
            "about": dict(self.about),
            "type": self.type,
            "unit": self.unit,
            "example": self.example,
            "registry": self.registry,
            "institution": self.institution,
            "meaning": self.meaning,
        }


def complete(
    text: str,
    cursor: int,
    *,
    basis: str,
    parameters: ParameterBook,
    questions: Sequence[Mapping[str, Any]] = (),
    known: Library | None = None,
    most: int = MOST,
) -> list[Suggestion]:
    """Return what fits at the cursor, the likeliest first.

    A name that is begun is completed by its beginning, by its parts, and by words of its label in any language. After
    a comparison with a fact that has a list of values, those values come; after any other comparison, what is of the
    fact's type comes first.
    """
    cursor = max(0, min(cursor, len(text)))
    vocabulary = vocabulary_of(basis, questions)
    if vocabulary is None:
        return []
    before = text[:cursor]
    if before.count("'") % 2:
        return _codes_in_quotes(text, cursor, vocabulary)[:most]
    begun = _NAME_BEFORE.search(before)
    start = begun.start() if begun else cursor
    after = _NAME_AFTER.match(text, cursor)
    end = after.end() if after and begun else cursor
    typed = text[start:cursor]
    compared = _compared_fact(text[:start], vocabulary)
    found: list[tuple[float, Suggestion]] = []
    if compared is not None and compared.fact.codes:
        found += [
            (_likeness(typed, s) + 8, s) for s in _codes(compared, start, end) if not typed or _likeness(typed, s)
        ]
    in_scale = _is_for_a_scale(text[:start])
    wanted = ValueType.SCALE.value if in_scale else compared.fact.type.value if compared is not None else None
    for entry in _entries(basis, vocabulary, parameters, known or library(), is_compared=compared is not None):
        if in_scale and entry.type != wanted:
            continue
        likeness = _likeness(typed, entry)
        if likeness or not typed:
            fits = _fits(entry.type, wanted) - (2 if compared is not None and entry.insert == compared.name else 0)
            found.append((likeness + fits, _placed(entry, start, end)))
    found.sort(key=lambda item: (-item[0], item[1].insert))
    return [suggestion for _rank, suggestion in found[:most]]


def _is_for_a_scale(before: str) -> bool:
    """Whether the cursor stands where `scale(amount, …)` names its scale: behind the comma of its own brackets."""
    if not before.rstrip().endswith(","):
        return False
    closed = 0
    for place in range(len(before) - 1, -1, -1):
        closed += (before[place] == ")") - (before[place] == "(")
        if closed < 0:
            return _SCALE_BEFORE.search(before[:place]) is not None
    return False


# -- the fact that is being compared -----------------------------------------------------------------------------


def _compared_fact(before: str, vocabulary: Vocabulary) -> BoundFact | None:
    """Return the fact in front of a comparison that the cursor stands behind."""
    match = _COMPARED.search(before[-400:])
    if match is None:
        return None
    try:
        return vocabulary.resolve(match["name"].lower())
    except UnknownFact:
        return None


def _codes_in_quotes(text: str, cursor: int, vocabulary: Vocabulary) -> list[Suggestion]:
    """Return the values of a list that fit between quotation marks, the closing one included."""
    opened = _STRING_BEFORE.search(text[:cursor])
    if opened is None:
        return []
    fact = _compared_fact(text[: opened.start()], vocabulary)
    if fact is None:
        return []
    closing = text.find("'", cursor)
    end = closing + 1 if closing >= 0 and "\n" not in text[cursor:closing] else cursor
    found = [(_likeness(opened[1], s), s) for s in _codes(fact, opened.start(), end)]
    return [s for rank, s in sorted(found, key=lambda item: -item[0]) if rank or not opened[1]]


def _codes(bound: BoundFact, start: int, end: int) -> Iterator[Suggestion]:
    for code, label in bound.fact.codes.items():
        yield Suggestion("code", f"'{code}'", start, end, label, type="code", registry=bound.fact.registry)


# -- everything that can be named ----------------------------------------------------------------------------------


def _entries(
    basis: str, vocabulary: Vocabulary, parameters: ParameterBook, known: Library, *, is_compared: bool
) -> Iterator[Suggestion]:
    plain = vocabularies().get(basis)
    if vocabulary is plain:
        yield from _facts_of_basis(basis)
    else:
        yield from _facts(vocabulary)
    for parameter in parameters.values():
        worth = parameter.values[-1][1] if parameter.values else None
        yield Suggestion(
            "parameter",
            f"parameter.{parameter.name}",
            0,
            0,
            parameter.label,
            type=parameter.type.value,
            unit="AZN" if parameter.type is ValueType.MONEY else "",
            example=written(worth),
            meaning=", ".join(read_scale(worth, "en")) if isinstance(worth, Scale) else "",
        )
    yield from _library_entries(basis, parameters, known, is_compared=is_compared)
    for function in FUNCTIONS.values():
        gives = function.gives.value if function.gives else ""
        label = dict.fromkeys(LANGUAGES, function.example)
        yield Suggestion("function", f"{function.name}(", 0, 0, label, type=gives, example=function.example)
    yield _TODAY


_TODAY: Final = Suggestion(
    "word",
    "today",
    0,
    0,
    {"az": "baxılan gün", "en": "the day in question", "ru": "рассматриваемый день"},
    type="date",
)


def _library_entries(
    basis: str, parameters: ParameterBook, known: Library, *, is_compared: bool
) -> Iterator[Suggestion]:
    """Yield the formulas and shared criteria that name only what this basis has."""
    names = tuple(parameters)
    documents = known.documents.get("formulas")
    written_down = documents.data if documents is not None and isinstance(documents.data, Mapping) else {}
    for name, text in known.formulas.items():
        type_ = _type_of(basis, f"formula.{name}", names, parameters, known)
        if type_ is None:
            continue
        entry = written_down.get(name)
        label = entry.get("label") if isinstance(entry, Mapping) else None
        texts = label if isinstance(label, Mapping) else dict.fromkeys(LANGUAGES, name)
        yield Suggestion("formula", f"formula.{name}", 0, 0, texts, type=type_, meaning=text)
    for name, criterion in known.criteria.items() if not is_compared else ():
        if _type_of(basis, criterion.require, names, parameters, known) is not None:
            require = f"({criterion.require})"
            yield Suggestion("criterion", require, 0, 0, criterion.text, type="boolean", meaning=name)


_types: dict[tuple[str, str, tuple[str, ...]], str | None] = {}
_MOST_TYPES: Final = 4_000


def _type_of(
    basis: str, written_text: str, names: tuple[str, ...], parameters: ParameterBook, known: Library
) -> str | None:
    """Return the type of an expression in a basis; None when it names what the basis has not."""
    try:
        text = expand(written_text, known.formulas).text
    except UnknownFormula:
        return None
    key = (basis, text, names)
    if key not in _types:
        if len(_types) >= _MOST_TYPES:
            _types.clear()
        _types[key] = _parsed_type(basis, text, parameters)
    return _types[key]


def _parsed_type(basis: str, text: str, parameters: ParameterBook) -> str | None:
    try:
        # Looked up before parsing: the error would search for what is like each unknown name.
        if not _facts_in(text) <= _names_of(basis):
            return None
        return parse_expression(text, vocabulary=vocabularies()[basis], parameters=parameters).type.value
    except RuleError:
        return None


def _facts_in(text: str) -> set[str]:
    names = {word.text for word in read_words(text) if word.kind is Kind.NAME and "." in word.text}
    return {name for name in names if not name.startswith("parameter.")}


@lru_cache(maxsize=64)
def _names_of(basis: str) -> frozenset[str]:
    return frozenset(vocabularies()[basis].names())


@lru_cache(maxsize=64)
def _facts_of_basis(basis: str) -> tuple[Suggestion, ...]:
    return tuple(_facts(vocabularies()[basis]))


def _facts(vocabulary: Vocabulary) -> Iterator[Suggestion]:
    for name in vocabulary.names():
        bound = vocabulary.resolve(name)
        fact = bound.fact
        yield Suggestion(
            "fact",
            name,
            0,
            0,
            fact.labels,
            type=fact.type.value,
            unit=fact.unit,
            example=written(fact.example),
            registry="" if fact.source == ANSWER else fact.registry,
            institution=fact.institution,
            meaning=fact.note,
            about=ROLES.get(bound.role, {}),
        )


def written(value: Any) -> str:
    """Return a value as it is written in a rule; empty for None and for a scale, which is never written in one."""
    if value is None or isinstance(value, Scale):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int) else f"'{value}'"


# -- what is likely ------------------------------------------------------------------------------------------------


def _likeness(typed: str, entry: Suggestion) -> float:
    """Return how well what is typed fits an entry; 0: not at all."""
    wanted = _folded(typed)
    if not wanted:
        return 0
    name = _folded(entry.insert.strip("'()")) if entry.kind != "criterion" else _folded(entry.meaning)
    if name.startswith(wanted):
        return 6 if name == wanted else 5
    if any(part.startswith(wanted) for part in re.split(r"[._]", name)):
        return 4
    words = _words(tuple(entry.label.values()))
    if any(word.startswith(wanted) for word in words):
        return 3
    parts = [part for part in re.split(r"[._]", wanted) if part]
    if len(parts) > 1 and all(
        any(word.startswith(part) for word in (*re.split(r"[._]", name), *words)) for part in parts
    ):
        return 2
    return 1 if len(wanted) > 2 and wanted in name else 0


@lru_cache(maxsize=4096)
def _words(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for label in labels for word in re.findall(r"\w+", _folded(label)))


def _folded(text: str) -> str:
    return text.lower().replace("\u0307", "").translate(_LETTERS)


def _fits(found: str, wanted: str | None) -> float:
    if wanted is None or not found:
        return 0
    numeric = {value_type.value for value_type in NUMERIC}
    if found == wanted or (found in numeric and wanted in numeric):
        return 3 if found == wanted else 2
    return -2


def _placed(entry: Suggestion, start: int, end: int) -> Suggestion:
    return replace(entry, start=start, end=end)
