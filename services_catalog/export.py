"""The catalogue in the database as files: reading them again gives the same definitions, under the same hashes.

What a file can say and the database has forgotten comes from the installation's own files where it still fits (labels
of formulas, names of phrases, formulas inside formulas, names of laws); comments and anchors are gone. What the
database has and a file cannot say is in the report's notes. Exporting what was loaded from an export gives the same
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from . import files, schema
from .definition import content_hash
from .formulas import names_in
from .laws import laws_file
from .library import Library, SharedCriterion, read_library
from .models import Parameter, ParameterValue, Service, ServiceVersion
from .papers import PAPERS_FILE
from .passport import SHEET
from .plain_yaml import dated, dump, money, number
from .rules import Scale, ValueType, read_worth
from .schema import LANGUAGES, plain
from .shared import library_of_definitions
from .written import expression_as_written, passport_as_written, typed_passport, typed_version, version_as_written

CONFIDENCE_OF_DECREES: Final = "verified"
"""How sure a file says a value is that people published: it has its source, and a file has no word for it."""

_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")


@dataclass(slots=True)
class ExportReport:
    """The files written, by their path in the folder, and what could not be said in them."""

    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def export_catalogue(root: Path, *, known: Library | None = None) -> ExportReport:
    """Write the whole catalogue of the database into a folder; files there that it does not write stay as they are.

    `known` is the library whose labels, phrases and formulas are used where they fit: that of the installation's files.
    """
    exporter = _Exporter(known if known is not None else read_library(files.CATALOGUE)[0])
    written = exporter.files()
    for name, text in written.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    laws = laws_file(files.CATALOGUE)
    if laws.exists() and laws.resolve() != laws_file(root).resolve():
        laws_file(root).write_bytes(laws.read_bytes())
    return ExportReport(sorted(written), exporter.notes)


class _Exporter:
    def __init__(self, known: Library) -> None:
        self.known = known
        self.notes: list[str] = []
        self.used_phrases: set[str] = set()
        self.phrases = {tuple(sorted(texts.items())): name for name, texts in known.phrases.items()}
        self.versions = _published_versions()
        newest_first = [version.definition for version in sorted(self.versions, key=lambda v: v.valid.lower)[::-1]]
        derived = library_of_definitions(newest_first)
        self.library = replace(
            known,
            criteria=derived.criteria,
            formulas={**known.formulas, **derived.formulas, **self._formulas_that_fit(derived)},
        )

    def _formulas_that_fit(self, derived: Library) -> dict[str, str]:
        """Return the formulas of the files that still mean what published versions mean by their names.

        One that names another which does not is left out too: its own text would mean something else then.
        """
        formulas = self.known.formulas
        fitting = {
            name
            for name, meaning in derived.formulas.items()
            if name in formulas
            and expression_as_written(f"({meaning})", f"formula.{name}", self.known) == f"formula.{name}"
        }
        strange = set(derived.formulas) - fitting
        while spoilt := {name for name in fitting if strange.intersection(names_in(formulas[name]))}:
            fitting -= spoilt
            strange |= spoilt
        return {name: formulas[name] for name in fitting}

    def files(self) -> dict[str, str]:
        """Return every file by its path in the folder."""
        by_service: dict[str, list[ServiceVersion]] = {}
        for version in self.versions:
            by_service.setdefault(version.service_id, []).append(version)
        found: dict[str, str] = {}
        for service in Service.objects.order_by("code"):
            versions = by_service.get(service.code)
            if versions is None:
                self.notes.append(f"{service.code}: it has no published rule, and a file needs one; it was left out.")
                continue
            found[f"{service.area}/{service.code}.yaml"] = dump(self._service(service, versions))
        criteria = self._criteria()
        return {
            "criteria.yaml": _dumped(criteria),
            "formulas.yaml": _dumped(self._formulas(criteria)),
            "parameters.yaml": _dumped(self._parameters()),
            "phrases.yaml": _dumped({name: _texts(self.known.phrases[name]) for name in sorted(self.used_phrases)}),
            **({PAPERS_FILE: _dumped(papers)} if (papers := self._papers()) else {}),
            **found,
        }

    def _papers(self) -> dict[str, Any]:
        """Return the papers that exported passports name by their phrase."""
        return {
            code: {
                **({"asked_of": paper.asked_of} if paper.asked_of else {}),
                **{key: _texts(texts) for key, texts in (("why", paper.why), ("where", paper.where))},
                "example": _texts(paper.example),
            }
            for code, paper in sorted(self.known.papers.items())
            if code in self.used_phrases
        }

    # -- services

    def _service(self, service: Service, versions: list[ServiceVersion]) -> dict[str, Any]:
        passport = {
            key: self._phrased(key, value) for key, value in typed_passport(passport_as_written(service)).items()
        }
        self._note_gaps(service.code, versions)
        return {
            "code": service.code,
            **passport,
            "versions": [self._version(version) for version in versions],
        }

    def _note_gaps(self, code: str, versions: list[ServiceVersion]) -> None:
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            begins = following.valid.lower if following is not None else None
            if version.valid.upper != begins:
                self.notes.append(
                    f"{code}: its rule ends on {version.valid.upper}; in a file a version is in force until the next."
                )

    def _version(self, version: ServiceVersion) -> dict[str, Any]:
        form = version_as_written(version.definition, self.library)
        typed = typed_version({"valid_from": version.definition["valid_from"], **form})
        typed["criteria"] = [_criterion(criterion) for criterion in typed["criteria"]]
        typed["examples"] = [_example(example) for example in typed["examples"]]
        if typed.get("questions"):
            typed["questions"] = [self._question(question) for question in typed["questions"]]
        if content_hash(version.definition) != version.content_hash or not self._comes_back(version, form):
            self.notes.append(
                f"{version}: a criterion or formula it shares means something else elsewhere; it was written out."
            )
        return typed

    def _comes_back(self, version: ServiceVersion, form: Mapping[str, Any]) -> bool:
        """Whether shared criteria and formulas could be kept by their names."""
        definition = version.definition
        named = [criterion.get("use") for criterion in form["criteria"]]
        typed = [criterion.get("require") for criterion in form["criteria"]]
        for number_, criterion in enumerate(definition["criteria"]):
            if "shared" in criterion and named[number_] != criterion["shared"]:
                return False
            if "written" in criterion and typed[number_] != criterion["written"]:
                return False
        return all(form.get(key) == text for key, text in definition.get("written", {}).items())

    def _question(self, question: Mapping[str, Any]) -> dict[str, Any]:
        ordered = {key: question[key] for key in ("id", "ask", "type", "choices") if key in question}
        ordered["ask"] = self._phrase(ordered["ask"])
        if "choices" in ordered:
            ordered["choices"] = {code: _texts(texts) for code, texts in ordered["choices"].items()}
        return ordered

    # -- phrases

    def _phrased(self, key: str, value: Any) -> Any:
        if key in ("name", "audience", "summary"):
            return _texts(value)
        if key in ("receives", "takes", "next"):
            return self._phrase(value)
        if key == "words":
            return _texts(value)
        if key == "availability" and "note" in value:
            ordered = {name: value[name] for name in ("state", "from", "until") if name in value}
            return {**ordered, "note": self._phrase(value["note"])}
        if key == "provenance":
            return {**{name: value[name] for name in ("rule", "passport")}, "note": _texts(value["note"])}
        return self._sheet(value) if key == "passport" else value

    def _sheet(self, sheet: Mapping[str, Any]) -> dict[str, Any]:
        ordered = {key: sheet[key] for key in SHEET if key in sheet}
        for key in ("refusals", "documents", "steps"):
            if key in ordered:
                ordered[key] = [self._phrase(text) for text in ordered[key]]
        return ordered

    def _phrase(self, texts: Mapping[str, str]) -> Any:
        name = self.phrases.get(tuple(sorted(texts.items())))
        if name is None:
            return _texts(texts)
        self.used_phrases.add(name)
        return name

    # -- what is shared

    def _criteria(self) -> dict[str, Any]:
        return {name: self._shared(self.library.criteria[name]) for name in sorted(self.library.criteria)}

    def _shared(self, criterion: SharedCriterion) -> dict[str, Any]:
        entry = self._entry("criteria", criterion.name)
        typed = " ".join(str(entry.get("require", "")).split())
        require = expression_as_written(criterion.require, typed or None, self.known)
        marked = {"everyone": True} if entry.get("everyone") is True else {}
        return {**marked, "require": require, "text": _texts(criterion.text), "law": criterion.law}

    def _entry(self, document: str, name: str) -> Mapping[str, Any]:
        held = self.known.documents.get(document)
        entry = held.data.get(name) if held is not None and isinstance(held.data, Mapping) else None
        return entry if isinstance(entry, Mapping) else {}

    def _formulas(self, criteria: Mapping[str, Any]) -> dict[str, Any]:
        """Return the formulas that anything exported names, those inside them included."""
        formulas = {**self.known.formulas, **self.library.formulas}
        waiting = set(self.library.formulas)
        waiting.update(name for criterion in criteria.values() for name in names_in(criterion["require"]))
        needed: set[str] = set()
        while waiting:
            name = waiting.pop()
            needed.add(name)
            waiting.update(inner for inner in names_in(formulas[name]) if inner not in needed)
        return {name: {"label": self._label(name), "value": formulas[name]} for name in sorted(needed)}

    def _label(self, name: str) -> dict[str, str]:
        label = self._entry("formulas", name).get("label")
        if isinstance(label, Mapping):
            return _texts(plain(label))
        return {"az": f"Düstur: {name}", "en": f"Formula: {name}", "ru": f"Формула: {name}"}

    def _parameters(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for parameter in Parameter.objects.prefetch_related("values").order_by("name"):
            value_type = ValueType(parameter.type)
            found[parameter.name] = {
                "type": parameter.type,
                "label": _texts(parameter.label),
                **_bounds(parameter),
                "values": [
                    {
                        "from": value.valid_from,
                        "value": _worth(value, value_type),
                        "source": value.source or "–",
                        "confidence": value.confidence
                        if value.confidence in schema.CONFIDENCES
                        else CONFIDENCE_OF_DECREES,
                    }
                    for value in sorted(parameter.values.all(), key=lambda value: value.valid_from)
                ],
            }
        return found


def _worth(value: ParameterValue, value_type: ValueType) -> Any:
    scale = read_worth(value.brackets or None, ValueType.SCALE, where="")
    if isinstance(scale, Scale):
        return [{"above": money(one.above), "rate": number(one.rate)} for one in scale.brackets]
    return money(value.value) if value_type is ValueType.MONEY else number(value.value)


def _bounds(parameter: Parameter) -> dict[str, dict[str, Any]]:
    """The bounds that a parameter states itself; nothing where it only has those of its type."""
    stated = {"least": parameter.least, "most": parameter.most}
    bounds = {name: number(value) for name, value in stated.items() if value is not None}
    return {"bounds": bounds} if bounds else {}


def _published_versions() -> list[ServiceVersion]:
    rows = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED)
    return sorted(rows, key=lambda version: (version.service_id, version.valid.lower))


def _dumped(value: Mapping[str, Any]) -> str:
    return dump(value) if value else ""


def _texts(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {language: texts[language] for language in LANGUAGES if language in texts}


def _criterion(criterion: Mapping[str, Any]) -> dict[str, Any]:
    ordered = {key: criterion[key] for key in ("use", "id", "require", "text", "law") if key in criterion}
    if "text" in ordered:
        ordered["text"] = _texts(ordered["text"])
    return ordered


def _example(example: Mapping[str, Any]) -> dict[str, Any]:
    expected = example["expect"]
    return {
        "name": example["name"],
        "on": example["on"],
        "facts": {name: _fact(value) for name, value in sorted(example["facts"].items())},
        "expect": {key: expected[key] for key in ("verdict", "amount", "starts", "until") if key in expected},
    }


def _fact(value: Any) -> Any:
    """Return the value of a fact so that it reads as it did: days without quotation marks, decimals as numbers."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return dated(value)
